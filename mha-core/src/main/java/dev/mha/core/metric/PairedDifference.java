package dev.mha.core.metric;

/**
 * How far two models differ on the same samples or folds: pairing removes what both find hard.
 *
 * @param pairs number of pairs
 * @param mean mean of first minus second
 * @param standardError standard error of that mean; NaN for one pair
 * @param low lower end of its 95 % Student interval; -infinity for one pair
 * @param high upper end of its 95 % Student interval; +infinity for one pair
 */
public record PairedDifference(int pairs, double mean, double standardError, double low, double high) {

    /**
     * For pairs that are independent of each other, such as losses or errors of single test samples.
     *
     * @param first one value a pair
     * @param second one value a pair
     * @throws IllegalArgumentException if the lengths differ or are 0, or a value is not finite
     */
    public static PairedDifference ofSamples(double[] first, double[] second) {
        return of(first, second, 0);
    }

    /**
     * For one value a fold of cross-validation. The folds train on overlapping samples, so the plain standard error is
     * too small: the variance of the mean is taken as {@code (1/J + testToTrain)} times that of a difference (Nadeau,
     * Bengio 2003), J the number of folds of all repeats.
     *
     * @param first one value a fold, such as the error of the first model
     * @param second one value a fold
     * @param testToTrain samples of a test part divided by samples of a training part: 1/(k-1) for k folds
     * @throws IllegalArgumentException if the lengths differ or are 0, or a value is not finite, or {@code testToTrain}
     *         is not above 0
     */
    public static PairedDifference ofFolds(double[] first, double[] second, double testToTrain) {
        if (!(testToTrain > 0 && testToTrain <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("testToTrain is " + testToTrain + ", must be above 0 and finite");
        }
        return of(first, second, testToTrain);
    }

    private static PairedDifference of(double[] first, double[] second, double overlap) {
        int n = first.length;
        if (n == 0 || second.length != n) {
            throw new IllegalArgumentException(
                    "first has " + n + " values, second has " + second.length
                            + ": both must have the same number, at least 1");
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            if (!Double.isFinite(first[i]) || !Double.isFinite(second[i])) {
                throw new IllegalArgumentException(
                        "pair " + i + " is " + first[i] + " and " + second[i] + ": both must be finite");
            }
            sum += first[i] - second[i];
        }
        double mean = sum / n;
        if (n == 1) {
            return new PairedDifference(1, mean, Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        }
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double deviation = first[i] - second[i] - mean;
            squares += deviation * deviation;
        }
        double error = Math.sqrt(squares / (n - 1) * (1.0 / n + overlap));
        double half = StudentT.quantile975(n - 1) * error;
        return new PairedDifference(n, mean, error, mean - half, mean + half);
    }
}
