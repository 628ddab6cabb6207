package dev.mha.kernels.vector;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;

/**
 * Two to the power y, for softmax: at most 1 ulp of error for y in [-126, 127], exactly 1 at 0, exactly 0 below -126
 * and at -infinity, NaN for NaN.
 *
 * <p>y is split into the nearest integer n and a fraction f in [-1/2, 1/2], which is exact; 2^f is a minimax polynomial
 * of degree 6 (relative error 1.9e-9 before rounding; degree 5 errs by 3 ulp and costs one multiplication less in about
 * 2d + 14), and 2^n is written into the exponent bits.
 *
 * <p>Hot loops write these steps out: a vector that crosses a method which is not inlined becomes an object.
 */
public final class Exp2 {
    static final float C1 = 0.6931472f;
    static final float C2 = 0.24022646f;
    static final float C3 = 0.055503286f;
    static final float C4 = 0.009618489f;
    static final float C5 = 0.0013399931f;
    static final float C6 = 0.00015345812f;

    /**
     * Adding this rounds y to the nearest integer n and leaves n + 127 in the lowest bits, so that a shift by 23 gives
     * 2^n, and 0 for n = -127. The product with 2^n keeps a NaN whatever its payload; adding n to the exponent of the
     * polynomial would not.
     */
    static final float ROUND = 0x1.8p23f + 127.0f;

    /**
     * Below this the result is 0: it would not be a normal number. The 0 is put in at the end, where nothing waits for
     * the comparison: 6.2 cycles a vector instead of 7.0 for lifting y at the start (Zen 5 class).
     */
    static final float LOWEST = -126.0f;

    private Exp2() {}

    /** Replaces {@code vectors} whole vectors of {@code a} from {@code offset} on by two to their power. */
    public static void apply(float[] a, int offset, int vectors) {
        for (int i = 0; i < vectors; i++) {
            int at = offset + i * Lanes.COUNT;
            FloatVector y = FloatVector.fromArray(Lanes.F, a, at);
            FloatVector n = y.add(ROUND);
            FloatVector f = y.sub(n.sub(ROUND));
            FloatVector p = f.broadcast(C6).fma(f, f.broadcast(C5)).fma(f, f.broadcast(C4)).fma(f, f.broadcast(C3))
                    .fma(f, f.broadcast(C2)).fma(f, f.broadcast(C1)).fma(f, f.broadcast(1.0f));
            p.mul(n.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats()).blend(0.0f, y.compare(LT, LOWEST))
                    .intoArray(a, at);
        }
    }
}
