package dev.mha.kernels.vector;

import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionRows;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Rows;
import dev.mha.kernels.work.Crew;
import dev.mha.kernels.work.Slab;
import java.util.Arrays;

/**
 * Tangent of fused softmax attention with the queries in the lanes. A task is one block of {@link Lanes#WIDTH} queries
 * of one head; a tilde marks tangents:
 *
 * <pre>
 * S   = K Qt,  T = K Q~t + K~ Qt      rows form,    [keys][queries], one block of keys at a time
 * P   = 2^(S - lse),  mean += P T
 * C  += V' (P T) + V~' P              columns form, [valueDim][queries]
 * O~t = C - mean Ot
 * </pre>
 *
 * <p>Five products: with the log-sum-exp known the weights need no running maximum, and no sum is ever rescaled.
 */
public final class VectorTangent implements Crew.Task {
    private static final int KEY_BLOCK = VectorForward.KEY_BLOCK;
    private static final int W = Lanes.WIDTH;
    private static final int QT = Slab.FIRST;

    private Crew crew;
    private AttentionShape shape;
    private AttentionMask mask;
    private float scale;
    private AttentionRows at;
    private Rows out;
    private float[] lse;
    private AttentionRows tangent;
    private Rows outTangent;
    private float[] lseTangent;
    private final QueryBlocks blocks = new QueryBlocks();
    /** Where Q~t, C, S, T and the rest lie in a slab; Qt comes first, Ot takes its place in the end. */
    private int qtTangent;
    private int ct;
    /** What one block of keys adds to it: a sum of its own errs less. */
    private int part;
    private int scores;
    private int state;
    private int square;
    private int scoreTangents;
    private int length;

    private VectorTangent() {}

    /** See {@code AttentionTangent.run}. */
    public static void run(AttentionShape shape, AttentionMask mask, float scale, AttentionRows at, Rows out,
            float[] lse, AttentionRows tangent, Rows outTangent, float[] lseTangent, Crew crew) {
        VectorTangent call = crew.keep(VectorTangent.class, VectorTangent::new);
        call.crew = crew;
        call.shape = shape;
        call.mask = mask;
        call.scale = scale;
        call.at = at;
        call.out = out;
        call.lse = lse;
        call.tangent = tangent;
        call.outTangent = outTangent;
        call.lseTangent = lseTangent;
        call.blocks.plan(shape, mask.causal(), 1, crew.workers());
        call.plan();
        try {
            crew.run(call.blocks.tasks, call);
        } finally {
            call.end();
        }
    }

    /** A workspace must not keep a caller's arrays alive. */
    private void end() {
        mask = null;
        at = null;
        out = null;
        lse = null;
        tangent = null;
        outTangent = null;
        lseTangent = null;
    }

    /**
     * See {@link VectorForward}; the state lies between S and T, so that their rows are not a multiple of 4 KB apart.
     */
    private void plan() {
        int keys = Math.clamp(shape.keys(), W, KEY_BLOCK);
        qtTangent = QT + Transpose.padded(Math.max(shape.headDim(), shape.valueDim())) * W;
        ct = qtTangent + Transpose.padded(shape.headDim()) * W;
        part = ct + Transpose.padded(shape.valueDim()) * W;
        scores = part + Transpose.padded(shape.valueDim()) * W;
        state = scores + keys * W;
        square = state + Tangents.STATE;
        scoreTangents = square + Transpose.SQUARE;
        length = scoreTangents + keys * W;
    }

