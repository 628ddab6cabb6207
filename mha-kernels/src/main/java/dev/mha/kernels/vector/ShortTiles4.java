package dev.mha.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Register tiles four vectors wide, see {@link ShortProducts}. */
final class ShortTiles4 {
    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.COUNT;
    private static final int W = ShortProducts.ROW;

    private ShortTiles4() {}

    static void rows4(float[] slab, int a, int steps, int b, int c) {
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
            FloatVector x = FloatVector.broadcast(F, slab[a + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            x = FloatVector.broadcast(F, slab[a + W + k]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            c13 = x.fma(b3, c13);
            x = FloatVector.broadcast(F, slab[a + 2 * W + k]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            c23 = x.fma(b3, c23);
            x = FloatVector.broadcast(F, slab[a + 3 * W + k]);
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

    static void columns4(float[] slab, int a, int steps, int b, int c) {
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
            FloatVector x = FloatVector.broadcast(F, slab[a + k * W]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            x = FloatVector.broadcast(F, slab[a + k * W + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            c13 = x.fma(b3, c13);
            x = FloatVector.broadcast(F, slab[a + k * W + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            c23 = x.fma(b3, c23);
            x = FloatVector.broadcast(F, slab[a + k * W + 3]);
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
}
