package dev.mha.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * The clock of the core, from a chain of shifts and exclusive ors (xorshift): each takes one cycle, and none can be
 * saved.
 */
final class ClockProbe {
    /** Three shifts and three exclusive ors, each waiting for the one before. */
    private static final int CYCLES = 6;
    private static final int STEPS = 2000;
    private static final long CALLS_NANOS = 300_000;
    private static final int LEAST_CLOCKS = 9;
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

    /**
     * The clock that a call leaves behind, the middle one of many: each time the call has run for long enough that the
     * clock is its own, then a chain warms up and the next one is timed. A core that does much in a cycle lowers its
     * clock, and takes some tens of microseconds to raise it again.
     */
    static double gigahertzAfter(Runnable call, double seconds) {
        List<Double> clocks = new ArrayList<>();
        long end = System.nanoTime() + (long) (1e9 * seconds);
        do {
            long begin = System.nanoTime();
            do {
                call.run();
            } while (System.nanoTime() < begin + CALLS_NANOS);
            sink = chain(sink, STEPS);
            long start = System.nanoTime();
            sink = chain(sink, STEPS);
            clocks.add((double) CYCLES * STEPS / (System.nanoTime() - start));
        } while (System.nanoTime() < end || clocks.size() < LEAST_CLOCKS);
        clocks.sort(null);
        return clocks.get(clocks.size() / 2);
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
