package dev.mha.kernels.vector;

import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Rows;
import dev.mha.kernels.work.Slab;
import java.util.Arrays;

/** One block of queries in the backward pass, with the scratch of one worker; see {@link VectorBackward}. */
final class BackwardBlock {
    private static final int W = Lanes.WIDTH;
    private static final int KEY_BLOCK = VectorForward.KEY_BLOCK;

    private final VectorBackward call;
    private final int worker;

    private float[] slab;
    /** Where in the slab queries times scale log2(e), and output gradient, with the queries in the lanes, lie. */
    private int qt;
    private int dot;
    /** Queries and output gradient as they are, in panels of WIDTH dimensions. */
    private int q;
    private int outGrad;
    private int dqt;
    private final RangeSums queryGradSums = new RangeSums();
    private int state;
    private int square;
    private int p;
    private int ds;
    /** Sums of the gradients, in panels of [keys][WIDTH dimensions]. */
    int dk;
    int dv;

    private int part;
    private int firstKey;
    private int taskKeys;

    private int i0;
    private int rows;
    private int seenByAll;
    private boolean poisoned;

    BackwardBlock(VectorBackward call, int worker) {
        this.call = call;
        this.worker = worker;
    }

    /**
     * Lays out the slab for {@code keys} keys from {@code firstKey} on, see {@link VectorForward}, and clears the sums.
     * The state lies between P and dS, so that their rows are not a multiple of 4 KB apart.
     */
    float[] clear(int part, int firstKey, int keys) {
        this.part = part;
        this.firstKey = firstKey;
        taskKeys = keys;
        AttentionShape shape = call.shape;
        int headDim = shape.headDim();
        int valueDim = shape.valueDim();
        qt = Slab.FIRST;
        dot = qt + Transpose.padded(headDim) * W;
        dqt = dot + Transpose.padded(valueDim) * W;
        q = queryGradSums.layOut(dqt, dqt + Transpose.padded(Math.max(headDim, valueDim)) * W, headDim, keys);
        outGrad = q + Panels.count(headDim) * W * W;
        p = outGrad + Panels.count(valueDim) * W * W;
        state = p + KEY_BLOCK * W;
        square = state + Gradient.STATE;
        ds = square + Transpose.SQUARE;
        dk = ds + KEY_BLOCK * W;
        dv = dk + Panels.count(headDim) * keys * W;
        int length = dv + Panels.count(valueDim) * keys * W;
        slab = call.crew.floats(worker, 0, Math.max(length, Slab.LEAST));
        Arrays.fill(slab, dk, length, 0.0f);
        return slab;
    }

