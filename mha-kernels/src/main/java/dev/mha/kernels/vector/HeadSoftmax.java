package dev.mha.kernels.vector;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Softmax of one query row of 16 heads and its gradient, one head a lane, key j at a distance of {@code j step}: for
 * each head the operations of {@link ShortSoftmax} and {@link ShortGradient} in the same order, so that it gets the
 * same bits.
 */
final class HeadSoftmax {
    private static final VectorSpecies<Float> F = Lanes.F;

    private HeadSoftmax() {}

    /**
     * Sets keys {@code 0 <= j < keys} to {@code fill} in the lanes that see at most j; key j lies at
     * {@code j / width panel + j % width step}.
     */
    static void hide(float[] slab, int s, int keys, int width, int panel, int step, int seen, float fill) {
        FloatVector lengths = FloatVector.fromArray(F, slab, seen);
        for (int j0 = 0; j0 < keys; j0 += width) {
            int at = s + j0 / width * panel;
            for (int j = j0; j < Math.min(j0 + width, keys); j++) {
                FloatVector x = FloatVector.fromArray(F, slab, at + (j - j0) * step);
                x.blend(fill, lengths.compare(LE, (float) j)).intoArray(slab, at + (j - j0) * step);
            }
        }
    }

    /** {@code slab[to + lane]} = the largest score, or 0 where every score is hidden. */
    static void largest(float[] slab, int s, int step, int keys, int to) {
        FloatVector m0 = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        FloatVector m1 = m0;
        int j = 0;
        for (; j < keys - 1; j += 2) {
            FloatVector s0 = FloatVector.fromArray(F, slab, s + j * step);
            FloatVector s1 = FloatVector.fromArray(F, slab, s + j * step + step);
            m0 = m0.blend(s0, s0.compare(GT, m0));
            m1 = m1.blend(s1, s1.compare(GT, m1));
        }
        if (j < keys) {
            FloatVector s0 = FloatVector.fromArray(F, slab, s + j * step);
            m0 = m0.blend(s0, s0.compare(GT, m0));
        }
        m0 = m0.blend(m1, m1.compare(GT, m0));
        m0.blend(0.0f, m0.compare(EQ, Float.NEGATIVE_INFINITY)).intoArray(slab, to);
    }

    /** Scores become weights that are not divided by their sum yet. See {@link Exp2} for the steps. */
    static void weights(float[] slab, int s, int step, int keys, int max, int sumTo) {
        FloatVector m = FloatVector.fromArray(F, slab, max);
        FloatVector sum = FloatVector.zero(F);
        for (int j = 0; j < keys; j++) {
            FloatVector y = FloatVector.fromArray(F, slab, s + j * step).sub(m);
            FloatVector n = y.add(Exp2.ROUND);
            FloatVector f = y.sub(n.sub(Exp2.ROUND));
            FloatVector p = f.broadcast(Exp2.C6).fma(f, f.broadcast(Exp2.C5)).fma(f, f.broadcast(Exp2.C4))
                    .fma(f, f.broadcast(Exp2.C3)).fma(f, f.broadcast(Exp2.C2)).fma(f, f.broadcast(Exp2.C1))
                    .fma(f, f.broadcast(1.0f));
            p = p.mul(n.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats())
                    .blend(0.0f, y.compare(LT, Exp2.LOWEST));
            p.intoArray(slab, s + j * step);
            sum = sum.add(p);
        }
        sum.intoArray(slab, sumTo);
    }

    /**
     * Scores become weights by the log-sum-exp; {@code slab[delta + lane]} = their mean of the weight gradients, NaN
     * where a query sees nothing: the caller hides what comes of that. One loop over all panels, not one in another: see
     * {@link Diagonal#rowHasNonFinite}.
     */
    static void again(float[] slab, int s, int g, int keys, int width, int panel, int lse, int delta) {
        FloatVector base = FloatVector.fromArray(F, slab, lse);
        FloatVector total = FloatVector.zero(F);
        FloatVector sum = FloatVector.zero(F);
        int row = 0;
        int end = width;
        for (int j = 0; j < keys; j++) {
            if (j == end) {
                row += panel - width * HeadPanels.LANES;
                end += width;
            }
            FloatVector y = base.fma(base.broadcast(-VectorForward.LOG2_E), FloatVector.fromArray(F, slab, s + row));
            FloatVector n = y.add(Exp2.ROUND);
            FloatVector f = y.sub(n.sub(Exp2.ROUND));
            FloatVector p = f.broadcast(Exp2.C6).fma(f, f.broadcast(Exp2.C5)).fma(f, f.broadcast(Exp2.C4))
                    .fma(f, f.broadcast(Exp2.C3)).fma(f, f.broadcast(Exp2.C2)).fma(f, f.broadcast(Exp2.C1))
                    .fma(f, f.broadcast(1.0f));
            p = p.mul(n.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats())
                    .blend(0.0f, y.compare(LT, Exp2.LOWEST));
            p.intoArray(slab, s + row);
            total = total.add(p);
            sum = p.fma(FloatVector.fromArray(F, slab, g + row), sum);
            row += HeadPanels.LANES;
        }
        sum.div(total).intoArray(slab, delta);
    }

    /** Weight gradients become score gradients, in their place and once more at {@code to + j step}. */
    static void slopes(float[] slab, int s, int g, int keys, int width, int panel, int delta, int to, int step) {
        FloatVector d = FloatVector.fromArray(F, slab, delta);
        for (int j0 = 0; j0 < keys; j0 += width) {
            int at = j0 / width * panel;
            for (int j = 0; j < Math.min(width, keys - j0); j++) {
                FloatVector x = FloatVector.fromArray(F, slab, g + at + j * HeadPanels.LANES).sub(d)
                        .mul(FloatVector.fromArray(F, slab, s + at + j * HeadPanels.LANES));
                x.intoArray(slab, g + at + j * HeadPanels.LANES);
                x.intoArray(slab, to + (j0 + j) * step);
            }
        }
    }

    /** Adds {@code vectors} vectors to others. */
    static void add(float[] slab, int from, int vectors, int to) {
        for (int i = 0; i < vectors; i++) {
            int at = i * HeadPanels.LANES;
            FloatVector.fromArray(F, slab, to + at).add(FloatVector.fromArray(F, slab, from + at)).intoArray(slab,
                    to + at);
        }
    }
}
