package dev.mha.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transposes 8 x 8 floats in registers: 3 stages of one-vector rearrange by a constant exchange of lanes and blend by a
 * constant mask. 64 x 64 floats with 16 lanes: 410-460 ns with the factor; two-vector rearrange and selectFrom took a
 * quarter longer, scalar loops 1010-1270 (Zen 5 class).
 */
final class Transpose8 {
    private static final VectorSpecies<Float> F = Lanes.F;
    private static final VectorShuffle<Float> X1 = VectorShuffle.fromOp(F, i -> i ^ 1);
    private static final VectorShuffle<Float> X2 = VectorShuffle.fromOp(F, i -> i ^ 2);
    private static final VectorShuffle<Float> X4 = VectorShuffle.fromOp(F, i -> i ^ 4);
    private static final VectorMask<Float> M1 = VectorMask.fromLong(F, 0xaaL);
    private static final VectorMask<Float> M2 = VectorMask.fromLong(F, 0xccL);
    private static final VectorMask<Float> M4 = VectorMask.fromLong(F, 0xf0L);

    private Transpose8() {}

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
        v0.intoArray(c, co);
        v1.intoArray(c, co + cs);
        v2.intoArray(c, co + 2 * cs);
        v3.intoArray(c, co + 3 * cs);
        v4.intoArray(c, co + 4 * cs);
        v5.intoArray(c, co + 5 * cs);
        v6.intoArray(c, co + 6 * cs);
        v7.intoArray(c, co + 7 * cs);
    }
}
