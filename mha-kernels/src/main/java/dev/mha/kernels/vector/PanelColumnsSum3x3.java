package dev.mha.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tile, columns form, of a running sum: {@code C[r][lanes] = factor[lanes] C[r][lanes] + sum_k A[k][ao + r] B[k][lanes]}, the
 * sum on its own. A and B have the same constant row stride of 3 vectors, see {@link PanelColumnsAdd3x3}.
 */
final class PanelColumnsSum3x3 {
    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.COUNT;
    private static final int W = 3 * L;

    private PanelColumnsSum3x3() {}

    static void sum3(float[] a, int ao, int steps, float[] slab, int b, int c, int factor) {
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
            FloatVector b0 = FloatVector.fromArray(F, slab, b + k * W);
            FloatVector b1 = FloatVector.fromArray(F, slab, b + k * W + L);
            FloatVector b2 = FloatVector.fromArray(F, slab, b + k * W + 2 * L);
            FloatVector x = FloatVector.broadcast(F, a[ao + k * W]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = FloatVector.broadcast(F, a[ao + k * W + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            x = FloatVector.broadcast(F, a[ao + k * W + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
        }
        FloatVector f0 = FloatVector.fromArray(F, slab, factor);
        FloatVector f1 = FloatVector.fromArray(F, slab, factor + L);
        FloatVector f2 = FloatVector.fromArray(F, slab, factor + 2 * L);
        FloatVector.fromArray(F, slab, c).fma(f0, c00).intoArray(slab, c);
        FloatVector.fromArray(F, slab, c + L).fma(f1, c01).intoArray(slab, c + L);
        FloatVector.fromArray(F, slab, c + 2 * L).fma(f2, c02).intoArray(slab, c + 2 * L);
        FloatVector.fromArray(F, slab, c + W).fma(f0, c10).intoArray(slab, c + W);
        FloatVector.fromArray(F, slab, c + W + L).fma(f1, c11).intoArray(slab, c + W + L);
        FloatVector.fromArray(F, slab, c + W + 2 * L).fma(f2, c12).intoArray(slab, c + W + 2 * L);
        FloatVector.fromArray(F, slab, c + 2 * W).fma(f0, c20).intoArray(slab, c + 2 * W);
        FloatVector.fromArray(F, slab, c + 2 * W + L).fma(f1, c21).intoArray(slab, c + 2 * W + L);
        FloatVector.fromArray(F, slab, c + 2 * W + 2 * L).fma(f2, c22).intoArray(slab, c + 2 * W + 2 * L);
    }

    static void sum2(float[] a, int ao, int steps, float[] slab, int b, int c, int factor) {
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = FloatVector.zero(F);
        FloatVector c02 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F);
        FloatVector c11 = FloatVector.zero(F);
        FloatVector c12 = FloatVector.zero(F);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(F, slab, b + k * W);
            FloatVector b1 = FloatVector.fromArray(F, slab, b + k * W + L);
            FloatVector b2 = FloatVector.fromArray(F, slab, b + k * W + 2 * L);
            FloatVector x = FloatVector.broadcast(F, a[ao + k * W]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = FloatVector.broadcast(F, a[ao + k * W + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
        }
        FloatVector f0 = FloatVector.fromArray(F, slab, factor);
        FloatVector f1 = FloatVector.fromArray(F, slab, factor + L);
        FloatVector f2 = FloatVector.fromArray(F, slab, factor + 2 * L);
        FloatVector.fromArray(F, slab, c).fma(f0, c00).intoArray(slab, c);
        FloatVector.fromArray(F, slab, c + L).fma(f1, c01).intoArray(slab, c + L);
        FloatVector.fromArray(F, slab, c + 2 * L).fma(f2, c02).intoArray(slab, c + 2 * L);
        FloatVector.fromArray(F, slab, c + W).fma(f0, c10).intoArray(slab, c + W);
        FloatVector.fromArray(F, slab, c + W + L).fma(f1, c11).intoArray(slab, c + W + L);
        FloatVector.fromArray(F, slab, c + W + 2 * L).fma(f2, c12).intoArray(slab, c + W + 2 * L);
    }

    static void sum1(float[] a, int ao, int steps, float[] slab, int b, int c, int factor) {
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = FloatVector.zero(F);
        FloatVector c02 = FloatVector.zero(F);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(F, slab, b + k * W);
            FloatVector b1 = FloatVector.fromArray(F, slab, b + k * W + L);
            FloatVector b2 = FloatVector.fromArray(F, slab, b + k * W + 2 * L);
            FloatVector x = FloatVector.broadcast(F, a[ao + k * W]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
        }
        FloatVector f0 = FloatVector.fromArray(F, slab, factor);
        FloatVector f1 = FloatVector.fromArray(F, slab, factor + L);
        FloatVector f2 = FloatVector.fromArray(F, slab, factor + 2 * L);
        FloatVector.fromArray(F, slab, c).fma(f0, c00).intoArray(slab, c);
        FloatVector.fromArray(F, slab, c + L).fma(f1, c01).intoArray(slab, c + L);
        FloatVector.fromArray(F, slab, c + 2 * L).fma(f2, c02).intoArray(slab, c + 2 * L);
    }
}
