package dev.mha.core.theory;

import dev.mha.core.curvature.RandomStartBound;

/**
 * Lower bounds on the least eigenvalue of the Hessian, side by side; each but the last is proved, they differ in what
 * they look at ({@code docs/theory.md}, 3.3 and 3.4).
 *
 * @param global {@code -kappa / sqrt(H) (1 - exp(-L))}: the largest token, the largest decoder and the largest loss
 *        that rounding allows. It is not computed from second derivatives, so no rounding of those is taken off
 * @param perSample {@code -sum_i weight_i p_i kappa_i / sqrt(H)}: sizes and margin of every sample. It is proved
 *        of exact margins; computed ones may be off by tolPhi_i, and p_i so by tolPhi_i times what it is at the least
 *        margin left. The rounding of an eigenvalue, which has eight times that in it, is taken off here too: the
 *        measured value that stands above the bound is a rounded one as well
 * @param block least eigenvalue of the blocks of the residual; NaN when a head has too many parameters
 * @param factorized from a Cholesky factorization of the whole Hessian; NaN when the model has too many parameters
 * @param probable on the residual, which bounds the Hessian, with the probability that it fails; null when a computed
 *        one is at hand. The only one that is not proved, so {@link #best()} does not look at it
 */
public record LowerBounds(double global, double perSample, double block, double factorized,
        RandomStartBound probable) {
    /** The best of the proved ones. */
    public double best() {
        double best = Math.max(global, perSample);
        for (double bound : new double[]{block, factorized}) {
            best = Double.isNaN(bound) ? best : Math.max(best, bound);
        }
        return best;
    }
}
