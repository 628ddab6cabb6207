package dev.mha.kernels.vector;

import jdk.incubator.vector.FloatVector;

/** Elementwise work on vectors over samples, and the one sum over lanes, in a fixed order. */
public final class SampleSums {
    /** Vectors beyond the last that {@link #overLanes} may read, and floats that it may write. */
    public static final int BEYOND = 15;

    private SampleSums() {}

    /**
     * {@code a[out + i] = sum over lanes of a[in + i lanes + lane]}: halves are added to halves, so the order does not
     * depend on what is compiled, as that of {@code reduceLanes} does.
     *
     * <p>Goes on to a multiple of 16 vectors, so that up to {@link #BEYOND} more are read and written.
     */
    public static void overLanes(float[] a, int in, int vectors, int out) {
        LaneSums.run(a, in, vectors, out);
    }

    /** {@code a[y + i lanes + lane] = a[x + i lanes + lane] a[factor + lane]}. */
    public static void scale(float[] a, int x, int vectors, int factor, int y) {
        FloatVector f = FloatVector.fromArray(Lanes.F, a, factor);
        for (int i = 0; i < vectors; i++) {
            FloatVector.fromArray(Lanes.F, a, x + i * Lanes.COUNT).mul(f).intoArray(a, y + i * Lanes.COUNT);
        }
    }
}