    /** Adds what queries {@code first} on of query head {@code h} give to dK and dV of the range; writes its dQ. */
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
        if (call.queryGrad == null) {
            return;
        }
        int from = queryGradSums.finish(slab);
        if (call.queryGradParts != null) {
            // a part is scaled when it has been added
            int at = QueryGradSum.at(shape, call.tasks.ofHead, b, h, part) + i0 * shape.headDim();
            writeQueryGrad(from, 1.0f, call.queryGradParts, at, shape.headDim());
        } else {
            Rows to = call.queryGrad;
            // a block that sees nothing: as QueryGradSum writes it, also where the scale is negative
            writeQueryGrad(from, seen == 0 ? 0.0f : call.scale, to.array(), to.at(b, h) + i0 * to.row(), to.row());
        }
    }

    private void writeQueryGrad(int from, float factor, float[] to, int at, int row) {
        Arrays.fill(slab, state + Gradient.FACTOR, state + Gradient.FACTOR + W, factor);
        Transpose.unpack(slab, from, rows, call.shape.headDim(), state + Gradient.FACTOR, to, at, row, square);
    }

    private void pack(int b, int h) {
        AttentionShape shape = call.shape;
        int headDim = shape.headDim();
        int valueDim = shape.valueDim();
        Arrays.fill(slab, state + Gradient.FACTOR, state + Gradient.FACTOR + W, 1.0f);
        transpose(call.out, b, h, valueDim, outGrad, dqt);
        transpose(call.outGrad, b, h, valueDim, outGrad, dot);
        Gradient.delta(slab, dot, dqt, valueDim, state);
        Arrays.fill(slab, dqt, dqt + headDim * W, 0.0f);
        Arrays.fill(slab, state + Gradient.FACTOR, state + Gradient.FACTOR + W, call.scale * VectorForward.LOG2_E);
        transpose(call.query, b, h, headDim, q, qt);
        Arrays.fill(slab, state + Gradient.ONE, state + Gradient.ONE + W, 1.0f);
        int lo = (b * shape.queryHeads() + h) * shape.queries() + i0;
        for (int i = 0; i < W; i++) {
            slab[state + Gradient.LSE + i] = i < rows ? call.lse[lo + i] : Float.POSITIVE_INFINITY;
        }
    }

    /**
     * By way of panels, which the products need anyhow: they are read in the order of memory, while the transpose jumps
     * from row to row. With a pass over the hidden pairs only where there are any, 5 % less time (Zen 5 class, T 512, d
     * 64).
     */
    private void transpose(Rows from, int b, int h, int dim, int panels, int to) {
        Panels.fill(from.array(), from.at(b, h) + i0 * from.row(), from.row(), rows, dim, slab, panels, W * W);
        for (int i = 0; i < dim; i += W) {
            Transpose.pack(slab, panels + i * W, W, rows, Math.min(W, dim - i), slab, state + Gradient.FACTOR,
                    to + i * W, square);
        }
    }

    /** Whether a product of this block could carry a NaN or an infinity to a pair that the mask hides. */
    private boolean poisoned(int b, int g, int seen) {
        int headDim = call.shape.headDim();
        int panel = W * W;
        return Diagonal.hasNonFinite(call.key.array(), call.key.at(b, g) + seenByAll * call.key.row(), call.key.row(),
                seen - seenByAll, headDim)
                || Diagonal.hasNonFinite(slab, q, panel, Panels.count(headDim), rows * W)
                || Diagonal.hasNonFinite(slab, outGrad, panel, Panels.count(call.shape.valueDim()), rows * W);
    }

    /** One block of {@code keys} keys from {@code j0} on. */
    private void keys(int b, int g, int j0, int keys) {
        AttentionShape shape = call.shape;
        Rows key = call.key;
        int ko = key.at(b, g) + j0 * key.row();
        int vo = call.value.at(b, g) + j0 * call.value.row();
        // lane i sees row j of this block if i >= j + shift
        int shift = j0 - i0 - shape.keys() + shape.queries();
        int whole = Math.clamp(seenByAll - j0, 0, keys);
        if (whole == keys) {
            Products.rows(key.array(), ko, key.row(), keys, shape.headDim(), slab, qt, p);
            Products.rows(call.value.array(), vo, call.value.row(), keys, shape.valueDim(), slab, dot, ds);
            Gradient.scores(slab, p, ds, keys, -keys, state);
        } else {
            DiagonalProducts.rows(key.array(), ko, key.row(), keys, shape.headDim(), slab, qt, p, shift);
            DiagonalProducts.rows(call.value.array(), vo, call.value.row(), keys, shape.valueDim(), slab, dot, ds,
                    shift);
            Gradient.scores(slab, p, ds, keys, shift, state);
            // a query gives nothing to a key that it does not see, also where its scores are NaN
            Diagonal.hideParts(slab, p, whole, keys, shift, 0.0f);
            Diagonal.hide(slab, ds, whole, keys, shift, 0.0f);
        }
        int panelSize = taskKeys * W;
        int at = (j0 - firstKey) * W;
        for (int n = 0; n < Panels.count(shape.valueDim()); n++) {
            addRows(p, whole, keys, outGrad + n * W * W, dv + n * panelSize + at, shift);
        }
        for (int n = 0; n < Panels.count(shape.headDim()); n++) {
            addRows(ds, whole, keys, q + n * W * W, dk + n * panelSize + at, shift);
        }
        for (int from = 0; from < keys; from += KeyRanges.KEYS) {
            int count = Math.min(KeyRanges.KEYS, keys - from);
            addRange(key, ko + from * key.row(), Math.clamp(whole - from, 0, count), count, ds + from * W,
                    shift + from);
            queryGradSums.endRange(slab, (j0 - firstKey + from) / KeyRanges.KEYS);
        }
    }

    /** Adds factors [keys][queries] times a panel to sums of the range. */
    private void addRows(int factors, int whole, int keys, int panel, int to, int shift) {
        if (whole == keys) {
            Products.addRows(slab, factors, W, keys, rows, slab, panel, to);
        } else if (poisoned) {
            Products.addRows(slab, factors, W, whole, rows, slab, panel, to);
            Diagonal.addRows(slab, factors, whole, keys, rows, panel, to, shift);
        } else {
            DiagonalProducts.addRows(slab, factors, keys, rows, panel, to, shift);
        }
    }

    /** Adds keys times score gradients of a range to dQ: their sum on its own, so with the same bits either way. */
    private void addRange(Rows key, int ko, int whole, int keys, int factors, int shift) {
        if (whole == keys && key.row() == W && call.shape.headDim() <= W) {
            Products.sumColumns(key.array(), ko, call.shape.headDim(), keys, slab, factors, queryGradSums.first(),
                    state + Gradient.ONE);
            return;
        }
        addColumns(key, ko, whole, keys, factors, shift);
        queryGradSums.addRange(slab);
    }

    private void addColumns(Rows key, int ko, int whole, int keys, int factors, int shift) {
        int headDim = call.shape.headDim();
        if (whole == keys) {
            Products.addColumns(key.array(), ko, key.row(), headDim, keys, slab, factors, dqt);
        } else if (poisoned) {
            Products.addColumns(key.array(), ko, key.row(), headDim, whole, slab, factors, dqt);
            Diagonal.addColumns(key.array(), ko, key.row(), headDim, whole, keys, slab, factors, dqt, shift);
        } else {
            DiagonalProducts.addColumns(key.array(), ko, key.row(), headDim, keys, slab, factors, dqt, shift);
        }
    }
}
