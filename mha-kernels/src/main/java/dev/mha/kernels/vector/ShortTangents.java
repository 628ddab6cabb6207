package dev.mha.kernels.vector;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The elementwise steps of short tangents, queries in the lanes: {@link Tangents} for blocks that hold all keys. Scores
 * and their tangents come in base 2: times log2(e), as the products with the turned queries leave them. A tangent that
 * two products give comes as the two, to be added here.
 */
final class ShortTangents {
    private static final int W = ShortProducts.ROW;

    /** State row: natural log-sum-exp. */
    static final int LSE = 0;
    /** State row: tangent of the log-sum-exp, the mean of the score tangents under the weights. */
    static final int MEAN = W;
    /**
     * State row: 1 over the sum of the weights, which the rounded log-sum-exp leaves near one; 0 where nothing is
     * attended.
     */
    static final int FACTOR = 2 * W;
    /** State row: delta, the mean of the weight gradients under the weights. */
    static final int DELTA = 3 * W;
    /** State row: tangent of delta. */
    static final int DELTA_TANGENT = 4 * W;
    /** Floats of the state. */
    static final int STATE = 5 * W;

    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.COUNT;
    private static final float LN_2 = (float) (1.0 / VectorForward.LOG2_E);

    private ShortTangents() {}

    /**
     * Turns scores S into weights {@code P = 2^(S - lse log2(e))} and score tangents {@code T + U} into weight tangents
     * {@code P (T + U - mean)}, neither divided by the sum of the weights yet; fills mean and factor.
     */
    static void weights(float[] slab, int s, int t, int u, int keys, int queries, int state) {
        for (int v = 0; v < queries; v += L) {
            weightsOfColumn(slab, s + v, t + v, u + v, keys, state + v);
        }
        for (int v = 0; v < queries; v += L) {
            center(slab, s + v, t + v, keys, state + v);
        }
    }

    /** Weights, score tangents and their sums of one column of vectors; see {@link Exp2} for the steps. */
    private static void weightsOfColumn(float[] slab, int s, int t, int u, int keys, int state) {
        FloatVector lse = FloatVector.fromArray(F, slab, state + LSE);
        FloatVector total = FloatVector.zero(F);
        FloatVector mean = FloatVector.zero(F);
        for (int j = 0; j < keys; j++) {
            FloatVector y = lse.fma(lse.broadcast(-VectorForward.LOG2_E), FloatVector.fromArray(F, slab, s + j * W));
            FloatVector n = y.add(Exp2.ROUND);
            FloatVector f = y.sub(n.sub(Exp2.ROUND));
            FloatVector p = f.broadcast(Exp2.C6).fma(f, f.broadcast(Exp2.C5)).fma(f, f.broadcast(Exp2.C4))
                    .fma(f, f.broadcast(Exp2.C3)).fma(f, f.broadcast(Exp2.C2)).fma(f, f.broadcast(Exp2.C1))
                    .fma(f, f.broadcast(1.0f));
            p = p.mul(n.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats())
                    .blend(0.0f, y.compare(LT, Exp2.LOWEST));
            p.intoArray(slab, s + j * W);
            FloatVector tangent = FloatVector.fromArray(F, slab, t + j * W)
                    .add(FloatVector.fromArray(F, slab, u + j * W)).mul(LN_2);
            tangent.intoArray(slab, t + j * W);
            total = total.add(p);
            mean = p.fma(tangent, mean);
        }
        FloatVector factor = total.broadcast(1.0f).div(total).blend(0.0f, total.compare(EQ, 0.0f));
        factor.intoArray(slab, state + FACTOR);
        mean.mul(factor).intoArray(slab, state + MEAN);
    }

    private static void center(float[] slab, int s, int t, int keys, int state) {
        FloatVector mean = FloatVector.fromArray(F, slab, state + MEAN);
        for (int j = 0; j < keys; j++) {
            FloatVector.fromArray(F, slab, t + j * W).sub(mean).mul(FloatVector.fromArray(F, slab, s + j * W))
                    .intoArray(slab, t + j * W);
        }
    }

