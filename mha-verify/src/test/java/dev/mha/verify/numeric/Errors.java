package dev.mha.verify.numeric;

/** Distances between a result and the exact one. */
public final class Errors {
    /** Spacing of floats relative to their size: two rounding errors. */
    public static final double ULP = 0x1p-23;

    private Errors() {}

    /** Largest absolute difference; infinite where only one is finite, zero where both are the same infinity or NaN. */
    public static double max(double[] exact, double[] result) {
        if (exact.length != result.length) {
            throw new IllegalArgumentException("exact has " + exact.length + ", result " + result.length + " values");
        }
        double max = 0;
        for (int i = 0; i < exact.length; i++) {
            max = Math.max(max, distance(exact[i], result[i]));
        }
        return max;
    }

    /** Absolute difference of two numbers; infinite where only one is finite. */
    public static double distance(double exact, double result) {
        if (Double.compare(exact, result) == 0) {
            return 0;
        }
        double difference = Math.abs(exact - result);
        return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
    }

    /** Largest magnitude. */
    public static double largest(double[] values) {
        double max = 0;
        for (double value : values) {
            max = Math.max(max, Math.abs(value));
        }
        return max;
    }

    /** Euclidean length of the difference. */
    public static double norm(double[] exact, double[] result) {
        double sum = 0;
        for (int i = 0; i < exact.length; i++) {
            double distance = distance(exact[i], result[i]);
            sum += distance * distance;
        }
        return Math.sqrt(sum);
    }

    /** The same numbers as doubles. */
    public static double[] widen(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }
}
