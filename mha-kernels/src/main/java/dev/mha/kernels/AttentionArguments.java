package dev.mha.kernels;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** The checks at the rim: after them no kernel checks anything. */
final class AttentionArguments {
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

    /** Checks that every float of {@code [batch, heads, rows, dim]} lies inside the array. */
    static Run checkRows(String name, Rows view, int batch, int heads, int rows, int dim) {
        Objects.requireNonNull(view, name);
        if (batch == 0 || heads == 0 || rows == 0 || dim == 0) {
            return run(name, view, batch, heads, rows, dim);
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
        return run(name, view, batch, heads, rows, dim);
    }

    /** What is repeated along one axis of a view, and how far apart. */
    private record Axis(String name, int count, int stride) {
        long distance() {
            return Math.abs((long) stride);
        }
    }

    /** The axes of a view, the closest first; the stride of an axis with one thing on it means nothing. */
    private static Axis[] axes(Rows view, int batch, int heads, int rows) {
        Axis[] axes = {new Axis("rows", rows, view.row()), new Axis("heads", heads, view.head()),
                new Axis("batch items", batch, view.batch())};
        Arrays.sort(axes, Comparator.comparingLong(Axis::distance));
        return axes;
    }

    /** Floats from {@code from} to {@code to - 1} of an array, all of which an argument reads or writes. */
    record Run(String name, float[] array, long from, long to) {}

    /** The floats from the first one on that a view has without a gap, or none when it has none. */
    private static Run run(String name, Rows view, int batch, int heads, int rows, int dim) {
        if (batch == 0 || heads == 0 || rows == 0 || dim == 0) {
            return new Run(name, view.array(), 0, 0);
        }
        long length = dim;
        for (Axis axis : axes(view, batch, heads, rows)) {
            if (axis.count() > 1 && axis.stride() != length) {
                break;
            }
            length *= axis.count();
        }
        return new Run(name, view.array(), view.offset(), view.offset() + length);
    }

    /**
     * Refuses a result that shares floats with another argument, as far as the runs without a gap show: strided views
     * of one array may pass each other, so the rest is the caller's to know.
     */
    @SuppressWarnings("ReferenceEquality") // two arrays of equal floats do not overlap
    static void checkApart(Run result, List<Run> others) {
        for (Run other : others) {
            long from = Math.max(result.from(), other.from());
            long to = Math.min(result.to(), other.to());
            if (result.array() == other.array() && from < to) {
                throw new IllegalArgumentException(result.name() + " and " + other.name()
                        + " share the floats from index "
                        + from + " to " + (to - 1) + " of one array, a result must not overlap another argument");
            }
        }
    }

    /**
     * Checks a result: its rows must lie inside the array, and no two of them on the same floats. Tasks write different
     * rows at the same time. What counts as apart is nesting: each axis steps over all that the closer ones span, as
     * in every transposed or padded dense array; layouts that interlock like the teeth of two combs are refused too.
     */
    static Run checkResult(String name, Rows view, int batch, int heads, int rows, int dim) {
        Run run = checkRows(name, view, batch, heads, rows, dim);
        if (batch == 0 || heads == 0 || rows == 0 || dim == 0) {
            return run;
        }
        long span = dim;
        for (Axis axis : axes(view, batch, heads, rows)) {
            if (axis.count() > 1 && axis.distance() < span) {
                throw new IllegalArgumentException(name + " has " + axis.name() + " at a distance of " + axis.stride()
                        + " floats, must be at least " + span + ": results would overwrite each other");
            }
            span += (axis.count() - 1L) * axis.distance();
        }
        return run;
    }

    static Run checkLogSumExp(AttentionShape shape, float[] lse) {
        long needed = (long) shape.batch() * shape.queryHeads() * shape.queries();
        if (lse.length < needed) {
            throw new IllegalArgumentException("lse has " + lse.length + " floats, batch x queryHeads x queries is "
                    + needed);
        }
        return new Run("lse", lse, 0, needed);
    }
}
