package dev.mha.kernels.vector;

import dev.mha.kernels.work.Slab;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tile for 16 registers, columns form, of a running sum: {@code C[r][lanes] = factor[lanes] C[r][lanes] +
 * sum_k A[k][ao + r] B[k][lanes]}, the sum on its own, two vectors of the 4 of a row. The stores of each step, see
 * {@link PanelColumnsAdd6x2}, go before {@link Slab#FIRST}, where nothing lies, since C is read at the end.
 */
final class PanelColumnsSum6x2 {
    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.COUNT;
    private static final int W = 4 * L;

    private PanelColumnsSum6x2() {}

    static void sum6(float[] a, int ao, int steps, float[] slab, int b, int c, int factor) {
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F);
        FloatVector c11 = FloatVector.zero(F);
        FloatVector c20 = FloatVector.zero(F);
        FloatVector c21 = FloatVector.zero(F);
        FloatVector c30 = FloatVector.zero(F);
        FloatVector c31 = FloatVector.zero(F);
        FloatVector c40 = FloatVector.zero(F);
        FloatVector c41 = FloatVector.zero(F);
        FloatVector c50 = FloatVector.zero(F);
        FloatVector c51 = FloatVector.zero(F);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(F, slab, b + k * W);
            FloatVector b1 = FloatVector.fromArray(F, slab, b + k * W + L);
            FloatVector x = FloatVector.broadcast(F, a[ao + k * W]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(F, a[ao + k * W + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c11.intoArray(slab, 0);
            x = FloatVector.broadcast(F, a[ao + k * W + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(F, a[ao + k * W + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c31.intoArray(slab, 0);
            x = FloatVector.broadcast(F, a[ao + k * W + 4]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(F, a[ao + k * W + 5]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
        }
        FloatVector f0 = FloatVector.fromArray(F, slab, factor);
        FloatVector f1 = FloatVector.fromArray(F, slab, factor + L);
        FloatVector.fromArray(F, slab, c).fma(f0, c00).intoArray(slab, c);
        FloatVector.fromArray(F, slab, c + L).fma(f1, c01).intoArray(slab, c + L);
        FloatVector.fromArray(F, slab, c + W).fma(f0, c10).intoArray(slab, c + W);
        FloatVector.fromArray(F, slab, c + W + L).fma(f1, c11).intoArray(slab, c + W + L);
        FloatVector.fromArray(F, slab, c + 2 * W).fma(f0, c20).intoArray(slab, c + 2 * W);
        FloatVector.fromArray(F, slab, c + 2 * W + L).fma(f1, c21).intoArray(slab, c + 2 * W + L);
        FloatVector.fromArray(F, slab, c + 3 * W).fma(f0, c30).intoArray(slab, c + 3 * W);
        FloatVector.fromArray(F, slab, c + 3 * W + L).fma(f1, c31).intoArray(slab, c + 3 * W + L);
        FloatVector.fromArray(F, slab, c + 4 * W).fma(f0, c40).intoArray(slab, c + 4 * W);
        FloatVector.fromArray(F, slab, c + 4 * W + L).fma(f1, c41).intoArray(slab, c + 4 * W + L);
        FloatVector.fromArray(F, slab, c + 5 * W).fma(f0, c50).intoArray(slab, c + 5 * W);
        FloatVector.fromArray(F, slab, c + 5 * W + L).fma(f1, c51).intoArray(slab, c + 5 * W + L);
    }
}
