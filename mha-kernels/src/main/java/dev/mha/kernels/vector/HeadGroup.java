package dev.mha.kernels.vector;

import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Rows;

/** The heads in the lanes of one worker, and where their rows begin. Lanes that hold none repeat the last head. */
final class HeadGroup {
    private static final int L = HeadPanels.LANES;

    final int[] queryAt = new int[L];
    final int[] keyAt = new int[L];
    final int[] valueAt = new int[L];
    final int[] outAt = new int[L];
    final int[] outGradAt = new int[L];
    final int[] queryGradAt = new int[L];
    final int[] keyGradAt = new int[L];
    final int[] valueGradAt = new int[L];
    /** Batch item, query head and key/value head of each lane. */
    final int[] item = new int[L];
    final int[] queryHead = new int[L];
    final int[] keyHead = new int[L];

    private final HeadCall call;
    float[] slab;
    /** Lanes that hold a head. */
    int heads;
    private int first;

    HeadGroup(HeadCall call) {
        this.call = call;
    }

    /** Takes the heads from {@code firstHead} on, of {@code all}. */
    void begin(float[] scratch, int firstHead, int all) {
        slab = scratch;
        first = firstHead;
        heads = Math.min(L, all - firstHead);
    }

    /**
     * Finds the rows of each lane's head. A lane counts query heads, or key/value heads of which it takes query head
     * {@code member} of the group.
     *
     * @param queriesShare query heads that share a key/value head when lanes count query heads, else 0
     */
    void address(int member, int queriesShare) {
        AttentionShape shape = call.shape;
        int count = queriesShare > 0 ? shape.queryHeads() : shape.keyValueHeads();
        for (int lane = 0; lane < L; lane++) {
            int head = first + Math.min(lane, heads - 1);
            int b = head / count;
            int g = queriesShare > 0 ? head % count / queriesShare : head % count;
            int h = queriesShare > 0 ? head % count : g * shape.groupSize() + member;
            item[lane] = b;
            queryHead[lane] = h;
            keyHead[lane] = g;
            queryAt[lane] = call.query.at(b, h);
            keyAt[lane] = call.key.at(b, g);
            valueAt[lane] = call.value.at(b, g);
            outAt[lane] = call.out == null ? 0 : call.out.at(b, h);
            outGradAt[lane] = call.outGrad == null ? 0 : call.outGrad.at(b, h);
            queryGradAt[lane] = call.queryGrad == null ? 0 : call.queryGrad.at(b, h);
            keyGradAt[lane] = call.keyGrad == null ? 0 : call.keyGrad.at(b, g);
            valueGradAt[lane] = call.valueGrad == null ? 0 : call.valueGrad.at(b, g);
        }
    }

    /** Writes how many keys query {@code i} of each lane sees. */
    void lengths(int i) {
        for (int lane = 0; lane < L; lane++) {
            slab[call.seen + lane] = call.mask.visible(call.shape, item[lane], i);
        }
    }

    /** Takes the log-sum-exp of query {@code i} out of the lanes. */
    void writeLogSumExp(int from, int i) {
        if (call.lse != null) {
            for (int lane = 0; lane < heads; lane++) {
                call.lse[row(lane) + i] = slab[from + lane];
            }
        }
    }

    /** Puts the log-sum-exp of query {@code i} into the lanes. */
    void readLogSumExp(int to, int i) {
        for (int lane = 0; lane < L; lane++) {
            slab[to + lane] = call.lse[row(lane) + i];
        }
    }

    private int row(int lane) {
        return (item[lane] * call.shape.queryHeads() + queryHead[lane]) * call.shape.queries();
    }

    /** Whether the rows of a head hold a NaN or an infinity, which a weight of 0 would not hide. */
    boolean hasNonFinite(Rows rows, int[] at, int count, int dim) {
        for (int lane = 0; lane < heads; lane++) {
            if (Diagonal.hasNonFinite(rows.array(), at[lane], rows.row(), count, dim)) {
                return true;
            }
        }
        return false;
    }
}
