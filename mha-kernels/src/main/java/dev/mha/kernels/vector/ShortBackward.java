package dev.mha.kernels.vector;

import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Rows;
import dev.mha.kernels.work.Crew;
import dev.mha.kernels.work.Slab;
import java.util.Arrays;

/**
 * Gradients of attention of short sequences, one key/value head with all queries of its group after the other.
 *
 * <pre>
 * S  = K Qt, P = 2^(S - lse)     rows form,    [keys][queries]
 * G  = V dOt                     rows form
 * dS = P (G - sum P G)
 * dV = P dO,  dK = dS Q          rows form,    [keys][dimensions], summed over the heads of the group in their order
 * dQ = dS' K                     columns form, [queries][headDim]
 * </pre>
 */
public final class ShortBackward implements Crew.Task {
    private static final int W = ShortProducts.ROW;

    private Crew crew;
    private AttentionShape shape;
    private AttentionMask mask;
    private float scale;
    private Rows query;
    private Rows key;
    private Rows value;
    private float[] lse;
    private Rows outGrad;
    private Rows queryGrad;
    private Rows keyGrad;
    private Rows valueGrad;
    private final ShortLayout at = new ShortLayout();

    private ShortBackward() {}

    /** See {@code AttentionBackward.run}; for shapes that {@linkplain ShortForward#fits fit}. */
    public static void run(AttentionShape shape, AttentionMask mask, float scale, Rows query, Rows key, Rows value,
            float[] lse, Rows outGrad, Rows queryGrad, Rows keyGrad, Rows valueGrad, Crew crew) {
        ShortBackward call = begin(shape, mask, scale, query, key, value, lse, outGrad, queryGrad, keyGrad, valueGrad,
                crew);
        try {
            crew.run(call.at.tasks, call);
        } finally {
            call.end();
        }
    }

    /** Takes the arguments of a call; {@link #end} must follow. */
    static ShortBackward begin(AttentionShape shape, AttentionMask mask, float scale, Rows query, Rows key, Rows value,
            float[] lse, Rows outGrad, Rows queryGrad, Rows keyGrad, Rows valueGrad, Crew crew) {
        ShortBackward call = crew.keep(ShortBackward.class, ShortBackward::new);
        call.crew = crew;
        call.shape = shape;
        call.mask = mask;
        call.scale = scale;
        call.query = query;
        call.key = key;
        call.value = value;
        call.lse = lse;
        call.outGrad = outGrad;
        call.queryGrad = queryGrad;
        call.keyGrad = keyGrad;
        call.valueGrad = valueGrad;
        call.at.planBackward(shape, shape.batch() * shape.keyValueHeads());
        return call;
    }

    /** A workspace must not keep a caller's arrays alive. */
    void end() {
        mask = null;
        query = null;
        key = null;
        value = null;
        lse = null;
        outGrad = null;
        queryGrad = null;
        keyGrad = null;
        valueGrad = null;
    }

    @Override
    public void run(int task, int worker) {
        float[] slab = slab(worker, 0);
        int keyHeads = shape.keyValueHeads();
        int to = Math.min(at.items, (task + 1) * at.chunk);
        for (int item = task * at.chunk; item < to; item++) {
            group(item / keyHeads, item % keyHeads, slab);
        }
    }

    /** Scratch memory of a worker, ready for {@link #group}. */
    float[] slab(int worker, int slot) {
        float[] slab = crew.floats(worker, slot, Math.max(at.length, Slab.LEAST));
        Arrays.fill(slab, at.scoreFactor, at.scoreFactor + Lanes.COUNT, scale * VectorForward.LOG2_E);
        Arrays.fill(slab, at.scale, at.scale + Lanes.COUNT, scale);
        Arrays.fill(slab, at.one, at.one + Lanes.COUNT, 1.0f);
        return slab;
    }

