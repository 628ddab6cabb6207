package dev.mha.core.data;

import java.util.Arrays;

/**
 * Mean and deviation of each feature of each token, {@code [tokens, features]} each.
 *
 * <p>Fitted for each position because tokens need not be alike: the columns of a table have units of their own. The
 * price is a value that almost never differs, such as a pixel at the edge: a plain deviation blows its rare differences
 * up to 40, and softmax scores are quadratic in that. So a deviation is at least {@code 1 / 4} of the largest distance
 * from the mean, and no value fitted on becomes larger than 4. Measured, 8 heads, gauss, 300 steps of size 1, five
 * folds, test error on digits, radar, soil: this 2.3 %, 4.3 %, 10.4 %; plain deviations 3.0 %, 4.3 %, 10.3 %; one mean
 * and deviation for a feature of all tokens 2.4 %, 4.8 %, 10.3 %.
 *
 * @param mean means
 * @param deviation deviations (divided by n, not n - 1), not below the bound; 1 where all values fitted on are equal
 */
public record Standardization(float[] mean, float[] deviation) {
    /** Largest standardized value of the samples fitted on. */
    static final double LIMIT = 4;

    /** Changes nothing. */
    static Standardization identity(int tokens, int features) {
        float[] ones = new float[tokens * features];
        Arrays.fill(ones, 1);
        return new Standardization(new float[tokens * features], ones);
    }

    /**
     * Fits on some samples, padding left out; two passes in double.
     *
     * @param rows indexes of the samples to fit on
     */
    public static Standardization fit(Dataset data, int[] rows) {
        int size = data.tokens() * data.features();
        double[] sum = new double[size];
        double[] squares = new double[size];
        float[] low = new float[size];
        float[] high = new float[size];
        int[] count = new int[size];
        Arrays.fill(low, Float.POSITIVE_INFINITY);
        Arrays.fill(high, Float.NEGATIVE_INFINITY);
        for (int row : rows) {
            int begin = data.offset(row);
            int end = data.length(row) * data.features();
            for (int k = 0; k < end; k++) {
                float value = data.x()[begin + k];
                sum[k] += value;
                low[k] = Math.min(low[k], value);
                high[k] = Math.max(high[k], value);
                count[k]++;
            }
        }
        for (int row : rows) {
            int begin = data.offset(row);
            int end = data.length(row) * data.features();
            for (int k = 0; k < end; k++) {
                double difference = data.x()[begin + k] - sum[k] / count[k];
                squares[k] += difference * difference;
            }
        }
        Standardization fitted = identity(data.tokens(), data.features());
        for (int k = 0; k < size; k++) {
            if (count[k] > 0) {
                double mean = sum[k] / count[k];
                fitted.mean[k] = (float) mean;
                double farthest = Math.max(high[k] - mean, mean - low[k]);
                float deviation = (float) Math.max(Math.sqrt(squares[k] / count[k]), farthest / LIMIT);
                // Equal values must not become rounding noise blown up to size 1; a deviation may also underflow.
                if (low[k] < high[k] && deviation > 0) {
                    fitted.deviation[k] = deviation;
                }
            }
        }
        return fitted;
    }

    /** {@code (value - mean) / deviation} for value {@code k} of a sample, {@code k = token * features + feature}. */
    public double apply(float value, int k) {
        return ((double) value - mean[k]) / deviation[k];
    }
}
