package dev.mha.kernels.vector;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;

/** Softmax of a panel of 5 rows with one sample a lane, see {@link SampleSoftmax}. */
final class SampleSoftmax5 {
    private SampleSoftmax5() {}

    /** state[row] = the largest score of the row; a NaN in the first score stays, any other shows in the sum. */
    static void largest(float[] scores, int so, int keys, float[] state) {
        FloatVector m0 = FloatVector.fromArray(Lanes.F, scores, so);
        FloatVector m1 = FloatVector.fromArray(Lanes.F, scores, so + Lanes.COUNT);
        FloatVector m2 = FloatVector.fromArray(Lanes.F, scores, so + 2 * Lanes.COUNT);
        FloatVector m3 = FloatVector.fromArray(Lanes.F, scores, so + 3 * Lanes.COUNT);
        FloatVector m4 = FloatVector.fromArray(Lanes.F, scores, so + 4 * Lanes.COUNT);
        for (int t = 1; t < keys; t++) {
            int at = so + t * (5 * Lanes.COUNT);
            FloatVector v0 = FloatVector.fromArray(Lanes.F, scores, at);
            m0 = m0.blend(v0, v0.compare(GT, m0));
            FloatVector v1 = FloatVector.fromArray(Lanes.F, scores, at + Lanes.COUNT);
            m1 = m1.blend(v1, v1.compare(GT, m1));
            FloatVector v2 = FloatVector.fromArray(Lanes.F, scores, at + 2 * Lanes.COUNT);
            m2 = m2.blend(v2, v2.compare(GT, m2));
            FloatVector v3 = FloatVector.fromArray(Lanes.F, scores, at + 3 * Lanes.COUNT);
            m3 = m3.blend(v3, v3.compare(GT, m3));
            FloatVector v4 = FloatVector.fromArray(Lanes.F, scores, at + 4 * Lanes.COUNT);
            m4 = m4.blend(v4, v4.compare(GT, m4));
        }
        m0.intoArray(state, 0);
        m1.intoArray(state, Lanes.COUNT);
        m2.intoArray(state, 2 * Lanes.COUNT);
        m3.intoArray(state, 3 * Lanes.COUNT);
        m4.intoArray(state, 4 * Lanes.COUNT);
    }

    /** scores = 2 to the power (scores - state[row]), the steps of {@link Exp2}. */
    static void power(float[] scores, int so, int keys, float[] state) {
        for (int t = 0; t < keys; t++) {
            for (int row = 0; row < 5; row++) {
                int at = so + t * (5 * Lanes.COUNT) + row * Lanes.COUNT;
                FloatVector y = FloatVector.fromArray(Lanes.F, scores, at)
                        .sub(FloatVector.fromArray(Lanes.F, state, row * Lanes.COUNT));
                y = y.blend(Exp2.ZERO, y.compare(LT, Exp2.LOWEST));
                FloatVector n = y.add(Exp2.ROUND);
                FloatVector f = y.sub(n.sub(Exp2.ROUND));
                FloatVector p = f.broadcast(Exp2.C6).fma(f, f.broadcast(Exp2.C5)).fma(f, f.broadcast(Exp2.C4))
                        .fma(f, f.broadcast(Exp2.C3)).fma(f, f.broadcast(Exp2.C2)).fma(f, f.broadcast(Exp2.C1))
                        .fma(f, f.broadcast(1.0f));
                p.mul(n.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats()).intoArray(scores, at);
            }
        }
    }

    /** state[row] = valid / sum of the row, state[5 + row] = r, phi += r of all rows. */
    static void sums(float[] powers, int po, float[] slopes, int go, int keys, float[] valid, int vo, float[] state,
            float[] phi, int phio) {
        FloatVector p0 = FloatVector.zero(Lanes.F);
        FloatVector r0 = FloatVector.zero(Lanes.F);
        FloatVector p1 = FloatVector.zero(Lanes.F);
        FloatVector r1 = FloatVector.zero(Lanes.F);
        FloatVector p2 = FloatVector.zero(Lanes.F);
        FloatVector r2 = FloatVector.zero(Lanes.F);
        FloatVector p3 = FloatVector.zero(Lanes.F);
        FloatVector r3 = FloatVector.zero(Lanes.F);
        FloatVector p4 = FloatVector.zero(Lanes.F);
        FloatVector r4 = FloatVector.zero(Lanes.F);
        for (int t = 0; t < keys; t++) {
            int at = t * (5 * Lanes.COUNT);
            FloatVector v0 = FloatVector.fromArray(Lanes.F, powers, po + at);
            p0 = p0.add(v0);
            r0 = v0.fma(FloatVector.fromArray(Lanes.F, slopes, go + at), r0);
            FloatVector v1 = FloatVector.fromArray(Lanes.F, powers, po + at + Lanes.COUNT);
            p1 = p1.add(v1);
            r1 = v1.fma(FloatVector.fromArray(Lanes.F, slopes, go + at + Lanes.COUNT), r1);
            FloatVector v2 = FloatVector.fromArray(Lanes.F, powers, po + at + 2 * Lanes.COUNT);
            p2 = p2.add(v2);
            r2 = v2.fma(FloatVector.fromArray(Lanes.F, slopes, go + at + 2 * Lanes.COUNT), r2);
            FloatVector v3 = FloatVector.fromArray(Lanes.F, powers, po + at + 3 * Lanes.COUNT);
            p3 = p3.add(v3);
            r3 = v3.fma(FloatVector.fromArray(Lanes.F, slopes, go + at + 3 * Lanes.COUNT), r3);
            FloatVector v4 = FloatVector.fromArray(Lanes.F, powers, po + at + 4 * Lanes.COUNT);
            p4 = p4.add(v4);
            r4 = v4.fma(FloatVector.fromArray(Lanes.F, slopes, go + at + 4 * Lanes.COUNT), r4);
        }
        p0 = FloatVector.fromArray(Lanes.F, valid, vo).div(p0);
        r0 = r0.mul(p0);
        p1 = FloatVector.fromArray(Lanes.F, valid, vo + Lanes.COUNT).div(p1);
        r1 = r1.mul(p1);
        p2 = FloatVector.fromArray(Lanes.F, valid, vo + 2 * Lanes.COUNT).div(p2);
        r2 = r2.mul(p2);
        p3 = FloatVector.fromArray(Lanes.F, valid, vo + 3 * Lanes.COUNT).div(p3);
        r3 = r3.mul(p3);
        p4 = FloatVector.fromArray(Lanes.F, valid, vo + 4 * Lanes.COUNT).div(p4);
        r4 = r4.mul(p4);
        p0.intoArray(state, 0);
        r0.intoArray(state, 5 * Lanes.COUNT);
        p1.intoArray(state, Lanes.COUNT);
        r1.intoArray(state, 6 * Lanes.COUNT);
        p2.intoArray(state, 2 * Lanes.COUNT);
        r2.intoArray(state, 7 * Lanes.COUNT);
        p3.intoArray(state, 3 * Lanes.COUNT);
        r3.intoArray(state, 8 * Lanes.COUNT);
        p4.intoArray(state, 4 * Lanes.COUNT);
        r4.intoArray(state, 9 * Lanes.COUNT);
        FloatVector.fromArray(Lanes.F, phi, phio).add(r0).add(r1).add(r2).add(r3).add(r4).intoArray(phi, phio);
    }

