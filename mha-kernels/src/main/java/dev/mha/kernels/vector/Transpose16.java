package dev.mha.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transposes 16 x 16 floats in registers: 4 stages of one-vector rearrange by a constant exchange of lanes and blend by
 * a constant mask. 64 x 64 floats with 16 lanes: 410-460 ns with the factor; two-vector rearrange and selectFrom took a
 * quarter longer, scalar loops 1010-1270 (Zen 5 class).
 *
 * <p>Loads at shifted addresses and blends in the place of one or two stages: forward passes of 128 tokens took 2 and
 * 4 % longer (Zen 5 class, {@code --compare}, 3 forks).
 */
final class Transpose16 {
    private static final VectorSpecies<Float> F = Lanes.F;
    static final VectorShuffle<Float> X1 = VectorShuffle.fromOp(F, i -> i ^ 1);
    static final VectorShuffle<Float> X2 = VectorShuffle.fromOp(F, i -> i ^ 2);
    static final VectorShuffle<Float> X4 = VectorShuffle.fromOp(F, i -> i ^ 4);
    static final VectorShuffle<Float> X8 = VectorShuffle.fromOp(F, i -> i ^ 8);
    static final VectorMask<Float> M1 = VectorMask.fromLong(F, 0xaaaaL);
    static final VectorMask<Float> M2 = VectorMask.fromLong(F, 0xccccL);
    static final VectorMask<Float> M4 = VectorMask.fromLong(F, 0xf0f0L);
    static final VectorMask<Float> M8 = VectorMask.fromLong(F, 0xff00L);

    private Transpose16() {}

    /** {@code C[c][r] = factor[c] A[r][c]}, rows at distances {@code as} and {@code cs}. */
    static void run(float[] a, int ao, int as, float[] factor, int fo, float[] c, int co, int cs) {
        FloatVector f = FloatVector.fromArray(F, factor, fo);
        FloatVector v0 = FloatVector.fromArray(F, a, ao).mul(f);
        FloatVector v1 = FloatVector.fromArray(F, a, ao + as).mul(f);
        FloatVector v2 = FloatVector.fromArray(F, a, ao + 2 * as).mul(f);
        FloatVector v3 = FloatVector.fromArray(F, a, ao + 3 * as).mul(f);
        FloatVector v4 = FloatVector.fromArray(F, a, ao + 4 * as).mul(f);
        FloatVector v5 = FloatVector.fromArray(F, a, ao + 5 * as).mul(f);
        FloatVector v6 = FloatVector.fromArray(F, a, ao + 6 * as).mul(f);
        FloatVector v7 = FloatVector.fromArray(F, a, ao + 7 * as).mul(f);
        FloatVector v8 = FloatVector.fromArray(F, a, ao + 8 * as).mul(f);
        FloatVector v9 = FloatVector.fromArray(F, a, ao + 9 * as).mul(f);
        FloatVector v10 = FloatVector.fromArray(F, a, ao + 10 * as).mul(f);
        FloatVector v11 = FloatVector.fromArray(F, a, ao + 11 * as).mul(f);
        FloatVector v12 = FloatVector.fromArray(F, a, ao + 12 * as).mul(f);
        FloatVector v13 = FloatVector.fromArray(F, a, ao + 13 * as).mul(f);
        FloatVector v14 = FloatVector.fromArray(F, a, ao + 14 * as).mul(f);
        FloatVector v15 = FloatVector.fromArray(F, a, ao + 15 * as).mul(f);
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
        v0.intoArray(c, co);
        v1.intoArray(c, co + cs);
        v2.intoArray(c, co + 2 * cs);
        v3.intoArray(c, co + 3 * cs);
        v4.intoArray(c, co + 4 * cs);
        v5.intoArray(c, co + 5 * cs);
        v6.intoArray(c, co + 6 * cs);
        v7.intoArray(c, co + 7 * cs);
        v8.intoArray(c, co + 8 * cs);
        v9.intoArray(c, co + 9 * cs);
        v10.intoArray(c, co + 10 * cs);
        v11.intoArray(c, co + 11 * cs);
        v12.intoArray(c, co + 12 * cs);
        v13.intoArray(c, co + 13 * cs);
        v14.intoArray(c, co + 14 * cs);
        v15.intoArray(c, co + 15 * cs);
    }
}
