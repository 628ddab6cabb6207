package dev.mha.kernels.vector;

import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Rows;
import dev.mha.kernels.work.Crew;
import dev.mha.kernels.work.Slab;
import java.util.Arrays;

/**
 * Softmax attention of short sequences, one head after the other, all of it in the first-level cache: no query block is
 * wider than the queries, and the output needs no transpose.
 *
 * <pre>
 * Qt = Q' scale log2(e)    [headDim][queries]
 * S  = K Qt                rows form,    [keys][queries]
 * P  = softmax of S        down the keys
 * O  = P' V                columns form, [queries][valueDim]
 * </pre>
 */
public final class ShortForward implements Crew.Task {
    private static final int W = ShortProducts.ROW;

    /** All keys are one block. {@code AttentionPath} has the sizes up to which that pays. */
    private static final int MOST_KEYS = 192;

    private Crew crew;
    private AttentionShape shape;
    private AttentionMask mask;
    private float scale;
    private Rows query;
    private Rows key;
    private Rows value;
    private Rows out;
    private float[] lse;
    private final ShortLayout at = new ShortLayout();

    private ShortForward() {}

    /** Whether a row of scratch memory holds what stands in the lanes, and one block all keys. */
    public static boolean fits(AttentionShape shape) {
        return shape.queries() <= W && shape.headDim() <= W && shape.valueDim() <= W
                && shape.keys() <= MOST_KEYS;
    }

    /** What a shape that does not {@linkplain #fits fit} has too much of. */
    public static String excess(AttentionShape shape) {
        int dim = Math.max(shape.headDim(), shape.valueDim());
        if (dim > W) {
            return "rows of " + dim + " floats, a short head has room for " + W;
        }
        return shape.queries() > W
                ? shape.queries() + " queries, a short head has room for " + W
                : shape.keys() + " keys, a short head has room for " + MOST_KEYS;
    }

    /** See {@code AttentionForward.run}; for shapes that {@linkplain #fits fit}. */
    public static void run(AttentionShape shape, AttentionMask mask, float scale, Rows query, Rows key, Rows value,
            Rows out, float[] lse, Crew crew) {
        ShortForward call = begin(shape, mask, scale, query, key, value, out, lse, crew);
        try {
            crew.run(call.at.tasks, call);
        } finally {
            call.end();
        }
    }

    /** Takes the arguments of a call; {@link #end} must follow. */
    static ShortForward begin(AttentionShape shape, AttentionMask mask, float scale, Rows query, Rows key, Rows value,
            Rows out, float[] lse, Crew crew) {
        ShortForward call = crew.keep(ShortForward.class, ShortForward::new);
        call.crew = crew;
        call.shape = shape;
        call.mask = mask;
        call.scale = scale;
        call.query = query;
        call.key = key;
        call.value = value;
        call.out = out;
        call.lse = lse;
        call.at.planForward(shape, shape.batch() * shape.queryHeads());
        return call;
    }

    /** A workspace must not keep a caller's arrays alive. */
    void end() {
        mask = null;
        query = null;
        key = null;
        value = null;
        out = null;
        lse = null;
    }

    @Override
    public void run(int task, int worker) {
        float[] slab = slab(worker, 0);
        int to = Math.min(at.items, (task + 1) * at.chunk);
        for (int item = task * at.chunk; item < to; item++) {
            head(item / shape.queryHeads(), item % shape.queryHeads(), slab);
        }
    }

    /** Scratch memory of a worker, ready for {@link #head}. */
    float[] slab(int worker, int slot) {
        float[] slab = crew.floats(worker, slot, Math.max(at.length, Slab.LEAST));
        Arrays.fill(slab, at.scoreFactor, at.scoreFactor + Lanes.COUNT, scale * VectorForward.LOG2_E);
        return slab;
    }

    /** One query head. */
    void head(int b, int h, float[] slab) {
        int queries = shape.queries();
        int valueDim = shape.valueDim();
        int g = h / shape.groupSize();
        int seen = mask.visible(shape, b, queries - 1);
        ShortRows.read(key, b, g, seen, shape.headDim(), slab, at.key);
        ShortRows.turn(query, b, h, queries, shape.headDim(), slab, at.query, at.scoreFactor, at.queryTurned);
        ShortProducts.rows(slab, at.key, seen, shape.headDim(), at.queryTurned, queries, at.weights);
        ShortRows.read(value, b, g, seen, valueDim, slab, at.value);
        int whole = mask.visible(shape, b, 0);
        int shift = queries - shape.keys();
        ShortMask.hide(slab, at.weights, whole, seen, queries, shift, Float.NEGATIVE_INFINITY);
        ShortSoftmax.run(slab, at.weights, seen, queries, at.state);
        if (whole < seen && ShortMask.hasNonFinite(slab, at.value + whole * W, seen - whole, valueDim)) {
            ShortMask.columns(slab, at.weights, queries, seen, 1, at.value, valueDim, at.result, shift);
        } else {
            ShortProducts.columns(slab, at.weights, queries, seen, at.value, valueDim, at.result);
        }
        ShortRows.write(slab, at.result, at.state + ShortSoftmax.FACTOR, 1, queries, valueDim, out.array(),
                out.at(b, h), out.row());
        if (lse != null) {
            System.arraycopy(slab, at.state + ShortSoftmax.LSE, lse, (b * shape.queryHeads() + h) * queries, queries);
        }
    }
}
