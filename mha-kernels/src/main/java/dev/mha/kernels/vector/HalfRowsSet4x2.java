package dev.mha.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tile two vectors wide, rows form: {@code C[r][lanes] = sum_k A[ao + r as + k] B[k][lanes]}, B and C with 4
 * vectors a row, as in {@link HalfRowsSet6x2}, for 16 registers.
 */
final class HalfRowsSet4x2 {
    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.COUNT;
    private static final int W = 4 * L;

    private HalfRowsSet4x2() {}

    static void set4(float[] a, int ao, int as, int steps, float[] slab, int b, int c) {
        int o1 = ao + as;
        int o2 = ao + 2 * as;
        int o3 = ao + 3 * as;
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F);
        FloatVector c11 = FloatVector.zero(F);
        FloatVector c20 = FloatVector.zero(F);
        FloatVector c21 = FloatVector.zero(F);
        FloatVector c30 = FloatVector.zero(F);
        FloatVector c31 = FloatVector.zero(F);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(F, slab, b + k * W);
            FloatVector b1 = FloatVector.fromArray(F, slab, b + k * W + L);
            FloatVector x = FloatVector.broadcast(F, a[ao + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(F, a[o1 + k]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(F, a[o2 + k]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(F, a[o3 + k]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
        }
        c00.intoArray(slab, c);
        c01.intoArray(slab, c + L);
        c10.intoArray(slab, c + W);
        c11.intoArray(slab, c + W + L);
        c20.intoArray(slab, c + 2 * W);
        c21.intoArray(slab, c + 2 * W + L);
        c30.intoArray(slab, c + 3 * W);
        c31.intoArray(slab, c + 3 * W + L);
    }
}
