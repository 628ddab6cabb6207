package dev.mha.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tile, columns form, accumulating: {@code C[r][lanes] += sum_k A[ao + k as + r] B[k][lanes]}. The free stride
 * of A keeps bounds checks and costs a tenth of the speed, less than a copy of A does (valueDim 128: 2-6 points of the
 * FMA peak).
 */
final class ColumnsAdd3x3 {
    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.COUNT;
    private static final int W = 3 * L;

    private ColumnsAdd3x3() {}

    static void add3(float[] a, int ao, int as, int steps, float[] b, int bo, float[] c, int co) {
        FloatVector c00 = FloatVector.fromArray(F, c, co);
        FloatVector c01 = FloatVector.fromArray(F, c, co + L);
        FloatVector c02 = FloatVector.fromArray(F, c, co + 2 * L);
        FloatVector c10 = FloatVector.fromArray(F, c, co + W);
        FloatVector c11 = FloatVector.fromArray(F, c, co + W + L);
        FloatVector c12 = FloatVector.fromArray(F, c, co + W + 2 * L);
        FloatVector c20 = FloatVector.fromArray(F, c, co + 2 * W);
        FloatVector c21 = FloatVector.fromArray(F, c, co + 2 * W + L);
        FloatVector c22 = FloatVector.fromArray(F, c, co + 2 * W + 2 * L);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(F, b, bo + k * W);
            FloatVector b1 = FloatVector.fromArray(F, b, bo + k * W + L);
            FloatVector b2 = FloatVector.fromArray(F, b, bo + k * W + 2 * L);
            FloatVector x = FloatVector.broadcast(F, a[ao + k * as]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = FloatVector.broadcast(F, a[ao + k * as + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            x = FloatVector.broadcast(F, a[ao + k * as + 2]);
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

    static void add2(float[] a, int ao, int as, int steps, float[] b, int bo, float[] c, int co) {
        FloatVector c00 = FloatVector.fromArray(F, c, co);
        FloatVector c01 = FloatVector.fromArray(F, c, co + L);
        FloatVector c02 = FloatVector.fromArray(F, c, co + 2 * L);
        FloatVector c10 = FloatVector.fromArray(F, c, co + W);
        FloatVector c11 = FloatVector.fromArray(F, c, co + W + L);
        FloatVector c12 = FloatVector.fromArray(F, c, co + W + 2 * L);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(F, b, bo + k * W);
            FloatVector b1 = FloatVector.fromArray(F, b, bo + k * W + L);
            FloatVector b2 = FloatVector.fromArray(F, b, bo + k * W + 2 * L);
            FloatVector x = FloatVector.broadcast(F, a[ao + k * as]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = FloatVector.broadcast(F, a[ao + k * as + 1]);
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

    static void add1(float[] a, int ao, int as, int steps, float[] b, int bo, float[] c, int co) {
        FloatVector c00 = FloatVector.fromArray(F, c, co);
        FloatVector c01 = FloatVector.fromArray(F, c, co + L);
        FloatVector c02 = FloatVector.fromArray(F, c, co + 2 * L);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(F, b, bo + k * W);
            FloatVector b1 = FloatVector.fromArray(F, b, bo + k * W + L);
            FloatVector b2 = FloatVector.fromArray(F, b, bo + k * W + 2 * L);
            FloatVector x = FloatVector.broadcast(F, a[ao + k * as]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + L);
        c02.intoArray(c, co + 2 * L);
    }
}
