package dev.mha.core.bound;

import dev.mha.core.metric.Logistic;
import dev.mha.kernels.classifier.ClassifierShape;

/**
 * Where a training loss lies whatever rounding did to the scores it was computed from ({@code docs/theory.md}, 8): a
 * loss of many well fitted samples underflows to 0, and the one that it stands for is positive.
 *
 * @param low at least 0
 * @param high above 0 unless no sample has a weight
 */
public record LossRange(double low, double high) {
    /**
     * The range at parameters {@code theta}.
     *
     * @param margins {@code y_i Phi(X_i)} as computed in double
     * @param weights weight of each sample
     */
    public static LossRange of(ClassifierShape shape, TokenGeometry geometry, double[] theta, double[] margins,
            double[] weights) {
        return of(margins, weights, Rounding.scores(shape, geometry, theta));
    }

    /**
     * The range for scores that are off by so much at most.
     *
     * @param scores allowance for the score of each sample
     */
    public static LossRange of(double[] margins, double[] weights, double[] scores) {
        double low = 0;
        double high = 0;
        for (int i = 0; i < margins.length; i++) {
            if (weights[i] > 0) {
                low += Math.max(0, Math.nextDown(weights[i] * Outward.down(Logistic.loss(margins[i] + scores[i]))));
                high += Outward.up(weights[i] * Outward.up(Logistic.loss(margins[i] - scores[i])));
            }
        }
        return new LossRange(Math.max(0, Outward.down(low, margins.length)),
                high > 0 ? Outward.up(high, margins.length) : 0);
    }

    /** By how much the loss may be larger than as it was computed. */
    public double above(double computed) {
        return Outward.up(Math.max(0, high - computed));
    }
}
