package dev.mha.kernels.vector;

import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.work.Slab;

/**
 * Where the parts of a short head lie in a worker's slab, and how heads are handed out.
 *
 * <p>Where no part is wider than half a scratch row, or a quarter and so on, parts share rows, side by side: alone each
 * would take one line out of two or four of every row, all in the same sets of the first-level cache, and half of it or
 * more would stay empty. And a part takes the place of one that nobody reads any more: 32 x 32 x 32 forward then takes
 * 16 kB in place of 24.
 */
final class ShortLayout {
    private static final int W = ShortProducts.ROW;

    /** Multiply-adds of a task at least: about a microsecond, so that handing tasks out costs little. */
    private static final int LEAST_WORK = 1 << 16;

    /** Heads in all, heads of a task, and tasks. */
    int items;
    int chunk;
    int tasks;

    /** Inputs as they are, [rows][dimensions]; of keys and values all parts, one on top of the other. */
    int query;
    int queryTangent;
    int key;
    int value;
    int outGrad;
    int outGradTangent;
    /** Inputs with the queries in the lanes, [dimensions][queries]. */
    int queryTurned;
    int queryTangentTurned;
    int outGradTurned;
    int outGradTangentTurned;
    /**
     * Scores, then weights; weight gradients, then score gradients, [keys][queries]; of two parts the tangent comes
     * first.
     */
    int weights;
    int slopes;
    /** What tangents of keys and values add to the tangents of scores and of weight gradients. */
    int scoreTangents;
    int slopeTangents;
    /** Output or gradient of the queries, or what one head adds to a gradient of the keys. */
    int result;
    int keyGrad;
    int valueGrad;
    int state;
    /** Rows of one number each, which is named: scale log2(e), scale, 1. */
    int scoreFactor;
    int scale;
    int one;
    int length;

    /** Floats of a row that a part may take; the strip of rows that parts share, its floats, and the parts in it. */
    private int width;
    private int strip;
    private int stripSize;
    private int stripParts;

    /** The forward pass of {@code heads} heads of this shape. */
    void planForward(AttentionShape shape, int heads) {
        begin(shape, heads);
        query = take(shape.queries());
        queryTurned = take(shape.headDim());
        key = take(shape.keys());
        weights = take(shape.keys());
        state = take(ShortSoftmax.STATE / W);
        scoreFactor = take(1);
        // the values are read when the keys have been used, and the queries have been when there is an output
        value = key;
        result = query;
    }

    /** The backward pass of {@code heads} key/value heads. */
    void planBackward(AttentionShape shape, int heads) {
        begin(shape, heads);
        planGradients(shape, 1);
        queryTurned = take(Math.max(shape.headDim(), Math.max(shape.queries(), shape.keys())));
        outGradTurned = take(Math.max(shape.valueDim(), shape.keys()));
        state = take(2);
        result = queryTurned;
        // heads that share keys and values read those again, and add to their gradients
        boolean alone = shape.groupSize() == 1;
        keyGrad = alone ? value : take(shape.keys());
        valueGrad = alone ? outGradTurned : take(shape.keys());
    }

    /** The tangent of the forward pass of {@code heads} heads. */
    void planTangent(AttentionShape shape, int heads) {
        begin(shape, heads);
        query = take(shape.queries());
        queryTurned = take(shape.headDim());
        queryTangentTurned = take(shape.headDim());
        key = take(2 * shape.keys());
        weights = take(2 * shape.keys());
        scoreTangents = take(shape.keys());
        state = take(ShortTangents.STATE / W);
        scoreFactor = take(1);
        value = key;
        result = query;
    }

    /** The tangent of the backward pass of {@code heads} key/value heads. */
    void planHessian(AttentionShape shape, int heads) {
        begin(shape, heads);
        planGradients(shape, 2);
        queryTangent = take(shape.queries());
        outGradTangent = take(shape.queries());
        queryTurned = take(Math.max(shape.headDim(), Math.max(shape.queries(), shape.keys())));
        queryTangentTurned = take(shape.headDim());
        outGradTurned = take(shape.valueDim());
        outGradTangentTurned = take(shape.valueDim());
        scoreTangents = take(shape.keys());
        slopeTangents = take(shape.keys());
        state = take(ShortTangents.STATE / W);
        result = queryTurned;
        boolean alone = shape.groupSize() == 1;
        keyGrad = alone ? scoreTangents : take(shape.keys());
        valueGrad = alone ? slopeTangents : take(shape.keys());
    }

    /** What both backward passes read to their end. */
    private void planGradients(AttentionShape shape, int parts) {
        query = take(shape.queries());
        outGrad = take(shape.queries());
        key = take(parts * shape.keys());
        value = take(parts * shape.keys());
        weights = take(parts * shape.keys());
        slopes = take(parts * shape.keys());
        scoreFactor = take(1);
        scale = take(1);
        one = take(1);
    }

    private void begin(AttentionShape shape, int heads) {
        items = heads;
        long work = (long) shape.queries() * shape.keys() * (shape.headDim() + shape.valueDim());
        chunk = Math.clamp(LEAST_WORK / Math.max(1, work), 1, Math.max(1, heads));
        tasks = (heads + chunk - 1) / chunk;
        length = Slab.FIRST;
        width = width(Math.max(shape.queries(), Math.max(shape.headDim(), shape.valueDim())));
        stripParts = W / width;
    }

    private int take(int rows) {
        int size = (rows + Lanes.COUNT - 1) / Lanes.COUNT * Lanes.COUNT * W;
        if (stripParts == W / width || size > stripSize) {
            strip = length;
            stripSize = size;
            stripParts = 0;
            length += size;
        }
        return strip + stripParts++ * width;
    }

    /** The least half, quarter and so on of a row that holds {@code floats}, in whole vectors. */
    private static int width(int floats) {
        int width = W;
        while (width / 2 >= Math.max(floats, Lanes.COUNT)) {
            width /= 2;
        }
        return width;
    }
}
