package dev.mha.bench.precision;

import java.util.Locale;

/**
 * How far floats are from what they should be.
 *
 * @param ulps largest error, in units in the last place of the largest value of the row that it is in, or of the root
 *            mean square of all values where that is larger: what cancels to nearly nothing is not held to its own last
 *            place
 * @param norm Euclidean norm of the errors as a part of that of the values
 */
public record Deviation(double ulps, double norm) {
    /** Over rows of {@code width} values; rows of one value are held to its own last place. */
    static Deviation of(double[] exact, float[] values, int width) {
        if (exact.length != values.length) {
            throw new IllegalArgumentException(values.length + " values, " + exact.length + " are right");
        }
        double squares = 0;
        for (double value : exact) {
            squares += value * value;
        }
        double typical = width == 1 ? 0 : Math.sqrt(squares / exact.length);
        double worst = 0;
        double errors = 0;
        for (int row = 0; row < exact.length; row += width) {
            double largest = typical;
            double error = 0;
            for (int i = row; i < Math.min(exact.length, row + width); i++) {
                double difference = values[i] - exact[i];
                if (Double.isNaN(difference)) {
                    return new Deviation(Double.NaN, Double.NaN);
                }
                largest = Math.max(largest, Math.abs(exact[i]));
                error = Math.max(error, Math.abs(difference));
                errors += difference * difference;
            }
            worst = Math.max(worst, error / Math.ulp((float) largest));
        }
        return new Deviation(worst, Math.sqrt(errors / squares));
    }

    String text() {
        return String.format(Locale.ROOT, "%.1f, %.1e", ulps, norm);
    }
}
