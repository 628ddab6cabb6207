package dev.mha.kernels.vector;

import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.work.Balance;

/**
 * How the backward pass cuts the keys of a head, so that a long sequence with few heads keeps many threads at work. dQ
 * is summed within ranges of {@link #KEYS} keys, then over the ranges of a group, over the groups of a section, and
 * over sections, each in its order. A task takes a range, a group, a section or a whole head: so the choice may depend
 * on the number of threads, and results have the same bits.
 */
final class KeyRanges {
    /**
     * Keys of a range: 8 heads of 512 keys are 64 tasks. One thread takes 1-2 % longer for these sums than with one for
     * 768 keys, where 8 heads of 512 were 8 tasks.
     */
    static final int KEYS = 64;

    /**
     * Ranges of a group. A task packs all queries again and writes a dQ of its own, so fewer of more keys cost less:
     * two threads are 1.80 times as fast as one at (1, 1, 512, 64), forward and backward (Sapphire Rapids class; 1.09
     * with one task). A binary tree of sums, with tasks of any power of two, cost one thread 4 %; a dQ for every range,
     * whatever the task, left 1.64 of 1.90 at (1, 1, 4096, 128).
     */
    static final int GROUP = 4;

    /**
     * Ranges of a section: four groups, for the same reason where sequences are long. At (1, 1, 4096, 128), forward and
     * backward, two threads are 1.92 times as fast as one with sections, 1.78 with groups alone, and one thread takes
     * the same (Zen 5 class, 3 forks). Larger sections were not tried.
     */
    static final int SECTION = 4 * GROUP;

    /** Ranges of each kind of sum below that of a whole head. */
    static final int[] LEVELS = {1, GROUP, SECTION};

    /** Floats that dQ of all tasks may take together: 128 MB. */
    private static final long MOST_FLOATS = 1L << 25;

    private KeyRanges() {}

    /** Ranges of each head, one for none. */
    static int count(AttentionShape shape) {
        return Math.max(1, (shape.keys() + KEYS - 1) / KEYS);
    }

    /**
     * Ranges of a task: all of a head, or a section, or a group, or one. The first of these for which the busiest
     * worker has at most a tenth more to do than the mean, or no more than with the others; under a causal mask, where
     * the first cost most and the last least, tasks must be {@link CausalOrder#ENOUGH} for each worker as well, unless
     * single ranges need too much.
     */
    static int ofTask(AttentionShape shape, boolean causal, int workers) {
        int count = count(shape);
        long heads = (long) shape.batch() * shape.keyValueHeads();
        long least = busiest(heads, count, count, workers);
        for (int ranges : LEVELS) {
            if (allowed(shape, causal, workers, ranges)) {
                least = Math.min(least, busiest(heads, count, ranges, workers));
            }
        }
        if (enough(heads, count, count, workers, least)) {
            return count;
        }
        for (int level = LEVELS.length - 1; level > 0; level--) {
            if (allowed(shape, causal, workers, LEVELS[level])
                    && enough(heads, count, LEVELS[level], workers, least)) {
                return LEVELS[level];
            }
        }
        return 1;
    }

    private static boolean enough(long heads, int count, int ofTask, int workers, long least) {
        long busiest = busiest(heads, count, ofTask, workers);
        return busiest <= least || Balance.isEven(busiest, heads * count, workers);
    }

    private static boolean allowed(AttentionShape shape, boolean causal, int workers, int ofTask) {
        if (parts(shape, tasks(shape, ofTask)) > MOST_FLOATS) {
            return false;
        }
        long tasks = (long) shape.batch() * shape.keyValueHeads() * tasks(shape, ofTask);
        return ofTask == 1 || !causal || tasks >= (long) CausalOrder.ENOUGH * workers
                || parts(shape, count(shape)) > MOST_FLOATS;
    }

    /** Tasks of each head. */
    static int tasks(AttentionShape shape, int ofTask) {
        return (count(shape) + ofTask - 1) / ofTask;
    }

    /** Floats of dQ of all tasks, so many for each head. */
    static long parts(AttentionShape shape, int tasks) {
        return (long) shape.batch() * shape.queryHeads() * tasks * shape.queries() * shape.headDim();
    }

    /** Ranges of the worker that has most, each task of so many. */
    private static long busiest(long heads, int count, int ofTask, int workers) {
        return Balance.busiest(heads * ((count + ofTask - 1) / ofTask), workers) * Math.min(ofTask, count);
    }
}
