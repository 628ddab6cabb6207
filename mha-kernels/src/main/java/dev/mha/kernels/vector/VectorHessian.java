package dev.mha.kernels.vector;

import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionRows;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Rows;
import dev.mha.kernels.work.Crew;

/**
 * Tangent of {@link VectorBackward}, with its tasks: one key/value head of one batch item, or one of its {@link
 * KeyRanges}, all queries of its group after each other in blocks of {@link Lanes#WIDTH}. A tilde marks tangents:
 *
 * <pre>
 * S    = K Qt,  T = K Q~t + K~ Qt           rows form,    [keys][queries], one block of keys at a time
 * dPt  = V dOt,  dP~t = V dO~t + V~ dOt     rows form
 * Pt   = 2^(S - lse),  P~t = Pt (T - mean)
 * dSt  = Pt (dPt - delta),  dS~t = P~t (dPt - delta) + Pt (dP~t - delta~)
 * dV~ += P~t dO + Pt dO~                    rows form,    panels of [keys][WIDTH dimensions]
 * dK~ += dS~t Q + dSt Q~                    rows form
 * dQ~t += K' dS~t + K~' dSt                 columns form, [headDim][queries]
 * </pre>
 *
 * <p>Twelve products. Where ranges are tasks, dQ~ of each goes to an array of its own first, see {@link QueryGradSum}.
 */
public final class VectorHessian implements Crew.Task {
    private static final int W = Lanes.WIDTH;
    /** Scratch array of the first worker for dQ~ of all ranges. */
    private static final int PARTS = 1;

    Crew crew;
    AttentionShape shape;
    AttentionMask mask;
    float scale;
    AttentionRows at;
    Rows out;
    float[] lse;
    Rows outGrad;
    AttentionRows tangent;
    Rows outTangent;
    float[] lseTangent;
    Rows outGradTangent;
    AttentionRows gradTangent;
    final RangeTasks tasks = new RangeTasks();
    /** dQ of each task; null when a task has all of a head. */
    float[] queryGradParts;
    private HessianBlock[] blocks;

    private VectorHessian() {}

    /** See {@code AttentionHessian.run}. */
    public static void run(AttentionShape shape, AttentionMask mask, float scale, AttentionRows at, Rows out,
            float[] lse, Rows outGrad, AttentionRows tangent, Rows outTangent, float[] lseTangent, Rows outGradTangent,
            AttentionRows gradTangent, Crew crew) {
        VectorHessian call = crew.keep(VectorHessian.class, VectorHessian::new);
        call.crew = crew;
        call.shape = shape;
        call.mask = mask;
        call.scale = scale;
        call.at = at;
        call.out = out;
        call.lse = lse;
        call.outGrad = outGrad;
        call.tangent = tangent;
        call.outTangent = outTangent;
        call.lseTangent = lseTangent;
        call.outGradTangent = outGradTangent;
        call.gradTangent = gradTangent;
        if (call.blocks == null) {
            call.blocks = new HessianBlock[crew.workers()];
            for (int worker = 0; worker < call.blocks.length; worker++) {
                call.blocks[worker] = new HessianBlock(call, worker);
            }
        }
        try {
            call.cut();
            crew.run(call.tasks.tasks, call);
            if (call.queryGradParts != null) {
                QueryGradSum.run(shape, mask, call.tasks.ranges, call.queryGradParts, scale, gradTangent.query(), crew);
            }
        } finally {
            call.end();
        }
    }

    private void cut() {
        tasks.plan(shape, mask.causal(), crew.workers());
        queryGradParts = tasks.ofHead > 1 && gradTangent.query() != null
                ? crew.floats(0, PARTS, (int) KeyRanges.parts(shape, tasks.ofHead))
                : null;
    }

    /** A workspace must not keep a caller's arrays alive. */
    private void end() {
        mask = null;
        at = null;
        out = null;
        lse = null;
        outGrad = null;
        tangent = null;
        outTangent = null;
        lseTangent = null;
        outGradTangent = null;
        gradTangent = null;
        queryGradParts = null;
    }

    @Override
    public void run(int task, int worker) {
        int part = tasks.part(task);
        int b = tasks.head(task) / shape.keyValueHeads();
        int g = tasks.head(task) % shape.keyValueHeads();
        int first = tasks.firstKey(task);
        int keys = tasks.keys(task);
        HessianBlock block = blocks[worker];
        float[] slab = block.clear(part, first, keys);
        for (int h = g * shape.groupSize(); h < (g + 1) * shape.groupSize(); h++) {
            for (int i0 = 0; i0 < shape.queries(); i0 += W) {
                block.run(b, h, i0);
            }
        }
        write(slab, block.dk, gradTangent.key(), b, g, first, keys, shape.headDim(), scale);
        write(slab, block.dv, gradTangent.value(), b, g, first, keys, shape.valueDim(), 1.0f);
    }

    @Override
    public long work(int task) {
        return tasks.pairs(mask, task) * (7L * shape.headDim() + 5L * shape.valueDim());
    }

    private static void write(float[] slab, int from, Rows to, int b, int g, int first, int keys, int dim,
            float factor) {
        if (to != null) {
            Panels.write(slab, from, keys * W, keys, dim, factor, to.array(), to.at(b, g) + first * to.row(),
                    to.row());
        }
    }
}
