package dev.mha.kernels.vector;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;

/** Softmax of a panel of 4 rows with one sample a lane, see {@link SampleSoftmax}. */
final class SampleSoftmax4 {
    private SampleSoftmax4() {}

    /** a[state + row] = the largest score of the row; a NaN in the first score stays, any other shows in the sum. */
    static void largest(float[] a, int scores, int keys, int state) {
        FloatVector m0 = FloatVector.fromArray(Lanes.F, a, scores);
        FloatVector m1 = FloatVector.fromArray(Lanes.F, a, scores + Lanes.COUNT);
        FloatVector m2 = FloatVector.fromArray(Lanes.F, a, scores + 2 * Lanes.COUNT);
        FloatVector m3 = FloatVector.fromArray(Lanes.F, a, scores + 3 * Lanes.COUNT);
        for (int t = 1; t < keys; t++) {
            int at = scores + t * (4 * Lanes.COUNT);
            FloatVector v0 = FloatVector.fromArray(Lanes.F, a, at);
            m0 = m0.blend(v0, v0.compare(GT, m0));
            FloatVector v1 = FloatVector.fromArray(Lanes.F, a, at + Lanes.COUNT);
            m1 = m1.blend(v1, v1.compare(GT, m1));
            FloatVector v2 = FloatVector.fromArray(Lanes.F, a, at + 2 * Lanes.COUNT);
            m2 = m2.blend(v2, v2.compare(GT, m2));
            FloatVector v3 = FloatVector.fromArray(Lanes.F, a, at + 3 * Lanes.COUNT);
            m3 = m3.blend(v3, v3.compare(GT, m3));
        }
        m0.intoArray(a, state);
        m1.intoArray(a, state + Lanes.COUNT);
        m2.intoArray(a, state + 2 * Lanes.COUNT);
        m3.intoArray(a, state + 3 * Lanes.COUNT);
    }

    /** scores = 2 to the power (scores - largest), the steps of {@link Exp2}. */
    static void power(float[] a, int scores, int keys, int state) {
        for (int t = 0; t < keys; t++) {
            for (int row = 0; row < 4; row++) {
                int at = scores + t * (4 * Lanes.COUNT) + row * Lanes.COUNT;
                FloatVector y = FloatVector.fromArray(Lanes.F, a, at)
                        .sub(FloatVector.fromArray(Lanes.F, a, state + row * Lanes.COUNT));
                FloatVector n = y.add(Exp2.ROUND);
                FloatVector f = y.sub(n.sub(Exp2.ROUND));
                FloatVector p = f.broadcast(Exp2.C6).fma(f, f.broadcast(Exp2.C5)).fma(f, f.broadcast(Exp2.C4))
                        .fma(f, f.broadcast(Exp2.C3)).fma(f, f.broadcast(Exp2.C2)).fma(f, f.broadcast(Exp2.C1))
                        .fma(f, f.broadcast(1.0f));
                p.mul(n.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats())
                        .blend(0.0f, y.compare(LT, Exp2.LOWEST)).intoArray(a, at);
            }
        }
    }

    /** a[state + row] = valid / sum of the row, a[state + 4 + row] = r, phi += r of all rows. */
    static void sums(float[] a, int powers, int slopes, int keys, float[] valid, int vo, int state, int phi) {
        FloatVector p0 = FloatVector.zero(Lanes.F);
        FloatVector r0 = FloatVector.zero(Lanes.F);
        FloatVector p1 = FloatVector.zero(Lanes.F);
        FloatVector r1 = FloatVector.zero(Lanes.F);
        FloatVector p2 = FloatVector.zero(Lanes.F);
        FloatVector r2 = FloatVector.zero(Lanes.F);
        FloatVector p3 = FloatVector.zero(Lanes.F);
        FloatVector r3 = FloatVector.zero(Lanes.F);
        for (int t = 0; t < keys; t++) {
            int at = t * (4 * Lanes.COUNT);
            FloatVector v0 = FloatVector.fromArray(Lanes.F, a, powers + at);
            p0 = p0.add(v0);
            r0 = v0.fma(FloatVector.fromArray(Lanes.F, a, slopes + at), r0);
            FloatVector v1 = FloatVector.fromArray(Lanes.F, a, powers + at + Lanes.COUNT);
            p1 = p1.add(v1);
            r1 = v1.fma(FloatVector.fromArray(Lanes.F, a, slopes + at + Lanes.COUNT), r1);
            FloatVector v2 = FloatVector.fromArray(Lanes.F, a, powers + at + 2 * Lanes.COUNT);
            p2 = p2.add(v2);
            r2 = v2.fma(FloatVector.fromArray(Lanes.F, a, slopes + at + 2 * Lanes.COUNT), r2);
            FloatVector v3 = FloatVector.fromArray(Lanes.F, a, powers + at + 3 * Lanes.COUNT);
            p3 = p3.add(v3);
            r3 = v3.fma(FloatVector.fromArray(Lanes.F, a, slopes + at + 3 * Lanes.COUNT), r3);
        }
        p0 = FloatVector.fromArray(Lanes.F, valid, vo).div(p0);
        r0 = r0.mul(p0);
        p1 = FloatVector.fromArray(Lanes.F, valid, vo + Lanes.COUNT).div(p1);
        r1 = r1.mul(p1);
        p2 = FloatVector.fromArray(Lanes.F, valid, vo + 2 * Lanes.COUNT).div(p2);
        r2 = r2.mul(p2);
        p3 = FloatVector.fromArray(Lanes.F, valid, vo + 3 * Lanes.COUNT).div(p3);
        r3 = r3.mul(p3);
        p0.intoArray(a, state);
        r0.intoArray(a, state + 4 * Lanes.COUNT);
        p1.intoArray(a, state + Lanes.COUNT);
        r1.intoArray(a, state + 5 * Lanes.COUNT);
        p2.intoArray(a, state + 2 * Lanes.COUNT);
        r2.intoArray(a, state + 6 * Lanes.COUNT);
        p3.intoArray(a, state + 3 * Lanes.COUNT);
        r3.intoArray(a, state + 7 * Lanes.COUNT);
        FloatVector.fromArray(Lanes.F, a, phi).add(r0).add(r1).add(r2).add(r3).intoArray(a, phi);
    }

