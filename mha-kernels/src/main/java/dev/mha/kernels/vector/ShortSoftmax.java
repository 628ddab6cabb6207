package dev.mha.kernels.vector;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Softmax in base 2 down the rows of a block that holds all keys, queries in the lanes: {@link Softmax} without
 * anything that is carried from block to block.
 */
final class ShortSoftmax {
    /** State row: largest score. */
    static final int MAX = 0;
    /** State row: sum of the weights. */
    static final int SUM = ShortProducts.ROW;
    /** State row: what the sums of values are multiplied with, 1 over the sum, or 0 where nothing is attended. */
    static final int FACTOR = 2 * ShortProducts.ROW;
    /** State row: natural log-sum-exp. */
    static final int LSE = 3 * ShortProducts.ROW;
    /** Floats of the state. */
    static final int STATE = 4 * ShortProducts.ROW;

    /** Back from base 2, by the very factor that the scores were multiplied with, and what its rounding left. */
    private static final float LN_2 = (float) (1.0 / VectorForward.LOG2_E);
    private static final float LN_2_REST = (float) (1.0 / VectorForward.LOG2_E - LN_2);

    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.COUNT;
    private static final int W = ShortProducts.ROW;

    private ShortSoftmax() {}

    /** Turns scores into weights that are not divided by their sum yet, and fills the state. */
    static void run(float[] slab, int s, int keys, int queries, int state) {
        for (int v = 0; v < queries; v += L) {
            maximum(slab, s + v, keys, state + v);
        }
        for (int v = 0; v < queries; v += L) {
            weights(slab, s + v, keys, state + v);
        }
        for (int v = 0; v < queries; v += L) {
            finish(slab, state + MAX + v, state + SUM + v, state + FACTOR + v, state + LSE + v);
        }
    }

    /** Four chains, since compare and blend wait for each other. A NaN is never the largest. */
    private static void maximum(float[] slab, int column, int keys, int state) {
        FloatVector m0 = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        FloatVector m1 = m0;
        FloatVector m2 = m0;
        FloatVector m3 = m0;
        int j = 0;
        for (; j <= keys - 4; j += 4) {
            FloatVector s0 = FloatVector.fromArray(F, slab, column + j * W);
            FloatVector s1 = FloatVector.fromArray(F, slab, column + j * W + W);
            FloatVector s2 = FloatVector.fromArray(F, slab, column + j * W + 2 * W);
            FloatVector s3 = FloatVector.fromArray(F, slab, column + j * W + 3 * W);
            m0 = m0.blend(s0, s0.compare(GT, m0));
            m1 = m1.blend(s1, s1.compare(GT, m1));
            m2 = m2.blend(s2, s2.compare(GT, m2));
            m3 = m3.blend(s3, s3.compare(GT, m3));
        }
        for (; j < keys; j++) {
            FloatVector s0 = FloatVector.fromArray(F, slab, column + j * W);
            m0 = m0.blend(s0, s0.compare(GT, m0));
        }
        m0 = m0.blend(m1, m1.compare(GT, m0));
        m2 = m2.blend(m3, m3.compare(GT, m2));
        m0 = m0.blend(m2, m2.compare(GT, m0));
        // nothing attended: subtract 0, so that the weights are 2^-infinity = 0 and not NaN
        m0.blend(0.0f, m0.compare(EQ, Float.NEGATIVE_INFINITY)).intoArray(slab, state + MAX);
    }

    /** Weights of one column of vectors and their sum. See {@link Exp2} for the steps. */
    private static void weights(float[] slab, int column, int keys, int state) {
        FloatVector max = FloatVector.fromArray(F, slab, state + MAX);
        FloatVector sum = FloatVector.zero(F);
        for (int j = 0; j < keys; j++) {
            FloatVector y = FloatVector.fromArray(F, slab, column + j * W).sub(max);
            FloatVector n = y.add(Exp2.ROUND);
            FloatVector f = y.sub(n.sub(Exp2.ROUND));
            FloatVector p = f.broadcast(Exp2.C6).fma(f, f.broadcast(Exp2.C5)).fma(f, f.broadcast(Exp2.C4))
                    .fma(f, f.broadcast(Exp2.C3)).fma(f, f.broadcast(Exp2.C2)).fma(f, f.broadcast(Exp2.C1))
                    .fma(f, f.broadcast(1.0f));
            p = p.mul(n.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats())
                    .blend(0.0f, y.compare(LT, Exp2.LOWEST));
            p.intoArray(slab, column + j * W);
            sum = sum.add(p);
        }
        sum.intoArray(slab, state + SUM);
    }

    /**
     * Factor and log-sum-exp of one vector of queries, which may take the place of sum and largest score. A sum is at
     * least 1, exactly 0 where nothing is attended, or NaN.
     */
    static void finish(float[] slab, int largest, int sums, int factor, int lse) {
        FloatVector max = FloatVector.fromArray(F, slab, largest);
        FloatVector sum = FloatVector.fromArray(F, slab, sums);
        Log.apply(slab, sums, 1, lse);
        FloatVector log = FloatVector.fromArray(F, slab, lse);
        max.fma(max.broadcast(LN_2), max.fma(max.broadcast(LN_2_REST), log))
                .blend(Float.POSITIVE_INFINITY, sum.compare(EQ, 0.0f)).intoArray(slab, lse);
        FloatVector one = FloatVector.broadcast(F, 1.0f);
        one.div(sum).blend(0.0f, sum.compare(EQ, 0.0f)).intoArray(slab, factor);
    }
}
