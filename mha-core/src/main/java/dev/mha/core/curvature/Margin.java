package dev.mha.core.curvature;

import dev.mha.core.bound.Outward;

/**
 * The margin {@code gamma = max_{|v|<=1} min_i <f_i, v>} of features with the Gram matrix K, as an interval: for any
 * weights lam of the simplex {@code min_i (K lam)_i / sqrt(lam'K lam) <= gamma <= sqrt(lam'K lam)}
 * ({@code docs/theory.md}, 4). It is 0 where no direction separates the classes. The interval holds in spite of
 * rounding. Weights are found by the method of Wolfe (1976), see {@link MinimumNormPoint}.
 *
 * @param lower proved lower end, at least 0
 * @param upper proved upper end
 * @param steps steps of the solver
 * @param weights the weights lam, one for each sample, at least 0, with the sum 1; the direction of the margin is
 *        {@code sum_i lam_i f_i} made a unit vector
 */
public record Margin(double lower, double upper, int steps, double[] weights) {
    /**
     * When a search ends; it also ends where rounding leaves nothing to do.
     *
     * @param gap once {@code upper - lower} is at most this share of {@code upper}
     * @param maxSteps after so many steps at the latest
     */
    public record Search(double gap, int maxSteps) {
        /** To a relative gap of 1e-6, which takes fewer steps than there are samples, or a few times as many. */
        public static final Search USUAL = new Search(1e-6, 100_000);
    }

    /**
     * Features that are known to lie near the ones that are meant, and a direction v, all as computed.
     *
     * @param products {@code <g_i, v>} of the computed features g_i, each a sum of p products
     * @param norm of v, which is {@code sum_i lam_i g_i}, each of its p entries a sum of n products
     * @param lengths the norms of g_i, to a few digits
     * @param distances how far each g_i may be from the feature f_i that is meant
     * @param parameters p
     */
    record Direction(double[] products, double norm, double[] lengths, double[] distances, int parameters) {}

    /**
     * The margin that weights prove along their own direction v in the space of the features, where nothing is squared:
     * an end is off by rounding of the features, where that of a kernel is off by the root of it.
     *
     * <p>For any vector v, {@code min_i <f_i, v> / |v| <= gamma}. A product is a sum of p products, off by
     * {@code p u |g_i| |v|}, the norm by {@code (p/2 + 2) u} of itself: the quotient by less than
     * {@code 2 u (p + 16) |g_i|}. An entry of v is a sum of n products, so v is off by
     * {@code (n + 1) u sum_i lam_i |g_i|}, the sum of the weights by {@code n u}, the norm as above:
     * {@code |sum_i lam_i g_i|} by less than
     * {@code 2 u (n + p + 16) sum_i lam_i |g_i|}. From g to f both move by its distance.
     */
    static Margin along(Direction direction, MinimumNormPoint.Found found) {
        double unit = Math.ulp(1.0);
        int n = found.weights().length;
        double lower = Double.POSITIVE_INFINITY;
        double off = 0;
        for (int i = 0; i < n; i++) {
            double length = direction.lengths[i];
            double product = direction.norm > 0 ? direction.products[i] / direction.norm : 0;
            lower = Math.min(lower,
                    product - Outward.up((direction.parameters + 16.0) * unit * length + direction.distances[i]));
            // a feature that has no weight may be infinitely far off, and 0 by infinity is no number
            off += found.weights()[i] == 0
                    ? 0
                    : found.weights()[i]
                            * ((n + direction.parameters + 16.0) * unit * length + direction.distances[i]);
        }
        // only features that are known to be 0 are off by 0: their margin is 0, not the least number above it
        double upper = off == 0 ? direction.norm : Outward.up(direction.norm + Outward.up(off, n));
        return ends(lower, upper, found);
    }

    /** The interval with these ends, which are what weights prove, no more: any margin is at least 0. */
    static Margin ends(double lower, double upper, MinimumNormPoint.Found found) {
        return new Margin(Math.min(Math.max(0, lower), upper), upper, found.steps(), found.weights());
    }
}
