package dev.mha.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tile for 16 registers, columns form, accumulating: {@code C[r][lanes] += sum_k A[k][ao + r] B[k][lanes]},
 * two vectors of the 4 of a row, which A and B have in common.
 *
 * <p>12 sums, two vectors of B and one number of A are 15 registers, but the compiler reads all six numbers of A first
 * where it may, and then has too few. It may not read behind a store, so each step stores two of its sums where they
 * end up anyway.
 */
final class PanelColumnsAdd6x2 {
    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.COUNT;
    private static final int W = 4 * L;

    private PanelColumnsAdd6x2() {}

    static void add6(float[] a, int ao, int steps, float[] slab, int b, int c) {
        FloatVector c00 = FloatVector.fromArray(F, slab, c);
        FloatVector c01 = FloatVector.fromArray(F, slab, c + L);
        FloatVector c10 = FloatVector.fromArray(F, slab, c + W);
        FloatVector c11 = FloatVector.fromArray(F, slab, c + W + L);
        FloatVector c20 = FloatVector.fromArray(F, slab, c + 2 * W);
        FloatVector c21 = FloatVector.fromArray(F, slab, c + 2 * W + L);
        FloatVector c30 = FloatVector.fromArray(F, slab, c + 3 * W);
        FloatVector c31 = FloatVector.fromArray(F, slab, c + 3 * W + L);
        FloatVector c40 = FloatVector.fromArray(F, slab, c + 4 * W);
        FloatVector c41 = FloatVector.fromArray(F, slab, c + 4 * W + L);
        FloatVector c50 = FloatVector.fromArray(F, slab, c + 5 * W);
        FloatVector c51 = FloatVector.fromArray(F, slab, c + 5 * W + L);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(F, slab, b + k * W);
            FloatVector b1 = FloatVector.fromArray(F, slab, b + k * W + L);
            FloatVector x = FloatVector.broadcast(F, a[ao + k * W]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(F, a[ao + k * W + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c11.intoArray(slab, c + W + L);
            x = FloatVector.broadcast(F, a[ao + k * W + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(F, a[ao + k * W + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c31.intoArray(slab, c + 3 * W + L);
            x = FloatVector.broadcast(F, a[ao + k * W + 4]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(F, a[ao + k * W + 5]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
        }
        c00.intoArray(slab, c);
        c01.intoArray(slab, c + L);
        c10.intoArray(slab, c + W);
        c11.intoArray(slab, c + W + L);
        c20.intoArray(slab, c + 2 * W);
        c21.intoArray(slab, c + 2 * W + L);
        c30.intoArray(slab, c + 3 * W);
        c31.intoArray(slab, c + 3 * W + L);
        c40.intoArray(slab, c + 4 * W);
        c41.intoArray(slab, c + 4 * W + L);
        c50.intoArray(slab, c + 5 * W);
        c51.intoArray(slab, c + 5 * W + L);
    }
}
