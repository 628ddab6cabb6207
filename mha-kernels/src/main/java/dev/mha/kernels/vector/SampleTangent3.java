package dev.mha.kernels.vector;

import jdk.incubator.vector.FloatVector;

/** Derivatives of the softmax of a panel of 3 rows with one sample a lane, see {@link SampleTangent}. */
final class SampleTangent3 {
    private SampleTangent3() {}

    /** a[state + row] = rowsum(P o S.), a[state + 3 + row] = r., phiDot += r. of all rows. */
    static void sums(float[] a, int p, int d, int sDot, int gDot, int keys, int state, int phiDot) {
        FloatVector m0 = FloatVector.zero(Lanes.F);
        FloatVector r0 = FloatVector.zero(Lanes.F);
        FloatVector m1 = FloatVector.zero(Lanes.F);
        FloatVector r1 = FloatVector.zero(Lanes.F);
        FloatVector m2 = FloatVector.zero(Lanes.F);
        FloatVector r2 = FloatVector.zero(Lanes.F);
        for (int t = 0; t < keys; t++) {
            int at = t * (3 * Lanes.COUNT);
            FloatVector p0 = FloatVector.fromArray(Lanes.F, a, p + at);
            FloatVector s0 = FloatVector.fromArray(Lanes.F, a, sDot + at);
            m0 = p0.fma(s0, m0);
            r0 = FloatVector.fromArray(Lanes.F, a, d + at).fma(s0, r0);
            r0 = p0.fma(FloatVector.fromArray(Lanes.F, a, gDot + at), r0);
            FloatVector p1 = FloatVector.fromArray(Lanes.F, a, p + at + Lanes.COUNT);
            FloatVector s1 = FloatVector.fromArray(Lanes.F, a, sDot + at + Lanes.COUNT);
            m1 = p1.fma(s1, m1);
            r1 = FloatVector.fromArray(Lanes.F, a, d + at + Lanes.COUNT).fma(s1, r1);
            r1 = p1.fma(FloatVector.fromArray(Lanes.F, a, gDot + at + Lanes.COUNT), r1);
            FloatVector p2 = FloatVector.fromArray(Lanes.F, a, p + at + 2 * Lanes.COUNT);
            FloatVector s2 = FloatVector.fromArray(Lanes.F, a, sDot + at + 2 * Lanes.COUNT);
            m2 = p2.fma(s2, m2);
            r2 = FloatVector.fromArray(Lanes.F, a, d + at + 2 * Lanes.COUNT).fma(s2, r2);
            r2 = p2.fma(FloatVector.fromArray(Lanes.F, a, gDot + at + 2 * Lanes.COUNT), r2);
        }
        m0.intoArray(a, state);
        r0.intoArray(a, state + 3 * Lanes.COUNT);
        m1.intoArray(a, state + Lanes.COUNT);
        r1.intoArray(a, state + 4 * Lanes.COUNT);
        m2.intoArray(a, state + 2 * Lanes.COUNT);
        r2.intoArray(a, state + 5 * Lanes.COUNT);
        FloatVector.fromArray(Lanes.F, a, phiDot).add(r0).add(r1).add(r2).intoArray(a, phiDot);
    }

    /** sDot = P., gDot = dS. */
    static void turn(float[] a, int p, int d, int sDot, int gDot, int keys, int state) {
        FloatVector m0 = FloatVector.fromArray(Lanes.F, a, state);
        FloatVector r0 = FloatVector.fromArray(Lanes.F, a, state + 3 * Lanes.COUNT);
        FloatVector m1 = FloatVector.fromArray(Lanes.F, a, state + Lanes.COUNT);
        FloatVector r1 = FloatVector.fromArray(Lanes.F, a, state + 4 * Lanes.COUNT);
        FloatVector m2 = FloatVector.fromArray(Lanes.F, a, state + 2 * Lanes.COUNT);
        FloatVector r2 = FloatVector.fromArray(Lanes.F, a, state + 5 * Lanes.COUNT);
        for (int t = 0; t < keys; t++) {
            int at = t * (3 * Lanes.COUNT);
            FloatVector p0 = FloatVector.fromArray(Lanes.F, a, p + at);
            FloatVector c0 = FloatVector.fromArray(Lanes.F, a, sDot + at).sub(m0);
            FloatVector g0 = FloatVector.fromArray(Lanes.F, a, gDot + at).sub(r0).mul(p0);
            FloatVector.fromArray(Lanes.F, a, d + at).fma(c0, g0).intoArray(a, gDot + at);
            c0.mul(p0).intoArray(a, sDot + at);
            FloatVector p1 = FloatVector.fromArray(Lanes.F, a, p + at + Lanes.COUNT);
            FloatVector c1 = FloatVector.fromArray(Lanes.F, a, sDot + at + Lanes.COUNT).sub(m1);
            FloatVector g1 = FloatVector.fromArray(Lanes.F, a, gDot + at + Lanes.COUNT).sub(r1).mul(p1);
            FloatVector.fromArray(Lanes.F, a, d + at + Lanes.COUNT).fma(c1, g1).intoArray(a, gDot + at + Lanes.COUNT);
            c1.mul(p1).intoArray(a, sDot + at + Lanes.COUNT);
            FloatVector p2 = FloatVector.fromArray(Lanes.F, a, p + at + 2 * Lanes.COUNT);
            FloatVector c2 = FloatVector.fromArray(Lanes.F, a, sDot + at + 2 * Lanes.COUNT).sub(m2);
            FloatVector g2 = FloatVector.fromArray(Lanes.F, a, gDot + at + 2 * Lanes.COUNT).sub(r2).mul(p2);
            FloatVector.fromArray(Lanes.F, a, d + at + 2 * Lanes.COUNT).fma(c2, g2).intoArray(a,
                    gDot + at + 2 * Lanes.COUNT);
            c2.mul(p2).intoArray(a, sDot + at + 2 * Lanes.COUNT);
        }
    }
}
