package dev.mha.core.bound;

import dev.mha.kernels.classifier.ClassifierShape;

/**
 * What rounding can do to a score, from sizes alone ({@code docs/theory.md}, 6): allowances of checks, and slack of
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
        double attention = 0;
        for (int head = 0; head < shape.heads(); head++) {
            double square = 0;
            for (int i = shape.attentionOffset(head); i < shape.decoderOffset(head); i++) {
                square += theta[i] * theta[i];
            }
            attention = Math.max(attention, Math.sqrt(square));
        }
        int d = shape.features();
        double radius = geometry.largestRadius();
        double relative = unit
                * (shape.tokens() + d + shape.heads() + 8 + 4 * (d + 2) * radius * radius * attention);
        return new Rounding(relative, relative * GlobalBounds.of(shape, geometry, theta).phi());
    }

    /** An allowance for an eigenvalue or a product with unit vectors of the Hessian of the loss. */
    public double curvature(GlobalBounds bounds) {
        return 8 * (relative + score) * bounds.rho();
    }
}
