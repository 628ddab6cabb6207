package dev.mha.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/** Sums over the lanes of float vectors of 8 or 16 lanes, in a fixed order. */
final class LaneSums {
    /** Lane i trades places with lane i xor 4, 2 or 1. */
    private static final VectorShuffle<Float> FOUR = VectorShuffle.fromOp(Lanes.F, i -> (i ^ 4) % Lanes.COUNT);
    private static final VectorShuffle<Float> TWO = VectorShuffle.fromOp(Lanes.F, i -> (i ^ 2) % Lanes.COUNT);
    private static final VectorShuffle<Float> ONE = VectorShuffle.fromOp(Lanes.F, i -> (i ^ 1) % Lanes.COUNT);

    private LaneSums() {}

    /**
     * {@code a[out + i] = sum over lanes of a[in + i lanes + lane]}, up to a multiple of 16 vectors where there are 16
     * lanes.
     */
    static void run(float[] a, int in, int vectors, int out) {
        if (Lanes.COUNT == 16) {
            LaneSums16.run(a, in, vectors, out);
            return;
        }
        for (int i = 0; i < vectors; i++) {
            FloatVector v = FloatVector.fromArray(Lanes.F, a, in + i * Lanes.COUNT);
            v = v.add(v.rearrange(FOUR));
            v = v.add(v.rearrange(TWO));
            a[out + i] = v.add(v.rearrange(ONE)).lane(0);
        }
    }
}
