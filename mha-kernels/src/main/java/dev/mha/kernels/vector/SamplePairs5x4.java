package dev.mha.kernels.vector;

import jdk.incubator.vector.FloatVector;

/**
 * 5 x 4 products with one sample a lane, see {@link SampleProducts}, in pairs of columns: 10 sums at a time, since 16
 * registers do not hold 20.
 */
final class SamplePairs5x4 {
    private SamplePairs5x4() {}

    static void product(float[] a, int ao, float[] b, int bo, int steps, float[] c, int co) {
        if (steps == 0) {
            return;
        }
        pair(a, ao, b, bo, steps, c, co);
        pair(a, ao, b, bo + 2 * Lanes.COUNT, steps, c, co + 2 * Lanes.COUNT);
    }

    static void scalarProductTransposed(float[] a, int ao, float[] b, int bo, int steps, float[] c, int co) {
        if (steps == 0) {
            return;
        }
        scalarPair(a, ao, b, bo, steps, c, co, Lanes.COUNT, 5 * Lanes.COUNT);
        scalarPair(a, ao, b, bo + 2, steps, c, co + 10 * Lanes.COUNT, Lanes.COUNT, 5 * Lanes.COUNT);
    }

    private static void pair(float[] a, int ao, float[] b, int bo, int steps, float[] c, int co) {
        FloatVector c00 = FloatVector.zero(Lanes.F);
        FloatVector c01 = FloatVector.zero(Lanes.F);
        FloatVector c10 = FloatVector.zero(Lanes.F);
        FloatVector c11 = FloatVector.zero(Lanes.F);
        FloatVector c20 = FloatVector.zero(Lanes.F);
        FloatVector c21 = FloatVector.zero(Lanes.F);
        FloatVector c30 = FloatVector.zero(Lanes.F);
        FloatVector c31 = FloatVector.zero(Lanes.F);
        FloatVector c40 = FloatVector.zero(Lanes.F);
        FloatVector c41 = FloatVector.zero(Lanes.F);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(Lanes.F, b, bo + k * (4 * Lanes.COUNT));
            FloatVector b1 = FloatVector.fromArray(Lanes.F, b, bo + k * (4 * Lanes.COUNT) + Lanes.COUNT);
            FloatVector a0 = FloatVector.fromArray(Lanes.F, a, ao + k * (5 * Lanes.COUNT));
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.fromArray(Lanes.F, a, ao + k * (5 * Lanes.COUNT) + Lanes.COUNT);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.fromArray(Lanes.F, a, ao + k * (5 * Lanes.COUNT) + 2 * Lanes.COUNT);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.fromArray(Lanes.F, a, ao + k * (5 * Lanes.COUNT) + 3 * Lanes.COUNT);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.fromArray(Lanes.F, a, ao + k * (5 * Lanes.COUNT) + 4 * Lanes.COUNT);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + Lanes.COUNT);
        c10.intoArray(c, co + 4 * Lanes.COUNT);
        c11.intoArray(c, co + 5 * Lanes.COUNT);
        c20.intoArray(c, co + 8 * Lanes.COUNT);
        c21.intoArray(c, co + 9 * Lanes.COUNT);
        c30.intoArray(c, co + 12 * Lanes.COUNT);
        c31.intoArray(c, co + 13 * Lanes.COUNT);
        c40.intoArray(c, co + 16 * Lanes.COUNT);
        c41.intoArray(c, co + 17 * Lanes.COUNT);
    }

    private static void scalarPair(float[] a, int ao, float[] b, int bo, int steps, float[] c, int co, int row,
            int column) {
        FloatVector c00 = FloatVector.zero(Lanes.F);
        FloatVector c01 = FloatVector.zero(Lanes.F);
        FloatVector c10 = FloatVector.zero(Lanes.F);
        FloatVector c11 = FloatVector.zero(Lanes.F);
        FloatVector c20 = FloatVector.zero(Lanes.F);
        FloatVector c21 = FloatVector.zero(Lanes.F);
        FloatVector c30 = FloatVector.zero(Lanes.F);
        FloatVector c31 = FloatVector.zero(Lanes.F);
        FloatVector c40 = FloatVector.zero(Lanes.F);
        FloatVector c41 = FloatVector.zero(Lanes.F);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.broadcast(Lanes.F, b[bo + k * 4]);
            FloatVector b1 = FloatVector.broadcast(Lanes.F, b[bo + k * 4 + 1]);
            FloatVector a0 = FloatVector.fromArray(Lanes.F, a, ao + k * (5 * Lanes.COUNT));
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.fromArray(Lanes.F, a, ao + k * (5 * Lanes.COUNT) + Lanes.COUNT);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.fromArray(Lanes.F, a, ao + k * (5 * Lanes.COUNT) + 2 * Lanes.COUNT);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.fromArray(Lanes.F, a, ao + k * (5 * Lanes.COUNT) + 3 * Lanes.COUNT);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.fromArray(Lanes.F, a, ao + k * (5 * Lanes.COUNT) + 4 * Lanes.COUNT);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + column);
        c10.intoArray(c, co + row);
        c11.intoArray(c, co + row + column);
        c20.intoArray(c, co + 2 * row);
        c21.intoArray(c, co + 2 * row + column);
        c30.intoArray(c, co + 3 * row);
        c31.intoArray(c, co + 3 * row + column);
        c40.intoArray(c, co + 4 * row);
        c41.intoArray(c, co + 4 * row + column);
    }
}
