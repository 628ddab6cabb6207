package dev.mha.peers;

/** Whether two libraries computed the same. */
final class Agreement {
    /**
     * Relative difference in the Euclidean norm that float sums of a few thousand terms explain: the worst of these
     * cases is a few 1e-6 away from double on either library; another formula differs by more than 1e-2.
     */
    private static final double TOLERANCE = 2e-5;

    private Agreement() {}

    /**
     * Compares results one by one.
     *
     * @throws IllegalStateException
     *             naming the case, the peer and the relative difference
     */
    static void check(String title, String peer, float[][] own, float[][] theirs) {
        for (int i = 0; i < theirs.length; i++) {
            double difference = relativeDifference(own[i], theirs[i]);
            if (!(difference <= TOLERANCE)) {
                throw new IllegalStateException(title + ": result " + i + " of " + peer + " differs from mha's by "
                        + difference + " of its norm, allowed are " + TOLERANCE);
            }
        }
    }

    /** |own - theirs| / |own|. */
    static double relativeDifference(float[] own, float[] theirs) {
        if (own.length != theirs.length) {
            throw new IllegalStateException("results of " + own.length + " and " + theirs.length + " floats");
        }
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < own.length; i++) {
            difference += ((double) own[i] - theirs[i]) * ((double) own[i] - theirs[i]);
            norm += (double) own[i] * own[i];
        }
        return Math.sqrt(difference / norm);
    }
}
