package dev.mha.kernels.vector;

import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Rows;
import dev.mha.kernels.work.Crew;

/**
 * Gradients of fused softmax attention. A task is one key/value head of one batch item, or one of its {@link KeyRanges},
 * all queries of its group after each other in blocks of {@link Lanes#WIDTH}, so that nothing is shared between tasks:
 *
 * <pre>
 * S   = K Qt, Pt = 2^(S - lse)      rows form,    [keys][queries], one block of keys at a time
 * dPt = V dOt                       rows form
 * dSt = Pt (dPt - delta)
 * dV += Pt dO,  dK += dSt Q         rows form,    panels of [keys][WIDTH dimensions]
 * dQt += K' dSt                     columns form, [headDim][queries]
 * </pre>
 *
 * <p>Where ranges are tasks, dQ of each goes to an array of its own first, see {@link QueryGradSum}.
 */
public final class VectorBackward implements Crew.Task {
    private static final int W = Lanes.WIDTH;
    /** Scratch array of the first worker for dQ of all ranges. */
    private static final int PARTS = 1;

    Crew crew;
    AttentionShape shape;
    AttentionMask mask;
    float scale;
    Rows query;
    Rows key;
    Rows value;
    Rows out;
    float[] lse;
    Rows outGrad;
    Rows queryGrad;
    private Rows keyGrad;
    private Rows valueGrad;
    /** Whether the key ranges of a head are tasks, and dQ of each of them; null when they are not. */
    boolean cut;
    float[] queryGradParts;
    private BackwardBlock[] blocks;

    private VectorBackward() {}

    /** See {@code AttentionBackward.run}. */
    public static void run(AttentionShape shape, AttentionMask mask, float scale, Rows query, Rows key, Rows value,
            Rows out, float[] lse, Rows outGrad, Rows queryGrad, Rows keyGrad, Rows valueGrad, Crew crew) {
        VectorBackward call = crew.keep(VectorBackward.class, VectorBackward::new);
        call.crew = crew;
        call.shape = shape;
        call.mask = mask;
        call.scale = scale;
        call.query = query;
        call.key = key;
        call.value = value;
        call.out = out;
        call.lse = lse;
        call.outGrad = outGrad;
        call.queryGrad = queryGrad;
        call.keyGrad = keyGrad;
        call.valueGrad = valueGrad;
        if (call.blocks == null) {
            call.blocks = new BackwardBlock[crew.workers()];
            for (int worker = 0; worker < call.blocks.length; worker++) {
                call.blocks[worker] = new BackwardBlock(call, worker);
            }
        }
        try {
            call.cut();
            crew.run(shape.batch() * shape.keyValueHeads() * (call.cut ? KeyRanges.count(shape) : 1), call);
            if (call.queryGradParts != null) {
                QueryGradSum.run(shape, call.queryGradParts, scale, queryGrad, crew);
            }
        } finally {
            call.end();
        }
    }

    private void cut() {
        cut = KeyRanges.cut(shape, crew.workers());
        queryGradParts = cut && queryGrad != null
                ? crew.floats(0, PARTS, QueryGradSum.at(shape, shape.batch(), 0, 0))
                : null;
    }

    /** A workspace must not keep a caller's arrays alive. */
    private void end() {
        mask = null;
        query = null;
        key = null;
        value = null;
        out = null;
        lse = null;
        outGrad = null;
        queryGrad = null;
        keyGrad = null;
        valueGrad = null;
        queryGradParts = null;
    }

    @Override
    public void run(int task, int worker) {
        int ranges = cut ? KeyRanges.count(shape) : 1;
        int range = task % ranges;
        int b = task / ranges / shape.keyValueHeads();
        int g = task / ranges % shape.keyValueHeads();
        int first = range * KeyRanges.KEYS;
        int keys = Math.min(cut ? KeyRanges.KEYS : shape.keys(), shape.keys() - first);
        BackwardBlock block = blocks[worker];
        float[] slab = block.clear(range, first, keys);
        for (int h = g * shape.groupSize(); h < (g + 1) * shape.groupSize(); h++) {
            for (int i0 = 0; i0 < shape.queries(); i0 += W) {
                block.run(b, h, i0);
            }
        }
        if (keyGrad != null) {
            Panels.write(slab, block.dk, keys * W, keys, shape.headDim(), scale, keyGrad.array(),
                    keyGrad.at(b, g) + first * keyGrad.row(), keyGrad.row());
        }
        if (valueGrad != null) {
            Panels.write(slab, block.dv, keys * W, keys, shape.valueDim(), 1.0f, valueGrad.array(),
                    valueGrad.at(b, g) + first * valueGrad.row(), valueGrad.row());
        }
    }
}
