package dev.mha.kernels.vector;

import java.util.Arrays;

/**
 * dQ of one block of queries over the keys of a task: a sum for the {@link KeyRanges range} at work, one for its group,
 * one for the section of that and one over sections, as far as the task has several of a kind. Each begins with zero
 * and is added to the next when it is complete, which is also what {@link QueryGradSum} does with those of tasks.
 */
final class RangeSums {
    /** Where the sums lie; that of a range is the first. */
    private final int[] sums = new int[KeyRanges.LEVELS.length + 1];
    private int top;
    private int size;
    private int end;

    /**
     * Where the sums lie.
     *
     * @param range the sum of a range
     * @param from where the others may begin
     * @param headDim rows of {@link Lanes#WIDTH} floats of each
     * @param keys of the task
     * @return the end of all
     */
    int layOut(int range, int from, int headDim, int keys) {
        size = headDim * Lanes.WIDTH;
        sums[0] = range;
        top = 0;
        end = from;
        while (top < KeyRanges.LEVELS.length && keys > KeyRanges.LEVELS[top] * KeyRanges.KEYS) {
            top++;
            sums[top] = end;
            end += Transpose.padded(headDim) * Lanes.WIDTH;
        }
        return end;
    }

    /** Clears all but the sum of a range. */
    void clear(float[] slab) {
        if (top > 0) {
            Arrays.fill(slab, sums[1], end, 0.0f);
        }
    }

    /** Where the sum of a range can be added at once. */
    int first() {
        return sums[Math.min(top, 1)];
    }

    /** Adds the sum of a range, and leaves zeros behind. */
    void addRange(float[] slab) {
        if (top > 0) {
            Panels.take(slab, sums[0], size, sums[1]);
        }
    }

    /** This range of the task is complete. */
    void endRange(float[] slab, int range) {
        for (int level = 1; level < top && (range + 1) % KeyRanges.LEVELS[level] == 0; level++) {
            Panels.take(slab, sums[level], size, sums[level + 1]);
        }
    }

    /** Adds what is not complete; where the sum over all keys lies. */
    int finish(float[] slab) {
        for (int level = 1; level < top; level++) {
            Panels.take(slab, sums[level], size, sums[level + 1]);
        }
        return sums[top];
    }
}
