package dev.mha.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Register tiles two vectors wide, see {@link ShortProducts}. */
final class ShortTiles2 {
    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.COUNT;
    private static final int W = ShortProducts.ROW;

    private ShortTiles2() {}

    static void rows8(float[] slab, int a, int steps, int b, int c) {
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
        FloatVector c60 = FloatVector.zero(F);
        FloatVector c61 = FloatVector.zero(F);
        FloatVector c70 = FloatVector.zero(F);
        FloatVector c71 = FloatVector.zero(F);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(F, slab, b + k * W);
            FloatVector b1 = FloatVector.fromArray(F, slab, b + k * W + L);
            FloatVector x = FloatVector.broadcast(F, slab[a + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(F, slab[a + W + k]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(F, slab[a + 2 * W + k]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(F, slab[a + 3 * W + k]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(F, slab[a + 4 * W + k]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(F, slab[a + 5 * W + k]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            x = FloatVector.broadcast(F, slab[a + 6 * W + k]);
            c60 = x.fma(b0, c60);
            c61 = x.fma(b1, c61);
            x = FloatVector.broadcast(F, slab[a + 7 * W + k]);
            c70 = x.fma(b0, c70);
            c71 = x.fma(b1, c71);
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
        c60.intoArray(slab, c + 6 * W);
        c61.intoArray(slab, c + 6 * W + L);
        c70.intoArray(slab, c + 7 * W);
        c71.intoArray(slab, c + 7 * W + L);
    }

    static void rows4(float[] slab, int a, int steps, int b, int c) {
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
            FloatVector x = FloatVector.broadcast(F, slab[a + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(F, slab[a + W + k]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(F, slab[a + 2 * W + k]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(F, slab[a + 3 * W + k]);
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

    static void columns8(float[] slab, int a, int steps, int b, int c) {
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
        FloatVector c60 = FloatVector.zero(F);
        FloatVector c61 = FloatVector.zero(F);
        FloatVector c70 = FloatVector.zero(F);
        FloatVector c71 = FloatVector.zero(F);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(F, slab, b + k * W);
            FloatVector b1 = FloatVector.fromArray(F, slab, b + k * W + L);
            FloatVector x = FloatVector.broadcast(F, slab[a + k * W]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(F, slab[a + k * W + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(F, slab[a + k * W + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(F, slab[a + k * W + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(F, slab[a + k * W + 4]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(F, slab[a + k * W + 5]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            x = FloatVector.broadcast(F, slab[a + k * W + 6]);
            c60 = x.fma(b0, c60);
            c61 = x.fma(b1, c61);
            x = FloatVector.broadcast(F, slab[a + k * W + 7]);
            c70 = x.fma(b0, c70);
            c71 = x.fma(b1, c71);
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
        c60.intoArray(slab, c + 6 * W);
        c61.intoArray(slab, c + 6 * W + L);
        c70.intoArray(slab, c + 7 * W);
        c71.intoArray(slab, c + 7 * W + L);
    }

    static void columns4(float[] slab, int a, int steps, int b, int c) {
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
            FloatVector x = FloatVector.broadcast(F, slab[a + k * W]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(F, slab[a + k * W + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(F, slab[a + k * W + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(F, slab[a + k * W + 3]);
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
