package dev.mha.core.data;

import java.util.Arrays;

/**
 * Mean and deviation of raw values, {@code [tokens, features]} each.
 *
 * @param mean means
 * @param deviation deviations (divided by n, not n - 1); 1 where the value is the same in every sample
 */
record Standardization(float[] mean, float[] deviation) {

    /** Changes nothing. */
    static Standardization identity(int tokens, int features) {
        float[] ones = new float[tokens * features];
        Arrays.fill(ones, 1);
        return new Standardization(new float[tokens * features], ones);
    }

    /** Two passes in double over the given samples, padding left out; one mean and deviation for a feature of all tokens. */
    static Standardization fit(Dataset data, int[] rows) {
        int features = data.features();
        double[] sum = new double[features];
        double[] squares = new double[features];
        float[] low = new float[features];
        float[] high = new float[features];
        long count = 0;
        Arrays.fill(low, Float.POSITIVE_INFINITY);
        Arrays.fill(high, Float.NEGATIVE_INFINITY);
        for (int row : rows) {
            int begin = data.offset(row);
            for (int k = begin; k < begin + data.length(row) * features; k++) {
                int feature = (k - begin) % features;
                float value = data.x()[k];
                sum[feature] += value;
                low[feature] = Math.min(low[feature], value);
                high[feature] = Math.max(high[feature], value);
            }
            count += data.length(row);
        }
        for (int row : rows) {
            int begin = data.offset(row);
            for (int k = begin; k < begin + data.length(row) * features; k++) {
                int feature = (k - begin) % features;
                double difference = data.x()[k] - sum[feature] / count;
                squares[feature] += difference * difference;
            }
        }
        Standardization fitted = identity(data.tokens(), features);
        for (int k = 0; k < fitted.mean.length; k++) {
            int feature = k % features;
            fitted.mean[k] = (float) (sum[feature] / count);
            float deviation = (float) Math.sqrt(squares[feature] / count);
            // Equal values must not become rounding noise blown up to size 1; a deviation may also underflow.
            if (low[feature] < high[feature] && deviation > 0) {
                fitted.deviation[k] = deviation;
            }
        }
        return fitted;
    }
}
