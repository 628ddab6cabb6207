package dev.mha.kernels.vector;

import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.work.Slab;

/** Where the parts of a short head lie in a worker's slab, and how heads are handed out. */
final class ShortLayout {
    private static final int W = ShortProducts.ROW;

    /** Multiply-adds of a task at least: about a microsecond, so that handing tasks out costs little. */
    private static final int LEAST_WORK = 1 << 16;

    /** Heads in all, heads of a task, and tasks. */
    int items;
    int chunk;
    int tasks;

    /** Inputs as they are, [rows][dimensions]. */
    int query;
    int key;
    int value;
    int outGrad;
    /** Inputs with the queries in the lanes, [dimensions][queries]. */
    int queryTurned;
    int outGradTurned;
    /** Scores, then weights; weight gradients, then score gradients, [keys][queries]. */
    int weights;
    int slopes;
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

    /** The forward pass of {@code heads} heads of this shape. */
    void plan(AttentionShape shape, int heads) {
        items = heads;
        long work = (long) shape.queries() * shape.keys() * (shape.headDim() + shape.valueDim());
        chunk = Math.clamp(LEAST_WORK / Math.max(1, work), 1, Math.max(1, heads));
        tasks = (heads + chunk - 1) / chunk;
        length = Slab.FIRST;
        query = take(shape.queries());
        key = take(shape.keys());
        value = take(shape.keys());
        queryTurned = take(shape.headDim());
        weights = take(shape.keys());
        result = take(shape.queries());
        state = take(ShortSoftmax.STATE / W);
        scoreFactor = take(1);
    }

    /** What the backward pass needs besides. */
    void planBackward(AttentionShape shape) {
        outGrad = take(shape.queries());
        outGradTurned = take(shape.valueDim());
        slopes = take(shape.keys());
        keyGrad = take(shape.keys());
        valueGrad = take(shape.keys());
        result = take(Math.max(shape.queries(), shape.keys()));
        scale = take(1);
        one = take(1);
    }

    /** Rows up to whole squares of lanes, which transposes read and write, and what a product touches beyond. */
    private int take(int rows) {
        int at = length;
        length += ((rows + Lanes.COUNT - 1) / Lanes.COUNT * Lanes.COUNT + ShortProducts.BEYOND) * W;
        return at;
    }
}
