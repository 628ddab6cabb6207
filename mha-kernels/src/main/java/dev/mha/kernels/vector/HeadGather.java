package dev.mha.kernels.vector;

import static dev.mha.kernels.vector.Transpose16.M1;
import static dev.mha.kernels.vector.Transpose16.M2;
import static dev.mha.kernels.vector.Transpose16.M4;
import static dev.mha.kernels.vector.Transpose16.M8;
import static dev.mha.kernels.vector.Transpose16.X1;
import static dev.mha.kernels.vector.Transpose16.X2;
import static dev.mha.kernels.vector.Transpose16.X4;
import static dev.mha.kernels.vector.Transpose16.X8;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transposes 16 floats of 16 heads, each at a place of its own, into vectors with one head a lane; the steps of {@link
 * Transpose16}. Vector k of a panel stands {@code k / 4 quad + k % 4 step} behind the first: features wait in panels of
 * 4. Both forms are written out: a network in a method of its own would make objects of its vectors.
 */
final class HeadGather {
    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = HeadPanels.LANES;

    /** Where the rows of a square begin. */
    static final int[] SQUARE = new int[L];

    static {
        for (int h = 0; h < L; h++) {
            SQUARE[h] = h * L;
        }
    }

    private HeadGather() {}

    /** Reads 16 floats of each head, times the factor of its lane, into a panel. */
    static void read(float[] a, int[] at, int from, float[] slab, int factor, int to, int step, int quad) {
        FloatVector f = FloatVector.fromArray(F, slab, factor);
        FloatVector v0 = FloatVector.fromArray(F, a, at[0] + from);
        FloatVector v1 = FloatVector.fromArray(F, a, at[1] + from);
        FloatVector v2 = FloatVector.fromArray(F, a, at[2] + from);
        FloatVector v3 = FloatVector.fromArray(F, a, at[3] + from);
        FloatVector v4 = FloatVector.fromArray(F, a, at[4] + from);
        FloatVector v5 = FloatVector.fromArray(F, a, at[5] + from);
        FloatVector v6 = FloatVector.fromArray(F, a, at[6] + from);
        FloatVector v7 = FloatVector.fromArray(F, a, at[7] + from);
        FloatVector v8 = FloatVector.fromArray(F, a, at[8] + from);
        FloatVector v9 = FloatVector.fromArray(F, a, at[9] + from);
        FloatVector v10 = FloatVector.fromArray(F, a, at[10] + from);
        FloatVector v11 = FloatVector.fromArray(F, a, at[11] + from);
        FloatVector v12 = FloatVector.fromArray(F, a, at[12] + from);
        FloatVector v13 = FloatVector.fromArray(F, a, at[13] + from);
        FloatVector v14 = FloatVector.fromArray(F, a, at[14] + from);
        FloatVector v15 = FloatVector.fromArray(F, a, at[15] + from);
        FloatVector t;
        t = v0.blend(v1.rearrange(X1), M1);
        v1 = v0.rearrange(X1).blend(v1, M1);
        v0 = t;
        t = v2.blend(v3.rearrange(X1), M1);
        v3 = v2.rearrange(X1).blend(v3, M1);
        v2 = t;
        t = v4.blend(v5.rearrange(X1), M1);
        v5 = v4.rearrange(X1).blend(v5, M1);
        v4 = t;
        t = v6.blend(v7.rearrange(X1), M1);
        v7 = v6.rearrange(X1).blend(v7, M1);
        v6 = t;
        t = v8.blend(v9.rearrange(X1), M1);
        v9 = v8.rearrange(X1).blend(v9, M1);
        v8 = t;
        t = v10.blend(v11.rearrange(X1), M1);
        v11 = v10.rearrange(X1).blend(v11, M1);
        v10 = t;
        t = v12.blend(v13.rearrange(X1), M1);
        v13 = v12.rearrange(X1).blend(v13, M1);
        v12 = t;
        t = v14.blend(v15.rearrange(X1), M1);
        v15 = v14.rearrange(X1).blend(v15, M1);
        v14 = t;
        t = v0.blend(v2.rearrange(X2), M2);
        v2 = v0.rearrange(X2).blend(v2, M2);
        v0 = t;
        t = v1.blend(v3.rearrange(X2), M2);
        v3 = v1.rearrange(X2).blend(v3, M2);
        v1 = t;
        t = v4.blend(v6.rearrange(X2), M2);
        v6 = v4.rearrange(X2).blend(v6, M2);
        v4 = t;
        t = v5.blend(v7.rearrange(X2), M2);
        v7 = v5.rearrange(X2).blend(v7, M2);
        v5 = t;
        t = v8.blend(v10.rearrange(X2), M2);
        v10 = v8.rearrange(X2).blend(v10, M2);
        v8 = t;
        t = v9.blend(v11.rearrange(X2), M2);
        v11 = v9.rearrange(X2).blend(v11, M2);
        v9 = t;
        t = v12.blend(v14.rearrange(X2), M2);
        v14 = v12.rearrange(X2).blend(v14, M2);
        v12 = t;
        t = v13.blend(v15.rearrange(X2), M2);
        v15 = v13.rearrange(X2).blend(v15, M2);
        v13 = t;
        t = v0.blend(v4.rearrange(X4), M4);
        v4 = v0.rearrange(X4).blend(v4, M4);
        v0 = t;
        t = v1.blend(v5.rearrange(X4), M4);
        v5 = v1.rearrange(X4).blend(v5, M4);
        v1 = t;
        t = v2.blend(v6.rearrange(X4), M4);
        v6 = v2.rearrange(X4).blend(v6, M4);
        v2 = t;
        t = v3.blend(v7.rearrange(X4), M4);
        v7 = v3.rearrange(X4).blend(v7, M4);
        v3 = t;
        t = v8.blend(v12.rearrange(X4), M4);
        v12 = v8.rearrange(X4).blend(v12, M4);
        v8 = t;
        t = v9.blend(v13.rearrange(X4), M4);
        v13 = v9.rearrange(X4).blend(v13, M4);
        v9 = t;
        t = v10.blend(v14.rearrange(X4), M4);
        v14 = v10.rearrange(X4).blend(v14, M4);
        v10 = t;
        t = v11.blend(v15.rearrange(X4), M4);
        v15 = v11.rearrange(X4).blend(v15, M4);
        v11 = t;
        t = v0.blend(v8.rearrange(X8), M8);
        v8 = v0.rearrange(X8).blend(v8, M8);
        v0 = t;
        t = v1.blend(v9.rearrange(X8), M8);
        v9 = v1.rearrange(X8).blend(v9, M8);
        v1 = t;
        t = v2.blend(v10.rearrange(X8), M8);
        v10 = v2.rearrange(X8).blend(v10, M8);
        v2 = t;
        t = v3.blend(v11.rearrange(X8), M8);
        v11 = v3.rearrange(X8).blend(v11, M8);
        v3 = t;
        t = v4.blend(v12.rearrange(X8), M8);
        v12 = v4.rearrange(X8).blend(v12, M8);
        v4 = t;
        t = v5.blend(v13.rearrange(X8), M8);
        v13 = v5.rearrange(X8).blend(v13, M8);
        v5 = t;
        t = v6.blend(v14.rearrange(X8), M8);
        v14 = v6.rearrange(X8).blend(v14, M8);
        v6 = t;
        t = v7.blend(v15.rearrange(X8), M8);
        v15 = v7.rearrange(X8).blend(v15, M8);
        v7 = t;
        v0.mul(f).intoArray(slab, to);
        v1.mul(f).intoArray(slab, to + step);
        v2.mul(f).intoArray(slab, to + 2 * step);
        v3.mul(f).intoArray(slab, to + 3 * step);
        v4.mul(f).intoArray(slab, to + quad);
        v5.mul(f).intoArray(slab, to + quad + step);
        v6.mul(f).intoArray(slab, to + quad + 2 * step);
        v7.mul(f).intoArray(slab, to + quad + 3 * step);
        v8.mul(f).intoArray(slab, to + 2 * quad);
        v9.mul(f).intoArray(slab, to + 2 * quad + step);
        v10.mul(f).intoArray(slab, to + 2 * quad + 2 * step);
        v11.mul(f).intoArray(slab, to + 2 * quad + 3 * step);
        v12.mul(f).intoArray(slab, to + 3 * quad);
        v13.mul(f).intoArray(slab, to + 3 * quad + step);
        v14.mul(f).intoArray(slab, to + 3 * quad + 2 * step);
        v15.mul(f).intoArray(slab, to + 3 * quad + 3 * step);
    }

