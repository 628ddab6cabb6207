package dev.mha.bench;

/**
 * The clock of the core, from a chain of shifts and exclusive ors (xorshift): each takes one cycle, and none can be
 * saved.
 */
final class ClockProbe {
    /** Three shifts and three exclusive ors, each waiting for the one before. */
    private static final int CYCLES = 6;
    private static final int STEPS = 2000;
    private static long sink = 88172645463325252L;

    private ClockProbe() {}

    /** The best of many short chains, in 1e9 cycles a second. */
    static double gigahertz(double seconds) {
        double best = 0;
        long end = System.nanoTime() + (long) (1e9 * seconds);
        do {
            long start = System.nanoTime();
            sink = chain(sink, STEPS);
            best = Math.max(best, (double) CYCLES * STEPS / (System.nanoTime() - start));
        } while (System.nanoTime() < end);
        return best;
    }

    private static long chain(long start, int steps) {
        long state = start;
        for (int i = 0; i < steps; i++) {
            state ^= state << 13;
            state ^= state >>> 7;
            state ^= state << 17;
        }
        return state;
    }
}
