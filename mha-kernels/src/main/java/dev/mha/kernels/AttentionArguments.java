package dev.mha.kernels;

import java.util.Objects;

/** The checks at the rim: after them no kernel checks anything. */
final class AttentionArguments {
    /** Beyond every array; three of them and more are no overflow. */
    private static final long FAR = 1L << 40;

    private AttentionArguments() {}

    /** Refuses a missing argument that is not an array of numbers. */
    static void checkPresent(AttentionShape shape, AttentionMask mask, Workspace work) {
        Objects.requireNonNull(shape, "shape");
        Objects.requireNonNull(mask, "mask");
        Objects.requireNonNull(work, "work");
    }

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

    /**
     * Checks that every float of {@code [batch, heads, rows, dim]} lies inside the array.
     *
     * @return how many floats from the first one on the view has without a gap
     */
    static long checkRows(String name, Rows view, int batch, int heads, int rows, int dim) {
        Objects.requireNonNull(view, name);
        if (batch == 0 || heads == 0 || rows == 0 || dim == 0) {
            return 0;
        }
        long batchSpan = Math.clamp((batch - 1L) * view.batch(), -FAR, FAR);
        long headSpan = Math.clamp((heads - 1L) * view.head(), -FAR, FAR);
        long rowSpan = Math.clamp((rows - 1L) * view.row(), -FAR, FAR);
        long low = view.offset() + Math.min(0, batchSpan) + Math.min(0, headSpan) + Math.min(0, rowSpan);
        long high = view.offset() + Math.max(0, batchSpan) + Math.max(0, headSpan) + Math.max(0, rowSpan) + dim - 1;
        if (low < 0 || high >= view.array().length) {
            throw new IllegalArgumentException(name + " reaches from index " + low + " to " + high + " for [" + batch
                    + ", " + heads + ", " + rows + ", " + dim + "], its array has " + view.array().length + " floats");
        }
        return run(view, batch, heads, rows, dim);
    }

    private static long run(Rows view, int batch, int heads, int rows, int dim) {
        long length = dim;
        for (int axis = 0; axis < 3; axis++) {
            if (rows > 1 && view.row() == length) {
                length *= rows;
            } else if (heads > 1 && view.head() == length) {
                length *= heads;
            } else if (batch > 1 && view.batch() == length) {
                length *= batch;
            }
        }
        return length;
    }

    /**
     * A checked view as kernels take it. One without a float may have any offset and strides; it is laid at index 0, so
     * that a kernel may point at rows of no floats.
     *
     * @param run as {@link #checkRows} returned it
     */
    static Rows settled(Rows view, long run) {
        return run > 0 || view == null ? view : new Rows(view.array(), 0, 0, 0, 0);
    }

    /**
     * Checks a result: its rows must lie inside the array, and no two of them on the same floats. Tasks write different
     * rows at the same time. What counts as apart is nesting: each axis steps over all that the closer ones span, as
     * in every transposed or padded dense array; layouts that interlock like the teeth of two combs are refused too.
     *
     * @return as {@link #checkRows}
     */
    static long checkResult(String name, Rows view, int batch, int heads, int rows, int dim) {
        long run = checkRows(name, view, batch, heads, rows, dim);
        if (run == 0) {
            return 0;
        }
        checkNests(name, "rows", view.row(), rows, view.head(), heads, view.batch(), batch, dim);
        checkNests(name, "heads", view.head(), heads, view.row(), rows, view.batch(), batch, dim);
        checkNests(name, "batch items", view.batch(), batch, view.row(), rows, view.head(), heads, dim);
        return run;
    }

    /** The stride of an axis with one thing on it means nothing; of two axes as close as each other, neither nests. */
    private static void checkNests(String name, String axis, int stride, int count, int second, int secondCount,
            int third, int thirdCount, int dim) {
        long distance = Math.abs((long) stride);
        long span = dim + reachWithin(distance, second, secondCount) + reachWithin(distance, third, thirdCount);
        if (count > 1 && distance < span) {
            throw new IllegalArgumentException(name + " has " + axis + " at a distance of " + stride
                    + " floats, must be at least " + span + ": results would overwrite each other");
        }
    }

    /** How far the things on an axis reach if it is at least as close as {@code distance}, else 0. */
    private static long reachWithin(long distance, int stride, int count) {
        long closer = Math.abs((long) stride);
        return closer <= distance ? (count - 1) * closer : 0;
    }

    /** Checks the length of the log-sum-exp and returns how many of its floats a call uses. */
    static long checkLogSumExp(AttentionShape shape, float[] lse) {
        return checkLogSumExp("lse", shape, lse);
    }

    /** The same for another array of its sizes. */
    static long checkLogSumExp(String name, AttentionShape shape, float[] lse) {
        Objects.requireNonNull(lse, name);
        // no array has so many rows, and the product stays within 63 bits
        long needed = Math.min((long) shape.batch() * shape.queryHeads(), 1L << 31) * shape.queries();
        if (lse.length < needed) {
            throw new IllegalArgumentException(name + " has " + lse.length
                    + " floats, batch x queryHeads x queries is "
                    + (needed > Integer.MAX_VALUE ? "more than an array can have" : Long.toString(needed)));
        }
        return needed;
    }

    /**
     * Refuses a result that shares floats with another argument, as far as the runs without a gap show: strided views
     * of one array may pass each other, so the rest is the caller's to know. Plain sizes in place of an object that
     * holds them, since a call may not allocate. Either may be null, which overlaps nothing.
     */
    static void checkApart(String name, Rows result, long run, String otherName, Rows other, long otherRun) {
        if (result != null && other != null) {
            checkApart(name, result.array(), result.offset(), run, otherName, other.array(), other.offset(), otherRun);
        }
    }

    /** The same of a view and the log-sum-exp, given as an array, its offset and length. */
    @SuppressWarnings("ReferenceEquality") // two arrays of equal floats do not overlap
    static void checkApart(String name, float[] result, int offset, long run, String otherName, float[] other,
            int otherOffset, long otherRun) {
        long from = Math.max(offset, otherOffset);
        long to = Math.min(offset + run, otherOffset + otherRun);
        if (result == other && from < to) {
            throw new IllegalArgumentException(name + " and " + otherName + " share the floats from index " + from
                    + " to " + (to - 1) + " of one array, a result must not overlap another argument");
        }
    }
}
