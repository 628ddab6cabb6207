package dev.mha.kernels.vector;

import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionRows;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Rows;
import dev.mha.kernels.work.Crew;
import dev.mha.kernels.work.Slab;
import java.util.Arrays;

/**
 * Tangent of {@link ShortBackward}, with its tasks. A tilde marks tangents, a semicolon that the left factor lies on
 * top of the right one in scratch memory:
 *
 * <pre>
 * S   = K Qt,  T = K Q~t + K~ Qt     rows form,    [keys][queries]
 * G   = V dOt,  G~ = V dO~t + V~ dOt rows form
 * P   = 2^(S - lse),  P~ = P (T - lse~)
 * dS  = P (G - delta),  dS~ = P~ (G - delta) + P (G~ - delta~)
 * dV~ = P~ dO + P dO~                rows form,    [keys][dimensions], summed over the group's heads in their order
 * dK~ = dS~ Q + dS Q~                rows form
 * dQ~ = (dS~; dS)' (K; K~)           columns form, [queries][headDim]
 * </pre>
 */
public final class ShortHessian implements Crew.Task {
    private static final int W = ShortProducts.ROW;

    private Crew crew;
    private AttentionShape shape;
    private AttentionMask mask;
    private float scale;
    private AttentionRows point;
    private float[] lse;
    private Rows outGrad;
    private AttentionRows tangent;
    private float[] lseTangent;
    private Rows outGradTangent;
    private AttentionRows gradTangent;
    private final ShortLayout at = new ShortLayout();

    private ShortHessian() {}

    /** See {@code AttentionHessian.run}; for shapes that {@linkplain ShortForward#fits fit}. */
    public static void run(AttentionShape shape, AttentionMask mask, float scale, AttentionRows point, float[] lse,
            Rows outGrad, AttentionRows tangent, float[] lseTangent, Rows outGradTangent, AttentionRows gradTangent,
            Crew crew) {
        ShortHessian call = crew.keep(ShortHessian.class, ShortHessian::new);
        call.crew = crew;
        call.shape = shape;
        call.mask = mask;
        call.scale = scale;
        call.point = point;
        call.lse = lse;
        call.outGrad = outGrad;
        call.tangent = tangent;
        call.lseTangent = lseTangent;
        call.outGradTangent = outGradTangent;
        call.gradTangent = gradTangent;
        call.at.planHessian(shape, shape.batch() * shape.keyValueHeads());
        try {
            crew.run(call.at.tasks, call);
        } finally {
            call.end();
        }
    }

    /** A workspace must not keep a caller's arrays alive. */
    private void end() {
        mask = null;
        point = null;
        lse = null;
        outGrad = null;
        tangent = null;
        lseTangent = null;
        outGradTangent = null;
        gradTangent = null;
    }

    @Override
    public void run(int task, int worker) {
        float[] slab = crew.floats(worker, 0, Math.max(at.length, Slab.LEAST));
        Arrays.fill(slab, at.scoreFactor, at.scoreFactor + Lanes.COUNT, scale * VectorForward.LOG2_E);
        Arrays.fill(slab, at.scale, at.scale + Lanes.COUNT, scale);
        Arrays.fill(slab, at.one, at.one + Lanes.COUNT, 1.0f);
        int keyHeads = shape.keyValueHeads();
        int to = Math.min(at.items, (task + 1) * at.chunk);
        for (int item = task * at.chunk; item < to; item++) {
            group(item / keyHeads, item % keyHeads, slab);
        }
    }

    /** One key/value head with the query heads that share it. */
    private void group(int b, int g, float[] slab) {
        int headDim = shape.headDim();
        int valueDim = shape.valueDim();
        int keys = shape.keys();
        int seen = mask.visible(shape, b, shape.queries() - 1);
        ShortRows.read(point.key(), b, g, seen, headDim, slab, at.key);
        ShortRows.read(tangent.key(), b, g, seen, headDim, slab, at.key + seen * W);
        ShortRows.read(point.value(), b, g, seen, valueDim, slab, at.value);
        ShortRows.read(tangent.value(), b, g, seen, valueDim, slab, at.value + seen * W);
        int first = g * shape.groupSize();
        for (int h = first; h < first + shape.groupSize(); h++) {
            head(b, h, seen, h == first, slab);
        }
        if (gradTangent.key() != null) {
            ShortRows.writeSeen(slab, at.keyGrad, at.scale, seen, keys, headDim, gradTangent.key(), b, g);
        }
        if (gradTangent.value() != null) {
            ShortRows.writeSeen(slab, at.valueGrad, at.one, seen, keys, valueDim, gradTangent.value(), b, g);
        }
    }