    /** The same, and the floats as they are into a panel of a step of one vector. */
    static void readBoth(float[] a, int[] at, int from, float[] slab, int factor, int to, int step, int quad, int plain,
            int plainQuad) {
        FloatVector f = FloatVector.fromArray(F, slab, factor);
        FloatVector v0 = FloatVector.fromArray(F, a, at[0] + from);
        FloatVector v1 = FloatVector.fromArray(F, a, at[1] + from);
        FloatVector v2 = FloatVector.fromArray(F, a, at[2] + from);
        FloatVector v3 = FloatVector.fromArray(F, a, at[3] + from);
        FloatVector v4 = FloatVector.fromArray(F, a, at[4] + from);
        FloatVector v5 = FloatVector.fromArray(F, a, at[5] + from);
        FloatVector v6 = FloatVector.fromArray(F, a, at[6] + from);
        FloatVector v7 = FloatVector.fromArray(F, a, at[7] + from);
        FloatVector v8 = FloatVector.fromArray(F, a, at[8] + from);
        FloatVector v9 = FloatVector.fromArray(F, a, at[9] + from);
        FloatVector v10 = FloatVector.fromArray(F, a, at[10] + from);
        FloatVector v11 = FloatVector.fromArray(F, a, at[11] + from);
        FloatVector v12 = FloatVector.fromArray(F, a, at[12] + from);
        FloatVector v13 = FloatVector.fromArray(F, a, at[13] + from);
        FloatVector v14 = FloatVector.fromArray(F, a, at[14] + from);
        FloatVector v15 = FloatVector.fromArray(F, a, at[15] + from);
        FloatVector t;
        t = v0.blend(v1.rearrange(X1), M1);
        v1 = v0.rearrange(X1).blend(v1, M1);
        v0 = t;
        t = v2.blend(v3.rearrange(X1), M1);
        v3 = v2.rearrange(X1).blend(v3, M1);
        v2 = t;
        t = v4.blend(v5.rearrange(X1), M1);
        v5 = v4.rearrange(X1).blend(v5, M1);
        v4 = t;
        t = v6.blend(v7.rearrange(X1), M1);
        v7 = v6.rearrange(X1).blend(v7, M1);
        v6 = t;
        t = v8.blend(v9.rearrange(X1), M1);
        v9 = v8.rearrange(X1).blend(v9, M1);
        v8 = t;
        t = v10.blend(v11.rearrange(X1), M1);
        v11 = v10.rearrange(X1).blend(v11, M1);
        v10 = t;
        t = v12.blend(v13.rearrange(X1), M1);
        v13 = v12.rearrange(X1).blend(v13, M1);
        v12 = t;
        t = v14.blend(v15.rearrange(X1), M1);
        v15 = v14.rearrange(X1).blend(v15, M1);
        v14 = t;
        t = v0.blend(v2.rearrange(X2), M2);
        v2 = v0.rearrange(X2).blend(v2, M2);
        v0 = t;
        t = v1.blend(v3.rearrange(X2), M2);
        v3 = v1.rearrange(X2).blend(v3, M2);
        v1 = t;
        t = v4.blend(v6.rearrange(X2), M2);
        v6 = v4.rearrange(X2).blend(v6, M2);
        v4 = t;
        t = v5.blend(v7.rearrange(X2), M2);
        v7 = v5.rearrange(X2).blend(v7, M2);
        v5 = t;
        t = v8.blend(v10.rearrange(X2), M2);
        v10 = v8.rearrange(X2).blend(v10, M2);
        v8 = t;
        t = v9.blend(v11.rearrange(X2), M2);
        v11 = v9.rearrange(X2).blend(v11, M2);
        v9 = t;
        t = v12.blend(v14.rearrange(X2), M2);
        v14 = v12.rearrange(X2).blend(v14, M2);
        v12 = t;
        t = v13.blend(v15.rearrange(X2), M2);
        v15 = v13.rearrange(X2).blend(v15, M2);
        v13 = t;
        t = v0.blend(v4.rearrange(X4), M4);
        v4 = v0.rearrange(X4).blend(v4, M4);
        v0 = t;
        t = v1.blend(v5.rearrange(X4), M4);
        v5 = v1.rearrange(X4).blend(v5, M4);
        v1 = t;
        t = v2.blend(v6.rearrange(X4), M4);
        v6 = v2.rearrange(X4).blend(v6, M4);
        v2 = t;
        t = v3.blend(v7.rearrange(X4), M4);
        v7 = v3.rearrange(X4).blend(v7, M4);
        v3 = t;
        t = v8.blend(v12.rearrange(X4), M4);
        v12 = v8.rearrange(X4).blend(v12, M4);
        v8 = t;
        t = v9.blend(v13.rearrange(X4), M4);
        v13 = v9.rearrange(X4).blend(v13, M4);
        v9 = t;
        t = v10.blend(v14.rearrange(X4), M4);
        v14 = v10.rearrange(X4).blend(v14, M4);
        v10 = t;
        t = v11.blend(v15.rearrange(X4), M4);
        v15 = v11.rearrange(X4).blend(v15, M4);
        v11 = t;
        t = v0.blend(v8.rearrange(X8), M8);
        v8 = v0.rearrange(X8).blend(v8, M8);
        v0 = t;
        t = v1.blend(v9.rearrange(X8), M8);
        v9 = v1.rearrange(X8).blend(v9, M8);
        v1 = t;
        t = v2.blend(v10.rearrange(X8), M8);
        v10 = v2.rearrange(X8).blend(v10, M8);
        v2 = t;
        t = v3.blend(v11.rearrange(X8), M8);
        v11 = v3.rearrange(X8).blend(v11, M8);
        v3 = t;
        t = v4.blend(v12.rearrange(X8), M8);
        v12 = v4.rearrange(X8).blend(v12, M8);
        v4 = t;
        t = v5.blend(v13.rearrange(X8), M8);
        v13 = v5.rearrange(X8).blend(v13, M8);
        v5 = t;
        t = v6.blend(v14.rearrange(X8), M8);
        v14 = v6.rearrange(X8).blend(v14, M8);
        v6 = t;
        t = v7.blend(v15.rearrange(X8), M8);
        v15 = v7.rearrange(X8).blend(v15, M8);
        v7 = t;
        v0.mul(f).intoArray(slab, to);
        v0.intoArray(slab, plain);
        v1.mul(f).intoArray(slab, to + step);
        v1.intoArray(slab, plain + L);
        v2.mul(f).intoArray(slab, to + 2 * step);
        v2.intoArray(slab, plain + 2 * L);
        v3.mul(f).intoArray(slab, to + 3 * step);
        v3.intoArray(slab, plain + 3 * L);
        v4.mul(f).intoArray(slab, to + quad);
        v4.intoArray(slab, plain + plainQuad);
        v5.mul(f).intoArray(slab, to + quad + step);
        v5.intoArray(slab, plain + plainQuad + L);
        v6.mul(f).intoArray(slab, to + quad + 2 * step);
        v6.intoArray(slab, plain + plainQuad + 2 * L);
        v7.mul(f).intoArray(slab, to + quad + 3 * step);
        v7.intoArray(slab, plain + plainQuad + 3 * L);
        v8.mul(f).intoArray(slab, to + 2 * quad);
        v8.intoArray(slab, plain + 2 * plainQuad);
        v9.mul(f).intoArray(slab, to + 2 * quad + step);
        v9.intoArray(slab, plain + 2 * plainQuad + L);
        v10.mul(f).intoArray(slab, to + 2 * quad + 2 * step);
        v10.intoArray(slab, plain + 2 * plainQuad + 2 * L);
        v11.mul(f).intoArray(slab, to + 2 * quad + 3 * step);
        v11.intoArray(slab, plain + 2 * plainQuad + 3 * L);
        v12.mul(f).intoArray(slab, to + 3 * quad);
        v12.intoArray(slab, plain + 3 * plainQuad);
        v13.mul(f).intoArray(slab, to + 3 * quad + step);
        v13.intoArray(slab, plain + 3 * plainQuad + L);
        v14.mul(f).intoArray(slab, to + 3 * quad + 2 * step);
        v14.intoArray(slab, plain + 3 * plainQuad + 2 * L);
        v15.mul(f).intoArray(slab, to + 3 * quad + 3 * step);
        v15.intoArray(slab, plain + 3 * plainQuad + 3 * L);
    }

    /**
     * Copies the {@code count} floats that are left of a row, and zeros after them, to where {@link #SQUARE} finds
     * them. With 16 masked loads in the transpose the compiler puts vectors on the heap: 20 times slower.
     */
    static void square(float[] a, int[] at, int from, int count, float[] slab, int square) {
        VectorMask<Float> some = F.indexInRange(0, count);
        for (int h = 0; h < L; h++) {
            FloatVector.fromArray(F, a, at[h] + from, some).intoArray(slab, square + h * L);
        }
    }
}
