package dev.mha.core.metric;

/**
 * The exact McNemar test: do two models err equally often, judged by the samples on which just one of them errs? A score
 * of exactly zero counts as an error here.
 *
 * @param onlyFirst number of samples that only the first model gets wrong
 * @param onlySecond number of samples that only the second model gets wrong
 * @param p probability, if both erred equally often, of a division at least as uneven: two-sided, binomial with share 1/2
 */
public record McNemar(int onlyFirst, int onlySecond, double p) {

    /**
     * Compares two models on the same samples.
     *
     * @param first scores of the first model
     * @param second scores of the second model
     * @param labels -1 or +1 for each sample
     * @throws IllegalArgumentException if the lengths differ
     */
    public static McNemar of(float[] first, float[] second, float[] labels) {
        if (first.length != labels.length || second.length != labels.length) {
            throw new IllegalArgumentException(
                    "first has " + first.length + " scores, second has " + second.length + ", for " + labels.length
                            + " labels");
        }
        int onlyFirst = 0;
        int onlySecond = 0;
        for (int i = 0; i < labels.length; i++) {
            boolean firstWrong = !(labels[i] * first[i] > 0);
            boolean secondWrong = !(labels[i] * second[i] > 0);
            if (firstWrong && !secondWrong) {
                onlyFirst++;
            } else if (secondWrong && !firstWrong) {
                onlySecond++;
            }
        }
        return new McNemar(onlyFirst, onlySecond, twoSided(onlyFirst, onlySecond));
    }

    /** Twice the probability of at most {@code min(a, b)} heads in {@code a + b} throws, at most 1. */
    static double twoSided(int a, int b) {
        int n = a + b;
        int fewer = Math.min(a, b);
        double logTerm = -n * StrictMath.log(2);
        for (int k = 1; k <= fewer; k++) {
            logTerm += StrictMath.log((n - fewer + (double) k) / k);
        }
        // From the largest term down: each is the next one times k / (n - k + 1).
        double term = 1;
        double sum = 0;
        for (int k = fewer; k >= 0; k--) {
            sum += term;
            term *= k / (n - k + 1.0);
        }
        return Math.min(1, 2 * sum * StrictMath.exp(logTerm));
    }
}
