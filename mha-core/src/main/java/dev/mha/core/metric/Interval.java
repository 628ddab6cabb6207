package dev.mha.core.metric;

/**
 * A 95 % confidence interval.
 *
 * @param low lower end
 * @param high upper end
 */
public record Interval(double low, double high) {
    /** The 97.5 % point of the standard normal distribution. */
    static final double Z = 1.959963984540054;

    /**
     * The 95 % interval of a share (Wilson 1927): all shares that {@code wrong} out of {@code samples} does not reject.
     * Unlike the share plus or minus two standard errors it stays inside 0 to 1 and is right near the ends.
     *
     * @param wrong number of samples that count, halves allowed, 0 to {@code samples}
     * @param samples number of samples, at least 1
     * @throws IllegalArgumentException if either is out of range, naming both
     */
    public static Interval wilson(double wrong, int samples) {
        if (samples < 1 || !(wrong >= 0 && wrong <= samples)) {
            throw new IllegalArgumentException("wrong is " + wrong + " of " + samples + " samples");
        }
        double share = wrong / samples;
        double square = Z * Z / samples;
        double middle = (share + square / 2) / (1 + square);
        double half = Z / (1 + square) * Math.sqrt(share * (1 - share) / samples + square / (4 * samples));
        // At no or all wrong an end is exactly 0 or 1; rounding must not hide that.
        return new Interval(wrong == 0 ? 0 : middle - half, wrong == samples ? 1 : middle + half);
    }
}
