package dev.mha.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/** Elementwise work on vectors over samples, and the one sum over lanes, in a fixed order. */
public final class SampleSums {
    /** Lane i trades places with lane i xor 4, 2 or 1. */
    private static final VectorShuffle<Float> FOUR = VectorShuffle.fromOp(Lanes.F, i -> (i ^ 4) % Lanes.COUNT);
    private static final VectorShuffle<Float> TWO = VectorShuffle.fromOp(Lanes.F, i -> (i ^ 2) % Lanes.COUNT);
    private static final VectorShuffle<Float> ONE = VectorShuffle.fromOp(Lanes.F, i -> (i ^ 1) % Lanes.COUNT);

    /** Vectors beyond the last that {@link #overLanes} may read, and floats that it may write. */
    public static final int BEYOND = 15;

    private SampleSums() {}

    /**
     * {@code a[out + i] = sum over lanes of a[in + i lanes + lane]}: halves are added to halves, so the order does not
     * depend on what is compiled, as that of {@code reduceLanes} does. Needs vectors of 8 or 16 lanes.
     *
     * <p>Goes on to a multiple of 16 vectors, so that up to {@link #BEYOND} more are read and written.
     */
    public static void overLanes(float[] a, int in, int vectors, int out) {
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

    /** {@code a[y + i lanes + lane] = a[x + i lanes + lane] a[factor + lane]}. */
    public static void scale(float[] a, int x, int vectors, int factor, int y) {
        FloatVector f = FloatVector.fromArray(Lanes.F, a, factor);
        for (int i = 0; i < vectors; i++) {
            FloatVector.fromArray(Lanes.F, a, x + i * Lanes.COUNT).mul(f).intoArray(a, y + i * Lanes.COUNT);
        }
    }
}