    /** powers = P, slopes = P o (G - r). */
    static void scale(float[] powers, int po, float[] slopes, int go, int keys, float[] state) {
        FloatVector s0 = FloatVector.fromArray(Lanes.F, state, 0);
        FloatVector r0 = FloatVector.fromArray(Lanes.F, state, 5 * Lanes.COUNT);
        FloatVector s1 = FloatVector.fromArray(Lanes.F, state, Lanes.COUNT);
        FloatVector r1 = FloatVector.fromArray(Lanes.F, state, 6 * Lanes.COUNT);
        FloatVector s2 = FloatVector.fromArray(Lanes.F, state, 2 * Lanes.COUNT);
        FloatVector r2 = FloatVector.fromArray(Lanes.F, state, 7 * Lanes.COUNT);
        FloatVector s3 = FloatVector.fromArray(Lanes.F, state, 3 * Lanes.COUNT);
        FloatVector r3 = FloatVector.fromArray(Lanes.F, state, 8 * Lanes.COUNT);
        FloatVector s4 = FloatVector.fromArray(Lanes.F, state, 4 * Lanes.COUNT);
        FloatVector r4 = FloatVector.fromArray(Lanes.F, state, 9 * Lanes.COUNT);
        for (int t = 0; t < keys; t++) {
            int at = t * (5 * Lanes.COUNT);
            FloatVector p0 = FloatVector.fromArray(Lanes.F, powers, po + at).mul(s0);
            p0.intoArray(powers, po + at);
            FloatVector.fromArray(Lanes.F, slopes, go + at).sub(r0).mul(p0).intoArray(slopes, go + at);
            FloatVector p1 = FloatVector.fromArray(Lanes.F, powers, po + at + Lanes.COUNT).mul(s1);
            p1.intoArray(powers, po + at + Lanes.COUNT);
            FloatVector.fromArray(Lanes.F, slopes, go + at + Lanes.COUNT).sub(r1).mul(p1).intoArray(slopes,
                    go + at + Lanes.COUNT);
            FloatVector p2 = FloatVector.fromArray(Lanes.F, powers, po + at + 2 * Lanes.COUNT).mul(s2);
            p2.intoArray(powers, po + at + 2 * Lanes.COUNT);
            FloatVector.fromArray(Lanes.F, slopes, go + at + 2 * Lanes.COUNT).sub(r2).mul(p2).intoArray(slopes,
                    go + at + 2 * Lanes.COUNT);
            FloatVector p3 = FloatVector.fromArray(Lanes.F, powers, po + at + 3 * Lanes.COUNT).mul(s3);
            p3.intoArray(powers, po + at + 3 * Lanes.COUNT);
            FloatVector.fromArray(Lanes.F, slopes, go + at + 3 * Lanes.COUNT).sub(r3).mul(p3).intoArray(slopes,
                    go + at + 3 * Lanes.COUNT);
            FloatVector p4 = FloatVector.fromArray(Lanes.F, powers, po + at + 4 * Lanes.COUNT).mul(s4);
            p4.intoArray(powers, po + at + 4 * Lanes.COUNT);
            FloatVector.fromArray(Lanes.F, slopes, go + at + 4 * Lanes.COUNT).sub(r4).mul(p4).intoArray(slopes,
                    go + at + 4 * Lanes.COUNT);
        }
    }

    /** scores = -infinity where the key is not valid. */
    static void mask(float[] scores, int so, int keys, float[] valid, int vo) {
        for (int t = 0; t < keys; t++) {
            for (int row = 0; row < 5; row++) {
                int at = so + t * (5 * Lanes.COUNT) + row * Lanes.COUNT;
                FloatVector s = FloatVector.fromArray(Lanes.F, scores, at);
                s.blend(Float.NEGATIVE_INFINITY,
                        FloatVector.fromArray(Lanes.F, valid, vo + t * Lanes.COUNT).compare(LT, 0.5f))
                        .intoArray(scores, at);
            }
        }
    }
}
