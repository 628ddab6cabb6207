package dev.mha.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tile, rows form, accumulating: {@code C[r][lanes] += sum_k A[ao + r as + k] B[k][lanes]}; see the setting
 * one.
 */
final class RowsAdd6x4 {
    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.COUNT;
    private static final int W = 4 * L;

    private RowsAdd6x4() {}

    static void add6(float[] a, int ao, int as, int steps, float[] slab, int b, int c) {
        int o1 = ao + as;
        int o2 = ao + 2 * as;
        int o3 = ao + 3 * as;
        int o4 = ao + 4 * as;
        int o5 = ao + 5 * as;
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = FloatVector.zero(F);
        FloatVector c02 = FloatVector.zero(F);
        FloatVector c03 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F);
        FloatVector c11 = FloatVector.zero(F);
        FloatVector c12 = FloatVector.zero(F);
        FloatVector c13 = FloatVector.zero(F);
        FloatVector c20 = FloatVector.zero(F);
        FloatVector c21 = FloatVector.zero(F);
        FloatVector c22 = FloatVector.zero(F);
        FloatVector c23 = FloatVector.zero(F);
        FloatVector c30 = FloatVector.zero(F);
        FloatVector c31 = FloatVector.zero(F);
        FloatVector c32 = FloatVector.zero(F);
        FloatVector c33 = FloatVector.zero(F);
        FloatVector c40 = FloatVector.zero(F);
        FloatVector c41 = FloatVector.zero(F);
        FloatVector c42 = FloatVector.zero(F);
        FloatVector c43 = FloatVector.zero(F);
        FloatVector c50 = FloatVector.zero(F);
        FloatVector c51 = FloatVector.zero(F);
        FloatVector c52 = FloatVector.zero(F);
        FloatVector c53 = FloatVector.zero(F);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(F, slab, b + k * W);
            FloatVector b1 = FloatVector.fromArray(F, slab, b + k * W + L);
            FloatVector b2 = FloatVector.fromArray(F, slab, b + k * W + 2 * L);
            FloatVector b3 = FloatVector.fromArray(F, slab, b + k * W + 3 * L);
            FloatVector x = FloatVector.broadcast(F, a[ao + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            x = FloatVector.broadcast(F, a[o1 + k]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            c13 = x.fma(b3, c13);
            x = FloatVector.broadcast(F, a[o2 + k]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            c23 = x.fma(b3, c23);
            x = FloatVector.broadcast(F, a[o3 + k]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
            c33 = x.fma(b3, c33);
            x = FloatVector.broadcast(F, a[o4 + k]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            c42 = x.fma(b2, c42);
            c43 = x.fma(b3, c43);
            x = FloatVector.broadcast(F, a[o5 + k]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            c52 = x.fma(b2, c52);
            c53 = x.fma(b3, c53);
        }
        c00.add(FloatVector.fromArray(F, slab, c)).intoArray(slab, c);
        c01.add(FloatVector.fromArray(F, slab, c + L)).intoArray(slab, c + L);
        c02.add(FloatVector.fromArray(F, slab, c + 2 * L)).intoArray(slab, c + 2 * L);
        c03.add(FloatVector.fromArray(F, slab, c + 3 * L)).intoArray(slab, c + 3 * L);
        c10.add(FloatVector.fromArray(F, slab, c + W)).intoArray(slab, c + W);
        c11.add(FloatVector.fromArray(F, slab, c + W + L)).intoArray(slab, c + W + L);
        c12.add(FloatVector.fromArray(F, slab, c + W + 2 * L)).intoArray(slab, c + W + 2 * L);
        c13.add(FloatVector.fromArray(F, slab, c + W + 3 * L)).intoArray(slab, c + W + 3 * L);
        c20.add(FloatVector.fromArray(F, slab, c + 2 * W)).intoArray(slab, c + 2 * W);
        c21.add(FloatVector.fromArray(F, slab, c + 2 * W + L)).intoArray(slab, c + 2 * W + L);
        c22.add(FloatVector.fromArray(F, slab, c + 2 * W + 2 * L)).intoArray(slab, c + 2 * W + 2 * L);
        c23.add(FloatVector.fromArray(F, slab, c + 2 * W + 3 * L)).intoArray(slab, c + 2 * W + 3 * L);
        c30.add(FloatVector.fromArray(F, slab, c + 3 * W)).intoArray(slab, c + 3 * W);
        c31.add(FloatVector.fromArray(F, slab, c + 3 * W + L)).intoArray(slab, c + 3 * W + L);
        c32.add(FloatVector.fromArray(F, slab, c + 3 * W + 2 * L)).intoArray(slab, c + 3 * W + 2 * L);
        c33.add(FloatVector.fromArray(F, slab, c + 3 * W + 3 * L)).intoArray(slab, c + 3 * W + 3 * L);
        c40.add(FloatVector.fromArray(F, slab, c + 4 * W)).intoArray(slab, c + 4 * W);
        c41.add(FloatVector.fromArray(F, slab, c + 4 * W + L)).intoArray(slab, c + 4 * W + L);
        c42.add(FloatVector.fromArray(F, slab, c + 4 * W + 2 * L)).intoArray(slab, c + 4 * W + 2 * L);
        c43.add(FloatVector.fromArray(F, slab, c + 4 * W + 3 * L)).intoArray(slab, c + 4 * W + 3 * L);
        c50.add(FloatVector.fromArray(F, slab, c + 5 * W)).intoArray(slab, c + 5 * W);
        c51.add(FloatVector.fromArray(F, slab, c + 5 * W + L)).intoArray(slab, c + 5 * W + L);
        c52.add(FloatVector.fromArray(F, slab, c + 5 * W + 2 * L)).intoArray(slab, c + 5 * W + 2 * L);
        c53.add(FloatVector.fromArray(F, slab, c + 5 * W + 3 * L)).intoArray(slab, c + 5 * W + 3 * L);
    }

    static void add4(float[] a, int ao, int as, int steps, float[] slab, int b, int c) {
        int o1 = ao + as;
        int o2 = ao + 2 * as;
        int o3 = ao + 3 * as;
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = FloatVector.zero(F);
        FloatVector c02 = FloatVector.zero(F);
        FloatVector c03 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F);
        FloatVector c11 = FloatVector.zero(F);
        FloatVector c12 = FloatVector.zero(F);
        FloatVector c13 = FloatVector.zero(F);
        FloatVector c20 = FloatVector.zero(F);
        FloatVector c21 = FloatVector.zero(F);
        FloatVector c22 = FloatVector.zero(F);
        FloatVector c23 = FloatVector.zero(F);
        FloatVector c30 = FloatVector.zero(F);
        FloatVector c31 = FloatVector.zero(F);
        FloatVector c32 = FloatVector.zero(F);
        FloatVector c33 = FloatVector.zero(F);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(F, slab, b + k * W);
            FloatVector b1 = FloatVector.fromArray(F, slab, b + k * W + L);
            FloatVector b2 = FloatVector.fromArray(F, slab, b + k * W + 2 * L);
            FloatVector b3 = FloatVector.fromArray(F, slab, b + k * W + 3 * L);
            FloatVector x = FloatVector.broadcast(F, a[ao + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            x = FloatVector.broadcast(F, a[o1 + k]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            c13 = x.fma(b3, c13);
            x = FloatVector.broadcast(F, a[o2 + k]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            c23 = x.fma(b3, c23);
            x = FloatVector.broadcast(F, a[o3 + k]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
            c33 = x.fma(b3, c33);
        }
        c00.add(FloatVector.fromArray(F, slab, c)).intoArray(slab, c);
        c01.add(FloatVector.fromArray(F, slab, c + L)).intoArray(slab, c + L);
        c02.add(FloatVector.fromArray(F, slab, c + 2 * L)).intoArray(slab, c + 2 * L);
        c03.add(FloatVector.fromArray(F, slab, c + 3 * L)).intoArray(slab, c + 3 * L);
        c10.add(FloatVector.fromArray(F, slab, c + W)).intoArray(slab, c + W);
        c11.add(FloatVector.fromArray(F, slab, c + W + L)).intoArray(slab, c + W + L);
        c12.add(FloatVector.fromArray(F, slab, c + W + 2 * L)).intoArray(slab, c + W + 2 * L);
        c13.add(FloatVector.fromArray(F, slab, c + W + 3 * L)).intoArray(slab, c + W + 3 * L);
        c20.add(FloatVector.fromArray(F, slab, c + 2 * W)).intoArray(slab, c + 2 * W);
        c21.add(FloatVector.fromArray(F, slab, c + 2 * W + L)).intoArray(slab, c + 2 * W + L);
        c22.add(FloatVector.fromArray(F, slab, c + 2 * W + 2 * L)).intoArray(slab, c + 2 * W + 2 * L);
        c23.add(FloatVector.fromArray(F, slab, c + 2 * W + 3 * L)).intoArray(slab, c + 2 * W + 3 * L);
        c30.add(FloatVector.fromArray(F, slab, c + 3 * W)).intoArray(slab, c + 3 * W);
        c31.add(FloatVector.fromArray(F, slab, c + 3 * W + L)).intoArray(slab, c + 3 * W + L);
        c32.add(FloatVector.fromArray(F, slab, c + 3 * W + 2 * L)).intoArray(slab, c + 3 * W + 2 * L);
        c33.add(FloatVector.fromArray(F, slab, c + 3 * W + 3 * L)).intoArray(slab, c + 3 * W + 3 * L);
    }

    static void add2(float[] a, int ao, int as, int steps, float[] slab, int b, int c) {
        int o1 = ao + as;
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = FloatVector.zero(F);
        FloatVector c02 = FloatVector.zero(F);
        FloatVector c03 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F);
        FloatVector c11 = FloatVector.zero(F);
        FloatVector c12 = FloatVector.zero(F);
        FloatVector c13 = FloatVector.zero(F);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(F, slab, b + k * W);
            FloatVector b1 = FloatVector.fromArray(F, slab, b + k * W + L);
            FloatVector b2 = FloatVector.fromArray(F, slab, b + k * W + 2 * L);
            FloatVector b3 = FloatVector.fromArray(F, slab, b + k * W + 3 * L);
            FloatVector x = FloatVector.broadcast(F, a[ao + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            x = FloatVector.broadcast(F, a[o1 + k]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            c13 = x.fma(b3, c13);
        }
        c00.add(FloatVector.fromArray(F, slab, c)).intoArray(slab, c);
        c01.add(FloatVector.fromArray(F, slab, c + L)).intoArray(slab, c + L);
        c02.add(FloatVector.fromArray(F, slab, c + 2 * L)).intoArray(slab, c + 2 * L);
        c03.add(FloatVector.fromArray(F, slab, c + 3 * L)).intoArray(slab, c + 3 * L);
        c10.add(FloatVector.fromArray(F, slab, c + W)).intoArray(slab, c + W);
        c11.add(FloatVector.fromArray(F, slab, c + W + L)).intoArray(slab, c + W + L);
        c12.add(FloatVector.fromArray(F, slab, c + W + 2 * L)).intoArray(slab, c + W + 2 * L);
        c13.add(FloatVector.fromArray(F, slab, c + W + 3 * L)).intoArray(slab, c + W + 3 * L);
    }

    static void add1(float[] a, int ao, int as, int steps, float[] slab, int b, int c) {
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = FloatVector.zero(F);
        FloatVector c02 = FloatVector.zero(F);
        FloatVector c03 = FloatVector.zero(F);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(F, slab, b + k * W);
            FloatVector b1 = FloatVector.fromArray(F, slab, b + k * W + L);
            FloatVector b2 = FloatVector.fromArray(F, slab, b + k * W + 2 * L);
            FloatVector b3 = FloatVector.fromArray(F, slab, b + k * W + 3 * L);
            FloatVector x = FloatVector.broadcast(F, a[ao + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
        }
        c00.add(FloatVector.fromArray(F, slab, c)).intoArray(slab, c);
        c01.add(FloatVector.fromArray(F, slab, c + L)).intoArray(slab, c + L);
        c02.add(FloatVector.fromArray(F, slab, c + 2 * L)).intoArray(slab, c + 2 * L);
        c03.add(FloatVector.fromArray(F, slab, c + 3 * L)).intoArray(slab, c + 3 * L);
    }
}
