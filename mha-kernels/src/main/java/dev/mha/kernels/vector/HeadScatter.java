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
import jdk.incubator.vector.VectorSpecies;

/**
 * Transposes vectors with one head a lane back into 16 floats of 16 heads, each at a place of its own: the way back of
 * {@link HeadGather}, with the same panels.
 */
final class HeadScatter {
    private static final VectorSpecies<Float> F = Lanes.F;

    private HeadScatter() {}

    /** Writes 16 floats of each head from a panel, times the factor of its lane, and 0 in place of -0. */
    static void write(float[] slab, int from, int step, int quad, int factor, float[] c, int[] at, int to) {
        FloatVector f = FloatVector.fromArray(F, slab, factor);
        FloatVector v0 = FloatVector.fromArray(F, slab, from).mul(f).add(0.0f);
        FloatVector v1 = FloatVector.fromArray(F, slab, from + step).mul(f).add(0.0f);
        FloatVector v2 = FloatVector.fromArray(F, slab, from + 2 * step).mul(f).add(0.0f);
        FloatVector v3 = FloatVector.fromArray(F, slab, from + 3 * step).mul(f).add(0.0f);
        FloatVector v4 = FloatVector.fromArray(F, slab, from + quad).mul(f).add(0.0f);
        FloatVector v5 = FloatVector.fromArray(F, slab, from + quad + step).mul(f).add(0.0f);
        FloatVector v6 = FloatVector.fromArray(F, slab, from + quad + 2 * step).mul(f).add(0.0f);
        FloatVector v7 = FloatVector.fromArray(F, slab, from + quad + 3 * step).mul(f).add(0.0f);
        FloatVector v8 = FloatVector.fromArray(F, slab, from + 2 * quad).mul(f).add(0.0f);
        FloatVector v9 = FloatVector.fromArray(F, slab, from + 2 * quad + step).mul(f).add(0.0f);
        FloatVector v10 = FloatVector.fromArray(F, slab, from + 2 * quad + 2 * step).mul(f).add(0.0f);
        FloatVector v11 = FloatVector.fromArray(F, slab, from + 2 * quad + 3 * step).mul(f).add(0.0f);
        FloatVector v12 = FloatVector.fromArray(F, slab, from + 3 * quad).mul(f).add(0.0f);
        FloatVector v13 = FloatVector.fromArray(F, slab, from + 3 * quad + step).mul(f).add(0.0f);
        FloatVector v14 = FloatVector.fromArray(F, slab, from + 3 * quad + 2 * step).mul(f).add(0.0f);
        FloatVector v15 = FloatVector.fromArray(F, slab, from + 3 * quad + 3 * step).mul(f).add(0.0f);
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
        v0.intoArray(c, at[0] + to);
        v1.intoArray(c, at[1] + to);
        v2.intoArray(c, at[2] + to);
        v3.intoArray(c, at[3] + to);
        v4.intoArray(c, at[4] + to);
        v5.intoArray(c, at[5] + to);
        v6.intoArray(c, at[6] + to);
        v7.intoArray(c, at[7] + to);
        v8.intoArray(c, at[8] + to);
        v9.intoArray(c, at[9] + to);
        v10.intoArray(c, at[10] + to);
        v11.intoArray(c, at[11] + to);
        v12.intoArray(c, at[12] + to);
        v13.intoArray(c, at[13] + to);
        v14.intoArray(c, at[14] + to);
        v15.intoArray(c, at[15] + to);
    }

    /** Copies what is left of a row, {@code count} floats for each of {@code heads} heads, likewise. */
    static void writePart(float[] slab, int from, int step, int quad, int factor, int count, int heads, float[] c,
            int[] at, int to) {
        for (int i = 0; i < count; i++) {
            int vector = from + i / 4 * quad + i % 4 * step;
            for (int h = 0; h < heads; h++) {
                c[at[h] + to + i] = slab[vector + h] * slab[factor + h] + 0.0f;
            }
        }
    }
}
