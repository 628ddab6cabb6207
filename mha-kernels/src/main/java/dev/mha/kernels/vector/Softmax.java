package dev.mha.kernels.vector;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Online softmax in base 2 down the rows of a score block, queries in the lanes: no operation crosses lanes. Each loop
 * is a small method of its own, with its state in a float array: all in one method exceeds the compiler's inlining
 * budget, and vectors become objects (20 ns a vector instead of 2).
 *
 * <p>State rows of {@link Lanes#WIDTH} floats: {@link #MAX}, {@link #SUM}, {@link #SHIFT} (what is subtracted from the
 * scores of this block), {@link #DECAY} (by which earlier results shrink).
 */
final class Softmax {
    static final int MAX = 0;
    static final int SUM = Lanes.WIDTH;
    static final int SHIFT = 2 * Lanes.WIDTH;
    static final int DECAY = 3 * Lanes.WIDTH;
    /** Floats of the state. */
    static final int STATE = 4 * Lanes.WIDTH;

    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.COUNT;
    private static final int W = Lanes.WIDTH;

    private Softmax() {}

    /**
     * Takes a block of scores into the running maximum and sum, and replaces the scores by their weights; leaves out
     * rows that a vector does not {@linkplain Diagonal#seen see}, none with {@code shift = -rows}.
     */
    static void update(float[] slab, int s, int rows, int shift, int state) {
        for (int v = 0; v < W; v += L) {
            maximum(slab, s + v, Diagonal.seen(rows, shift, v), state + v);
        }
        for (int v = 0; v < W; v += L) {
            weights(slab, s + v, Diagonal.seen(rows, shift, v), state + v);
        }
    }

    /**
     * New maximum, shift and decay of one column of vectors. Eight chains, since compare and blend wait for each
     * other. Compare and blend, since {@code max} has Java's rules for NaN and signed zero and costs
     * three times as much. A NaN score is never the maximum: it stays a NaN when the maximum is subtracted.
     */
    private static void maximum(float[] slab, int column, int rows, int state) {
        FloatVector old = FloatVector.fromArray(F, slab, state + MAX);
        FloatVector m0 = old;
        FloatVector m1 = old;
        FloatVector m2 = old;
        FloatVector m3 = old;
        FloatVector m4 = old;
        FloatVector m5 = old;
        FloatVector m6 = old;
        FloatVector m7 = old;
        int j = 0;
        for (; j <= rows - 8; j += 8) {
            FloatVector s0 = FloatVector.fromArray(F, slab, column + j * W);
            FloatVector s1 = FloatVector.fromArray(F, slab, column + j * W + W);
            FloatVector s2 = FloatVector.fromArray(F, slab, column + j * W + 2 * W);
            FloatVector s3 = FloatVector.fromArray(F, slab, column + j * W + 3 * W);
            FloatVector s4 = FloatVector.fromArray(F, slab, column + j * W + 4 * W);
            FloatVector s5 = FloatVector.fromArray(F, slab, column + j * W + 5 * W);
            FloatVector s6 = FloatVector.fromArray(F, slab, column + j * W + 6 * W);
            FloatVector s7 = FloatVector.fromArray(F, slab, column + j * W + 7 * W);
            m0 = m0.blend(s0, s0.compare(GT, m0));
            m1 = m1.blend(s1, s1.compare(GT, m1));
            m2 = m2.blend(s2, s2.compare(GT, m2));
            m3 = m3.blend(s3, s3.compare(GT, m3));
            m4 = m4.blend(s4, s4.compare(GT, m4));
            m5 = m5.blend(s5, s5.compare(GT, m5));
            m6 = m6.blend(s6, s6.compare(GT, m6));
            m7 = m7.blend(s7, s7.compare(GT, m7));
        }
        for (; j < rows; j++) {
            FloatVector s0 = FloatVector.fromArray(F, slab, column + j * W);
            m0 = m0.blend(s0, s0.compare(GT, m0));
        }
        m0 = m0.blend(m1, m1.compare(GT, m0));
        m2 = m2.blend(m3, m3.compare(GT, m2));
        m4 = m4.blend(m5, m5.compare(GT, m4));
        m6 = m6.blend(m7, m7.compare(GT, m6));
        m0 = m0.blend(m2, m2.compare(GT, m0));
        m4 = m4.blend(m6, m6.compare(GT, m4));
        m0 = m0.blend(m4, m4.compare(GT, m0));
        m0.intoArray(slab, state + MAX);
        // nothing attended so far: subtract 0, so that the weights are 2^-infinity = 0 and not NaN
        FloatVector shift = m0.blend(0.0f, m0.compare(EQ, Float.NEGATIVE_INFINITY));
        shift.intoArray(slab, state + SHIFT);
        old.sub(shift).intoArray(slab, state + DECAY);
    }

    /** Weights of one column of vectors, and their sum added to the decayed sum. See {@link Exp2} for the steps. */
    private static void weights(float[] slab, int column, int rows, int state) {
        Exp2.apply(slab, state + DECAY, 1);
        FloatVector shift = FloatVector.fromArray(F, slab, state + SHIFT);
        FloatVector sum = FloatVector.zero(F);
        for (int j = 0; j < rows; j++) {
            FloatVector y = FloatVector.fromArray(F, slab, column + j * W).sub(shift);
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
        FloatVector.fromArray(F, slab, state + SUM).fma(FloatVector.fromArray(F, slab, state + DECAY), sum)
                .intoArray(slab, state + SUM);
    }

    /**
     * {@code O = O decay + P} for {@code rows} rows: earlier results shrink by the decay of this block, whose part is
     * added.
     */
    static void add(float[] slab, int o, int part, int rows, int state) {
        for (int v = 0; v < W; v += L) {
            FloatVector decay = FloatVector.fromArray(F, slab, state + DECAY + v);
            for (int r = 0; r < rows; r++) {
                FloatVector.fromArray(F, slab, o + v + r * W)
                        .fma(decay, FloatVector.fromArray(F, slab, part + v + r * W))
                        .intoArray(slab, o + v + r * W);
            }
        }
    }

    /** Writes the reciprocals of the sums in the place of the shift; 0 where nothing was attended. */
    static void invertSums(float[] slab, int state) {
        for (int v = 0; v < W; v += L) {
            FloatVector sum = FloatVector.fromArray(F, slab, state + SUM + v);
            FloatVector.broadcast(F, 1.0f).div(sum).blend(0.0f, sum.compare(EQ, 0.0f)).intoArray(slab,
                    state + SHIFT + v);
        }
    }
}
