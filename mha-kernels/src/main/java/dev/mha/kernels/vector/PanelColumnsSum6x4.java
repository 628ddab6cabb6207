package dev.mha.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tile, columns form, of a running sum: {@code C[r][lanes] = factor[lanes] C[r][lanes] + sum_k A[k][ao + r]
 * B[k][lanes]}, the sum on its own. A and B have the same constant row stride of 4 vectors, see
 * {@link PanelColumnsAdd6x4}.
 */
final class PanelColumnsSum6x4 {
    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.COUNT;
    private static final int W = 4 * L;

    private PanelColumnsSum6x4() {}

    static void sum6(float[] a, int ao, int steps, float[] slab, int b, int c, int factor) {
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
            FloatVector x = FloatVector.broadcast(F, a[ao + k * W]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            x = FloatVector.broadcast(F, a[ao + k * W + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            c13 = x.fma(b3, c13);
            x = FloatVector.broadcast(F, a[ao + k * W + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            c23 = x.fma(b3, c23);
            x = FloatVector.broadcast(F, a[ao + k * W + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
            c33 = x.fma(b3, c33);
            x = FloatVector.broadcast(F, a[ao + k * W + 4]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            c42 = x.fma(b2, c42);
            c43 = x.fma(b3, c43);
            x = FloatVector.broadcast(F, a[ao + k * W + 5]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            c52 = x.fma(b2, c52);
            c53 = x.fma(b3, c53);
        }
        FloatVector f0 = FloatVector.fromArray(F, slab, factor);
        FloatVector f1 = FloatVector.fromArray(F, slab, factor + L);
        FloatVector f2 = FloatVector.fromArray(F, slab, factor + 2 * L);
        FloatVector f3 = FloatVector.fromArray(F, slab, factor + 3 * L);
        FloatVector.fromArray(F, slab, c).fma(f0, c00).intoArray(slab, c);
        FloatVector.fromArray(F, slab, c + L).fma(f1, c01).intoArray(slab, c + L);
        FloatVector.fromArray(F, slab, c + 2 * L).fma(f2, c02).intoArray(slab, c + 2 * L);
        FloatVector.fromArray(F, slab, c + 3 * L).fma(f3, c03).intoArray(slab, c + 3 * L);
        FloatVector.fromArray(F, slab, c + W).fma(f0, c10).intoArray(slab, c + W);
        FloatVector.fromArray(F, slab, c + W + L).fma(f1, c11).intoArray(slab, c + W + L);
        FloatVector.fromArray(F, slab, c + W + 2 * L).fma(f2, c12).intoArray(slab, c + W + 2 * L);
        FloatVector.fromArray(F, slab, c + W + 3 * L).fma(f3, c13).intoArray(slab, c + W + 3 * L);
        FloatVector.fromArray(F, slab, c + 2 * W).fma(f0, c20).intoArray(slab, c + 2 * W);
        FloatVector.fromArray(F, slab, c + 2 * W + L).fma(f1, c21).intoArray(slab, c + 2 * W + L);
        FloatVector.fromArray(F, slab, c + 2 * W + 2 * L).fma(f2, c22).intoArray(slab, c + 2 * W + 2 * L);
        FloatVector.fromArray(F, slab, c + 2 * W + 3 * L).fma(f3, c23).intoArray(slab, c + 2 * W + 3 * L);
        FloatVector.fromArray(F, slab, c + 3 * W).fma(f0, c30).intoArray(slab, c + 3 * W);
        FloatVector.fromArray(F, slab, c + 3 * W + L).fma(f1, c31).intoArray(slab, c + 3 * W + L);
        FloatVector.fromArray(F, slab, c + 3 * W + 2 * L).fma(f2, c32).intoArray(slab, c + 3 * W + 2 * L);
        FloatVector.fromArray(F, slab, c + 3 * W + 3 * L).fma(f3, c33).intoArray(slab, c + 3 * W + 3 * L);
        FloatVector.fromArray(F, slab, c + 4 * W).fma(f0, c40).intoArray(slab, c + 4 * W);
        FloatVector.fromArray(F, slab, c + 4 * W + L).fma(f1, c41).intoArray(slab, c + 4 * W + L);
        FloatVector.fromArray(F, slab, c + 4 * W + 2 * L).fma(f2, c42).intoArray(slab, c + 4 * W + 2 * L);
        FloatVector.fromArray(F, slab, c + 4 * W + 3 * L).fma(f3, c43).intoArray(slab, c + 4 * W + 3 * L);
        FloatVector.fromArray(F, slab, c + 5 * W).fma(f0, c50).intoArray(slab, c + 5 * W);
        FloatVector.fromArray(F, slab, c + 5 * W + L).fma(f1, c51).intoArray(slab, c + 5 * W + L);
        FloatVector.fromArray(F, slab, c + 5 * W + 2 * L).fma(f2, c52).intoArray(slab, c + 5 * W + 2 * L);
        FloatVector.fromArray(F, slab, c + 5 * W + 3 * L).fma(f3, c53).intoArray(slab, c + 5 * W + 3 * L);
    }

    static void sum4(float[] a, int ao, int steps, float[] slab, int b, int c, int factor) {
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
            FloatVector x = FloatVector.broadcast(F, a[ao + k * W]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            x = FloatVector.broadcast(F, a[ao + k * W + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            c13 = x.fma(b3, c13);
            x = FloatVector.broadcast(F, a[ao + k * W + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            c23 = x.fma(b3, c23);
            x = FloatVector.broadcast(F, a[ao + k * W + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
            c33 = x.fma(b3, c33);
        }
        FloatVector f0 = FloatVector.fromArray(F, slab, factor);
        FloatVector f1 = FloatVector.fromArray(F, slab, factor + L);
        FloatVector f2 = FloatVector.fromArray(F, slab, factor + 2 * L);
        FloatVector f3 = FloatVector.fromArray(F, slab, factor + 3 * L);
        FloatVector.fromArray(F, slab, c).fma(f0, c00).intoArray(slab, c);
        FloatVector.fromArray(F, slab, c + L).fma(f1, c01).intoArray(slab, c + L);
        FloatVector.fromArray(F, slab, c + 2 * L).fma(f2, c02).intoArray(slab, c + 2 * L);
        FloatVector.fromArray(F, slab, c + 3 * L).fma(f3, c03).intoArray(slab, c + 3 * L);
        FloatVector.fromArray(F, slab, c + W).fma(f0, c10).intoArray(slab, c + W);
        FloatVector.fromArray(F, slab, c + W + L).fma(f1, c11).intoArray(slab, c + W + L);
        FloatVector.fromArray(F, slab, c + W + 2 * L).fma(f2, c12).intoArray(slab, c + W + 2 * L);
        FloatVector.fromArray(F, slab, c + W + 3 * L).fma(f3, c13).intoArray(slab, c + W + 3 * L);
        FloatVector.fromArray(F, slab, c + 2 * W).fma(f0, c20).intoArray(slab, c + 2 * W);
        FloatVector.fromArray(F, slab, c + 2 * W + L).fma(f1, c21).intoArray(slab, c + 2 * W + L);
        FloatVector.fromArray(F, slab, c + 2 * W + 2 * L).fma(f2, c22).intoArray(slab, c + 2 * W + 2 * L);
        FloatVector.fromArray(F, slab, c + 2 * W + 3 * L).fma(f3, c23).intoArray(slab, c + 2 * W + 3 * L);
        FloatVector.fromArray(F, slab, c + 3 * W).fma(f0, c30).intoArray(slab, c + 3 * W);
        FloatVector.fromArray(F, slab, c + 3 * W + L).fma(f1, c31).intoArray(slab, c + 3 * W + L);
        FloatVector.fromArray(F, slab, c + 3 * W + 2 * L).fma(f2, c32).intoArray(slab, c + 3 * W + 2 * L);
        FloatVector.fromArray(F, slab, c + 3 * W + 3 * L).fma(f3, c33).intoArray(slab, c + 3 * W + 3 * L);
    }

    static void sum2(float[] a, int ao, int steps, float[] slab, int b, int c, int factor) {
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
            FloatVector x = FloatVector.broadcast(F, a[ao + k * W]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            x = FloatVector.broadcast(F, a[ao + k * W + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            c13 = x.fma(b3, c13);
        }
        FloatVector f0 = FloatVector.fromArray(F, slab, factor);
        FloatVector f1 = FloatVector.fromArray(F, slab, factor + L);
        FloatVector f2 = FloatVector.fromArray(F, slab, factor + 2 * L);
        FloatVector f3 = FloatVector.fromArray(F, slab, factor + 3 * L);
        FloatVector.fromArray(F, slab, c).fma(f0, c00).intoArray(slab, c);
        FloatVector.fromArray(F, slab, c + L).fma(f1, c01).intoArray(slab, c + L);
        FloatVector.fromArray(F, slab, c + 2 * L).fma(f2, c02).intoArray(slab, c + 2 * L);
        FloatVector.fromArray(F, slab, c + 3 * L).fma(f3, c03).intoArray(slab, c + 3 * L);
        FloatVector.fromArray(F, slab, c + W).fma(f0, c10).intoArray(slab, c + W);
        FloatVector.fromArray(F, slab, c + W + L).fma(f1, c11).intoArray(slab, c + W + L);
        FloatVector.fromArray(F, slab, c + W + 2 * L).fma(f2, c12).intoArray(slab, c + W + 2 * L);
        FloatVector.fromArray(F, slab, c + W + 3 * L).fma(f3, c13).intoArray(slab, c + W + 3 * L);
    }

    static void sum1(float[] a, int ao, int steps, float[] slab, int b, int c, int factor) {
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = FloatVector.zero(F);
        FloatVector c02 = FloatVector.zero(F);
        FloatVector c03 = FloatVector.zero(F);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(F, slab, b + k * W);
            FloatVector b1 = FloatVector.fromArray(F, slab, b + k * W + L);
            FloatVector b2 = FloatVector.fromArray(F, slab, b + k * W + 2 * L);
            FloatVector b3 = FloatVector.fromArray(F, slab, b + k * W + 3 * L);
            FloatVector x = FloatVector.broadcast(F, a[ao + k * W]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
        }
        FloatVector f0 = FloatVector.fromArray(F, slab, factor);
        FloatVector f1 = FloatVector.fromArray(F, slab, factor + L);
        FloatVector f2 = FloatVector.fromArray(F, slab, factor + 2 * L);
        FloatVector f3 = FloatVector.fromArray(F, slab, factor + 3 * L);
        FloatVector.fromArray(F, slab, c).fma(f0, c00).intoArray(slab, c);
        FloatVector.fromArray(F, slab, c + L).fma(f1, c01).intoArray(slab, c + L);
        FloatVector.fromArray(F, slab, c + 2 * L).fma(f2, c02).intoArray(slab, c + 2 * L);
        FloatVector.fromArray(F, slab, c + 3 * L).fma(f3, c03).intoArray(slab, c + 3 * L);
    }
}