    /** One key/value head with the query heads that share it. */
    void group(int b, int g, float[] slab) {
        int headDim = shape.headDim();
        int valueDim = shape.valueDim();
        int keys = shape.keys();
        int seen = mask.visible(shape, b, shape.queries() - 1);
        ShortRows.read(key, b, g, seen, headDim, slab, at.key);
        ShortRows.read(value, b, g, seen, valueDim, slab, at.value);
        int first = g * shape.groupSize();
        for (int h = first; h < first + shape.groupSize(); h++) {
            head(b, h, seen, h == first, slab);
        }
        if (keyGrad != null) {
            ShortRows.writeSeen(slab, at.keyGrad, at.scale, seen, keys, headDim, keyGrad, b, g);
        }
        if (valueGrad != null) {
            ShortRows.writeSeen(slab, at.valueGrad, at.one, seen, keys, valueDim, valueGrad, b, g);
        }
    }

    private void head(int b, int h, int seen, boolean first, float[] slab) {
        int queries = shape.queries();
        int headDim = shape.headDim();
        int valueDim = shape.valueDim();
        ShortRows.read(query, b, h, queries, headDim, slab, at.query);
        ShortRows.read(outGrad, b, h, queries, valueDim, slab, at.outGrad);
        ShortRows.transpose(slab, at.query, queries, headDim, at.scoreFactor, at.queryTurned);
        ShortRows.transpose(slab, at.outGrad, queries, valueDim, at.one, at.outGradTurned);
        System.arraycopy(lse, (b * shape.queryHeads() + h) * queries, slab, at.state, queries);
        ShortProducts.rows(slab, at.key, seen, headDim, at.queryTurned, queries, at.weights);
        ShortProducts.rows(slab, at.value, seen, valueDim, at.outGradTurned, queries, at.slopes);
        int whole = mask.visible(shape, b, 0);
        int shift = queries - shape.keys();
        ShortMask.hide(slab, at.weights, whole, seen, queries, shift, Float.NEGATIVE_INFINITY);
        ShortMask.hide(slab, at.slopes, whole, seen, queries, shift, 0.0f);
        ShortGradient.run(slab, at.weights, at.slopes, seen, queries, at.state, at.state + W);
        // a NaN of a query that sees other keys is no gradient of a key that it does not see
        ShortMask.hide(slab, at.weights, whole, seen, queries, shift, 0.0f);
        ShortMask.hide(slab, at.slopes, whole, seen, queries, shift, 0.0f);
        boolean careful = whole < seen && nonFinite(slab, whole, seen);
        int valueTo = first ? at.valueGrad : at.result;
        int keyTo = first ? at.keyGrad : at.result;
        if (valueGrad != null) {
            rows(careful, slab, at.weights, seen, at.outGrad, valueDim, valueTo, shift);
            if (!first) {
                ShortGradient.add(slab, valueTo, seen, valueDim, at.valueGrad);
            }
        }
        if (keyGrad != null) {
            rows(careful, slab, at.slopes, seen, at.query, headDim, keyTo, shift);
            if (!first) {
                ShortGradient.add(slab, keyTo, seen, headDim, at.keyGrad);
            }
        }
        if (queryGrad != null) {
            if (careful) {
                ShortMask.columns(slab, at.slopes, queries, seen, 1, at.key, headDim, at.result, shift);
            } else {
                ShortProducts.columns(slab, at.slopes, queries, seen, at.key, headDim, at.result);
            }
            ShortRows.write(slab, at.result, at.scale, 0, queries, headDim, queryGrad.array(), queryGrad.at(b, h),
                    queryGrad.row());
        }
    }

    private void rows(boolean careful, float[] slab, int a, int seen, int b, int dim, int c, int shift) {
        if (careful) {
            ShortMask.rows(slab, a, seen, shape.queries(), b, dim, c, shift);
        } else {
            ShortProducts.rows(slab, a, seen, shape.queries(), b, dim, c);
        }
    }

    /** Whether a product of this head could carry a NaN or an infinity to a pair that the mask hides. */
    private boolean nonFinite(float[] slab, int whole, int seen) {
        int queries = shape.queries();
        return ShortMask.hasNonFinite(slab, at.key + whole * W, seen - whole, shape.headDim())
                || ShortMask.hasNonFinite(slab, at.query, queries, shape.headDim())
                || ShortMask.hasNonFinite(slab, at.outGrad, queries, shape.valueDim());
    }
}
