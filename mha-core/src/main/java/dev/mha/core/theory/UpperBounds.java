package dev.mha.core.theory;

import dev.mha.core.bound.GlobalBounds;

/**
 * Upper bounds on gradient norm, largest eigenvalue and score; each is proved, they differ in what they look at
 * ({@code docs/theory.md}, 3.3 and 3.4).
 *
 * @param global from the largest token and the largest decoder alone
 * @param globalGradient on the gradient norm, {@code G (1 - exp(-L))} at the largest loss that rounding allows
 * @param gradient on the gradient norm, {@code sum_i weight_i p_i G_i}: sizes and margin of every sample
 * @param score on the largest {@code |Phi|}: that computed of every sample and what rounding may have added
 * @param lambdaMax on the largest eigenvalue, {@code sum_i weight_i (p_i (1 - p_i) G_i^2 + p_i kappa_i / sqrt(H))}
 * @param factorized on the largest eigenvalue, from a Cholesky factorization; NaN when the model has too many
 *        parameters
 */
public record UpperBounds(GlobalBounds global, double globalGradient, double gradient, double score,
        double lambdaMax, double factorized) {
    /**
     * The least bound on the gradient norm: where heads cancel, what rounding allows the samples may be more than
     * theory does.
     */
    public double bestGradient() {
        return Math.min(gradient, globalGradient);
    }

    /** The least bound on the score. */
    public double bestScore() {
        return Math.min(score, global.phi());
    }

    /** The least bound on the largest eigenvalue. */
    public double bestLambdaMax() {
        double best = Math.min(lambdaMax, global.rho());
        return Double.isNaN(factorized) ? best : Math.min(best, factorized);
    }
}
