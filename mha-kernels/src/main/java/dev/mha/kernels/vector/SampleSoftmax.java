package dev.mha.kernels.vector;

/**
 * Softmax over the keys for a panel of query rows, one sample a lane: scores {@code [key][row][lane]} in base 2 become
 * P, slopes G become P o (G - r), and r = rowsum(P o G) is added to phi. Maximum and sums are vertical. All of it lies
 * in one array, at the indexes given.
 *
 * <p>All rows of a panel run side by side: one row at a time waits for its own compare and add, 69 against 46 ns a row
 * of 10 keys (Zen 5 class).
 */
public final class SampleSoftmax {
    /** Vectors of scratch that a panel needs between {@link #forward} and {@link #finish}. */
    public static final int STATE = 10;

    /** What makes scores those of base 2: the caller multiplies them with it, best by way of a smaller factor. */
    public static final float LOG2_E = VectorForward.LOG2_E;

    private SampleSoftmax() {}

    /** Sets the scores of the keys to -infinity where {@code valid [key][lane]} is 0. */
    public static void mask(int rows, float[] a, int scores, int keys, float[] valid) {
        if (rows == 5) {
            SampleSoftmax5.mask(a, scores, keys, valid);
        } else {
            SampleSoftmax4.mask(a, scores, keys, valid);
        }
    }

    /**
     * Exponentials and row sums, for phi.
     *
     * @param valid {@code [row][lane]} from {@code vo} on: 0 for a query that its sample does not have
     */
    public static void forward(int rows, float[] a, int scores, int slopes, int keys, float[] valid, int vo, int state,
            int phi) {
        if (rows == 5) {
            SampleSoftmax5.largest(a, scores, keys, state);
            SampleSoftmax5.power(a, scores, keys, state);
            SampleSoftmax5.sums(a, scores, slopes, keys, valid, vo, state, phi);
        } else {
            SampleSoftmax4.largest(a, scores, keys, state);
            SampleSoftmax4.power(a, scores, keys, state);
            SampleSoftmax4.sums(a, scores, slopes, keys, valid, vo, state, phi);
        }
    }

    /** Turns the exponentials into P and the slopes into P o (G - r), for the gradient. */
    public static void finish(int rows, float[] a, int powers, int slopes, int keys, int state) {
        if (rows == 5) {
            SampleSoftmax5.scale(a, powers, slopes, keys, state);
        } else {
            SampleSoftmax4.scale(a, powers, slopes, keys, state);
        }
    }
}
