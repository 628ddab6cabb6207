package dev.mha.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Copies of a caller's rows in panels [panel][rows][{@link Lanes#WIDTH}] of scratch memory, and back. */
final class Panels {
    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.COUNT;
    private static final int W = Lanes.WIDTH;

    private Panels() {}

    /** Panels that {@code dim} floats fill. */
    static int count(int dim) {
        return (dim + W - 1) / W;
    }

    /** Copies rows of {@code dim} floats into panels of {@code panelSize} floats, the last one filled up with zeros. */
    static void fill(float[] a, int ao, int as, int rows, int dim, float[] c, int to, int panelSize) {
        for (int i = 0; i < dim; i += W) {
            int n = Math.min(W, dim - i);
            int co = to + i / W * panelSize;
            copy(a, ao + i, as, rows, n, 1.0f, c, co, W);
            for (int r = 0; r < rows; r++) {
                for (int t = n; t < W; t++) {
                    c[co + r * W + t] = 0.0f;
                }
            }
        }
    }

    /** Writes panels of {@code panelSize} floats, times {@code factor}, to rows of {@code dim} floats. */
    static void write(float[] a, int ao, int panelSize, int rows, int dim, float factor, float[] c, int co,
            int cs) {
        for (int i = 0; i < dim; i += W) {
            copy(a, ao + i / W * panelSize, W, rows, Math.min(W, dim - i), factor, c, co + i, cs);
        }
    }

    /** Adds {@code length} floats, a number of whole vectors, to those at {@code to}, and leaves zeros behind. */
    static void take(float[] a, int from, int length, int to) {
        for (int i = 0; i < length; i += L) {
            FloatVector v = FloatVector.fromArray(F, a, from + i);
            FloatVector.fromArray(F, a, to + i).add(v).intoArray(a, to + i);
            v.broadcast(0.0f).intoArray(a, from + i);
        }
    }

    /**
     * Rows of {@code n} floats, times {@code factor}. Whole vectors by hand: a call of {@code arraycopy} a row costs as
     * much as eight of them.
     */
    static void copy(float[] a, int ao, int as, int rows, int n, float factor, float[] c, int co, int cs) {
        int whole = n - n % L;
        for (int r = 0; r < rows; r++) {
            int i = 0;
            for (; i < whole; i += L) {
                FloatVector.fromArray(F, a, ao + r * as + i).mul(factor).intoArray(c, co + r * cs + i);
            }
            for (; i < n; i++) {
                c[co + r * cs + i] = a[ao + r * as + i] * factor;
            }
        }
    }
}
