package dev.mha.kernels.vector;

import jdk.incubator.vector.FloatVector;

/**
 * The fused multiply-adds that one core does in this virtual machine, to give a kernel's speed as a share of them. In
 * the kernels' package, the only one that may use the incubator.
 *
 * <p>One loop compiled twice gave 270, 134 and once 8 GFLOP/s in the same process, so there are loops with 8, 10 and 12
 * independent chains, and {@link #peakGflops} chooses the one that {@link #CALL} runs. A share well above 100 %
 * means that the probe failed. Each adds its product to its own register: with the sum in the constant instead, every
 * step copies that first, which with 16 registers gave 48 to 98 GFLOP/s where C gives 97. Each is too long to be
 * inlined (325 bytes of bytecode), since one that was inlined into a loop ran at half the speed.
 */
public final class FmaProbe {
    /** Multiply-adds of a call, so that loops of 8, 10 and 12 chains do the same work. */
    private static final int VECTORS = 24_000;
    /** Float operations of a call of {@link #CALL}. */
    public static final double FLOPS = 2.0 * VECTORS * Lanes.COUNT;
    /** Calls that bring the loops to compiled code first: interpreted, one long call takes longer than all of these. */
    private static final int WARM_UP_CALLS = 12_000;
    /**
     * One call of the loop that was fastest so far. One object, since each method reference may be compiled on its own,
     * with a speed of its own.
     */
    public static final Runnable CALL = FmaProbe::run;
    private static final float[] SINK = new float[16];
    /** Chains of the fastest loop so far. */
    private static int chains = 10;

    private FmaProbe() {}

    /**
     * The rate of the best of many calls of 10 us within {@code seconds}, in 1e9 float operations a second (a
     * multiply-add is two). What the core can do at its best moment; a shared core does less over a millisecond.
     */
    public static double peakGflops(double seconds) {
        for (int i = 0; i < WARM_UP_CALLS; i++) {
            eight(10);
            ten(10);
            twelve(10);
        }
        double best = 0.0;
        long end = System.nanoTime() + (long) (1e9 * seconds);
        do {
            for (int n = 8; n <= 12; n += 2) {
                long start = System.nanoTime();
                run(n);
                double rate = FLOPS / (System.nanoTime() - start);
                if (rate > best) {
                    best = rate;
                    chains = n;
                }
            }
        } while (System.nanoTime() < end);
        return best;
    }

    private static void run() {
        run(chains);
    }

    private static void run(int chains) {
        if (chains == 8) {
            eight(VECTORS / 24);
        } else if (chains == 10) {
            ten(VECTORS / 20);
        } else {
            twelve(VECTORS / 24);
        }
    }

    private static void eight(int steps) {
        FloatVector m = FloatVector.broadcast(Lanes.F, 0.999f);
        FloatVector a = FloatVector.broadcast(Lanes.F, 0.001f);
        FloatVector c0 = a.add(0.0f);
        FloatVector c1 = a.add(1.0f);
        FloatVector c2 = a.add(2.0f);
        FloatVector c3 = a.add(3.0f);
        FloatVector c4 = a.add(4.0f);
        FloatVector c5 = a.add(5.0f);
        FloatVector c6 = a.add(6.0f);
        FloatVector c7 = a.add(7.0f);
        for (int i = 0; i < steps; i++) {
            c0 = m.fma(a, c0);
            c1 = m.fma(a, c1);
            c2 = m.fma(a, c2);
            c3 = m.fma(a, c3);
            c4 = m.fma(a, c4);
            c5 = m.fma(a, c5);
            c6 = m.fma(a, c6);
            c7 = m.fma(a, c7);
            c0 = m.fma(a, c0);
            c1 = m.fma(a, c1);
            c2 = m.fma(a, c2);
            c3 = m.fma(a, c3);
            c4 = m.fma(a, c4);
            c5 = m.fma(a, c5);
            c6 = m.fma(a, c6);
            c7 = m.fma(a, c7);
            c0 = m.fma(a, c0);
            c1 = m.fma(a, c1);
            c2 = m.fma(a, c2);
            c3 = m.fma(a, c3);
            c4 = m.fma(a, c4);
            c5 = m.fma(a, c5);
            c6 = m.fma(a, c6);
            c7 = m.fma(a, c7);
        }
        c0.add(c1).add(c2).add(c3).add(c4).add(c5).add(c6).add(c7).intoArray(SINK, 0);
    }

