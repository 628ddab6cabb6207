package dev.mha.kernels.vector;

import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Rows;
import dev.mha.kernels.work.Slab;
import java.util.Arrays;

/**
 * One block of queries in the tangent of the backward pass, with the scratch of one worker; see {@link VectorHessian}.
 */
final class HessianBlock {
    /**
     * Keys in a block, a multiple of {@link KeyRanges#KEYS}: with 32 a product takes 1 to 3 % longer, with 16 2 to 8 %
     * (T 512, d 64 and T 4096, d 128, Sapphire Rapids class).
     */
    private static final int KEY_BLOCK = 64;

    private static final int W = Lanes.WIDTH;

    private final VectorHessian call;
    private final int worker;

    private float[] slab;
    /**
     * Where queries and output gradient with the queries in the lanes lie, the former times scale log2(e); their
     * tangents.
     */
    private int qt;
    private int qtTangent;
    private int dot;
    private int dotTangent;
    private int dqt;
    private final RangeSums queryGradSums = new RangeSums();
    /** The four as they are, in panels of WIDTH dimensions. */
    private int q;
    private int qTangent;
    private int outGrad;
    private int outGradTangent;
    private int state;
    private int square;
    private int p;
    private int pTangent;
    private int ds;
    private int dsTangent;
    /** Sums of the results, in panels of [keys][WIDTH dimensions]. */
    int dk;
    int dv;

    private int part;
    private int firstKey;
    private int taskKeys;

    private int i0;
    private int rows;
    private int seenByAll;
    private boolean poisoned;

    HessianBlock(VectorHessian call, int worker) {
        this.call = call;
        this.worker = worker;
    }

    /**
     * Lays out the slab for {@code keys} keys from {@code firstKey} on, see {@link VectorForward}, and clears the sums.
     * State, square and gaps lie between P, P~, dS and dS~, so that their rows are not a multiple of 4 KB apart.
     */
    float[] clear(int part, int firstKey, int keys) {
        this.part = part;
        this.firstKey = firstKey;
        taskKeys = keys;
        AttentionShape shape = call.shape;
        int headDim = shape.headDim();
        int valueDim = shape.valueDim();
        int larger = Transpose.padded(Math.max(headDim, valueDim)) * W;
        qt = Slab.FIRST;
        qtTangent = qt + larger;
        dot = qtTangent + Transpose.padded(headDim) * W;
        dotTangent = dot + Transpose.padded(valueDim) * W;
        dqt = dotTangent + Transpose.padded(valueDim) * W;
        q = queryGradSums.layOut(dqt, dqt + larger, headDim, keys);
        qTangent = q + Panels.count(headDim) * W * W;
        outGrad = qTangent + Panels.count(headDim) * W * W;
        outGradTangent = outGrad + Panels.count(valueDim) * W * W;
        p = outGradTangent + Panels.count(valueDim) * W * W;
        state = p + KEY_BLOCK * W;
        pTangent = state + Tangents.STATE;
        square = pTangent + KEY_BLOCK * W;
        ds = square + Transpose.SQUARE;
        dsTangent = ds + KEY_BLOCK * W + 2 * W;
        dk = dsTangent + KEY_BLOCK * W;
        dv = dk + Panels.count(headDim) * keys * W;
        int length = dv + Panels.count(valueDim) * keys * W;
        slab = call.crew.floats(worker, 0, Math.max(length, Slab.LEAST));
        Arrays.fill(slab, dk, length, 0.0f);
        return slab;
    }