    /** powers = P, slopes = P o (G - r). */
    static void scale(float[] a, int powers, int slopes, int keys, int state) {
        FloatVector s0 = FloatVector.fromArray(Lanes.F, a, state);
        FloatVector r0 = FloatVector.fromArray(Lanes.F, a, state + 4 * Lanes.COUNT);
        FloatVector s1 = FloatVector.fromArray(Lanes.F, a, state + Lanes.COUNT);
        FloatVector r1 = FloatVector.fromArray(Lanes.F, a, state + 5 * Lanes.COUNT);
        FloatVector s2 = FloatVector.fromArray(Lanes.F, a, state + 2 * Lanes.COUNT);
        FloatVector r2 = FloatVector.fromArray(Lanes.F, a, state + 6 * Lanes.COUNT);
        FloatVector s3 = FloatVector.fromArray(Lanes.F, a, state + 3 * Lanes.COUNT);
        FloatVector r3 = FloatVector.fromArray(Lanes.F, a, state + 7 * Lanes.COUNT);
        for (int t = 0; t < keys; t++) {
            int at = t * (4 * Lanes.COUNT);
            FloatVector p0 = FloatVector.fromArray(Lanes.F, a, powers + at).mul(s0);
            p0.intoArray(a, powers + at);
            FloatVector.fromArray(Lanes.F, a, slopes + at).sub(r0).mul(p0).intoArray(a, slopes + at);
            FloatVector p1 = FloatVector.fromArray(Lanes.F, a, powers + at + Lanes.COUNT).mul(s1);
            p1.intoArray(a, powers + at + Lanes.COUNT);
            FloatVector.fromArray(Lanes.F, a, slopes + at + Lanes.COUNT).sub(r1).mul(p1).intoArray(a,
                    slopes + at + Lanes.COUNT);
            FloatVector p2 = FloatVector.fromArray(Lanes.F, a, powers + at + 2 * Lanes.COUNT).mul(s2);
            p2.intoArray(a, powers + at + 2 * Lanes.COUNT);
            FloatVector.fromArray(Lanes.F, a, slopes + at + 2 * Lanes.COUNT).sub(r2).mul(p2).intoArray(a,
                    slopes + at + 2 * Lanes.COUNT);
            FloatVector p3 = FloatVector.fromArray(Lanes.F, a, powers + at + 3 * Lanes.COUNT).mul(s3);
            p3.intoArray(a, powers + at + 3 * Lanes.COUNT);
            FloatVector.fromArray(Lanes.F, a, slopes + at + 3 * Lanes.COUNT).sub(r3).mul(p3).intoArray(a,
                    slopes + at + 3 * Lanes.COUNT);
        }
    }

    /** scores = -infinity where the key is not valid. */
    static void mask(float[] a, int scores, int keys, float[] valid) {
        for (int t = 0; t < keys; t++) {
            for (int row = 0; row < 4; row++) {
                int at = scores + t * (4 * Lanes.COUNT) + row * Lanes.COUNT;
                FloatVector s = FloatVector.fromArray(Lanes.F, a, at);
                s.blend(Float.NEGATIVE_INFINITY,
                        FloatVector.fromArray(Lanes.F, valid, t * Lanes.COUNT).compare(LT, 0.5f)).intoArray(a, at);
            }
        }
    }
}
