package dev.mha.kernels.vector;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The elementwise steps of the backward pass of short attention, queries in the lanes.
 *
 * <p>delta, which {@link Gradient} sums over the value dimension as output times its gradient, is summed over the keys
 * here, as weight times its gradient: the same number, and the output need be neither read nor transposed. Recomputed
 * weights sum to 1 only as far as the log-sum-exp is exact, so their sum is divided by: with one key the score gradient
 * stays 0.
 */
final class ShortGradient {
    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.COUNT;
    private static final int W = ShortProducts.ROW;

    private ShortGradient() {}

    /**
     * Turns scores S into weights {@code P = 2^(S - lse log2(e))}, and weight gradients G into score gradients
     * {@code P (G - sum P G / sum P)}, each sum over the keys.
     *
     * @param lse row with the natural log-sum-exp; its product with log2(e) is not rounded before the scores are added
     * @param delta row for the sums
     */
    static void run(float[] slab, int s, int g, int keys, int queries, int lse, int delta) {
        for (int v = 0; v < queries; v += L) {
            weights(slab, s + v, g + v, keys, lse + v, delta + v);
        }
        for (int v = 0; v < queries; v += L) {
            slopes(slab, s + v, g + v, keys, delta + v);
        }
    }

    /** Weights and delta of one column of vectors; see {@link Exp2} for the steps. */
    private static void weights(float[] slab, int s, int g, int keys, int lse, int delta) {
        FloatVector base = FloatVector.fromArray(F, slab, lse);
        FloatVector total = FloatVector.zero(F);
        FloatVector sum = FloatVector.zero(F);
        for (int j = 0; j < keys; j++) {
            FloatVector y = base.fma(base.broadcast(-VectorForward.LOG2_E), FloatVector.fromArray(F, slab, s + j * W));
            FloatVector n = y.add(Exp2.ROUND);
            FloatVector f = y.sub(n.sub(Exp2.ROUND));
            FloatVector p = f.broadcast(Exp2.C6).fma(f, f.broadcast(Exp2.C5)).fma(f, f.broadcast(Exp2.C4))
                    .fma(f, f.broadcast(Exp2.C3)).fma(f, f.broadcast(Exp2.C2)).fma(f, f.broadcast(Exp2.C1))
                    .fma(f, f.broadcast(1.0f));
            p = p.mul(n.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats())
                    .blend(0.0f, y.compare(LT, Exp2.LOWEST));
            p.intoArray(slab, s + j * W);
            total = total.add(p);
            sum = p.fma(FloatVector.fromArray(F, slab, g + j * W), sum);
        }
        sum.div(total).blend(0.0f, total.compare(EQ, 0.0f)).intoArray(slab, delta);
    }

    private static void slopes(float[] slab, int s, int g, int keys, int delta) {
        FloatVector d = FloatVector.fromArray(F, slab, delta);
        for (int j = 0; j < keys; j++) {
            FloatVector.fromArray(F, slab, g + j * W).sub(d).mul(FloatVector.fromArray(F, slab, s + j * W))
                    .intoArray(slab, g + j * W);
        }
    }

    /** Adds rows of {@code dim} floats, filled up to whole vectors, to others. */
    static void add(float[] slab, int from, int rows, int dim, int to) {
        for (int i = 0; i < dim; i += L) {
            for (int r = 0; r < rows; r++) {
                FloatVector.fromArray(F, slab, to + r * W + i).add(FloatVector.fromArray(F, slab, from + r * W + i))
                        .intoArray(slab, to + r * W + i);
            }
        }
    }
}
