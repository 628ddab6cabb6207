package dev.mha.kernels.vector;

import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Rows;
import dev.mha.kernels.work.Crew;
import dev.mha.kernels.work.Slab;
import java.util.Arrays;

/**
 * Fused softmax attention with the queries in the lanes. A task is one block of {@link Lanes#WIDTH} queries of one head:
 *
 * <pre>
 * Qt = Q' scale log2(e)       [headDim][queries], packed once
 * S  = K Qt                   rows form,    [keys][queries], one block of keys at a time
 * P  = online softmax of S    down the keys
 * Ot = Ot decay + V' P        columns form, [valueDim][queries], the sum of a block of keys on its own
 * </pre>
 */
public final class VectorForward implements Crew.Task {
    /**
     * Keys in a block: 48, 96 and 192 all reach 69-71 % of the FMA peak (Zen 5 class, T 512, d 64); 64, 96, 128 and 192 lie
     * within 2 points for every shape of the speed table (Sapphire Rapids class).
     */
    static final int KEY_BLOCK = 192;

    private static final int W = Lanes.WIDTH;
    private static final int QT = Slab.FIRST;
    static final float LOG2_E = 1.442695f;
    /** Back from base 2, by the very factor that the scores were multiplied with. */
    private static final double LN_2 = 1.0 / LOG2_E;

    private Crew crew;
    private AttentionShape shape;
    private AttentionMask mask;
    private float scale;
    private Rows query;
    private Rows key;
    private Rows value;
    private Rows out;
    private float[] lse;
    private int blocks;
    /** Where Ot, the part of one block of keys, S, the square of the transposes and the state of the softmax lie in a slab; Qt comes first. */
    private int ot;
    private int part;
    private int scores;
    private int square;
    private int state;
    private int length;

    private VectorForward() {}

    /** See {@code AttentionForward.run}. */
    public static void run(AttentionShape shape, AttentionMask mask, float scale, Rows query, Rows key, Rows value,
            Rows out, float[] lse, Crew crew) {
        VectorForward call = crew.keep(VectorForward.class, VectorForward::new);
        call.crew = crew;
        call.shape = shape;
        call.mask = mask;
        call.scale = scale;
        call.query = query;
        call.key = key;
        call.value = value;
        call.out = out;
        call.lse = lse;
        call.blocks = (shape.queries() + W - 1) / W;
        call.plan();
        try {
            crew.run(shape.batch() * shape.queryHeads() * call.blocks, call);
        } finally {
            call.end();
        }
    }

    /** A workspace must not keep a caller's arrays alive. */
    private void end() {
        mask = null;
        query = null;
        key = null;
        value = null;
        out = null;
        lse = null;
    }

    /**
     * One slab, so that no vector straddles two cache lines. It gains little, 0-2 % of the time of both passes (Zen 5
     * class, T 512, d 64): the tiles load four vectors for 24 products, so they hardly wait for loads.
     */
    private void plan() {
        ot = QT + Transpose.padded(shape.headDim()) * W;
        part = ot + Transpose.padded(shape.valueDim()) * W;
        scores = part + (shape.keys() > KEY_BLOCK ? Transpose.padded(shape.valueDim()) * W : 0);
        square = scores + Math.clamp(shape.keys(), W, KEY_BLOCK) * W;
        state = square + Transpose.SQUARE;
        length = state + Softmax.STATE;
    }

    @Override
    public void run(int task, int worker) {
        int bh = task / blocks;
        int b = bh / shape.queryHeads();
        int h = bh % shape.queryHeads();
        // under a causal mask late blocks take longest: first come first
        int i0 = (blocks - 1 - task % blocks) * W;
        int rows = Math.min(W, shape.queries() - i0);
        float[] slab = crew.floats(worker, 0, Math.max(length, Slab.LEAST));
        Arrays.fill(slab, state, state + Lanes.COUNT, scale * LOG2_E);
        pack(query.at(b, h) + i0 * query.row(), rows, slab);
        Arrays.fill(slab, state + Softmax.MAX, state + Softmax.MAX + W, Float.NEGATIVE_INFINITY);
        Arrays.fill(slab, state + Softmax.SUM, state + Softmax.SUM + W, 0.0f);
        Arrays.fill(slab, ot, ot + shape.valueDim() * W, 0.0f);
        attend(b, h / shape.groupSize(), i0, rows, slab);
        finish(bh, i0, rows, slab);
        Transpose.unpack(slab, ot, rows, shape.valueDim(), state + Softmax.SHIFT, out.array(),
                out.at(b, h) + i0 * out.row(), out.row(), square);
    }

