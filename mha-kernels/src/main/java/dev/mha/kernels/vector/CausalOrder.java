package dev.mha.kernels.vector;

/**
 * In which order the tasks of all heads go under a causal mask, where those of a head differ. Results do not depend on
 * it.
 */
final class CausalOrder {
    /**
     * Tasks of a worker from which heads go one after the other, so that a core finds the keys of a head in its cache:
     * the longest task, twice the mean, is a sixteenth of a worker's share then. With fewer the busiest of 64 workers
     * had 1.23 times the mean at (1, 8, 2048, 64), forward; with the longest of all heads first 1.00.
     */
    private static final int MANY = 32;

    /**
     * Tasks for each worker from which the sizes even out: of tasks of 1, 2, 3 ... blocks of keys, dealt out longest
     * first, the busiest of 64 workers has up to 1.98 times the mean with one task each, 1.12 with two, 1.11 with three
     * and 1.04 with four.
     */
    static final int ENOUGH = 4;

    private CausalOrder() {}

    /** Whether the longest tasks of all heads go first. */
    static boolean longestFirst(boolean causal, long tasks, int workers) {
        return causal && workers > 1 && tasks < (long) MANY * workers;
    }
}
