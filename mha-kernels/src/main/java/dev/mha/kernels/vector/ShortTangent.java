package dev.mha.kernels.vector;

import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionRows;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Rows;
import dev.mha.kernels.work.Crew;
import dev.mha.kernels.work.Slab;
import java.util.Arrays;

/**
 * Tangent of attention of short sequences, one head after the other as in {@link ShortForward}. A tilde marks tangents,
 * a semicolon that the left factor lies on top of the right one in scratch memory:
 *
 * <pre>
 * S  = K Qt,  T = K Q~t + K~ Qt   rows form,    [keys][queries]
 * P  = 2^(S - lse),  P~ = P (T - sum P T)
 * O~ = (P~; P)' (V; V~)           columns form, [queries][valueDim]
 * </pre>
 */
public final class ShortTangent implements Crew.Task {
    private static final int W = ShortProducts.ROW;

    private Crew crew;
    private AttentionShape shape;
    private AttentionMask mask;
    private float scale;
    private AttentionRows point;
    private float[] lse;
    private AttentionRows tangent;
    private Rows outTangent;
    private float[] lseTangent;
    private final ShortLayout at = new ShortLayout();

    private ShortTangent() {}

    /** See {@code AttentionTangent.run}; for shapes that {@linkplain ShortForward#fits fit}. */
    public static void run(AttentionShape shape, AttentionMask mask, float scale, AttentionRows point, float[] lse,
            AttentionRows tangent, Rows outTangent, float[] lseTangent, Crew crew) {
        ShortTangent call = crew.keep(ShortTangent.class, ShortTangent::new);
        call.crew = crew;
        call.shape = shape;
        call.mask = mask;
        call.scale = scale;
        call.point = point;
        call.lse = lse;
        call.tangent = tangent;
        call.outTangent = outTangent;
        call.lseTangent = lseTangent;
        call.at.planTangent(shape, shape.batch() * shape.queryHeads());
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
        tangent = null;
        outTangent = null;
        lseTangent = null;
    }

    @Override
    public void run(int task, int worker) {
        float[] slab = crew.floats(worker, 0, Math.max(at.length, Slab.LEAST));
        Arrays.fill(slab, at.scoreFactor, at.scoreFactor + Lanes.COUNT, scale * VectorForward.LOG2_E);
        int to = Math.min(at.items, (task + 1) * at.chunk);
        for (int item = task * at.chunk; item < to; item++) {
            head(item / shape.queryHeads(), item % shape.queryHeads(), slab);
        }
    }

    private void head(int b, int h, float[] slab) {
        int queries = shape.queries();
        int headDim = shape.headDim();
        int valueDim = shape.valueDim();
        int g = h / shape.groupSize();
        int seen = mask.visible(shape, b, queries - 1);
        int keyTangent = at.key + seen * W;
        int valueTangent = at.value + seen * W;
        ShortRows.read(point.key(), b, g, seen, headDim, slab, at.key);
        ShortRows.read(tangent.key(), b, g, seen, headDim, slab, keyTangent);
        // one after the other, so that both copies may lie in the same place
        ShortRows.turn(point.query(), b, h, queries, headDim, slab, at.query, at.scoreFactor, at.queryTurned);
        ShortRows.turn(tangent.query(), b, h, queries, headDim, slab, at.query, at.scoreFactor,
                at.queryTangentTurned);
        int weights = at.weights + seen * W;
        ShortProducts.rows(slab, at.key, seen, headDim, at.queryTangentTurned, queries, at.weights);
        ShortProducts.rows(slab, keyTangent, seen, headDim, at.queryTurned, queries, at.scoreTangents);
        // after what lies before it: a product writes beyond its last row
        ShortProducts.rows(slab, at.key, seen, headDim, at.queryTurned, queries, weights);
        ShortRows.read(point.value(), b, g, seen, valueDim, slab, at.value);
        ShortRows.read(tangent.value(), b, g, seen, valueDim, slab, valueTangent);
        int whole = mask.visible(shape, b, 0);
        int shift = queries - shape.keys();
        ShortMask.hide(slab, weights, whole, seen, queries, shift, Float.NEGATIVE_INFINITY);
        ShortMask.hide(slab, at.weights, whole, seen, queries, shift, 0.0f);
        ShortMask.hide(slab, at.scoreTangents, whole, seen, queries, shift, 0.0f);
        int row = (b * shape.queryHeads() + h) * queries;
        System.arraycopy(lse, row, slab, at.state + ShortTangents.LSE, queries);
        ShortTangents.weights(slab, weights, at.weights, at.scoreTangents, seen, queries, at.state);
        if (whole < seen && (ShortMask.hasNonFinite(slab, at.value + whole * W, seen - whole, valueDim)
                || ShortMask.hasNonFinite(slab, valueTangent + whole * W, seen - whole, valueDim))) {
            ShortMask.columns(slab, at.weights, queries, seen, 2, at.value, valueDim, at.result, shift);
        } else {
            ShortProducts.columns(slab, at.weights, queries, 2 * seen, at.value, valueDim, at.result);
        }
        ShortRows.write(slab, at.result, at.state + ShortTangents.FACTOR, 1, queries, valueDim, outTangent.array(),
                outTangent.at(b, h), outTangent.row());
        System.arraycopy(slab, at.state + ShortTangents.MEAN, lseTangent, row, queries);
    }
}
