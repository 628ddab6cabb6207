package dev.mha.core.bound;

import dev.mha.core.metric.Logistic;
import dev.mha.kernels.classifier.ClassifierShape;

/**
 * What rounding can do to a score, from sizes alone ({@code docs/theory.md}, 8): allowances of checks, and slack of
 * certificates.
 *
 * @param relative {@code eps = u (T + d + H + 8 + 4 (d + 2) R^2 max_h |W_h|)}
 * @param score {@code eps sqrt(H T) R u_max}, an allowance for Phi
 */
public record Rounding(double relative, double score) {
    /** Unit roundoff of double arithmetic. */
    public static final double DOUBLE = 0x1p-53;

    /**
     * The allowances at parameters {@code theta}.
     *
     * @param unit unit roundoff u of the arithmetic
     */
    public static Rounding of(ClassifierShape shape, TokenGeometry geometry, double[] theta, double unit) {
        double relative = relative(shape, theta, unit, geometry.largestRadius());
        return new Rounding(relative, relative * GlobalBounds.of(shape, geometry, theta).phi());
    }

    /** An allowance for an eigenvalue or a product with unit vectors of the Hessian of the loss. */
    public double curvature(GlobalBounds bounds) {
        return 8 * (relative + score) * bounds.rho();
    }

    /** eps for tokens of norm at most {@code radius}. */
    private static double relative(ClassifierShape shape, double[] theta, double unit, double radius) {
        double attention = 0;
        for (int head = 0; head < shape.heads(); head++) {
            double square = 0;
            for (int i = shape.attentionOffset(head); i < shape.decoderOffset(head); i++) {
                square += theta[i] * theta[i];
            }
            attention = Math.max(attention, Math.sqrt(square));
        }
        int d = shape.features();
        return unit * (shape.tokens() + d + shape.heads() + 8 + 4 * (d + 2) * radius * radius * attention);
    }

    /**
     * The same allowance as {@link #curvature(GlobalBounds)} in double, from the tokens and the margin of every sample, so that it
     * is small where the samples are fitted well and does not hang on one large token:
     * {@code 8 sum_i weight_i (eps_i + score_i) (p_i (1 - p_i) G_i^2 + p_i kappa_i / sqrt(H))}, all with the sample's own T and R.
     *
     * @param margins {@code y_i Phi(X_i)}
     * @param weights weight of each sample
     */
    public static double curvature(ClassifierShape shape, TokenGeometry geometry, double[] theta, double[] margins,
            double[] weights) {
        double decoder = GlobalBounds.decoderNorm(shape, theta);
        double perRadius = relative(shape, theta, DOUBLE, 1) - relative(shape, theta, DOUBLE, 0);
        double fixed = relative(shape, theta, DOUBLE, 0);
        double sum = 0;
        for (int i = 0; i < margins.length; i++) {
            double radius = geometry.radius(i);
            GlobalBounds bounds = GlobalBounds.of(shape.heads(), geometry.length(i), radius, decoder);
            double relative = fixed + perRadius * radius * radius;
            double curvature = Logistic.curvature(margins[i]) * bounds.gradient() * bounds.gradient()
                    + Logistic.slope(margins[i]) * bounds.scoreCurvature();
            sum += weights[i] * relative * (1 + bounds.phi()) * curvature;
        }
        return 8 * sum;
    }
}
