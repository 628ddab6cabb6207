package dev.mha.bench.precision;

import java.util.Locale;

/**
 * How far floats are from what they should be.
 *
 * @param ulps largest error, in units in the last place of the largest value of the row that it is in: a value that
 *            cancels to nearly nothing is not held to its own last place
 * @param norm Euclidean norm of the errors as a part of that of the values
 */
public record Deviation(double ulps, double norm) {
    /** Over rows of {@code width} values. */
    static Deviation of(double[] exact, float[] values, int width) {
        if (exact.length != values.length) {
            throw new IllegalArgumentException(values.length + " values, " + exact.length + " are right");
        }
        double worst = 0;
        double errors = 0;
        double squares = 0;
        for (int row = 0; row < exact.length; row += width) {
            double largest = 0;
            double error = 0;
            for (int i = row; i < Math.min(exact.length, row + width); i++) {
                double difference = values[i] - exact[i];
                if (Double.isNaN(difference)) {
                    return new Deviation(Double.NaN, Double.NaN);
                }
                largest = Math.max(largest, Math.abs(exact[i]));
                error = Math.max(error, Math.abs(difference));
                errors += difference * difference;
                squares += exact[i] * exact[i];
            }
            worst = Math.max(worst, error / Math.ulp((float) largest));
        }
        return new Deviation(worst, Math.sqrt(errors / squares));
    }

    String text() {
        return String.format(Locale.ROOT, "%.1f, %.1e", ulps, norm);
    }
}
