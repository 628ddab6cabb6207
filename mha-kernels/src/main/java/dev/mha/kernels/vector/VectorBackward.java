package dev.mha.kernels.vector;

import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Rows;
import dev.mha.kernels.work.Crew;

/**
 * Gradients of fused softmax attention. A task is one key/value head of one batch item, or one of its
 * {@link KeyRanges}, all queries of its group after each other in blocks of {@link Lanes#WIDTH}, so that nothing is
 * shared between tasks:
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
    final RangeTasks tasks = new RangeTasks();
    /** dQ of each task; null when a task has all of a head. */
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
            crew.run(call.tasks.tasks, call);
            if (call.queryGradParts != null) {
                QueryGradSum.run(shape, mask, call.tasks.ranges, call.queryGradParts, scale, queryGrad, crew);
            }
        } finally {
            call.end();
        }
    }

    private void cut() {
        tasks.plan(shape, mask.causal(), crew.workers());
        queryGradParts = tasks.ofHead > 1 && queryGrad != null
                ? crew.floats(0, PARTS, (int) KeyRanges.parts(shape, tasks.ofHead))
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
        int part = tasks.part(task);
        int b = tasks.head(task) / shape.keyValueHeads();
        int g = tasks.head(task) % shape.keyValueHeads();
        int first = tasks.firstKey(task);
        int keys = tasks.keys(task);
        BackwardBlock block = blocks[worker];
        float[] slab = block.clear(part, first, keys);
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

    @Override
    public long work(int task) {
        return tasks.pairs(mask, task) * (3L * shape.headDim() + 2L * shape.valueDim());
    }
}
