package dev.mha.kernels.work;

/** When a call that can be cut into tasks in several ways is cut finely enough. */
public final class Balance {
    private Balance() {}

    /**
     * Whether the busiest worker has at most a tenth more to do than the mean: fewer and larger tasks cost less, and a
     * finer cut could gain no more than that.
     *
     * @param busiest work of the worker that has most
     * @param work of all workers, in the same unit
     */
    public static boolean isEven(long busiest, long work, int workers) {
        return 10 * busiest * workers <= 11 * work;
    }

    /** Tasks of the worker that has most, where all cost the same. */
    public static long busiest(long tasks, int workers) {
        return Math.ceilDiv(tasks, workers);
    }
}
