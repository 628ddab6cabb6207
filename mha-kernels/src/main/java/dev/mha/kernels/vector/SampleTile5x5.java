package dev.mha.kernels.vector;

import jdk.incubator.vector.FloatVector;

/**
 * 5 x 5 products with one sample a lane, see {@link SampleProducts}. In two loops, 15 and 10 sums: with all 25 at once
 * the compiler spills one in every step, 191 against 220 GFLOP/s.
 */
final class SampleTile5x5 {
    private SampleTile5x5() {}

    static void product(float[] a, int ao, float[] b, int bo, int steps, float[] c, int co) {
        if (steps == 0) {
            return;
        }
        FloatVector c00 = FloatVector.zero(Lanes.F);
        FloatVector c01 = FloatVector.zero(Lanes.F);
        FloatVector c02 = FloatVector.zero(Lanes.F);
        FloatVector c03 = FloatVector.zero(Lanes.F);
        FloatVector c04 = FloatVector.zero(Lanes.F);
        FloatVector c10 = FloatVector.zero(Lanes.F);
        FloatVector c11 = FloatVector.zero(Lanes.F);
        FloatVector c12 = FloatVector.zero(Lanes.F);
        FloatVector c13 = FloatVector.zero(Lanes.F);
        FloatVector c14 = FloatVector.zero(Lanes.F);
        FloatVector c20 = FloatVector.zero(Lanes.F);
        FloatVector c21 = FloatVector.zero(Lanes.F);
        FloatVector c22 = FloatVector.zero(Lanes.F);
        FloatVector c23 = FloatVector.zero(Lanes.F);
        FloatVector c24 = FloatVector.zero(Lanes.F);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(Lanes.F, b, bo + k * (5 * Lanes.COUNT));
            FloatVector b1 = FloatVector.fromArray(Lanes.F, b, bo + k * (5 * Lanes.COUNT) + Lanes.COUNT);
            FloatVector b2 = FloatVector.fromArray(Lanes.F, b, bo + k * (5 * Lanes.COUNT) + 2 * Lanes.COUNT);
            FloatVector b3 = FloatVector.fromArray(Lanes.F, b, bo + k * (5 * Lanes.COUNT) + 3 * Lanes.COUNT);
            FloatVector b4 = FloatVector.fromArray(Lanes.F, b, bo + k * (5 * Lanes.COUNT) + 4 * Lanes.COUNT);
            FloatVector a0 = FloatVector.fromArray(Lanes.F, a, ao + k * (5 * Lanes.COUNT));
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            c04 = a0.fma(b4, c04);
            FloatVector a1 = FloatVector.fromArray(Lanes.F, a, ao + k * (5 * Lanes.COUNT) + Lanes.COUNT);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            c13 = a1.fma(b3, c13);
            c14 = a1.fma(b4, c14);
            FloatVector a2 = FloatVector.fromArray(Lanes.F, a, ao + k * (5 * Lanes.COUNT) + 2 * Lanes.COUNT);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            c23 = a2.fma(b3, c23);
            c24 = a2.fma(b4, c24);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + Lanes.COUNT);
        c02.intoArray(c, co + 2 * Lanes.COUNT);
        c03.intoArray(c, co + 3 * Lanes.COUNT);
        c04.intoArray(c, co + 4 * Lanes.COUNT);
        c10.intoArray(c, co + 5 * Lanes.COUNT);
        c11.intoArray(c, co + 6 * Lanes.COUNT);
        c12.intoArray(c, co + 7 * Lanes.COUNT);
        c13.intoArray(c, co + 8 * Lanes.COUNT);
        c14.intoArray(c, co + 9 * Lanes.COUNT);
        c20.intoArray(c, co + 10 * Lanes.COUNT);
        c21.intoArray(c, co + 11 * Lanes.COUNT);
        c22.intoArray(c, co + 12 * Lanes.COUNT);
        c23.intoArray(c, co + 13 * Lanes.COUNT);
        c24.intoArray(c, co + 14 * Lanes.COUNT);
        FloatVector c30 = FloatVector.zero(Lanes.F);
        FloatVector c31 = FloatVector.zero(Lanes.F);
        FloatVector c32 = FloatVector.zero(Lanes.F);
        FloatVector c33 = FloatVector.zero(Lanes.F);
        FloatVector c34 = FloatVector.zero(Lanes.F);
        FloatVector c40 = FloatVector.zero(Lanes.F);
        FloatVector c41 = FloatVector.zero(Lanes.F);
        FloatVector c42 = FloatVector.zero(Lanes.F);
        FloatVector c43 = FloatVector.zero(Lanes.F);
        FloatVector c44 = FloatVector.zero(Lanes.F);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(Lanes.F, b, bo + k * (5 * Lanes.COUNT));
            FloatVector b1 = FloatVector.fromArray(Lanes.F, b, bo + k * (5 * Lanes.COUNT) + Lanes.COUNT);
            FloatVector b2 = FloatVector.fromArray(Lanes.F, b, bo + k * (5 * Lanes.COUNT) + 2 * Lanes.COUNT);
            FloatVector b3 = FloatVector.fromArray(Lanes.F, b, bo + k * (5 * Lanes.COUNT) + 3 * Lanes.COUNT);
            FloatVector b4 = FloatVector.fromArray(Lanes.F, b, bo + k * (5 * Lanes.COUNT) + 4 * Lanes.COUNT);
            FloatVector a3 = FloatVector.fromArray(Lanes.F, a, ao + k * (5 * Lanes.COUNT) + 3 * Lanes.COUNT);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            c33 = a3.fma(b3, c33);
            c34 = a3.fma(b4, c34);
            FloatVector a4 = FloatVector.fromArray(Lanes.F, a, ao + k * (5 * Lanes.COUNT) + 4 * Lanes.COUNT);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            c43 = a4.fma(b3, c43);
            c44 = a4.fma(b4, c44);
        }
        c30.intoArray(c, co + 15 * Lanes.COUNT);
        c31.intoArray(c, co + 16 * Lanes.COUNT);
        c32.intoArray(c, co + 17 * Lanes.COUNT);
        c33.intoArray(c, co + 18 * Lanes.COUNT);
        c34.intoArray(c, co + 19 * Lanes.COUNT);
        c40.intoArray(c, co + 20 * Lanes.COUNT);
        c41.intoArray(c, co + 21 * Lanes.COUNT);
        c42.intoArray(c, co + 22 * Lanes.COUNT);
        c43.intoArray(c, co + 23 * Lanes.COUNT);
        c44.intoArray(c, co + 24 * Lanes.COUNT);
    }

    static void scalarProduct(float[] a, int ao, float[] b, int bo, int steps, float[] c, int co) {
        if (steps == 0) {
            return;
        }
        FloatVector c00 = FloatVector.zero(Lanes.F);
        FloatVector c01 = FloatVector.zero(Lanes.F);
        FloatVector c02 = FloatVector.zero(Lanes.F);
        FloatVector c03 = FloatVector.zero(Lanes.F);
        FloatVector c04 = FloatVector.zero(Lanes.F);
        FloatVector c10 = FloatVector.zero(Lanes.F);
        FloatVector c11 = FloatVector.zero(Lanes.F);
        FloatVector c12 = FloatVector.zero(Lanes.F);
        FloatVector c13 = FloatVector.zero(Lanes.F);
        FloatVector c14 = FloatVector.zero(Lanes.F);
        FloatVector c20 = FloatVector.zero(Lanes.F);
        FloatVector c21 = FloatVector.zero(Lanes.F);
        FloatVector c22 = FloatVector.zero(Lanes.F);
        FloatVector c23 = FloatVector.zero(Lanes.F);
        FloatVector c24 = FloatVector.zero(Lanes.F);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.broadcast(Lanes.F, b[bo + k * 5]);
            FloatVector b1 = FloatVector.broadcast(Lanes.F, b[bo + k * 5 + 1]);
            FloatVector b2 = FloatVector.broadcast(Lanes.F, b[bo + k * 5 + 2]);
            FloatVector b3 = FloatVector.broadcast(Lanes.F, b[bo + k * 5 + 3]);
            FloatVector b4 = FloatVector.broadcast(Lanes.F, b[bo + k * 5 + 4]);
            FloatVector a0 = FloatVector.fromArray(Lanes.F, a, ao + k * (5 * Lanes.COUNT));
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            c04 = a0.fma(b4, c04);
            FloatVector a1 = FloatVector.fromArray(Lanes.F, a, ao + k * (5 * Lanes.COUNT) + Lanes.COUNT);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            c13 = a1.fma(b3, c13);
            c14 = a1.fma(b4, c14);
            FloatVector a2 = FloatVector.fromArray(Lanes.F, a, ao + k * (5 * Lanes.COUNT) + 2 * Lanes.COUNT);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            c23 = a2.fma(b3, c23);
            c24 = a2.fma(b4, c24);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + Lanes.COUNT);
        c02.intoArray(c, co + 2 * Lanes.COUNT);
        c03.intoArray(c, co + 3 * Lanes.COUNT);
        c04.intoArray(c, co + 4 * Lanes.COUNT);
        c10.intoArray(c, co + 5 * Lanes.COUNT);
        c11.intoArray(c, co + 6 * Lanes.COUNT);
        c12.intoArray(c, co + 7 * Lanes.COUNT);
        c13.intoArray(c, co + 8 * Lanes.COUNT);
        c14.intoArray(c, co + 9 * Lanes.COUNT);
        c20.intoArray(c, co + 10 * Lanes.COUNT);
        c21.intoArray(c, co + 11 * Lanes.COUNT);
        c22.intoArray(c, co + 12 * Lanes.COUNT);
        c23.intoArray(c, co + 13 * Lanes.COUNT);
        c24.intoArray(c, co + 14 * Lanes.COUNT);
        FloatVector c30 = FloatVector.zero(Lanes.F);
        FloatVector c31 = FloatVector.zero(Lanes.F);
        FloatVector c32 = FloatVector.zero(Lanes.F);
        FloatVector c33 = FloatVector.zero(Lanes.F);
        FloatVector c34 = FloatVector.zero(Lanes.F);
        FloatVector c40 = FloatVector.zero(Lanes.F);
        FloatVector c41 = FloatVector.zero(Lanes.F);
        FloatVector c42 = FloatVector.zero(Lanes.F);
        FloatVector c43 = FloatVector.zero(Lanes.F);
        FloatVector c44 = FloatVector.zero(Lanes.F);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.broadcast(Lanes.F, b[bo + k * 5]);
            FloatVector b1 = FloatVector.broadcast(Lanes.F, b[bo + k * 5 + 1]);
            FloatVector b2 = FloatVector.broadcast(Lanes.F, b[bo + k * 5 + 2]);
            FloatVector b3 = FloatVector.broadcast(Lanes.F, b[bo + k * 5 + 3]);
            FloatVector b4 = FloatVector.broadcast(Lanes.F, b[bo + k * 5 + 4]);
            FloatVector a3 = FloatVector.fromArray(Lanes.F, a, ao + k * (5 * Lanes.COUNT) + 3 * Lanes.COUNT);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            c33 = a3.fma(b3, c33);
            c34 = a3.fma(b4, c34);
            FloatVector a4 = FloatVector.fromArray(Lanes.F, a, ao + k * (5 * Lanes.COUNT) + 4 * Lanes.COUNT);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            c43 = a4.fma(b3, c43);
            c44 = a4.fma(b4, c44);
        }
        c30.intoArray(c, co + 15 * Lanes.COUNT);
        c31.intoArray(c, co + 16 * Lanes.COUNT);
        c32.intoArray(c, co + 17 * Lanes.COUNT);
        c33.intoArray(c, co + 18 * Lanes.COUNT);
        c34.intoArray(c, co + 19 * Lanes.COUNT);
        c40.intoArray(c, co + 20 * Lanes.COUNT);
        c41.intoArray(c, co + 21 * Lanes.COUNT);
        c42.intoArray(c, co + 22 * Lanes.COUNT);
        c43.intoArray(c, co + 23 * Lanes.COUNT);
        c44.intoArray(c, co + 24 * Lanes.COUNT);
    }
}
