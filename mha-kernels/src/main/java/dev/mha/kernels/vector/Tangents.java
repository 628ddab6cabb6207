package dev.mha.kernels.vector;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The elementwise steps of tangents, queries in the lanes; {@link Lanes#WIDTH} floats a row. Scores and their tangents
 * come in base 2: times log2(e), as the products with the packed queries leave them.
 */
final class Tangents {
    /** State row: natural log-sum-exp. */
    static final int LSE = 0;
    /** State row: tangent of the log-sum-exp, the mean of the score tangents under the weights. */
    static final int MEAN = Lanes.WIDTH;
    /** State row: sum of the weights, which the rounded log-sum-exp leaves near one, not at it. */
    static final int SUM = 2 * Lanes.WIDTH;
    /** State row: delta, the sum over the value dimension of output times its gradient. */
    static final int DELTA = 3 * Lanes.WIDTH;
    /** State row: tangent of delta. */
    static final int DELTA_TANGENT = 4 * Lanes.WIDTH;
    /** State row: factors of the transposes. */
    static final int FACTOR = 5 * Lanes.WIDTH;
    /** Floats of the state. */
    static final int STATE = 6 * Lanes.WIDTH;

    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.COUNT;
    private static final int W = Lanes.WIDTH;
    private static final float LN_2 = (float) (1.0 / VectorForward.LOG2_E);

    private Tangents() {}

    /** {@code to[lane] += } sum over {@code rows} rows of {@code a * b}. */
    static void addDot(float[] slab, int a, int b, int rows, int to) {
        for (int v = 0; v < W; v += L) {
            FloatVector sum = FloatVector.fromArray(F, slab, to + v);
            for (int r = 0; r < rows; r++) {
                sum = FloatVector.fromArray(F, slab, a + v + r * W)
                        .fma(FloatVector.fromArray(F, slab, b + v + r * W), sum);
            }
            sum.intoArray(slab, to + v);
        }
    }

    /**
     * Turns {@code rows} rows of scores into weights {@code P = 2^(S - lse log2(e))} and of score tangents into {@code
     * P T}, in place; adds both up in the state.
     */
    static void weights(float[] slab, int s, int t, int rows, int state) {
        for (int v = 0; v < W; v += L) {
            weightsOfColumn(slab, s + v, t + v, rows, state + v);
        }
    }

    /** One column of vectors; see {@link Exp2} for the steps. */
    private static void weightsOfColumn(float[] slab, int s, int t, int rows, int state) {
        FloatVector lse = FloatVector.fromArray(F, slab, state + LSE);
        FloatVector sum = FloatVector.zero(F);
        FloatVector mean = FloatVector.zero(F);
        for (int j = 0; j < rows; j++) {
            FloatVector y = lse.fma(lse.broadcast(-VectorForward.LOG2_E), FloatVector.fromArray(F, slab, s + j * W));
            FloatVector n = y.add(Exp2.ROUND);
            FloatVector f = y.sub(n.sub(Exp2.ROUND));
            FloatVector p = f.broadcast(Exp2.C6).fma(f, f.broadcast(Exp2.C5)).fma(f, f.broadcast(Exp2.C4))
                    .fma(f, f.broadcast(Exp2.C3)).fma(f, f.broadcast(Exp2.C2)).fma(f, f.broadcast(Exp2.C1))
                    .fma(f, f.broadcast(1.0f));
            p = p.mul(n.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats())
                    .blend(0.0f, y.compare(LT, Exp2.LOWEST));
            p.intoArray(slab, s + j * W);
            sum = sum.add(p);
            FloatVector pt = FloatVector.fromArray(F, slab, t + j * W).mul(LN_2).mul(p);
            pt.intoArray(slab, t + j * W);
            mean = mean.add(pt);
        }
        FloatVector.fromArray(F, slab, state + SUM).add(sum).intoArray(slab, state + SUM);
        FloatVector.fromArray(F, slab, state + MEAN).add(mean).intoArray(slab, state + MEAN);
    }

    /**
     * {@code C = (C - M O) / sum} for {@code rows} rows, M what the state holds as the mean; divides the mean as well.
     * Zero where the sum is.
     */
    static void finish(float[] slab, int c, int o, int rows, int state) {
        for (int v = 0; v < W; v += L) {
            FloatVector sum = FloatVector.fromArray(F, slab, state + SUM + v);
            FloatVector factor = sum.broadcast(1.0f).div(sum).blend(0.0f, sum.compare(EQ, 0.0f));
            FloatVector mean = FloatVector.fromArray(F, slab, state + MEAN + v).mul(factor);
            mean.intoArray(slab, state + MEAN + v);
            for (int r = 0; r < rows; r++) {
                FloatVector.fromArray(F, slab, c + v + r * W).mul(factor)
                        .sub(FloatVector.fromArray(F, slab, o + v + r * W).mul(mean)).intoArray(slab, c + v + r * W);
            }
        }
    }

    /**
     * Turns {@code rows} rows, in place: scores S into weights P, score tangents T into weight tangents
     * {@code P~ = P (T - mean)}, weight gradients G into score gradients {@code dS = P (G - delta)}, and their tangents
     * G~ into {@code dS~ = P~ (G - delta) + P (G~ - delta~)}.
     */
    static void gradients(float[] slab, int s, int t, int g, int gt, int rows, int state) {
        for (int v = 0; v < W; v += L) {
            gradientsOfColumn(slab, s + v, t + v, g + v, gt + v, rows, state + v);
        }
    }

    /** One column of vectors; see {@link Exp2} for the steps. */
    private static void gradientsOfColumn(float[] slab, int s, int t, int g, int gt, int rows, int state) {
        FloatVector lse = FloatVector.fromArray(F, slab, state + LSE);
        FloatVector mean = FloatVector.fromArray(F, slab, state + MEAN);
        FloatVector delta = FloatVector.fromArray(F, slab, state + DELTA);
        FloatVector deltaTangent = FloatVector.fromArray(F, slab, state + DELTA_TANGENT);
        for (int j = 0; j < rows; j++) {
            FloatVector y = lse.fma(lse.broadcast(-VectorForward.LOG2_E), FloatVector.fromArray(F, slab, s + j * W));
            FloatVector n = y.add(Exp2.ROUND);
            FloatVector f = y.sub(n.sub(Exp2.ROUND));
            FloatVector p = f.broadcast(Exp2.C6).fma(f, f.broadcast(Exp2.C5)).fma(f, f.broadcast(Exp2.C4))
                    .fma(f, f.broadcast(Exp2.C3)).fma(f, f.broadcast(Exp2.C2)).fma(f, f.broadcast(Exp2.C1))
                    .fma(f, f.broadcast(1.0f));
            p = p.mul(n.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats())
                    .blend(0.0f, y.compare(LT, Exp2.LOWEST));
            p.intoArray(slab, s + j * W);
            FloatVector pt = FloatVector.fromArray(F, slab, t + j * W).mul(LN_2).sub(mean).mul(p);
            pt.intoArray(slab, t + j * W);
            FloatVector slope = FloatVector.fromArray(F, slab, g + j * W).sub(delta);
            slope.mul(p).intoArray(slab, g + j * W);
            FloatVector.fromArray(F, slab, gt + j * W).sub(deltaTangent).mul(p).add(slope.mul(pt))
                    .intoArray(slab, gt + j * W);
        }
    }
}
