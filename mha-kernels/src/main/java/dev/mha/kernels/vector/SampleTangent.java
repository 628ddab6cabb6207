package dev.mha.kernels.vector;

import jdk.incubator.vector.FloatVector;

/**
 * Derivatives along a direction of the softmax of {@link SampleSoftmax}, one sample a lane, for a panel of query rows
 * {@code [key][row][lane]}. With a dot for a derivative, {@code D = P o (G - r)} and m = rowsum(P o S.),
 *
 * <pre>
 *   P. = P o (S. - m)     r. = rowsum(D o S. + P o G.)     dS. = D o (S. - m) + P o (G. - r.)     phi. = sum r.
 * </pre>
 *
 * since the rows of D sum to zero. Every sum is vertical.
 */
public final class SampleTangent {
    private SampleTangent() {}

    /**
     * Turns S. into P. and G. into dS., and adds phi. of the rows. All of it lies in one array, at the indexes given.
     *
     * @param p where P is
     * @param d where P o (G - r) is
     * @param state scratch of {@link SampleSoftmax#STATE} vectors
     */
    public static void turn(int rows, float[] a, int p, int d, int sDot, int gDot, int keys, int state, int phiDot) {
        if (rows == 5) {
            SampleTangent5.sums(a, p, d, sDot, gDot, keys, state, phiDot);
            SampleTangent5.turn(a, p, d, sDot, gDot, keys, state);
        } else {
            SampleTangent4.sums(a, p, d, sDot, gDot, keys, state, phiDot);
            SampleTangent4.turn(a, p, d, sDot, gDot, keys, state);
        }
    }

    /** {@code a[to + i] = a[first + lane] a[x + i] + a[second + lane] a[y + i]} for whole vectors i. */
    public static void mix(float[] a, int first, int x, int second, int y, int vectors, int to) {
        FloatVector f = FloatVector.fromArray(Lanes.F, a, first);
        FloatVector s = FloatVector.fromArray(Lanes.F, a, second);
        for (int i = 0; i < vectors; i++) {
            int at = i * Lanes.COUNT;
            FloatVector.fromArray(Lanes.F, a, y + at).mul(s).add(FloatVector.fromArray(Lanes.F, a, x + at).mul(f))
                    .intoArray(a, to + at);
        }
    }
}
