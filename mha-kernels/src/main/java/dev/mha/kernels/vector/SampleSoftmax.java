package dev.mha.kernels.vector;

/**
 * Softmax over the keys for a panel of query rows, one sample a lane: scores {@code [key][row][lane]} in base 2 become
 * P, slopes G become P o (G - r), and r = rowsum(P o G) is added to phi. Maximum and sums are vertical.
 *
 * <p>All rows of a panel run side by side: one row at a time waits for its own compare and add, 69 against 46 ns a row
 * of 10 keys (Zen 5 class).
 */
public final class SampleSoftmax {
    private SampleSoftmax() {}

    /** Floats of scratch that {@link #forward} asks for. */
    public static int stateLength() {
        return 10 * Lanes.COUNT;
    }

    /** Sets the scores of the keys to -infinity where {@code valid [key][lane]} is 0. */
    public static void mask(int rows, float[] scores, int so, int keys, float[] valid) {
        switch (rows) {
            case 5 -> SampleSoftmax5.mask(scores, so, keys, valid, 0);
            case 4 -> SampleSoftmax4.mask(scores, so, keys, valid, 0);
            default -> SampleSoftmax3.mask(scores, so, keys, valid, 0);
        }
    }

    /**
     * Exponentials and row sums, for phi.
     *
     * @param valid {@code [row][lane]} from {@code vo} on: 0 for a query that its sample does not have
     * @param state scratch between this call and {@link #finish}
     */
    public static void forward(int rows, float[] scores, int so, float[] slopes, int go, int keys, float[] valid,
            int vo,
            float[] state, float[] phi, int phio) {
        switch (rows) {
            case 5 -> {
                SampleSoftmax5.largest(scores, so, keys, state);
                SampleSoftmax5.power(scores, so, keys, state);
                SampleSoftmax5.sums(scores, so, slopes, go, keys, valid, vo, state, phi, phio);
            }
            case 4 -> {
                SampleSoftmax4.largest(scores, so, keys, state);
                SampleSoftmax4.power(scores, so, keys, state);
                SampleSoftmax4.sums(scores, so, slopes, go, keys, valid, vo, state, phi, phio);
            }
            default -> {
                SampleSoftmax3.largest(scores, so, keys, state);
                SampleSoftmax3.power(scores, so, keys, state);
                SampleSoftmax3.sums(scores, so, slopes, go, keys, valid, vo, state, phi, phio);
            }
        }
    }

    /** Turns the exponentials into P and the slopes into P o (G - r), for the gradient. */
    public static void finish(int rows, float[] powers, int po, float[] slopes, int go, int keys, float[] state) {
        switch (rows) {
            case 5 -> SampleSoftmax5.scale(powers, po, slopes, go, keys, state);
            case 4 -> SampleSoftmax4.scale(powers, po, slopes, go, keys, state);
            default -> SampleSoftmax3.scale(powers, po, slopes, go, keys, state);
        }
    }
}
