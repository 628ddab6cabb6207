package dev.mha.core.bound;

/**
 * Moves a computed bound away from what it bounds, by more than the rounding of the few operations since the last such
 * move, and never to 0 from above: what underflows is positive in truth.
 */
public final class Outward {
    /** Some thousand roundings; sums of more terms name their number. */
    private static final double WIDTH = 0x1p-40;

    private Outward() {}

    /** At least {@code value} as it is without rounding; infinite and NaN stay. */
    public static double up(double value) {
        return Double.isInfinite(value) ? value : value + Math.abs(value) * WIDTH + Double.MIN_VALUE;
    }

    /** At most {@code value} as it is without rounding. */
    public static double down(double value) {
        return -up(-value);
    }

    /** The same for a sum of so many terms of one sign, or for its square root. */
    public static double up(double sum, int terms) {
        return up(sum * (1 + terms * Math.ulp(1.0)));
    }

    /** At most a sum of so many terms of one sign, or its square root. */
    public static double down(double sum, int terms) {
        return down(sum / (1 + terms * Math.ulp(1.0)));
    }
}