    @Override
    public void run(int task, int worker) {
        int bh = blocks.head(task);
        int b = bh / shape.queryHeads();
        int h = bh % shape.queryHeads();
        int i0 = blocks.first(task);
        int rows = blocks.rows(task);
        float[] slab = crew.floats(worker, 0, Math.max(length, Slab.LEAST));
        Arrays.fill(slab, state + Tangents.FACTOR, state + Tangents.FACTOR + W, scale * VectorForward.LOG2_E);
        pack(at.query(), b, h, i0, rows, shape.headDim(), slab, QT);
        pack(tangent.query(), b, h, i0, rows, shape.headDim(), slab, qtTangent);
        Arrays.fill(slab, ct, ct + shape.valueDim() * W, 0.0f);
        Arrays.fill(slab, part, part + shape.valueDim() * W, 0.0f);
        Arrays.fill(slab, state + Tangents.MEAN, state + Tangents.SUM + W, 0.0f);
        int from = bh * shape.queries() + i0;
        for (int i = 0; i < W; i++) {
            slab[state + Tangents.LSE + i] = i < rows ? lse[from + i] : Float.POSITIVE_INFINITY;
        }
        attend(b, h / shape.groupSize(), i0, rows, slab);
        Arrays.fill(slab, state + Tangents.FACTOR, state + Tangents.FACTOR + W, 1.0f);
        pack(out, b, h, i0, rows, shape.valueDim(), slab, QT);
        Tangents.finish(slab, ct, QT, shape.valueDim(), state);
        System.arraycopy(slab, state + Tangents.MEAN, lseTangent, from, rows);
        Transpose.unpack(slab, ct, rows, shape.valueDim(), state + Tangents.FACTOR, outTangent.array(),
                outTangent.at(b, h) + i0 * outTangent.row(), outTangent.row(), square);
    }

    @Override
    public long work(int task) {
        return blocks.pairs(mask, task) * (3L * shape.headDim() + 2L * shape.valueDim());
    }

    /** By way of a panel in the place of the scores, see {@link VectorForward}. */
    private void pack(Rows rowsOf, int b, int h, int i0, int rows, int dim, float[] slab, int to) {
        int from = rowsOf.at(b, h) + i0 * rowsOf.row();
        for (int i = 0; i < dim; i += W) {
            int part = Math.min(W, dim - i);
            Panels.copy(rowsOf.array(), from + i, rowsOf.row(), rows, part, 1.0f, slab, scores, W);
            Transpose.pack(slab, scores, W, rows, part, slab, state + Tangents.FACTOR, to + i * W, square);
        }
    }

    private void attend(int b, int g, int i0, int rows, float[] slab) {
        int seenByAll = mask.visible(shape, b, i0);
        int seen = mask.visible(shape, b, i0 + rows - 1);
        Rows key = at.key();
        Rows keyTangent = tangent.key();
        for (int j0 = 0; j0 < seen; j0 += KEY_BLOCK) {
            int keys = Math.min(KEY_BLOCK, seen - j0);
            int ko = key.at(b, g) + j0 * key.row();
            Products.rows(key.array(), ko, key.row(), keys, shape.headDim(), slab, QT, scores);
            Products.rows(key.array(), ko, key.row(), keys, shape.headDim(), slab, qtTangent, scoreTangents);
            Products.addRows(keyTangent.array(), keyTangent.at(b, g) + j0 * keyTangent.row(), keyTangent.row(), keys,
                    shape.headDim(), slab, QT, scoreTangents);
            // lane i sees row j of this block if i >= j + shift
            int shift = j0 - i0 - shape.keys() + shape.queries();
            int whole = Math.clamp(seenByAll - j0, 0, keys);
            Diagonal.hide(slab, scores, whole, keys, shift, Float.NEGATIVE_INFINITY);
            Diagonal.hide(slab, scoreTangents, whole, keys, shift, 0.0f);
            Tangents.weights(slab, scores, scoreTangents, keys, state);
            addValues(at.value(), b, g, j0, keys, whole, shift, slab, scoreTangents);
            addValues(tangent.value(), b, g, j0, keys, whole, shift, slab, scores);
            Panels.take(slab, part, shape.valueDim() * W, ct);
        }
    }

    /** Adds values, or their tangents, times {@code factors}. */
    private void addValues(Rows value, int b, int g, int j0, int keys, int whole, int shift, float[] slab,
            int factors) {
        int valueDim = shape.valueDim();
        int vo = value.at(b, g) + j0 * value.row();
        boolean poisoned = whole < keys && Diagonal.hasNonFinite(value.array(), vo + whole * value.row(), value.row(),
                keys - whole, valueDim);
        int exact = poisoned ? whole : keys;
        Products.addColumns(value.array(), vo, value.row(), valueDim, exact, slab, factors, part);
        if (exact < keys) {
            Diagonal.addColumns(value.array(), vo, value.row(), valueDim, exact, keys, slab, factors, part, shift);
        }
    }
}
