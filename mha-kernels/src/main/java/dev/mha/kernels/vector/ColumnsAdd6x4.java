package dev.mha.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tile, columns form, accumulating: {@code C[r][lanes] += sum_k A[ao + k as + r] B[k][lanes]}. The free stride
 * of A keeps bounds checks and costs a tenth of the speed: less than a copy of A does for one product.
 */
final class ColumnsAdd6x4 {
    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.COUNT;
    private static final int W = 4 * L;

    private ColumnsAdd6x4() {}

    static void add6(float[] a, int ao, int as, int steps, float[] slab, int b, int c) {
        FloatVector c00 = FloatVector.fromArray(F, slab, c);
        FloatVector c01 = FloatVector.fromArray(F, slab, c + L);
        FloatVector c02 = FloatVector.fromArray(F, slab, c + 2 * L);
        FloatVector c03 = FloatVector.fromArray(F, slab, c + 3 * L);
        FloatVector c10 = FloatVector.fromArray(F, slab, c + W);
        FloatVector c11 = FloatVector.fromArray(F, slab, c + W + L);
        FloatVector c12 = FloatVector.fromArray(F, slab, c + W + 2 * L);
        FloatVector c13 = FloatVector.fromArray(F, slab, c + W + 3 * L);
        FloatVector c20 = FloatVector.fromArray(F, slab, c + 2 * W);
        FloatVector c21 = FloatVector.fromArray(F, slab, c + 2 * W + L);
        FloatVector c22 = FloatVector.fromArray(F, slab, c + 2 * W + 2 * L);
        FloatVector c23 = FloatVector.fromArray(F, slab, c + 2 * W + 3 * L);
        FloatVector c30 = FloatVector.fromArray(F, slab, c + 3 * W);
        FloatVector c31 = FloatVector.fromArray(F, slab, c + 3 * W + L);
        FloatVector c32 = FloatVector.fromArray(F, slab, c + 3 * W + 2 * L);
        FloatVector c33 = FloatVector.fromArray(F, slab, c + 3 * W + 3 * L);
        FloatVector c40 = FloatVector.fromArray(F, slab, c + 4 * W);
        FloatVector c41 = FloatVector.fromArray(F, slab, c + 4 * W + L);
        FloatVector c42 = FloatVector.fromArray(F, slab, c + 4 * W + 2 * L);
        FloatVector c43 = FloatVector.fromArray(F, slab, c + 4 * W + 3 * L);
        FloatVector c50 = FloatVector.fromArray(F, slab, c + 5 * W);
        FloatVector c51 = FloatVector.fromArray(F, slab, c + 5 * W + L);
        FloatVector c52 = FloatVector.fromArray(F, slab, c + 5 * W + 2 * L);
        FloatVector c53 = FloatVector.fromArray(F, slab, c + 5 * W + 3 * L);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(F, slab, b + k * W);
            FloatVector b1 = FloatVector.fromArray(F, slab, b + k * W + L);
            FloatVector b2 = FloatVector.fromArray(F, slab, b + k * W + 2 * L);
            FloatVector b3 = FloatVector.fromArray(F, slab, b + k * W + 3 * L);
            FloatVector x = FloatVector.broadcast(F, a[ao + k * as]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            x = FloatVector.broadcast(F, a[ao + k * as + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            c13 = x.fma(b3, c13);
            x = FloatVector.broadcast(F, a[ao + k * as + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            c23 = x.fma(b3, c23);
            x = FloatVector.broadcast(F, a[ao + k * as + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
            c33 = x.fma(b3, c33);
            x = FloatVector.broadcast(F, a[ao + k * as + 4]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            c42 = x.fma(b2, c42);
            c43 = x.fma(b3, c43);
            x = FloatVector.broadcast(F, a[ao + k * as + 5]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            c52 = x.fma(b2, c52);
            c53 = x.fma(b3, c53);
        }
        c00.intoArray(slab, c);
        c01.intoArray(slab, c + L);
        c02.intoArray(slab, c + 2 * L);
        c03.intoArray(slab, c + 3 * L);
        c10.intoArray(slab, c + W);
        c11.intoArray(slab, c + W + L);
        c12.intoArray(slab, c + W + 2 * L);
        c13.intoArray(slab, c + W + 3 * L);
        c20.intoArray(slab, c + 2 * W);
        c21.intoArray(slab, c + 2 * W + L);
        c22.intoArray(slab, c + 2 * W + 2 * L);
        c23.intoArray(slab, c + 2 * W + 3 * L);
        c30.intoArray(slab, c + 3 * W);
        c31.intoArray(slab, c + 3 * W + L);
        c32.intoArray(slab, c + 3 * W + 2 * L);
        c33.intoArray(slab, c + 3 * W + 3 * L);
        c40.intoArray(slab, c + 4 * W);
        c41.intoArray(slab, c + 4 * W + L);
        c42.intoArray(slab, c + 4 * W + 2 * L);
        c43.intoArray(slab, c + 4 * W + 3 * L);
        c50.intoArray(slab, c + 5 * W);
        c51.intoArray(slab, c + 5 * W + L);
        c52.intoArray(slab, c + 5 * W + 2 * L);
        c53.intoArray(slab, c + 5 * W + 3 * L);
    }

    static void add4(float[] a, int ao, int as, int steps, float[] slab, int b, int c) {
        FloatVector c00 = FloatVector.fromArray(F, slab, c);
        FloatVector c01 = FloatVector.fromArray(F, slab, c + L);
        FloatVector c02 = FloatVector.fromArray(F, slab, c + 2 * L);
        FloatVector c03 = FloatVector.fromArray(F, slab, c + 3 * L);
        FloatVector c10 = FloatVector.fromArray(F, slab, c + W);
        FloatVector c11 = FloatVector.fromArray(F, slab, c + W + L);
        FloatVector c12 = FloatVector.fromArray(F, slab, c + W + 2 * L);
        FloatVector c13 = FloatVector.fromArray(F, slab, c + W + 3 * L);
        FloatVector c20 = FloatVector.fromArray(F, slab, c + 2 * W);
        FloatVector c21 = FloatVector.fromArray(F, slab, c + 2 * W + L);
        FloatVector c22 = FloatVector.fromArray(F, slab, c + 2 * W + 2 * L);
        FloatVector c23 = FloatVector.fromArray(F, slab, c + 2 * W + 3 * L);
        FloatVector c30 = FloatVector.fromArray(F, slab, c + 3 * W);
        FloatVector c31 = FloatVector.fromArray(F, slab, c + 3 * W + L);
        FloatVector c32 = FloatVector.fromArray(F, slab, c + 3 * W + 2 * L);
        FloatVector c33 = FloatVector.fromArray(F, slab, c + 3 * W + 3 * L);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(F, slab, b + k * W);
            FloatVector b1 = FloatVector.fromArray(F, slab, b + k * W + L);
            FloatVector b2 = FloatVector.fromArray(F, slab, b + k * W + 2 * L);
            FloatVector b3 = FloatVector.fromArray(F, slab, b + k * W + 3 * L);
            FloatVector x = FloatVector.broadcast(F, a[ao + k * as]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            x = FloatVector.broadcast(F, a[ao + k * as + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            c13 = x.fma(b3, c13);
            x = FloatVector.broadcast(F, a[ao + k * as + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            c23 = x.fma(b3, c23);
            x = FloatVector.broadcast(F, a[ao + k * as + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
            c33 = x.fma(b3, c33);
        }
        c00.intoArray(slab, c);
        c01.intoArray(slab, c + L);
        c02.intoArray(slab, c + 2 * L);
        c03.intoArray(slab, c + 3 * L);
        c10.intoArray(slab, c + W);
        c11.intoArray(slab, c + W + L);
        c12.intoArray(slab, c + W + 2 * L);
        c13.intoArray(slab, c + W + 3 * L);
        c20.intoArray(slab, c + 2 * W);
        c21.intoArray(slab, c + 2 * W + L);
        c22.intoArray(slab, c + 2 * W + 2 * L);
        c23.intoArray(slab, c + 2 * W + 3 * L);
        c30.intoArray(slab, c + 3 * W);
        c31.intoArray(slab, c + 3 * W + L);
        c32.intoArray(slab, c + 3 * W + 2 * L);
        c33.intoArray(slab, c + 3 * W + 3 * L);
    }

    static void add2(float[] a, int ao, int as, int steps, float[] slab, int b, int c) {
        FloatVector c00 = FloatVector.fromArray(F, slab, c);
        FloatVector c01 = FloatVector.fromArray(F, slab, c + L);
        FloatVector c02 = FloatVector.fromArray(F, slab, c + 2 * L);
        FloatVector c03 = FloatVector.fromArray(F, slab, c + 3 * L);
        FloatVector c10 = FloatVector.fromArray(F, slab, c + W);
        FloatVector c11 = FloatVector.fromArray(F, slab, c + W + L);
        FloatVector c12 = FloatVector.fromArray(F, slab, c + W + 2 * L);
        FloatVector c13 = FloatVector.fromArray(F, slab, c + W + 3 * L);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(F, slab, b + k * W);
            FloatVector b1 = FloatVector.fromArray(F, slab, b + k * W + L);
            FloatVector b2 = FloatVector.fromArray(F, slab, b + k * W + 2 * L);
            FloatVector b3 = FloatVector.fromArray(F, slab, b + k * W + 3 * L);
            FloatVector x = FloatVector.broadcast(F, a[ao + k * as]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            x = FloatVector.broadcast(F, a[ao + k * as + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            c13 = x.fma(b3, c13);
        }
        c00.intoArray(slab, c);
        c01.intoArray(slab, c + L);
        c02.intoArray(slab, c + 2 * L);
        c03.intoArray(slab, c + 3 * L);
        c10.intoArray(slab, c + W);
        c11.intoArray(slab, c + W + L);
        c12.intoArray(slab, c + W + 2 * L);
        c13.intoArray(slab, c + W + 3 * L);
    }

    static void add1(float[] a, int ao, int as, int steps, float[] slab, int b, int c) {
        FloatVector c00 = FloatVector.fromArray(F, slab, c);
        FloatVector c01 = FloatVector.fromArray(F, slab, c + L);
        FloatVector c02 = FloatVector.fromArray(F, slab, c + 2 * L);
        FloatVector c03 = FloatVector.fromArray(F, slab, c + 3 * L);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(F, slab, b + k * W);
            FloatVector b1 = FloatVector.fromArray(F, slab, b + k * W + L);
            FloatVector b2 = FloatVector.fromArray(F, slab, b + k * W + 2 * L);
            FloatVector b3 = FloatVector.fromArray(F, slab, b + k * W + 3 * L);
            FloatVector x = FloatVector.broadcast(F, a[ao + k * as]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
        }
        c00.intoArray(slab, c);
        c01.intoArray(slab, c + L);
        c02.intoArray(slab, c + 2 * L);
        c03.intoArray(slab, c + 3 * L);
    }
}
