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

    private int parts;

    /**
     * The forward pass of {@code heads} heads of this shape.
     *
     * @param parts 2 where keys, values, weights and slopes have tangents beside them, else 1
     */
    void plan(AttentionShape shape, int heads, int parts) {
        this.parts = parts;
        items = heads;
        long work = (long) shape.queries() * shape.keys() * (shape.headDim() + shape.valueDim());
        chunk = Math.clamp(LEAST_WORK / Math.max(1, work), 1, Math.max(1, heads));
        tasks = (heads + chunk - 1) / chunk;
        length = Slab.FIRST;
        query = take(shape.queries());
        key = take(parts * shape.keys());
        value = take(parts * shape.keys());
        queryTurned = take(shape.headDim());
        weights = take(parts * shape.keys());
        result = take(shape.queries());
        state = take(ShortSoftmax.STATE / W);
        scoreFactor = take(1);
    }

    /** What the backward pass needs besides. */
    void planBackward(AttentionShape shape) {
        outGrad = take(shape.queries());
        outGradTurned = take(shape.valueDim());
        slopes = take(parts * shape.keys());
        keyGrad = take(shape.keys());
        valueGrad = take(shape.keys());
        result = take(Math.max(shape.queries(), shape.keys()));
        scale = take(1);
        one = take(1);
    }

    /** What tangents need besides. */
    void planTangent(AttentionShape shape) {
        queryTangent = take(shape.queries());
        queryTangentTurned = take(shape.headDim());
        scoreTangents = take(shape.keys());
        state = take(ShortTangents.STATE / W);
    }

    /** What the tangent of the backward pass needs besides these. */
    void planHessian(AttentionShape shape) {
        outGradTangent = take(shape.queries());
        outGradTangentTurned = take(shape.valueDim());
        slopeTangents = take(shape.keys());
    }

    /** Rows up to whole squares of lanes, which transposes read and write, and what a product touches beyond. */
    private int take(int rows) {
        int at = length;
        length += ((rows + Lanes.COUNT - 1) / Lanes.COUNT * Lanes.COUNT + ShortProducts.BEYOND) * W;
        return at;
    }
}