    /**
     * Turns, in place: scores S into weights P, score tangents {@code T + U} into weight tangents
     * {@code P~ = P (T + U - mean)}, weight gradients G into score gradients {@code dS = P (G - delta)}, and their
     * tangents {@code G~ + H} into {@code dS~ = P~ (G - delta) + P (G~ + H - delta~)}.
     *
     * <p>delta and its tangent are summed over the keys, as in {@link ShortGradient}: {@code delta~ = sum P~ G + P G~}.
     */
    static void gradients(float[] slab, int s, int t, int u, int g, int gt, int h, int keys, int queries, int state) {
        for (int v = 0; v < queries; v += L) {
            deltas(slab, s + v, t + v, u + v, g + v, gt + v, h + v, keys, state + v);
        }
        for (int v = 0; v < queries; v += L) {
            slopes(slab, s + v, t + v, g + v, gt + v, keys, state + v);
        }
    }

    /** Weights, their tangents and both deltas of one column of vectors; see {@link Exp2} for the steps. */
    private static void deltas(float[] slab, int s, int t, int u, int g, int gt, int h, int keys, int state) {
        FloatVector lse = FloatVector.fromArray(F, slab, state + LSE);
        FloatVector mean = FloatVector.fromArray(F, slab, state + MEAN);
        FloatVector total = FloatVector.zero(F);
        FloatVector delta = FloatVector.zero(F);
        FloatVector deltaTangent = FloatVector.zero(F);
        for (int j = 0; j < keys; j++) {
            FloatVector y = lse.fma(lse.broadcast(-VectorForward.LOG2_E), FloatVector.fromArray(F, slab, s + j * W));
            FloatVector n = y.add(Exp2.ROUND);
            FloatVector f = y.sub(n.sub(Exp2.ROUND));
            FloatVector p = f.broadcast(Exp2.C6).fma(f, f.broadcast(Exp2.C5)).fma(f, f.broadcast(Exp2.C4))
                    .fma(f, f.broadcast(Exp2.C3)).fma(f, f.broadcast(Exp2.C2)).fma(f, f.broadcast(Exp2.C1))
                    .fma(f, f.broadcast(1.0f));
            p = p.mul(n.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats())
                    .blend(0.0f, y.compare(LT, Exp2.LOWEST));
            p.intoArray(slab, s + j * W);
            FloatVector pt = FloatVector.fromArray(F, slab, t + j * W).add(FloatVector.fromArray(F, slab, u + j * W))
                    .mul(LN_2).sub(mean).mul(p);
            pt.intoArray(slab, t + j * W);
            FloatVector slope = FloatVector.fromArray(F, slab, g + j * W);
            FloatVector slopeTangent = FloatVector.fromArray(F, slab, gt + j * W)
                    .add(FloatVector.fromArray(F, slab, h + j * W));
            slopeTangent.intoArray(slab, gt + j * W);
            total = total.add(p);
            delta = p.fma(slope, delta);
            deltaTangent = pt.fma(slope, p.fma(slopeTangent, deltaTangent));
        }
        FloatVector factor = total.broadcast(1.0f).div(total).blend(0.0f, total.compare(EQ, 0.0f));
        delta.mul(factor).intoArray(slab, state + DELTA);
        deltaTangent.mul(factor).intoArray(slab, state + DELTA_TANGENT);
    }

    private static void slopes(float[] slab, int s, int t, int g, int gt, int keys, int state) {
        FloatVector delta = FloatVector.fromArray(F, slab, state + DELTA);
        FloatVector deltaTangent = FloatVector.fromArray(F, slab, state + DELTA_TANGENT);
        for (int j = 0; j < keys; j++) {
            FloatVector p = FloatVector.fromArray(F, slab, s + j * W);
            FloatVector slope = FloatVector.fromArray(F, slab, g + j * W).sub(delta);
            slope.mul(p).intoArray(slab, g + j * W);
            FloatVector.fromArray(F, slab, gt + j * W).sub(deltaTangent).mul(p)
                    .add(slope.mul(FloatVector.fromArray(F, slab, t + j * W))).intoArray(slab, gt + j * W);
        }
    }
}
