package dev.mha.bench;

/** The clock of the core, from a chain of integer products: three cycles each on every x86 and most ARM cores of the last ten years. */
final class ClockProbe {
    private static final int CYCLES = 3;
    private static final int STEPS = 4000;
    private static long sink = 3;

    private ClockProbe() {}

    /** The best of many short chains, in 1e9 cycles a second. */
    static double gigahertz(double seconds) {
        double best = 0;
        long end = System.nanoTime() + (long) (1e9 * seconds);
        do {
            long start = System.nanoTime();
            sink = chain(sink | 1, STEPS);
            best = Math.max(best, (double) CYCLES * STEPS / (System.nanoTime() - start));
        } while (System.nanoTime() < end);
        return best;
    }

    private static long chain(long factor, int steps) {
        long product = factor;
        for (int i = 0; i < steps; i++) {
            product *= factor;
        }
        return product;
    }
}
