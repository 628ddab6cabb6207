package dev.mha.kernels.vector;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Drives the tiles of one pair of panel widths to compiled state before real work enters them.
 *
 * <p>Interpreted, a vector operation takes microseconds, and the compiler looks at a method again only after thousands
 * of calls: left alone, the first gradient of 1437 samples and 8 heads took 2.3 to 5.6 s, and a warm-up cuts that by
 * half (two cores, Zen 5 class). Calls of no step count like any other and cost nothing, so that few real steps are
 * needed. Results do not depend on it.
 */
public final class SampleWarmUp {
    /** Calls between two looks at the clock, one in {@link #REAL} of them with steps to run. */
    private static final int ROUND = 1000;
    private static final int REAL = 20;

    /** A call of all tiles with {@link #STEPS} steps takes about 0.5 us compiled, 100 us and more before. */
    private static final int STEPS = 8;
    private static final long HOT_NANOS = TimeUnit.MICROSECONDS.toNanos(5);

    /** A machine that has not compiled by then goes on without. */
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(4);

    /** The compiler's threads need the cores too. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final boolean[] HOT = new boolean[60];

    private SampleWarmUp() {}

    /** Returns when the tiles of these panel widths are compiled; at once when they are known to be. */
    public static void ensure(int tokenPanel, int featurePanel) {
        synchronized (HOT) {
            int pair = 10 * tokenPanel + featurePanel;
            if (!HOT[pair]) {
                HOT[pair] = true;
                run(tokenPanel, featurePanel);
            }
        }
    }

    private static void run(int rows, int columns) {
        float[] a = new float[4 * STEPS * 5 * Lanes.COUNT];
        long end = System.nanoTime() + LIMIT_NANOS;
        long took;
        do {
            for (int i = 0; i < ROUND; i++) {
                tiles(rows, columns, a, i % REAL == 0 ? 2 : 0);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            long start = System.nanoTime();
            tiles(rows, columns, a, STEPS);
            took = System.nanoTime() - start;
        } while (took > HOT_NANOS && System.nanoTime() < end);
    }

    /** Each tile once; a quarter of the array is a panel of factors. */
    private static void tiles(int rows, int columns, float[] a, int steps) {
        int c = a.length / 2;
        SampleProducts.scalarProductTransposed(rows, columns, a, 0, a, 0, steps, a, c);
        SampleProducts.product(rows, rows, a, 0, a, 0, steps, a, c);
        SampleProducts.scalarProduct(rows, a, 0, a, 0, steps, a, c);
        SampleProducts.product(rows, columns, a, 0, a, 0, steps, a, c);
        SampleProducts.product(columns, columns, a, 0, a, 0, steps, a, c);
        if (steps > 0) {
            int state = a.length - SampleSoftmax.STATE * Lanes.COUNT;
            SampleSoftmax.forward(rows, a, 0, c, steps, a, state, state, state);
            SampleSoftmax.finish(rows, a, 0, c, steps, state);
        }
    }
}