    /** Adds what queries {@code first} on of query head {@code h} give to dK~ and dV~ of the range; writes its dQ~. */
    void run(int b, int h, int first) {
        AttentionShape shape = call.shape;
        int g = h / shape.groupSize();
        i0 = first;
        rows = Math.min(W, shape.queries() - i0);
        seenByAll = call.mask.visible(shape, b, i0);
        int seen = call.mask.visible(shape, b, i0 + rows - 1);
        if (firstKey > 0 && seen <= firstKey) {
            return;
        }
        pack(b, h);
        poisoned = seenByAll < seen && poisoned(b, g, seen);
        int end = Math.min(seen, firstKey + taskKeys);
        queryGradSums.clear(slab);
        for (int j0 = firstKey; j0 < end; j0 += KEY_BLOCK) {
            keys(b, g, j0, Math.min(KEY_BLOCK, end - j0));
        }
        if (call.gradTangent.query() == null) {
            return;
        }
        int from = queryGradSums.finish(slab);
        if (call.queryGradParts != null) {
            // a part is scaled when it has been added
            int at = QueryGradSum.at(shape, call.tasks.ofHead, b, h, part) + i0 * shape.headDim();
            writeQueryGrad(from, 1.0f, call.queryGradParts, at, shape.headDim());
        } else {
            Rows to = call.gradTangent.query();
            // a block that sees nothing: as QueryGradSum writes it, also where the scale is negative
            writeQueryGrad(from, seen == 0 ? 0.0f : call.scale, to.array(), to.at(b, h) + i0 * to.row(), to.row());
        }
    }

    private void writeQueryGrad(int from, float factor, float[] to, int at, int row) {
        Arrays.fill(slab, state + Tangents.FACTOR, state + Tangents.FACTOR + W, factor);
        Transpose.unpack(slab, from, rows, call.shape.headDim(), state + Tangents.FACTOR, to, at, row, square);
    }

    private void pack(int b, int h) {
        AttentionShape shape = call.shape;
        int headDim = shape.headDim();
        int valueDim = shape.valueDim();
        factor(1.0f);
        // the output and its tangent serve delta and delta~ alone: their places are taken again below
        transpose(call.out, b, h, valueDim, outGrad, dqt);
        transpose(call.outTangent, b, h, valueDim, outGradTangent, qt);
        transpose(call.outGrad, b, h, valueDim, outGrad, dot);
        transpose(call.outGradTangent, b, h, valueDim, outGradTangent, dotTangent);
        Arrays.fill(slab, state + Tangents.DELTA, state + Tangents.DELTA_TANGENT + W, 0.0f);
        Tangents.addDot(slab, dot, dqt, valueDim, state + Tangents.DELTA);
        Tangents.addDot(slab, dotTangent, dqt, valueDim, state + Tangents.DELTA_TANGENT);
        Tangents.addDot(slab, dot, qt, valueDim, state + Tangents.DELTA_TANGENT);
        Arrays.fill(slab, dqt, dqt + headDim * W, 0.0f);
        factor(call.scale * VectorForward.LOG2_E);
        transpose(call.at.query(), b, h, headDim, q, qt);
        transpose(call.tangent.query(), b, h, headDim, qTangent, qtTangent);
        int from = (b * shape.queryHeads() + h) * shape.queries() + i0;
        for (int i = 0; i < W; i++) {
            slab[state + Tangents.LSE + i] = i < rows ? call.lse[from + i] : Float.POSITIVE_INFINITY;
            slab[state + Tangents.MEAN + i] = i < rows ? call.lseTangent[from + i] : 0.0f;
        }
    }

    private void factor(float factor) {
        Arrays.fill(slab, state + Tangents.FACTOR, state + Tangents.FACTOR + W, factor);
    }

    /** By way of panels, see {@link BackwardBlock}. */
    private void transpose(Rows from, int b, int h, int dim, int panels, int to) {
        Panels.fill(from.array(), from.at(b, h) + i0 * from.row(), from.row(), rows, dim, slab, panels, W * W);
        for (int i = 0; i < dim; i += W) {
            Transpose.pack(slab, panels + i * W, W, rows, Math.min(W, dim - i), slab, state + Tangents.FACTOR,
                    to + i * W, square);
        }
    }

    /** Whether a product of this block could carry a NaN or an infinity to a pair that the mask hides. */
    private boolean poisoned(int b, int g, int seen) {
        int headPanels = Panels.count(call.shape.headDim());
        int valuePanels = Panels.count(call.shape.valueDim());
        return keysPoisoned(call.at.key(), b, g, seen) || keysPoisoned(call.tangent.key(), b, g, seen)
                || panelsPoisoned(q, headPanels) || panelsPoisoned(qTangent, headPanels)
                || panelsPoisoned(outGrad, valuePanels) || panelsPoisoned(outGradTangent, valuePanels);
    }

    private boolean keysPoisoned(Rows key, int b, int g, int seen) {
        return Diagonal.hasNonFinite(key.array(), key.at(b, g) + seenByAll * key.row(), key.row(), seen - seenByAll,
                call.shape.headDim());
    }

