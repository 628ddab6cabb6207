package dev.mha.kernels;

import java.util.Objects;

/** The checks at the rim: after them no kernel checks anything. */
final class AttentionArguments {
    private AttentionArguments() {}

    static void checkMask(AttentionShape shape, AttentionMask mask) {
        int[] lengths = mask.keyLengths();
        if (lengths == null) {
            return;
        }
        if (lengths.length != shape.batch()) {
            throw new IllegalArgumentException(
                    "mask.keyLengths has " + lengths.length + " entries, batch is " + shape.batch());
        }
        for (int b = 0; b < lengths.length; b++) {
            if (lengths[b] < 0 || lengths[b] > shape.keys()) {
                throw new IllegalArgumentException("mask.keyLengths[" + b + "] is " + lengths[b]
                        + ", must lie between 0 and keys, which is " + shape.keys());
            }
        }
    }

    static void checkScale(float scale) {
        if (!Float.isFinite(scale)) {
            throw new IllegalArgumentException("scale is " + scale + ", must be finite");
        }
    }

    /** Checks that every float of {@code [batch, heads, rows, dim]} lies inside the array. */
    static void checkRows(String name, Rows view, int batch, int heads, int rows, int dim) {
        Objects.requireNonNull(view, name);
        if (batch == 0 || heads == 0 || rows == 0 || dim == 0) {
            return;
        }
        long low = view.offset();
        long high = low + dim - 1;
        long[] spans = {(batch - 1L) * view.batch(), (heads - 1L) * view.head(), (rows - 1L) * view.row()};
        for (long span : spans) {
            low += Math.min(0, span);
            high += Math.max(0, span);
        }
        if (low < 0 || high >= view.array().length) {
            throw new IllegalArgumentException(name + " reaches from index " + low + " to " + high + " for [" + batch
                    + ", " + heads + ", " + rows + ", " + dim + "], its array has " + view.array().length + " floats");
        }
    }

    /** Checks a result: its rows must lie inside the array, and no two of them on the same floats. */
    static void checkResult(String name, Rows view, int batch, int heads, int rows, int dim) {
        checkRows(name, view, batch, heads, rows, dim);
        if (rows > 1 && dim > 0 && batch > 0 && heads > 0 && Math.abs((long) view.row()) < dim) {
            throw new IllegalArgumentException(name + " has rows of " + dim + " floats at a distance of " + view.row()
                    + ": results would overwrite each other");
        }
    }

    static void checkLogSumExp(AttentionShape shape, float[] lse) {
        long needed = (long) shape.batch() * shape.queryHeads() * shape.queries();
        if (lse.length < needed) {
            throw new IllegalArgumentException("lse has " + lse.length + " floats, batch x queryHeads x queries is "
                    + needed);
        }
    }
}