    /**
     * By way of a panel in the place of the scores, so that the caller's rows are read in the order of memory: the
     * transpose jumps from row to row, and waits for each line of a query that is not in the cache.
     */
    private void pack(int from, int rows, float[] slab) {
        for (int i = 0; i < shape.headDim(); i += W) {
            int dim = Math.min(W, shape.headDim() - i);
            Panels.copy(query.array(), from + i, query.row(), rows, dim, 1.0f, slab, scores, W);
            Transpose.pack(slab, scores, W, rows, dim, slab, state, QT + i * W, square);
        }
    }

    private void attend(int b, int g, int i0, int rows, float[] slab) {
        int seenByAll = mask.visible(shape, b, i0);
        int seen = mask.visible(shape, b, i0 + rows - 1);
        int valueDim = shape.valueDim();
        for (int j0 = 0; j0 < seen; j0 += KEY_BLOCK) {
            int keys = Math.min(KEY_BLOCK, seen - j0);
            // lane i sees row j of this block if i >= j + shift
            int shift = j0 - i0 - shape.keys() + shape.queries();
            int whole = Math.clamp(seenByAll - j0, 0, keys);
            int ko = key.at(b, g) + j0 * key.row();
            int vo = value.at(b, g) + j0 * value.row();
            int to = j0 == 0 ? ot : part;
            if (j0 > 0) {
                Arrays.fill(slab, part, part + valueDim * W, 0.0f);
            }
            if (whole == keys) {
                Products.rows(key.array(), ko, key.row(), keys, shape.headDim(), slab, QT, scores);
                Softmax.update(slab, scores, keys, -keys, state);
                Products.addColumns(value.array(), vo, value.row(), valueDim, keys, slab, scores, to);
            } else {
                DiagonalProducts.rows(key.array(), ko, key.row(), keys, shape.headDim(), slab, QT, scores, shift);
                Diagonal.hideParts(slab, scores, whole, keys, shift, Float.NEGATIVE_INFINITY);
                Softmax.update(slab, scores, keys, shift, state);
                Diagonal.fill(slab, scores, whole, keys, shift, 0.0f);
                addValues(vo, whole, keys, shift, slab, to);
            }
            if (j0 > 0) {
                Softmax.add(slab, ot, part, valueDim, state);
            }
        }
    }

    /** Adds values times weights where some queries see keys that others do not. */
    private void addValues(int vo, int whole, int keys, int shift, float[] slab, int to) {
        int valueDim = shape.valueDim();
        if (Diagonal.hasNonFinite(value.array(), vo + whole * value.row(), value.row(), keys - whole, valueDim)) {
            Products.addColumns(value.array(), vo, value.row(), valueDim, whole, slab, scores, to);
            Diagonal.addColumns(value.array(), vo, value.row(), valueDim, whole, keys, slab, scores, to, shift);
        } else {
            DiagonalProducts.addColumns(value.array(), vo, value.row(), valueDim, keys, slab, scores, to, shift);
        }
    }

    /** Turns the sums into factors of the output, in the place of the shift, and writes the log-sum-exp. */
    private void finish(int bh, int i0, int rows, float[] slab) {
        Softmax.invertSums(slab, state);
        if (lse != null) {
            Log.apply(slab, state + Softmax.SUM, Lanes.TILE_VECTORS, state + Softmax.DECAY);
            int to = bh * shape.queries() + i0;
            for (int i = 0; i < rows; i++) {
                lse[to + i] = slab[state + Softmax.SUM + i] == 0.0f
                        ? Float.POSITIVE_INFINITY
                        : (float) (slab[state + Softmax.MAX + i] * LN_2 + slab[state + Softmax.DECAY + i]);
            }
        }
    }
}
