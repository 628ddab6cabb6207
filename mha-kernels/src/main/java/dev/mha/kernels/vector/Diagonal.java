package dev.mha.kernels.vector;

import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The part of a block that some of its queries see and some do not: hiding scores, and products that never touch a
 * hidden pair. The latter are for NaN and infinite inputs only, where a weight of 0 does not hide them: 0 times NaN is
 * NaN.
 */
final class Diagonal {
    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.COUNT;
    private static final int W = Lanes.WIDTH;
    private static final float[] INDEX = new float[W];

    static {
        for (int i = 0; i < W; i++) {
            INDEX[i] = i;
        }
    }

    private Diagonal() {}

    /** How many of {@code rows} rows the vector from lane {@code v} on sees: its last lane sees the most. */
    static int seen(int rows, int shift, int v) {
        return Math.clamp((long) v + L - shift, 0, rows);
    }

    /** Sets lanes below {@code r + shift} to {@code fill} in rows {@code from <= r < to}. */
    static void hide(float[] slab, int s, int from, int to, int shift, float fill) {
        hideParts(slab, s, from, to, shift, fill);
        fill(slab, s, from, to, shift, fill);
    }

    /** {@link #hide} for the vectors that see part of a row. */
    static void hideParts(float[] slab, int s, int from, int to, int shift, float fill) {
        for (int v = 0; v < W; v += L) {
            FloatVector lane = FloatVector.fromArray(F, INDEX, v);
            int first = Math.max(from, v - shift + 1);
            int end = seen(to, shift, v);
            for (int r = first; r < end; r++) {
                FloatVector x = FloatVector.fromArray(F, slab, s + v + r * W);
                x.blend(fill, lane.compare(LT, (float) (r + shift))).intoArray(slab, s + v + r * W);
            }
        }
    }

    /** {@link #hide} for the vectors of which no lane sees a row. */
    static void fill(float[] slab, int s, int from, int to, int shift, float fill) {
        for (int v = 0; v < W; v += L) {
            for (int r = Math.max(from, seen(to, shift, v)); r < to; r++) {
                FloatVector.broadcast(F, fill).intoArray(slab, s + v + r * W);
            }
        }
    }

    /** Whether {@code rows} rows of {@code dim} floats hold a NaN or an infinity. */
    static boolean hasNonFinite(float[] a, int ao, int as, int rows, int dim) {
        for (int r = 0; r < rows; r++) {
            if (rowHasNonFinite(a, ao + r * as, dim)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether one row of {@code dim} floats holds a NaN or an infinity: 0 times one is NaN, a finite float 0. Row by
     * row, since C2 now and then leaves a vector that two nested loops carry on the heap, for as long as the machine
     * runs (JDK 25).
     */
    private static boolean rowHasNonFinite(float[] a, int ao, int dim) {
        FloatVector sum = FloatVector.zero(F);
        float rest = 0.0f;
        int i = 0;
        for (; i <= dim - L; i += L) {
            sum = FloatVector.fromArray(F, a, ao + i).mul(0.0f).add(sum);
        }
        for (; i < dim; i++) {
            rest += 0.0f * a[ao + i];
        }
        return rest != 0.0f || sum.compare(NE, 0.0f).anyTrue();
    }

    /**
     * {@code C[c][lane] += sum_k A[ao + k as + c] B[k][lane]} over the {@code k} that the lane sees: the same additions
     * in the same order as in {@link Products#addColumns}, without those whose weight is 0.
     */
    static void addColumns(float[] a, int ao, int as, int rows, int from, int to, float[] slab, int b, int c,
            int shift) {
        for (int r = 0; r < rows; r++) {
            for (int lane = 0; lane < W; lane++) {
                float sum = slab[c + r * W + lane];
                for (int k = from; k < Math.min(to, lane - shift + 1); k++) {
                    sum = Math.fma(a[ao + k * as + r], slab[b + k * W + lane], sum);
                }
                slab[c + r * W + lane] = sum;
            }
        }
    }

    /**
     * {@code C[r][i] += sum_k A[r][k] B[k][i]} over the lanes {@code k} that see row {@code r}, for rows {@code from}
     * to {@code to}: the same additions in the same order as in {@link Products#addRows}, without those whose weight is
     * 0.
     */
    static void addRows(float[] slab, int a, int from, int to, int steps, int b, int c, int shift) {
        for (int r = from; r < to; r++) {
            for (int i = 0; i < W; i++) {
                float sum = 0.0f;
                for (int k = Math.max(0, r + shift); k < steps; k++) {
                    sum = Math.fma(slab[a + r * W + k], slab[b + k * W + i], sum);
                }
                slab[c + r * W + i] += sum;
            }
        }
    }
}
