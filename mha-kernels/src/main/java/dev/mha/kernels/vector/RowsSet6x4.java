package dev.mha.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tile, rows form: {@code C[r][lanes] = sum_k A[ao + r as + k] B[k][lanes]}.
 *
 * <p>Written out because a vector that crosses a method or sits in an array becomes an object. B has a constant row
 * stride ({@code 4} vectors) and A unit steps: with free strides the compiler keeps bounds checks and reaches 83-88 %
 * of the FMA peak instead of 96-100 % (Zen 5 class).
 */
final class RowsSet6x4 {
    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.COUNT;
    private static final int W = 4 * L;

    private RowsSet6x4() {}

    static void set6(float[] a, int ao, int as, int steps, float[] b, int bo, float[] c, int co) {
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
            FloatVector b0 = FloatVector.fromArray(F, b, bo + k * W);
            FloatVector b1 = FloatVector.fromArray(F, b, bo + k * W + L);
            FloatVector b2 = FloatVector.fromArray(F, b, bo + k * W + 2 * L);
            FloatVector b3 = FloatVector.fromArray(F, b, bo + k * W + 3 * L);
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
        c00.intoArray(c, co);
        c01.intoArray(c, co + L);
        c02.intoArray(c, co + 2 * L);
        c03.intoArray(c, co + 3 * L);
        c10.intoArray(c, co + W);
        c11.intoArray(c, co + W + L);
        c12.intoArray(c, co + W + 2 * L);
        c13.intoArray(c, co + W + 3 * L);
        c20.intoArray(c, co + 2 * W);
        c21.intoArray(c, co + 2 * W + L);
        c22.intoArray(c, co + 2 * W + 2 * L);
        c23.intoArray(c, co + 2 * W + 3 * L);
        c30.intoArray(c, co + 3 * W);
        c31.intoArray(c, co + 3 * W + L);
        c32.intoArray(c, co + 3 * W + 2 * L);
        c33.intoArray(c, co + 3 * W + 3 * L);
        c40.intoArray(c, co + 4 * W);
        c41.intoArray(c, co + 4 * W + L);
        c42.intoArray(c, co + 4 * W + 2 * L);
        c43.intoArray(c, co + 4 * W + 3 * L);
        c50.intoArray(c, co + 5 * W);
        c51.intoArray(c, co + 5 * W + L);
        c52.intoArray(c, co + 5 * W + 2 * L);
        c53.intoArray(c, co + 5 * W + 3 * L);
    }

    static void set4(float[] a, int ao, int as, int steps, float[] b, int bo, float[] c, int co) {
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
            FloatVector b0 = FloatVector.fromArray(F, b, bo + k * W);
            FloatVector b1 = FloatVector.fromArray(F, b, bo + k * W + L);
            FloatVector b2 = FloatVector.fromArray(F, b, bo + k * W + 2 * L);
            FloatVector b3 = FloatVector.fromArray(F, b, bo + k * W + 3 * L);
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
        c00.intoArray(c, co);
        c01.intoArray(c, co + L);
        c02.intoArray(c, co + 2 * L);
        c03.intoArray(c, co + 3 * L);
        c10.intoArray(c, co + W);
        c11.intoArray(c, co + W + L);
        c12.intoArray(c, co + W + 2 * L);
        c13.intoArray(c, co + W + 3 * L);
        c20.intoArray(c, co + 2 * W);
        c21.intoArray(c, co + 2 * W + L);
        c22.intoArray(c, co + 2 * W + 2 * L);
        c23.intoArray(c, co + 2 * W + 3 * L);
        c30.intoArray(c, co + 3 * W);
        c31.intoArray(c, co + 3 * W + L);
        c32.intoArray(c, co + 3 * W + 2 * L);
        c33.intoArray(c, co + 3 * W + 3 * L);
    }

    static void set2(float[] a, int ao, int as, int steps, float[] b, int bo, float[] c, int co) {
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
            FloatVector b0 = FloatVector.fromArray(F, b, bo + k * W);
            FloatVector b1 = FloatVector.fromArray(F, b, bo + k * W + L);
            FloatVector b2 = FloatVector.fromArray(F, b, bo + k * W + 2 * L);
            FloatVector b3 = FloatVector.fromArray(F, b, bo + k * W + 3 * L);
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
        c00.intoArray(c, co);
        c01.intoArray(c, co + L);
        c02.intoArray(c, co + 2 * L);
        c03.intoArray(c, co + 3 * L);
        c10.intoArray(c, co + W);
        c11.intoArray(c, co + W + L);
        c12.intoArray(c, co + W + 2 * L);
        c13.intoArray(c, co + W + 3 * L);
    }

    static void set1(float[] a, int ao, int as, int steps, float[] b, int bo, float[] c, int co) {
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = FloatVector.zero(F);
        FloatVector c02 = FloatVector.zero(F);
        FloatVector c03 = FloatVector.zero(F);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(F, b, bo + k * W);
            FloatVector b1 = FloatVector.fromArray(F, b, bo + k * W + L);
            FloatVector b2 = FloatVector.fromArray(F, b, bo + k * W + 2 * L);
            FloatVector b3 = FloatVector.fromArray(F, b, bo + k * W + 3 * L);
            FloatVector x = FloatVector.broadcast(F, a[ao + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + L);
        c02.intoArray(c, co + 2 * L);
        c03.intoArray(c, co + 3 * L);
    }
}
