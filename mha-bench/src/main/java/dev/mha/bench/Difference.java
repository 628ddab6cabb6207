package dev.mha.bench;

import java.util.Arrays;

/**
 * How many times as fast one thing is as another, over several virtual machines.
 *
 * @param ratio geometric mean
 * @param low lower end of the 99 % interval (Student's t on the logarithms)
 * @param high upper end
 */
public record Difference(double ratio, double low, double high) {
    /** With two, the interval of 99 % is 64 standard errors wide on each side. */
    static final int LEAST_FORKS = 3;
    /** What differs less is the same for every user; two copies of one jar differ by up to this much. */
    static final double LEAST = 0.02;
    /**
     * 99.5 % quantiles of Student's t for 1, 2, ... degrees of freedom, then the normal one. At 95 % one or two of
     * thirty cases would be called different in every comparison of a jar with itself.
     */
    private static final double[] QUANTILES = {63.657, 9.925, 5.841, 4.604, 4.032, 3.707, 3.499, 3.355, 3.250, 3.169,
            3.106, 3.055, 3.012, 2.977, 2.947, 2.921, 2.898, 2.878, 2.861, 2.845};
    private static final double NORMAL = 2.576;

    /** One ratio for each virtual machine, at least two. */
    static Difference of(double... ratios) {
        int n = ratios.length;
        if (n < 2) {
            throw new IllegalArgumentException("an interval needs two ratios at least, there are " + n);
        }
        double mean = Arrays.stream(ratios).map(Math::log).sum() / n;
        double squares = Arrays.stream(ratios).map(ratio -> Math.pow(Math.log(ratio) - mean, 2)).sum();
        double half = (n - 2 < QUANTILES.length ? QUANTILES[n - 2] : NORMAL) * Math.sqrt(squares / (n - 1) / n);
        return new Difference(Math.exp(mean), Math.exp(mean - half), Math.exp(mean + half));
    }

    /** "faster" or "slower" when the interval leaves out 1 and the mean differs enough to matter; else "same". */
    String verdict() {
        if (low > 1 && ratio >= 1 + LEAST) {
            return "faster";
        }
        return high < 1 && ratio <= 1 / (1 + LEAST) ? "slower" : "same";
    }
}
