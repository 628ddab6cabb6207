package dev.mha.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tile, rows form, accumulating: {@code C[r][lanes] += sum_k A[ao + r as + k] B[k][lanes]}; see the setting
 * one.
 */
final class RowsAdd3x3 {
    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.COUNT;
    private static final int W = 3 * L;

    private RowsAdd3x3() {}

    static void add3(float[] a, int ao, int as, int steps, float[] b, int bo, float[] c, int co) {
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
        c00.add(FloatVector.fromArray(F, c, co)).intoArray(c, co);
        c01.add(FloatVector.fromArray(F, c, co + L)).intoArray(c, co + L);
        c02.add(FloatVector.fromArray(F, c, co + 2 * L)).intoArray(c, co + 2 * L);
        c10.add(FloatVector.fromArray(F, c, co + W)).intoArray(c, co + W);
        c11.add(FloatVector.fromArray(F, c, co + W + L)).intoArray(c, co + W + L);
        c12.add(FloatVector.fromArray(F, c, co + W + 2 * L)).intoArray(c, co + W + 2 * L);
        c20.add(FloatVector.fromArray(F, c, co + 2 * W)).intoArray(c, co + 2 * W);
        c21.add(FloatVector.fromArray(F, c, co + 2 * W + L)).intoArray(c, co + 2 * W + L);
        c22.add(FloatVector.fromArray(F, c, co + 2 * W + 2 * L)).intoArray(c, co + 2 * W + 2 * L);
    }

    static void add2(float[] a, int ao, int as, int steps, float[] b, int bo, float[] c, int co) {
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
        c00.add(FloatVector.fromArray(F, c, co)).intoArray(c, co);
        c01.add(FloatVector.fromArray(F, c, co + L)).intoArray(c, co + L);
        c02.add(FloatVector.fromArray(F, c, co + 2 * L)).intoArray(c, co + 2 * L);
        c10.add(FloatVector.fromArray(F, c, co + W)).intoArray(c, co + W);
        c11.add(FloatVector.fromArray(F, c, co + W + L)).intoArray(c, co + W + L);
        c12.add(FloatVector.fromArray(F, c, co + W + 2 * L)).intoArray(c, co + W + 2 * L);
    }

    static void add1(float[] a, int ao, int as, int steps, float[] b, int bo, float[] c, int co) {
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
        c00.add(FloatVector.fromArray(F, c, co)).intoArray(c, co);
        c01.add(FloatVector.fromArray(F, c, co + L)).intoArray(c, co + L);
        c02.add(FloatVector.fromArray(F, c, co + 2 * L)).intoArray(c, co + 2 * L);
    }
}