    private boolean panelsPoisoned(int panels, int count) {
        return Diagonal.hasNonFinite(slab, panels, W * W, count, rows * W);
    }

    /** One block of {@code keys} keys from {@code j0} on. */
    private void keys(int b, int g, int j0, int keys) {
        AttentionShape shape = call.shape;
        int headDim = shape.headDim();
        int valueDim = shape.valueDim();
        setRows(call.at.key(), b, g, j0, keys, headDim, qt, p);
        setRows(call.at.key(), b, g, j0, keys, headDim, qtTangent, pTangent);
        addRows(call.tangent.key(), b, g, j0, keys, headDim, qt, pTangent);
        setRows(call.at.value(), b, g, j0, keys, valueDim, dot, ds);
        setRows(call.at.value(), b, g, j0, keys, valueDim, dotTangent, dsTangent);
        addRows(call.tangent.value(), b, g, j0, keys, valueDim, dot, dsTangent);
        // lane i sees row j of this block if i >= j + shift
        int shift = j0 - i0 - shape.keys() + shape.queries();
        int whole = Math.clamp(seenByAll - j0, 0, keys);
        Tangents.gradients(slab, p, pTangent, ds, dsTangent, keys, state);
        // a query gives nothing to a key that it does not see, also where its scores are NaN
        Diagonal.hide(slab, p, whole, keys, shift, 0.0f);
        Diagonal.hide(slab, pTangent, whole, keys, shift, 0.0f);
        Diagonal.hide(slab, ds, whole, keys, shift, 0.0f);
        Diagonal.hide(slab, dsTangent, whole, keys, shift, 0.0f);
        int exact = poisoned ? whole : keys;
        int at = (j0 - firstKey) * W;
        addPanels(pTangent, exact, keys, outGrad, valueDim, dv + at, shift);
        addPanels(p, exact, keys, outGradTangent, valueDim, dv + at, shift);
        addPanels(dsTangent, exact, keys, q, headDim, dk + at, shift);
        addPanels(ds, exact, keys, qTangent, headDim, dk + at, shift);
        for (int from = 0; from < keys; from += KeyRanges.KEYS) {
            int count = Math.min(KeyRanges.KEYS, keys - from);
            int plain = Math.clamp(exact - from, 0, count);
            addColumns(call.at.key(), b, g, j0 + from, plain, count, dsTangent + from * W, shift + from);
            addColumns(call.tangent.key(), b, g, j0 + from, plain, count, ds + from * W, shift + from);
            queryGradSums.addRange(slab);
            queryGradSums.endRange(slab, (j0 - firstKey + from) / KeyRanges.KEYS);
        }
    }

    private void setRows(Rows from, int b, int g, int j0, int keys, int dim, int lanes, int to) {
        Products.rows(from.array(), from.at(b, g) + j0 * from.row(), from.row(), keys, dim, slab, lanes, to);
    }

    private void addRows(Rows from, int b, int g, int j0, int keys, int dim, int lanes, int to) {
        Products.addRows(from.array(), from.at(b, g) + j0 * from.row(), from.row(), keys, dim, slab, lanes, to);
    }

    /** Adds factors [keys][queries] times panels to sums of the range; keys from {@code exact} on pair by pair. */
    private void addPanels(int factors, int exact, int keys, int panels, int dim, int sums, int shift) {
        for (int n = 0; n < Panels.count(dim); n++) {
            int to = sums + n * taskKeys * W;
            Products.addRows(slab, factors, W, exact, rows, slab, panels + n * W * W, to);
            Diagonal.addRows(slab, factors, exact, keys, rows, panels + n * W * W, to, shift);
        }
    }

    /** Adds keys, or their tangents, times factors [keys][queries] to dQ~; keys from {@code exact} on pair by pair. */
    private void addColumns(Rows key, int b, int g, int j0, int exact, int keys, int factors, int shift) {
        int from = key.at(b, g) + j0 * key.row();
        int headDim = call.shape.headDim();
        Products.addColumns(key.array(), from, key.row(), headDim, exact, slab, factors, dqt);
        if (exact < keys) {
            Diagonal.addColumns(key.array(), from, key.row(), headDim, exact, keys, slab, factors, dqt, shift);
        }
    }
}
