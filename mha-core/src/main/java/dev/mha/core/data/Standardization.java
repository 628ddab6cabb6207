package dev.mha.core.data;

import java.util.Arrays;

/**
 * Mean and deviation of raw values, {@code [tokens, features]} each.
 *
 * @param mean means
 * @param deviation deviations (divided by n, not n - 1); 1 where all values fitted on are equal
 */
public record Standardization(float[] mean, float[] deviation) {

    /** Changes nothing. */
    static Standardization identity(int tokens, int features) {
        float[] ones = new float[tokens * features];
        Arrays.fill(ones, 1);
        return new Standardization(new float[tokens * features], ones);
    }

    /** One mean and deviation for a feature of all tokens of the samples {@code rows}, padding left out. */
    public static Standardization perFeature(Dataset data, int[] rows) {
        return fit(data, rows, data.features());
    }

    /** A mean and deviation for each feature of each token over the samples {@code rows}, padding left out. */
    public static Standardization perPosition(Dataset data, int[] rows) {
        return fit(data, rows, data.tokens() * data.features());
    }

    /** {@code (value - mean) / deviation} for value {@code k} of a sample, {@code k = token * features + feature}. */
    public double apply(float value, int k) {
        return ((double) value - mean[k]) / deviation[k];
    }

    /** Two passes in double; values {@code period} apart in a sample share their statistics. */
    private static Standardization fit(Dataset data, int[] rows, int period) {
        double[] sum = new double[period];
        double[] squares = new double[period];
        float[] low = new float[period];
        float[] high = new float[period];
        long[] count = new long[period];
        Arrays.fill(low, Float.POSITIVE_INFINITY);
        Arrays.fill(high, Float.NEGATIVE_INFINITY);
        for (int row : rows) {
            int begin = data.offset(row);
            int size = data.length(row) * data.features();
            for (int k = 0; k < size; k++) {
                int column = k % period;
                float value = data.x()[begin + k];
                sum[column] += value;
                low[column] = Math.min(low[column], value);
                high[column] = Math.max(high[column], value);
                count[column]++;
            }
        }
        for (int row : rows) {
            int begin = data.offset(row);
            int size = data.length(row) * data.features();
            for (int k = 0; k < size; k++) {
                int column = k % period;
                double difference = data.x()[begin + k] - sum[column] / count[column];
                squares[column] += difference * difference;
            }
        }
        Standardization fitted = identity(data.tokens(), data.features());
        for (int k = 0; k < fitted.mean.length; k++) {
            int column = k % period;
            if (count[column] > 0) {
                fitted.mean[k] = (float) (sum[column] / count[column]);
                float deviation = (float) Math.sqrt(squares[column] / count[column]);
                // Equal values must not become rounding noise blown up to size 1; a deviation may also underflow.
                if (low[column] < high[column] && deviation > 0) {
                    fitted.deviation[k] = deviation;
                }
            }
        }
        return fitted;
    }
}
