package dev.mha.kernels.vector;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The elementwise steps of the backward pass, queries in the lanes; {@link Lanes#WIDTH} floats a row. */
final class Gradient {
    /** State row: natural log-sum-exp; its product with log2(e) is not rounded before the scores are added. */
    static final int LSE = 0;
    /** State row: delta, the sum over the value dimension of output times its gradient. */
    static final int DELTA = Lanes.WIDTH;
    /** State row: factors of the transposes. */
    static final int FACTOR = 2 * Lanes.WIDTH;
    /** State row: ones. */
    static final int ONE = 3 * Lanes.WIDTH;
    /** Floats of the state. */
    static final int STATE = 4 * Lanes.WIDTH;

    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.COUNT;
    private static final int W = Lanes.WIDTH;

    private Gradient() {}

    /** delta[lane] = sum over {@code rows} rows of {@code a * b}. */
    static void delta(float[] slab, int a, int b, int rows, int state) {
        for (int v = 0; v < W; v += L) {
            FloatVector sum = FloatVector.zero(F);
            for (int r = 0; r < rows; r++) {
                sum = FloatVector.fromArray(F, slab, a + v + r * W)
                        .fma(FloatVector.fromArray(F, slab, b + v + r * W), sum);
            }
            sum.intoArray(slab, state + DELTA + v);
        }
    }

    /**
     * {@code S = P = 2^(S - lse log2(e))} and {@code G = P (G - delta)} in one column of vectors; see {@link Exp2} for
     * the steps.
     */
    private static void weights(float[] slab, int s, int g, int rows, int state) {
        FloatVector lse = FloatVector.fromArray(F, slab, state + LSE);
        FloatVector delta = FloatVector.fromArray(F, slab, state + DELTA);
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
            FloatVector.fromArray(F, slab, g + j * W).sub(delta).mul(p).intoArray(slab, g + j * W);
        }
    }

    /**
     * Turns {@code rows} rows of scores and of weight gradients into weights and score gradients, in place; leaves out
     * rows that a vector does not {@linkplain Diagonal#seen see}, none with {@code shift = -rows}.
     */
    static void scores(float[] slab, int s, int g, int rows, int shift, int state) {
        for (int v = 0; v < W; v += L) {
            weights(slab, s + v, g + v, Diagonal.seen(rows, shift, v), state + v);
        }
    }
}
