package dev.mha.kernels.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Sums over the lanes of double vectors of 8 or 4 lanes, as many vectors at a time as there are lanes: of two vectors
 * each keeps one half of its lanes and gives the other, as in {@link LaneSums16}.
 */
final class DoubleLaneSums {
    /** Lanes whose number has the bit 4, 2 or 1. */
    private static final VectorMask<Double> M4 = VectorMask.fromLong(Lanes.D, 0xf0);
    private static final VectorMask<Double> M2 = VectorMask.fromLong(Lanes.D, 0xcc);
    private static final VectorMask<Double> M1 = VectorMask.fromLong(Lanes.D, 0xaa);
    /** Lane i trades places with lane i xor 4, 2 or 1. */
    private static final VectorShuffle<Double> X4 = VectorShuffle.fromOp(Lanes.D, i -> (i ^ 4) % Lanes.DOUBLES);
    private static final VectorShuffle<Double> X2 = VectorShuffle.fromOp(Lanes.D, i -> (i ^ 2) % Lanes.DOUBLES);
    private static final VectorShuffle<Double> X1 = VectorShuffle.fromOp(Lanes.D, i -> (i ^ 1) % Lanes.DOUBLES);

    private DoubleLaneSums() {}

    /** {@code a[out + i] = sum over lanes of a[in + i lanes + lane]}, up to a multiple of as many vectors as lanes. */
    static void run(double[] a, int in, int vectors, int out) {
        if (Lanes.DOUBLES == 8) {
            eight(a, in, vectors, out);
        } else {
            four(a, in, vectors, out);
        }
    }

    private static void eight(double[] a, int in, int vectors, int out) {
        for (int i = 0; i < vectors; i += 8) {
            int at = in + 8 * i;
            DoubleVector v0 = DoubleVector.fromArray(Lanes.D, a, at);
            DoubleVector v1 = DoubleVector.fromArray(Lanes.D, a, at + 8);
            DoubleVector v2 = DoubleVector.fromArray(Lanes.D, a, at + 16);
            DoubleVector v3 = DoubleVector.fromArray(Lanes.D, a, at + 24);
            DoubleVector v4 = DoubleVector.fromArray(Lanes.D, a, at + 32);
            DoubleVector v5 = DoubleVector.fromArray(Lanes.D, a, at + 40);
            DoubleVector v6 = DoubleVector.fromArray(Lanes.D, a, at + 48);
            DoubleVector v7 = DoubleVector.fromArray(Lanes.D, a, at + 56);
            v0 = v0.blend(v4, M4).add(v4.blend(v0, M4).rearrange(X4));
            v1 = v1.blend(v5, M4).add(v5.blend(v1, M4).rearrange(X4));
            v2 = v2.blend(v6, M4).add(v6.blend(v2, M4).rearrange(X4));
            v3 = v3.blend(v7, M4).add(v7.blend(v3, M4).rearrange(X4));
            v0 = v0.blend(v2, M2).add(v2.blend(v0, M2).rearrange(X2));
            v1 = v1.blend(v3, M2).add(v3.blend(v1, M2).rearrange(X2));
            v0 = v0.blend(v1, M1).add(v1.blend(v0, M1).rearrange(X1));
            v0.intoArray(a, out + i);
        }
    }

    private static void four(double[] a, int in, int vectors, int out) {
        for (int i = 0; i < vectors; i += 4) {
            int at = in + 4 * i;
            DoubleVector v0 = DoubleVector.fromArray(Lanes.D, a, at);
            DoubleVector v1 = DoubleVector.fromArray(Lanes.D, a, at + 4);
            DoubleVector v2 = DoubleVector.fromArray(Lanes.D, a, at + 8);
            DoubleVector v3 = DoubleVector.fromArray(Lanes.D, a, at + 12);
            v0 = v0.blend(v2, M2).add(v2.blend(v0, M2).rearrange(X2));
            v1 = v1.blend(v3, M2).add(v3.blend(v1, M2).rearrange(X2));
            v0 = v0.blend(v1, M1).add(v1.blend(v0, M1).rearrange(X1));
            v0.intoArray(a, out + i);
        }
    }
}
