package dev.mha.kernels;

import java.util.Objects;

/**
 * The checks that {@link AttentionTangent} and {@link AttentionHessian} have in common, see {@link AttentionArguments}.
 */
final class TangentArguments {
    private TangentArguments() {}

    /** Checks what both passes read: the inputs, what the forward pass made of them, and the tangents of the inputs. */
    static void checkInputs(AttentionShape shape, AttentionMask mask, float scale, AttentionRows at, Rows out,
            float[] lse, AttentionRows tangent) {
        AttentionArguments.checkMask(shape, mask);
        AttentionArguments.checkScale(scale);
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(tangent, "tangent");
        queries("at.query", at.query(), shape, shape.headDim());
        keys("at.key", at.key(), shape, shape.headDim());
        keys("at.value", at.value(), shape, shape.valueDim());
        queries("out", out, shape, shape.valueDim());
        AttentionArguments.checkLogSumExp("lse", shape, lse);
        queries("tangent.query", tangent.query(), shape, shape.headDim());
        keys("tangent.key", tangent.key(), shape, shape.headDim());
        keys("tangent.value", tangent.value(), shape, shape.valueDim());
    }

    /**
     * Refuses a result, {@code run} floats from {@code offset} on, that shares floats with what {@link #checkInputs}
     * checked.
     */
    static void checkApart(String name, float[] result, int offset, long run, AttentionShape shape, AttentionRows at,
            Rows out, float[] lse, AttentionRows tangent) {
        queriesApart(name, result, offset, run, shape, "at.query", at.query(), shape.headDim());
        keysApart(name, result, offset, run, shape, "at.key", at.key(), shape.headDim());
        keysApart(name, result, offset, run, shape, "at.value", at.value(), shape.valueDim());
        queriesApart(name, result, offset, run, shape, "out", out, shape.valueDim());
        lseApart(name, result, offset, run, shape, "lse", lse);
        queriesApart(name, result, offset, run, shape, "tangent.query", tangent.query(), shape.headDim());
        keysApart(name, result, offset, run, shape, "tangent.key", tangent.key(), shape.headDim());
        keysApart(name, result, offset, run, shape, "tangent.value", tangent.value(), shape.valueDim());
    }

    /** Checks [batch, queryHeads, queries, dim] and returns how many floats it has without a gap. */
    static long queries(String name, Rows view, AttentionShape shape, int dim) {
        return AttentionArguments.checkRows(name, view, shape.batch(), shape.queryHeads(), shape.queries(), dim);
    }

    /** The same for [batch, keyValueHeads, keys, dim]. */
    static long keys(String name, Rows view, AttentionShape shape, int dim) {
        return AttentionArguments.checkRows(name, view, shape.batch(), shape.keyValueHeads(), shape.keys(), dim);
    }

    static void queriesApart(String name, float[] result, int offset, long run, AttentionShape shape, String otherName,
            Rows other, int dim) {
        AttentionArguments.checkApart(name, result, offset, run, otherName, other.array(), other.offset(),
                queries(otherName, other, shape, dim));
    }

    private static void keysApart(String name, float[] result, int offset, long run, AttentionShape shape,
            String otherName, Rows other, int dim) {
        AttentionArguments.checkApart(name, result, offset, run, otherName, other.array(), other.offset(),
                keys(otherName, other, shape, dim));
    }

    static void lseApart(String name, float[] result, int offset, long run, AttentionShape shape, String otherName,
            float[] other) {
        AttentionArguments.checkApart(name, result, offset, run, otherName, other, 0,
                AttentionArguments.checkLogSumExp(otherName, shape, other));
    }

    /** Views as kernels take them, see {@link AttentionArguments#settled}; the same object when all have floats. */
    static AttentionRows settled(AttentionRows rows, AttentionShape shape) {
        boolean queries = shape.batch() > 0 && shape.queryHeads() > 0 && shape.queries() > 0;
        boolean keys = shape.batch() > 0 && shape.keyValueHeads() > 0 && shape.keys() > 0;
        if (queries && keys && shape.headDim() > 0 && shape.valueDim() > 0) {
            return rows;
        }
        return new AttentionRows(AttentionArguments.settled(rows.query(), queries ? shape.headDim() : 0),
                AttentionArguments.settled(rows.key(), keys ? shape.headDim() : 0),
                AttentionArguments.settled(rows.value(), keys ? shape.valueDim() : 0));
    }

    /** The same for a view of [batch, queryHeads, queries, valueDim]. */
    static Rows settled(Rows rows, AttentionShape shape) {
        boolean queries = shape.batch() > 0 && shape.queryHeads() > 0 && shape.queries() > 0;
        return AttentionArguments.settled(rows, queries ? shape.valueDim() : 0);
    }
}
