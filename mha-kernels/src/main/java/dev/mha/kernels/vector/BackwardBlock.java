package dev.mha.kernels.vector;

import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Rows;
import java.util.Arrays;

/** One block of queries in the backward pass, with the scratch of one worker; see {@link VectorBackward}. */
final class BackwardBlock {
    private static final int W = Lanes.WIDTH;
    private static final int KEY_BLOCK = VectorForward.KEY_BLOCK;

    private final VectorBackward call;
    private final int worker;

    /** Queries times scale log2(e), and output gradient, with the queries in the lanes. */
    private float[] qt;
    private float[] dot;
    /** Queries and output gradient as they are, in panels of WIDTH dimensions. */
    private float[] q;
    private float[] outGrad;
    private float[] dqt;
    private float[] state;

    private int i0;
    private int rows;
    private int seenByAll;
    private boolean poisoned;

    BackwardBlock(VectorBackward call, int worker) {
        this.call = call;
        this.worker = worker;
    }

    /** Adds what queries {@code first} on of query head {@code h} give to {@code dk} and {@code dv}; writes dQ. */
    void run(int b, int h, int first, float[] dk, float[] dv) {
        AttentionShape shape = call.shape;
        int g = h / shape.groupSize();
        i0 = first;
        rows = Math.min(W, shape.queries() - i0);
        pack(b, h);
        seenByAll = call.mask.visible(shape, b, i0);
        int seen = call.mask.visible(shape, b, i0 + rows - 1);
        poisoned = seenByAll < seen && poisoned(b, g, seen);
        for (int j0 = 0; j0 < seen; j0 += KEY_BLOCK) {
            keys(b, g, j0, Math.min(KEY_BLOCK, seen - j0), dk, dv);
        }
        if (call.queryGrad != null) {
            Rows to = call.queryGrad;
            Arrays.fill(state, Gradient.FACTOR, Gradient.FACTOR + W, call.scale);
            Transpose.unpack(dqt, rows, shape.headDim(), state, Gradient.FACTOR, to.array(),
                    to.at(b, h) + i0 * to.row(), to.row(), square());
        }
    }

    private void pack(int b, int h) {
        AttentionShape shape = call.shape;
        int headDim = shape.headDim();
        int valueDim = shape.valueDim();
        qt = call.crew.floats(worker, 2, Transpose.padded(headDim) * W);
        dot = call.crew.floats(worker, 3, Transpose.padded(valueDim) * W);
        dqt = call.crew.floats(worker, 4, Transpose.padded(Math.max(headDim, valueDim)) * W);
        q = call.crew.floats(worker, 5, Panels.count(headDim) * W * W);
        outGrad = call.crew.floats(worker, 6, Panels.count(valueDim) * W * W);
        state = call.crew.floats(worker, 7, Gradient.STATE);
        Arrays.fill(state, Gradient.FACTOR, Gradient.FACTOR + W, 1.0f);
        transpose(call.out, b, h, valueDim, dqt);
        transpose(call.outGrad, b, h, valueDim, dot);
        Gradient.delta(dot, dqt, valueDim, state);
        Arrays.fill(dqt, 0, headDim * W, 0.0f);
        Arrays.fill(state, Gradient.FACTOR, Gradient.FACTOR + W, call.scale * VectorForward.LOG2_E);
        transpose(call.query, b, h, headDim, qt);
        Panels.fill(call.query.array(), call.query.at(b, h) + i0 * call.query.row(), call.query.row(), rows,
                headDim,
                q, W * W);
        Panels.fill(call.outGrad.array(), call.outGrad.at(b, h) + i0 * call.outGrad.row(), call.outGrad.row(), rows,
                valueDim, outGrad, W * W);
        int lo = (b * shape.queryHeads() + h) * shape.queries() + i0;
        for (int i = 0; i < W; i++) {
            state[Gradient.LSE + i] = i < rows ? call.lse[lo + i] : Float.POSITIVE_INFINITY;
        }
    }

    private void transpose(Rows from, int b, int h, int dim, float[] to) {
        Transpose.pack(from.array(), from.at(b, h) + i0 * from.row(), from.row(), rows, dim, state, Gradient.FACTOR, to,
                square());
    }

    private float[] square() {
        return call.crew.floats(worker, 8, Transpose.SQUARE);
    }

    /** Whether a product of this block could carry a NaN or an infinity to a pair that the mask hides. */
    private boolean poisoned(int b, int g, int seen) {
        int headDim = call.shape.headDim();
        int panel = W * W;
        return Diagonal.hasNonFinite(call.key.array(), call.key.at(b, g) + seenByAll * call.key.row(), call.key.row(),
                seen - seenByAll, headDim)
                || Diagonal.hasNonFinite(q, 0, panel, Panels.count(headDim), rows * W)
                || Diagonal.hasNonFinite(outGrad, 0, panel, Panels.count(call.shape.valueDim()), rows * W);
    }

    /** One block of {@code keys} keys from {@code j0} on. */
    private void keys(int b, int g, int j0, int keys, float[] dk, float[] dv) {
        AttentionShape shape = call.shape;
        Rows key = call.key;
        int ko = key.at(b, g) + j0 * key.row();
        float[] p = call.crew.floats(worker, 9, KEY_BLOCK * W);
        float[] ds = call.crew.floats(worker, 10, KEY_BLOCK * W);
        Products.rows(key.array(), ko, key.row(), keys, shape.headDim(), qt, 0, p, 0);
        Products.rows(call.value.array(), call.value.at(b, g) + j0 * call.value.row(), call.value.row(), keys,
                shape.valueDim(), dot, 0, ds, 0);
        // lane i sees row j of this block if i >= j + shift
        int shift = j0 - i0 - shape.keys() + shape.queries();
        int whole = Math.clamp(seenByAll - j0, 0, keys);
        Diagonal.hide(p, whole, keys, shift, Float.NEGATIVE_INFINITY);
        Gradient.scores(p, ds, keys, state);
        Diagonal.hide(ds, whole, keys, shift, 0.0f);
        int panelSize = shape.keys() * W;
        int exact = poisoned ? whole : keys;
        for (int n = 0; n < Panels.count(shape.valueDim()); n++) {
            int to = n * panelSize + j0 * W;
            Products.addRows(p, 0, W, exact, rows, outGrad, n * W * W, dv, to);
            Diagonal.addRows(p, exact, keys, rows, outGrad, n * W * W, dv, to, shift);
        }
        for (int n = 0; n < Panels.count(shape.headDim()); n++) {
            int to = n * panelSize + j0 * W;
            Products.addRows(ds, 0, W, exact, rows, q, n * W * W, dk, to);
            Diagonal.addRows(ds, exact, keys, rows, q, n * W * W, dk, to, shift);
        }
        Products.addColumns(key.array(), ko, key.row(), shape.headDim(), exact, ds, dqt);
        Diagonal.addColumns(key.array(), ko, key.row(), shape.headDim(), exact, keys, ds, dqt, shift);
    }
}