    private void head(int b, int h, int seen, boolean first, float[] slab) {
        int queries = shape.queries();
        int headDim = shape.headDim();
        int valueDim = shape.valueDim();
        read(b, h, slab);
        int keyTangent = at.key + seen * W;
        int valueTangent = at.value + seen * W;
        int weights = at.weights + seen * W;
        int slopes = at.slopes + seen * W;
        ShortProducts.rows(slab, at.key, seen, headDim, at.queryTangentTurned, queries, at.weights);
        ShortProducts.rows(slab, keyTangent, seen, headDim, at.queryTurned, queries, at.scoreTangents);
        ShortProducts.rows(slab, at.value, seen, valueDim, at.outGradTangentTurned, queries, at.slopes);
        ShortProducts.rows(slab, valueTangent, seen, valueDim, at.outGradTurned, queries, at.slopeTangents);
        // after what lies before them: a product writes beyond its last row
        ShortProducts.rows(slab, at.key, seen, headDim, at.queryTurned, queries, weights);
        ShortProducts.rows(slab, at.value, seen, valueDim, at.outGradTurned, queries, slopes);
        int whole = mask.visible(shape, b, 0);
        int shift = queries - shape.keys();
        if (whole < seen) {
            ShortMask.hide(slab, weights, whole, seen, queries, shift, Float.NEGATIVE_INFINITY);
            ShortMask.hide(slab, at.scoreTangents, whole, seen, queries, shift, 0.0f);
            ShortMask.hide(slab, at.slopeTangents, whole, seen, queries, shift, 0.0f);
            hideTangents(slab, whole, seen);
        }
        ShortTangents.gradients(slab, weights, at.weights, at.scoreTangents, slopes, at.slopes, at.slopeTangents, seen,
                queries, at.state);
        boolean careful = false;
        if (whole < seen) {
            // a NaN of a query that sees other keys is no gradient of a key that it does not see
            ShortMask.hide(slab, weights, whole, seen, queries, shift, 0.0f);
            hideTangents(slab, whole, seen);
            careful = nonFinite(slab, whole, seen);
        }
        if (gradTangent.value() != null) {
            rows(careful, slab, at.weights, seen, at.outGrad, valueDim, first, at.valueGrad);
            rows(careful, slab, weights, seen, at.outGradTangent, valueDim, false, at.valueGrad);
        }
        if (gradTangent.key() != null) {
            rows(careful, slab, at.slopes, seen, at.query, headDim, first, at.keyGrad);
            rows(careful, slab, slopes, seen, at.queryTangent, headDim, false, at.keyGrad);
        }
        Rows queryGrad = gradTangent.query();
        if (queryGrad != null) {
            if (careful) {
                ShortMask.columns(slab, at.slopes, queries, seen, 2, at.key, headDim, at.result, shift);
            } else {
                ShortProducts.columns(slab, at.slopes, queries, 2 * seen, at.key, headDim, at.result);
            }
            ShortRows.write(slab, at.result, at.scale, 0, queries, headDim, queryGrad.array(), queryGrad.at(b, h),
                    queryGrad.row());
        }
    }

    /** What belongs to the queries of a head. */
    private void read(int b, int h, float[] slab) {
        int queries = shape.queries();
        int headDim = shape.headDim();
        int valueDim = shape.valueDim();
        ShortRows.read(point.query(), b, h, queries, headDim, slab, at.query);
        ShortRows.read(tangent.query(), b, h, queries, headDim, slab, at.queryTangent);
        ShortRows.read(outGrad, b, h, queries, valueDim, slab, at.outGrad);
        ShortRows.read(outGradTangent, b, h, queries, valueDim, slab, at.outGradTangent);
        ShortRows.transpose(slab, at.query, queries, headDim, at.scoreFactor, at.queryTurned);
        ShortRows.transpose(slab, at.queryTangent, queries, headDim, at.scoreFactor, at.queryTangentTurned);
        ShortRows.transpose(slab, at.outGrad, queries, valueDim, at.one, at.outGradTurned);
        ShortRows.transpose(slab, at.outGradTangent, queries, valueDim, at.one, at.outGradTangentTurned);
        int row = (b * shape.queryHeads() + h) * queries;
        System.arraycopy(lse, row, slab, at.state + ShortTangents.LSE, queries);
        System.arraycopy(lseTangent, row, slab, at.state + ShortTangents.MEAN, queries);
    }

    /** Weight tangents, and both halves of the slopes. */
    private void hideTangents(float[] slab, int whole, int seen) {
        int queries = shape.queries();
        int shift = queries - shape.keys();
        ShortMask.hide(slab, at.weights, whole, seen, queries, shift, 0.0f);
        ShortMask.hide(slab, at.slopes, whole, seen, queries, shift, 0.0f);
        ShortMask.hide(slab, at.slopes + seen * W, whole, seen, queries, shift, 0.0f);
    }

    /** Sets or adds a product of weights or slopes with rows of queries. */
    private void rows(boolean careful, float[] slab, int a, int seen, int b, int dim, boolean set, int sum) {
        int queries = shape.queries();
        int c = set ? sum : at.result;
        if (careful) {
            ShortMask.rows(slab, a, seen, queries, b, dim, c, queries - shape.keys());
        } else {
            ShortProducts.rows(slab, a, seen, queries, b, dim, c);
        }
        if (!set) {
            ShortGradient.add(slab, c, seen, dim, sum);
        }
    }

    /** Whether a product of this head could carry a NaN or an infinity to a pair that the mask hides. */
    private boolean nonFinite(float[] slab, int whole, int seen) {
        int queries = shape.queries();
        int headDim = shape.headDim();
        int valueDim = shape.valueDim();
        return ShortMask.hasNonFinite(slab, at.key + whole * W, seen - whole, headDim)
                || ShortMask.hasNonFinite(slab, at.key + (seen + whole) * W, seen - whole, headDim)
                || ShortMask.hasNonFinite(slab, at.query, queries, headDim)
                || ShortMask.hasNonFinite(slab, at.queryTangent, queries, headDim)
                || ShortMask.hasNonFinite(slab, at.outGrad, queries, valueDim)
                || ShortMask.hasNonFinite(slab, at.outGradTangent, queries, valueDim);
    }
}
