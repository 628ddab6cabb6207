package dev.mha.kernels.vector;

import jdk.incubator.vector.FloatVector;

/**
 * 3 x 3 products with one sample a lane, see {@link SampleProducts}: sums over tokens where features go three at a
 * time.
 */
final class SampleTile3x3 {
    private SampleTile3x3() {}

    static void product(float[] a, int ao, float[] b, int bo, int steps, float[] c, int co) {
        if (steps == 0) {
            return;
        }
        FloatVector c00 = FloatVector.zero(Lanes.F);
        FloatVector c01 = FloatVector.zero(Lanes.F);
        FloatVector c02 = FloatVector.zero(Lanes.F);
        FloatVector c10 = FloatVector.zero(Lanes.F);
        FloatVector c11 = FloatVector.zero(Lanes.F);
        FloatVector c12 = FloatVector.zero(Lanes.F);
        FloatVector c20 = FloatVector.zero(Lanes.F);
        FloatVector c21 = FloatVector.zero(Lanes.F);
        FloatVector c22 = FloatVector.zero(Lanes.F);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(Lanes.F, b, bo + k * (3 * Lanes.COUNT));
            FloatVector b1 = FloatVector.fromArray(Lanes.F, b, bo + k * (3 * Lanes.COUNT) + Lanes.COUNT);
            FloatVector b2 = FloatVector.fromArray(Lanes.F, b, bo + k * (3 * Lanes.COUNT) + 2 * Lanes.COUNT);
            FloatVector a0 = FloatVector.fromArray(Lanes.F, a, ao + k * (3 * Lanes.COUNT));
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            FloatVector a1 = FloatVector.fromArray(Lanes.F, a, ao + k * (3 * Lanes.COUNT) + Lanes.COUNT);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            FloatVector a2 = FloatVector.fromArray(Lanes.F, a, ao + k * (3 * Lanes.COUNT) + 2 * Lanes.COUNT);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + Lanes.COUNT);
        c02.intoArray(c, co + 2 * Lanes.COUNT);
        c10.intoArray(c, co + 3 * Lanes.COUNT);
        c11.intoArray(c, co + 4 * Lanes.COUNT);
        c12.intoArray(c, co + 5 * Lanes.COUNT);
        c20.intoArray(c, co + 6 * Lanes.COUNT);
        c21.intoArray(c, co + 7 * Lanes.COUNT);
        c22.intoArray(c, co + 8 * Lanes.COUNT);
    }
}