    private static void ten(int steps) {
        FloatVector m = FloatVector.broadcast(Lanes.F, 0.999f);
        FloatVector a = FloatVector.broadcast(Lanes.F, 0.001f);
        FloatVector c0 = a.add(0.0f);
        FloatVector c1 = a.add(1.0f);
        FloatVector c2 = a.add(2.0f);
        FloatVector c3 = a.add(3.0f);
        FloatVector c4 = a.add(4.0f);
        FloatVector c5 = a.add(5.0f);
        FloatVector c6 = a.add(6.0f);
        FloatVector c7 = a.add(7.0f);
        FloatVector c8 = a.add(8.0f);
        FloatVector c9 = a.add(9.0f);
        for (int i = 0; i < steps; i++) {
            c0 = m.fma(a, c0);
            c1 = m.fma(a, c1);
            c2 = m.fma(a, c2);
            c3 = m.fma(a, c3);
            c4 = m.fma(a, c4);
            c5 = m.fma(a, c5);
            c6 = m.fma(a, c6);
            c7 = m.fma(a, c7);
            c8 = m.fma(a, c8);
            c9 = m.fma(a, c9);
            c0 = m.fma(a, c0);
            c1 = m.fma(a, c1);
            c2 = m.fma(a, c2);
            c3 = m.fma(a, c3);
            c4 = m.fma(a, c4);
            c5 = m.fma(a, c5);
            c6 = m.fma(a, c6);
            c7 = m.fma(a, c7);
            c8 = m.fma(a, c8);
            c9 = m.fma(a, c9);
        }
        c0.add(c1).add(c2).add(c3).add(c4).add(c5).add(c6).add(c7).add(c8).add(c9).intoArray(SINK, 0);
    }

    private static void twelve(int steps) {
        FloatVector m = FloatVector.broadcast(Lanes.F, 0.999f);
        FloatVector a = FloatVector.broadcast(Lanes.F, 0.001f);
        FloatVector c0 = a.add(0.0f);
        FloatVector c1 = a.add(1.0f);
        FloatVector c2 = a.add(2.0f);
        FloatVector c3 = a.add(3.0f);
        FloatVector c4 = a.add(4.0f);
        FloatVector c5 = a.add(5.0f);
        FloatVector c6 = a.add(6.0f);
        FloatVector c7 = a.add(7.0f);
        FloatVector c8 = a.add(8.0f);
        FloatVector c9 = a.add(9.0f);
        FloatVector c10 = a.add(10.0f);
        FloatVector c11 = a.add(11.0f);
        for (int i = 0; i < steps; i++) {
            c0 = m.fma(a, c0);
            c1 = m.fma(a, c1);
            c2 = m.fma(a, c2);
            c3 = m.fma(a, c3);
            c4 = m.fma(a, c4);
            c5 = m.fma(a, c5);
            c6 = m.fma(a, c6);
            c7 = m.fma(a, c7);
            c8 = m.fma(a, c8);
            c9 = m.fma(a, c9);
            c10 = m.fma(a, c10);
            c11 = m.fma(a, c11);
            c0 = m.fma(a, c0);
            c1 = m.fma(a, c1);
            c2 = m.fma(a, c2);
            c3 = m.fma(a, c3);
            c4 = m.fma(a, c4);
            c5 = m.fma(a, c5);
            c6 = m.fma(a, c6);
            c7 = m.fma(a, c7);
            c8 = m.fma(a, c8);
            c9 = m.fma(a, c9);
            c10 = m.fma(a, c10);
            c11 = m.fma(a, c11);
        }
        c0.add(c1).add(c2).add(c3).add(c4).add(c5).add(c6).add(c7).add(c8).add(c9).add(c10).add(c11).intoArray(SINK, 0);
    }
}
