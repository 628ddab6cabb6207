package dev.mha.kernels.vector;

import dev.mha.kernels.AttentionShape;

/**
 * How the backward pass cuts the keys of a head, so that a long sequence with few heads keeps many threads at work. dQ is
 * summed within ranges of {@link #KEYS} keys first, then over ranges in their order, whether or not they are tasks of
 * their own: so that choice may depend on the number of threads, and results have the same bits.
 */
final class KeyRanges {
    /** Keys of a range. A task of its own packs the queries again and writes a dQ of its own, which is read once more. */
    static final int KEYS = 4 * VectorForward.KEY_BLOCK;

    /** Heads for each worker from which whole heads are tasks: the last ones then leave few workers idle. */
    private static final int HEADS = 4;

    /** Floats that dQ of all ranges may take together: 128 MB. */
    private static final long MOST_FLOATS = 1L << 25;

    private KeyRanges() {}

    /** Ranges of each head. */
    static int count(AttentionShape shape) {
        return (shape.keys() + KEYS - 1) / KEYS;
    }

    /** Whether the ranges are tasks. */
    static boolean cut(AttentionShape shape, int workers) {
        long heads = (long) shape.batch() * shape.keyValueHeads();
        long parts = (long) shape.batch() * shape.queryHeads() * count(shape) * shape.queries() * shape.headDim();
        return workers > 1 && count(shape) > 1 && heads < (long) HEADS * workers && parts <= MOST_FLOATS;
    }
}
