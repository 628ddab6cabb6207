package dev.mha.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tile, rows form: {@code C[r][lanes] = sum_k A[ao + r as + k] B[k][lanes]}.
 *
 * <p>Written out because a vector that crosses a method or sits in an array becomes an object. B has a constant row
 * stride ({@code 3} vectors) and A unit steps: with free strides the compiler keeps bounds checks and reaches 83-88 %
 * of the FMA peak instead of 96-100 % (Zen 5 class).
 */
final class RowsSet3x3 {
    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.COUNT;
    private static final int W = 3 * L;

    private RowsSet3x3() {}

    static void set3(float[] a, int ao, int as, int steps, float[] b, int bo, float[] c, int co) {
        int o1 = ao + as;
        int o2 = ao + 2 * as;
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = FloatVector.zero(F);
        FloatVector c02 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F);
        FloatVector c11 = FloatVector.zero(F);
        FloatVector c12 = FloatVector.zero(F);
        FloatVector c20 = FloatVector.zero(F);
        FloatVector c21 = FloatVector.zero(F);
        FloatVector c22 = FloatVector.zero(F);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(F, b, bo + k * W);
            FloatVector b1 = FloatVector.fromArray(F, b, bo + k * W + L);
            FloatVector b2 = FloatVector.fromArray(F, b, bo + k * W + 2 * L);
            FloatVector x = FloatVector.broadcast(F, a[ao + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = FloatVector.broadcast(F, a[o1 + k]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            x = FloatVector.broadcast(F, a[o2 + k]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + L);
        c02.intoArray(c, co + 2 * L);
        c10.intoArray(c, co + W);
        c11.intoArray(c, co + W + L);
        c12.intoArray(c, co + W + 2 * L);
        c20.intoArray(c, co + 2 * W);
        c21.intoArray(c, co + 2 * W + L);
        c22.intoArray(c, co + 2 * W + 2 * L);
    }

    static void set2(float[] a, int ao, int as, int steps, float[] b, int bo, float[] c, int co) {
        int o1 = ao + as;
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = FloatVector.zero(F);
        FloatVector c02 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F);
        FloatVector c11 = FloatVector.zero(F);
        FloatVector c12 = FloatVector.zero(F);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(F, b, bo + k * W);
            FloatVector b1 = FloatVector.fromArray(F, b, bo + k * W + L);
            FloatVector b2 = FloatVector.fromArray(F, b, bo + k * W + 2 * L);
            FloatVector x = FloatVector.broadcast(F, a[ao + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = FloatVector.broadcast(F, a[o1 + k]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + L);
        c02.intoArray(c, co + 2 * L);
        c10.intoArray(c, co + W);
        c11.intoArray(c, co + W + L);
        c12.intoArray(c, co + W + 2 * L);
    }

    static void set1(float[] a, int ao, int as, int steps, float[] b, int bo, float[] c, int co) {
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = FloatVector.zero(F);
        FloatVector c02 = FloatVector.zero(F);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(F, b, bo + k * W);
            FloatVector b1 = FloatVector.fromArray(F, b, bo + k * W + L);
            FloatVector b2 = FloatVector.fromArray(F, b, bo + k * W + 2 * L);
            FloatVector x = FloatVector.broadcast(F, a[ao + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + L);
        c02.intoArray(c, co + 2 * L);
    }
}
