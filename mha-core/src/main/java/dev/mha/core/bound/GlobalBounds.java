package dev.mha.core.bound;

import dev.mha.kernels.classifier.ClassifierShape;

/**
 * Bounds from three numbers alone: T tokens of norm at most R, and u_max, the largest norm of a decoder U_h. They hold
 * for every sample and every W ({@code docs/theory.md}, 3.1 and 3.3), so they are far from most samples.
 *
 * @param phi {@code |Phi| <= sqrt(H T) R u_max}
 * @param gradient {@code |grad Phi| <= G = sqrt(T) R sqrt(1 + R^4 u_max^2)}
 * @param kappa {@code |Hess Phi| <= kappa / sqrt(H)}, {@code kappa = sqrt(T) R^3 (1 + 8 C3 R^2 u_max)}
 * @param heads H
 */
public record GlobalBounds(double phi, double gradient, double kappa, int heads) {
    /**
     * {@code 1 / (6 sqrt 3)}: largest third joint central moment of variables in [0, 1], two of them equal
     * ({@code docs/theory.md}, 3).
     */
    public static final double C3 = 1 / (6 * Math.sqrt(3));

    /** Below it a sum of squares may have lost some to underflow. */
    static final double SMALLEST_SQUARE = 0x1p-900;

    /**
     * The bounds for tokens of these sizes.
     *
     * @param tokens T, the length of the longest sample
     * @param radius R, the largest norm of a token
     * @param decoderNorm u_max, the largest norm of a decoder; take it larger to bound a whole neighbourhood
     */
    public static GlobalBounds of(int heads, int tokens, double radius, double decoderNorm) {
        double root = Math.sqrt(tokens) * radius;
        double square = radius * radius;
        double reach = square * decoderNorm;
        return new GlobalBounds(Math.sqrt(heads) * root * decoderNorm, root * Math.sqrt(1 + square * square
                * decoderNorm * decoderNorm), root * square * (1 + 8 * C3 * reach), heads);
    }

    /** The bounds at parameters {@code theta}. */
    public static GlobalBounds of(ClassifierShape shape, TokenGeometry geometry, double[] theta) {
        return of(shape.heads(), geometry.longest(), geometry.largestRadius(), decoderNorm(shape, theta));
    }

    /** u_max, the largest Euclidean norm of a decoder U_h. */
    public static double decoderNorm(ClassifierShape shape, double[] theta) {
        double square = largestSquare(shape, theta, 1);
        if (square > SMALLEST_SQUARE && square < Double.POSITIVE_INFINITY) {
            return Math.sqrt(square);
        }
        double entry = 0;
        for (int head = 0; head < shape.heads(); head++) {
            int end = shape.attentionOffset(head) + shape.headParameters();
            for (int i = shape.decoderOffset(head); i < end; i++) {
                entry = Math.max(entry, Math.abs(theta[i]));
            }
        }
        return entry == 0 ? 0 : Outward.up(entry * Math.sqrt(largestSquare(shape, theta, entry)));
    }

    /** The square of it with all entries divided by a unit. */
    private static double largestSquare(ClassifierShape shape, double[] theta, double unit) {
        double largest = 0;
        for (int head = 0; head < shape.heads(); head++) {
            double square = 0;
            int end = shape.attentionOffset(head) + shape.headParameters();
            for (int i = shape.decoderOffset(head); i < end; i++) {
                double entry = theta[i] / unit;
                square += entry * entry;
            }
            largest = Math.max(largest, square);
        }
        return largest;
    }

    /** {@code |Hess Phi| <= kappa / sqrt(H)}. */
    public double scoreCurvature() {
        return kappa / Math.sqrt(heads);
    }

    /** {@code rho = G^2/4 + kappa / sqrt(H)} bounds the largest eigenvalue of the loss, for weights that sum to 1. */
    public double rho() {
        return gradient * gradient / 4 + scoreCurvature();
    }

    /** {@code |grad L| <= G (1 - exp(-L))}, for weights that sum to 1. */
    public double lossGradient(double loss) {
        return gradient * -Math.expm1(-loss);
    }

    /** {@code lambda_min(Hess L) >= -kappa / sqrt(H) (1 - exp(-L))}, for weights that sum to 1. */
    public double lambdaMin(double loss) {
        return scoreCurvature() * Math.expm1(-loss);
    }
}
