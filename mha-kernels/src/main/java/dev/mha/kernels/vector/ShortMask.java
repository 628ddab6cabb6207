package dev.mha.kernels.vector;

import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The keys that some queries of a short head see and some do not: query i sees key j if {@code i >= j + shift}. Hiding
 * scores, and products that never touch a hidden pair; the latter are for NaN and infinite inputs only, where a weight
 * of 0 does not hide them: 0 times NaN is NaN.
 */
final class ShortMask {
    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.COUNT;
    private static final int W = ShortProducts.ROW;
    private static final float[] INDEX = new float[W];

    static {
        for (int i = 0; i < W; i++) {
            INDEX[i] = i;
        }
    }

    private ShortMask() {}

    /** Sets the pairs of keys {@code from <= j < to} with queries that do not see them to {@code fill}. */
    static void hide(float[] slab, int s, int from, int to, int queries, int shift, float fill) {
        for (int v = 0; v < queries; v += L) {
            FloatVector lane = FloatVector.fromArray(F, INDEX, v);
            for (int j = from; j < to; j++) {
                FloatVector x = FloatVector.fromArray(F, slab, s + v + j * W);
                x.blend(fill, lane.compare(LT, (float) (j + shift))).intoArray(slab, s + v + j * W);
            }
        }
    }

    /** Whether {@code rows} scratch rows of {@code dim} floats hold a NaN or an infinity. */
    static boolean hasNonFinite(float[] slab, int a, int rows, int dim) {
        return Diagonal.hasNonFinite(slab, a, W, rows, dim);
    }

    /**
     * {@code C[i][c] = sum_j A[j][i] B[j][c]} over the keys j that query i sees; see {@link ShortProducts#columns}.
     *
     * @param parts factors of {@code keys} rows each that lie on top of one another in A, and in B
     */
    static void columns(float[] slab, int a, int queries, int keys, int parts, int b, int dim, int c, int shift) {
        for (int i = 0; i < queries; i++) {
            int seen = Math.min(keys, i - shift + 1);
            for (int n = 0; n < dim; n++) {
                float sum = 0.0f;
                for (int from = 0; from < parts * keys; from += keys) {
                    for (int j = from; j < from + seen; j++) {
                        sum = Math.fma(slab[a + j * W + i], slab[b + j * W + n], sum);
                    }
                }
                slab[c + i * W + n] = sum;
            }
        }
    }

    /** {@code C[j][c] = sum_i A[j][i] B[i][c]} over the queries i that see key j; see {@link ShortProducts#rows}. */
    static void rows(float[] slab, int a, int keys, int queries, int b, int dim, int c, int shift) {
        for (int j = 0; j < keys; j++) {
            int first = Math.max(0, j + shift);
            for (int n = 0; n < dim; n++) {
                float sum = 0.0f;
                for (int i = first; i < queries; i++) {
                    sum = Math.fma(slab[a + j * W + i], slab[b + i * W + n], sum);
                }
                slab[c + j * W + n] = sum;
            }
        }
    }
}
