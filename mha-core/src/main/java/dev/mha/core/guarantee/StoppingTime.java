package dev.mha.core.guarantee;

/**
 * The number of steps at which the theory's bounds on training loss and generalization gap are least together
 * ({@code docs/theory.md}, 5): with the comparison point at {@code lam = (B_Phi + 1/2 + log K)/gamma}, whose loss is at most
 * {@code 1/K}, their sum is
 *
 * <pre>
 *   (1/K + 4/n) (1.62 + 0.97 lam^2/eta)
 * </pre>
 *
 * <p>The first factor falls, the second rises with log K: stop when the first has come down to a few n-ths. It is of the right
 * shape where the conditions of the theorem fail, and proved only where they hold.
 */
public final class StoppingTime {
    /** Far beyond any number of samples that fits into memory. */
    private static final long MOST = 1L << 40;

    private StoppingTime() {}

    /**
     * The number of steps, at least 1; 0 where there is no margin, and so no such point.
     *
     * @param samples n
     * @param margin gamma, the margin of the tangent features at the start
     * @param largestScore B_Phi, the largest {@code |Phi|} at the start
     * @param step eta
     */
    public static long of(int samples, double margin, double largestScore, double step) {
        if (!(margin > 0)) {
            return 0;
        }
        long low = 1;
        long high = MOST;
        // the sum falls to its one minimum and then rises
        while (low < high) {
            long middle = low + (high - low) / 2;
            if (sum(samples, margin, largestScore, step, middle) <= sum(samples, margin, largestScore, step,
                    middle + 1)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** The two bounds together at K = {@code steps}. */
    static double sum(int samples, double margin, double largestScore, double step, long steps) {
        double lam = (largestScore + 0.5 + Math.log(steps)) / margin;
        return (1.0 / steps + 4.0 / samples) * TrainingTheorem.lossBound(1, lam, step);
    }
}
