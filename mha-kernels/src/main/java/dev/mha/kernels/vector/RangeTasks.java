package dev.mha.kernels.vector;

import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionShape;

/** The {@link KeyRanges} of every key/value head as tasks, in the order in which workers take them. */
final class RangeTasks {
    private static final int W = Lanes.WIDTH;
    /** Floats of dK and dV of a task: they share an array with blocks of queries and keys. */
    private static final long MOST_SUMS = Integer.MAX_VALUE - (1 << 26);

    int tasks;
    /** Ranges of a task, and tasks of a head. */
    int ranges;
    int ofHead;
    private AttentionShape shape;
    private int heads;
    private boolean longestFirst;

    /**
     * Cuts a call.
     *
     * @throws IllegalArgumentException if the sums of a task are longer than an array
     */
    void plan(AttentionShape shape, boolean causal, int workers) {
        this.shape = shape;
        ranges = KeyRanges.ofTask(shape, causal, workers);
        long keys = Math.min((long) ranges * KeyRanges.KEYS, shape.keys());
        long sums = keys * W * (Panels.count(shape.headDim()) + Panels.count(shape.valueDim()));
        if (sums > MOST_SUMS) {
            throw new IllegalArgumentException("keys is " + shape.keys() + ": the gradients of " + keys
                    + " keys and values at once take " + sums + " floats of scratch memory, an array has at most "
                    + MOST_SUMS);
        }
        ofHead = KeyRanges.tasks(shape, ranges);
        heads = shape.batch() * shape.keyValueHeads();
        tasks = heads * ofHead;
        longestFirst = CausalOrder.longestFirst(causal, tasks, workers);
    }

    /** Batch item times heads plus head. */
    int head(int task) {
        return longestFirst ? task % heads : task / ofHead;
    }

    /** Which task of its head: under a causal mask most queries see the first keys. */
    int part(int task) {
        return longestFirst ? task / heads : task % ofHead;
    }

    int firstKey(int task) {
        return part(task) * ranges * KeyRanges.KEYS;
    }

    int keys(int task) {
        return Math.min(ranges * KeyRanges.KEYS, shape.keys() - firstKey(task));
    }

    /** Pairs of a lane and a key over all blocks of queries, those that the mask hides within the last keys too. */
    long pairs(AttentionMask mask, int task) {
        int b = head(task) / shape.keyValueHeads();
        long pairs = 0;
        for (int i0 = 0; i0 < shape.queries(); i0 += W) {
            int seen = mask.visible(shape, b, Math.min(i0 + W, shape.queries()) - 1);
            pairs += (long) W * Math.clamp(seen - firstKey(task), 0, keys(task));
        }
        return pairs * shape.groupSize();
    }
}
