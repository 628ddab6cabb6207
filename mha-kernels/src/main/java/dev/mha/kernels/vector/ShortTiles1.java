package dev.mha.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Register tiles one vector wide, see {@link ShortProducts}. */
final class ShortTiles1 {
    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int W = ShortProducts.ROW;

    private ShortTiles1() {}

    static void rows16(float[] slab, int a, int steps, int b, int c) {
        FloatVector c0x0 = FloatVector.zero(F);
        FloatVector c1x0 = FloatVector.zero(F);
        FloatVector c2x0 = FloatVector.zero(F);
        FloatVector c3x0 = FloatVector.zero(F);
        FloatVector c4x0 = FloatVector.zero(F);
        FloatVector c5x0 = FloatVector.zero(F);
        FloatVector c6x0 = FloatVector.zero(F);
        FloatVector c7x0 = FloatVector.zero(F);
        FloatVector c8x0 = FloatVector.zero(F);
        FloatVector c9x0 = FloatVector.zero(F);
        FloatVector c10x0 = FloatVector.zero(F);
        FloatVector c11x0 = FloatVector.zero(F);
        FloatVector c12x0 = FloatVector.zero(F);
        FloatVector c13x0 = FloatVector.zero(F);
        FloatVector c14x0 = FloatVector.zero(F);
        FloatVector c15x0 = FloatVector.zero(F);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(F, slab, b + k * W);
            FloatVector x = FloatVector.broadcast(F, slab[a + k]);
            c0x0 = x.fma(b0, c0x0);
            x = FloatVector.broadcast(F, slab[a + W + k]);
            c1x0 = x.fma(b0, c1x0);
            x = FloatVector.broadcast(F, slab[a + 2 * W + k]);
            c2x0 = x.fma(b0, c2x0);
            x = FloatVector.broadcast(F, slab[a + 3 * W + k]);
            c3x0 = x.fma(b0, c3x0);
            x = FloatVector.broadcast(F, slab[a + 4 * W + k]);
            c4x0 = x.fma(b0, c4x0);
            x = FloatVector.broadcast(F, slab[a + 5 * W + k]);
            c5x0 = x.fma(b0, c5x0);
            x = FloatVector.broadcast(F, slab[a + 6 * W + k]);
            c6x0 = x.fma(b0, c6x0);
            x = FloatVector.broadcast(F, slab[a + 7 * W + k]);
            c7x0 = x.fma(b0, c7x0);
            x = FloatVector.broadcast(F, slab[a + 8 * W + k]);
            c8x0 = x.fma(b0, c8x0);
            x = FloatVector.broadcast(F, slab[a + 9 * W + k]);
            c9x0 = x.fma(b0, c9x0);
            x = FloatVector.broadcast(F, slab[a + 10 * W + k]);
            c10x0 = x.fma(b0, c10x0);
            x = FloatVector.broadcast(F, slab[a + 11 * W + k]);
            c11x0 = x.fma(b0, c11x0);
            x = FloatVector.broadcast(F, slab[a + 12 * W + k]);
            c12x0 = x.fma(b0, c12x0);
            x = FloatVector.broadcast(F, slab[a + 13 * W + k]);
            c13x0 = x.fma(b0, c13x0);
            x = FloatVector.broadcast(F, slab[a + 14 * W + k]);
            c14x0 = x.fma(b0, c14x0);
            x = FloatVector.broadcast(F, slab[a + 15 * W + k]);
            c15x0 = x.fma(b0, c15x0);
        }
        c0x0.intoArray(slab, c);
        c1x0.intoArray(slab, c + W);
        c2x0.intoArray(slab, c + 2 * W);
        c3x0.intoArray(slab, c + 3 * W);
        c4x0.intoArray(slab, c + 4 * W);
        c5x0.intoArray(slab, c + 5 * W);
        c6x0.intoArray(slab, c + 6 * W);
        c7x0.intoArray(slab, c + 7 * W);
        c8x0.intoArray(slab, c + 8 * W);
        c9x0.intoArray(slab, c + 9 * W);
        c10x0.intoArray(slab, c + 10 * W);
        c11x0.intoArray(slab, c + 11 * W);
        c12x0.intoArray(slab, c + 12 * W);
        c13x0.intoArray(slab, c + 13 * W);
        c14x0.intoArray(slab, c + 14 * W);
        c15x0.intoArray(slab, c + 15 * W);
    }

    static void rows12(float[] slab, int a, int steps, int b, int c) {
        FloatVector c0x0 = FloatVector.zero(F);
        FloatVector c1x0 = FloatVector.zero(F);
        FloatVector c2x0 = FloatVector.zero(F);
        FloatVector c3x0 = FloatVector.zero(F);
        FloatVector c4x0 = FloatVector.zero(F);
        FloatVector c5x0 = FloatVector.zero(F);
        FloatVector c6x0 = FloatVector.zero(F);
        FloatVector c7x0 = FloatVector.zero(F);
        FloatVector c8x0 = FloatVector.zero(F);
        FloatVector c9x0 = FloatVector.zero(F);
        FloatVector c10x0 = FloatVector.zero(F);
        FloatVector c11x0 = FloatVector.zero(F);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(F, slab, b + k * W);
            FloatVector x = FloatVector.broadcast(F, slab[a + k]);
            c0x0 = x.fma(b0, c0x0);
            x = FloatVector.broadcast(F, slab[a + W + k]);
            c1x0 = x.fma(b0, c1x0);
            x = FloatVector.broadcast(F, slab[a + 2 * W + k]);
            c2x0 = x.fma(b0, c2x0);
            x = FloatVector.broadcast(F, slab[a + 3 * W + k]);
            c3x0 = x.fma(b0, c3x0);
            x = FloatVector.broadcast(F, slab[a + 4 * W + k]);
            c4x0 = x.fma(b0, c4x0);
            x = FloatVector.broadcast(F, slab[a + 5 * W + k]);
            c5x0 = x.fma(b0, c5x0);
            x = FloatVector.broadcast(F, slab[a + 6 * W + k]);
            c6x0 = x.fma(b0, c6x0);
            x = FloatVector.broadcast(F, slab[a + 7 * W + k]);
            c7x0 = x.fma(b0, c7x0);
            x = FloatVector.broadcast(F, slab[a + 8 * W + k]);
            c8x0 = x.fma(b0, c8x0);
            x = FloatVector.broadcast(F, slab[a + 9 * W + k]);
            c9x0 = x.fma(b0, c9x0);
            x = FloatVector.broadcast(F, slab[a + 10 * W + k]);
            c10x0 = x.fma(b0, c10x0);
            x = FloatVector.broadcast(F, slab[a + 11 * W + k]);
            c11x0 = x.fma(b0, c11x0);
        }
        c0x0.intoArray(slab, c);
        c1x0.intoArray(slab, c + W);
        c2x0.intoArray(slab, c + 2 * W);
        c3x0.intoArray(slab, c + 3 * W);
        c4x0.intoArray(slab, c + 4 * W);
        c5x0.intoArray(slab, c + 5 * W);
        c6x0.intoArray(slab, c + 6 * W);
        c7x0.intoArray(slab, c + 7 * W);
        c8x0.intoArray(slab, c + 8 * W);
        c9x0.intoArray(slab, c + 9 * W);
        c10x0.intoArray(slab, c + 10 * W);
        c11x0.intoArray(slab, c + 11 * W);
    }

    static void rows8(float[] slab, int a, int steps, int b, int c) {
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F);
        FloatVector c20 = FloatVector.zero(F);
        FloatVector c30 = FloatVector.zero(F);
        FloatVector c40 = FloatVector.zero(F);
        FloatVector c50 = FloatVector.zero(F);
        FloatVector c60 = FloatVector.zero(F);
        FloatVector c70 = FloatVector.zero(F);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(F, slab, b + k * W);
            FloatVector x = FloatVector.broadcast(F, slab[a + k]);
            c00 = x.fma(b0, c00);
            x = FloatVector.broadcast(F, slab[a + W + k]);
            c10 = x.fma(b0, c10);
            x = FloatVector.broadcast(F, slab[a + 2 * W + k]);
            c20 = x.fma(b0, c20);
            x = FloatVector.broadcast(F, slab[a + 3 * W + k]);
            c30 = x.fma(b0, c30);
            x = FloatVector.broadcast(F, slab[a + 4 * W + k]);
            c40 = x.fma(b0, c40);
            x = FloatVector.broadcast(F, slab[a + 5 * W + k]);
            c50 = x.fma(b0, c50);
            x = FloatVector.broadcast(F, slab[a + 6 * W + k]);
            c60 = x.fma(b0, c60);
            x = FloatVector.broadcast(F, slab[a + 7 * W + k]);
            c70 = x.fma(b0, c70);
        }
        c00.intoArray(slab, c);
        c10.intoArray(slab, c + W);
        c20.intoArray(slab, c + 2 * W);
        c30.intoArray(slab, c + 3 * W);
        c40.intoArray(slab, c + 4 * W);
        c50.intoArray(slab, c + 5 * W);
        c60.intoArray(slab, c + 6 * W);
        c70.intoArray(slab, c + 7 * W);
    }

    static void rows4(float[] slab, int a, int steps, int b, int c) {
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F);
        FloatVector c20 = FloatVector.zero(F);
        FloatVector c30 = FloatVector.zero(F);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(F, slab, b + k * W);
            FloatVector x = FloatVector.broadcast(F, slab[a + k]);
            c00 = x.fma(b0, c00);
            x = FloatVector.broadcast(F, slab[a + W + k]);
            c10 = x.fma(b0, c10);
            x = FloatVector.broadcast(F, slab[a + 2 * W + k]);
            c20 = x.fma(b0, c20);
            x = FloatVector.broadcast(F, slab[a + 3 * W + k]);
            c30 = x.fma(b0, c30);
        }
        c00.intoArray(slab, c);
        c10.intoArray(slab, c + W);
        c20.intoArray(slab, c + 2 * W);
        c30.intoArray(slab, c + 3 * W);
    }

    static void columns16(float[] slab, int a, int steps, int b, int c) {
        FloatVector c0x0 = FloatVector.zero(F);
        FloatVector c1x0 = FloatVector.zero(F);
        FloatVector c2x0 = FloatVector.zero(F);
        FloatVector c3x0 = FloatVector.zero(F);
        FloatVector c4x0 = FloatVector.zero(F);
        FloatVector c5x0 = FloatVector.zero(F);
        FloatVector c6x0 = FloatVector.zero(F);
        FloatVector c7x0 = FloatVector.zero(F);
        FloatVector c8x0 = FloatVector.zero(F);
        FloatVector c9x0 = FloatVector.zero(F);
        FloatVector c10x0 = FloatVector.zero(F);
        FloatVector c11x0 = FloatVector.zero(F);
        FloatVector c12x0 = FloatVector.zero(F);
        FloatVector c13x0 = FloatVector.zero(F);
        FloatVector c14x0 = FloatVector.zero(F);
        FloatVector c15x0 = FloatVector.zero(F);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(F, slab, b + k * W);
            FloatVector x = FloatVector.broadcast(F, slab[a + k * W]);
            c0x0 = x.fma(b0, c0x0);
            x = FloatVector.broadcast(F, slab[a + k * W + 1]);
            c1x0 = x.fma(b0, c1x0);
            x = FloatVector.broadcast(F, slab[a + k * W + 2]);
            c2x0 = x.fma(b0, c2x0);
            x = FloatVector.broadcast(F, slab[a + k * W + 3]);
            c3x0 = x.fma(b0, c3x0);
            x = FloatVector.broadcast(F, slab[a + k * W + 4]);
            c4x0 = x.fma(b0, c4x0);
            x = FloatVector.broadcast(F, slab[a + k * W + 5]);
            c5x0 = x.fma(b0, c5x0);
            x = FloatVector.broadcast(F, slab[a + k * W + 6]);
            c6x0 = x.fma(b0, c6x0);
            x = FloatVector.broadcast(F, slab[a + k * W + 7]);
            c7x0 = x.fma(b0, c7x0);
            x = FloatVector.broadcast(F, slab[a + k * W + 8]);
            c8x0 = x.fma(b0, c8x0);
            x = FloatVector.broadcast(F, slab[a + k * W + 9]);
            c9x0 = x.fma(b0, c9x0);
            x = FloatVector.broadcast(F, slab[a + k * W + 10]);
            c10x0 = x.fma(b0, c10x0);
            x = FloatVector.broadcast(F, slab[a + k * W + 11]);
            c11x0 = x.fma(b0, c11x0);
            x = FloatVector.broadcast(F, slab[a + k * W + 12]);
            c12x0 = x.fma(b0, c12x0);
            x = FloatVector.broadcast(F, slab[a + k * W + 13]);
            c13x0 = x.fma(b0, c13x0);
            x = FloatVector.broadcast(F, slab[a + k * W + 14]);
            c14x0 = x.fma(b0, c14x0);
            x = FloatVector.broadcast(F, slab[a + k * W + 15]);
            c15x0 = x.fma(b0, c15x0);
        }
        c0x0.intoArray(slab, c);
        c1x0.intoArray(slab, c + W);
        c2x0.intoArray(slab, c + 2 * W);
        c3x0.intoArray(slab, c + 3 * W);
        c4x0.intoArray(slab, c + 4 * W);
        c5x0.intoArray(slab, c + 5 * W);
        c6x0.intoArray(slab, c + 6 * W);
        c7x0.intoArray(slab, c + 7 * W);
        c8x0.intoArray(slab, c + 8 * W);
        c9x0.intoArray(slab, c + 9 * W);
        c10x0.intoArray(slab, c + 10 * W);
        c11x0.intoArray(slab, c + 11 * W);
        c12x0.intoArray(slab, c + 12 * W);
        c13x0.intoArray(slab, c + 13 * W);
        c14x0.intoArray(slab, c + 14 * W);
        c15x0.intoArray(slab, c + 15 * W);
    }

    static void columns12(float[] slab, int a, int steps, int b, int c) {
        FloatVector c0x0 = FloatVector.zero(F);
        FloatVector c1x0 = FloatVector.zero(F);
        FloatVector c2x0 = FloatVector.zero(F);
        FloatVector c3x0 = FloatVector.zero(F);
        FloatVector c4x0 = FloatVector.zero(F);
        FloatVector c5x0 = FloatVector.zero(F);
        FloatVector c6x0 = FloatVector.zero(F);
        FloatVector c7x0 = FloatVector.zero(F);
        FloatVector c8x0 = FloatVector.zero(F);
        FloatVector c9x0 = FloatVector.zero(F);
        FloatVector c10x0 = FloatVector.zero(F);
        FloatVector c11x0 = FloatVector.zero(F);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(F, slab, b + k * W);
            FloatVector x = FloatVector.broadcast(F, slab[a + k * W]);
            c0x0 = x.fma(b0, c0x0);
            x = FloatVector.broadcast(F, slab[a + k * W + 1]);
            c1x0 = x.fma(b0, c1x0);
            x = FloatVector.broadcast(F, slab[a + k * W + 2]);
            c2x0 = x.fma(b0, c2x0);
            x = FloatVector.broadcast(F, slab[a + k * W + 3]);
            c3x0 = x.fma(b0, c3x0);
            x = FloatVector.broadcast(F, slab[a + k * W + 4]);
            c4x0 = x.fma(b0, c4x0);
            x = FloatVector.broadcast(F, slab[a + k * W + 5]);
            c5x0 = x.fma(b0, c5x0);
            x = FloatVector.broadcast(F, slab[a + k * W + 6]);
            c6x0 = x.fma(b0, c6x0);
            x = FloatVector.broadcast(F, slab[a + k * W + 7]);
            c7x0 = x.fma(b0, c7x0);
            x = FloatVector.broadcast(F, slab[a + k * W + 8]);
            c8x0 = x.fma(b0, c8x0);
            x = FloatVector.broadcast(F, slab[a + k * W + 9]);
            c9x0 = x.fma(b0, c9x0);
            x = FloatVector.broadcast(F, slab[a + k * W + 10]);
            c10x0 = x.fma(b0, c10x0);
            x = FloatVector.broadcast(F, slab[a + k * W + 11]);
            c11x0 = x.fma(b0, c11x0);
        }
        c0x0.intoArray(slab, c);
        c1x0.intoArray(slab, c + W);
        c2x0.intoArray(slab, c + 2 * W);
        c3x0.intoArray(slab, c + 3 * W);
        c4x0.intoArray(slab, c + 4 * W);
        c5x0.intoArray(slab, c + 5 * W);
        c6x0.intoArray(slab, c + 6 * W);
        c7x0.intoArray(slab, c + 7 * W);
        c8x0.intoArray(slab, c + 8 * W);
        c9x0.intoArray(slab, c + 9 * W);
        c10x0.intoArray(slab, c + 10 * W);
        c11x0.intoArray(slab, c + 11 * W);
    }

    static void columns8(float[] slab, int a, int steps, int b, int c) {
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F);
        FloatVector c20 = FloatVector.zero(F);
        FloatVector c30 = FloatVector.zero(F);
        FloatVector c40 = FloatVector.zero(F);
        FloatVector c50 = FloatVector.zero(F);
        FloatVector c60 = FloatVector.zero(F);
        FloatVector c70 = FloatVector.zero(F);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(F, slab, b + k * W);
            FloatVector x = FloatVector.broadcast(F, slab[a + k * W]);
            c00 = x.fma(b0, c00);
            x = FloatVector.broadcast(F, slab[a + k * W + 1]);
            c10 = x.fma(b0, c10);
            x = FloatVector.broadcast(F, slab[a + k * W + 2]);
            c20 = x.fma(b0, c20);
            x = FloatVector.broadcast(F, slab[a + k * W + 3]);
            c30 = x.fma(b0, c30);
            x = FloatVector.broadcast(F, slab[a + k * W + 4]);
            c40 = x.fma(b0, c40);
            x = FloatVector.broadcast(F, slab[a + k * W + 5]);
            c50 = x.fma(b0, c50);
            x = FloatVector.broadcast(F, slab[a + k * W + 6]);
            c60 = x.fma(b0, c60);
            x = FloatVector.broadcast(F, slab[a + k * W + 7]);
            c70 = x.fma(b0, c70);
        }
        c00.intoArray(slab, c);
        c10.intoArray(slab, c + W);
        c20.intoArray(slab, c + 2 * W);
        c30.intoArray(slab, c + 3 * W);
        c40.intoArray(slab, c + 4 * W);
        c50.intoArray(slab, c + 5 * W);
        c60.intoArray(slab, c + 6 * W);
        c70.intoArray(slab, c + 7 * W);
    }

    static void columns4(float[] slab, int a, int steps, int b, int c) {
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F);
        FloatVector c20 = FloatVector.zero(F);
        FloatVector c30 = FloatVector.zero(F);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(F, slab, b + k * W);
            FloatVector x = FloatVector.broadcast(F, slab[a + k * W]);
            c00 = x.fma(b0, c00);
            x = FloatVector.broadcast(F, slab[a + k * W + 1]);
            c10 = x.fma(b0, c10);
            x = FloatVector.broadcast(F, slab[a + k * W + 2]);
            c20 = x.fma(b0, c20);
            x = FloatVector.broadcast(F, slab[a + k * W + 3]);
            c30 = x.fma(b0, c30);
        }
        c00.intoArray(slab, c);
        c10.intoArray(slab, c + W);
        c20.intoArray(slab, c + 2 * W);
        c30.intoArray(slab, c + 3 * W);
    }
}
