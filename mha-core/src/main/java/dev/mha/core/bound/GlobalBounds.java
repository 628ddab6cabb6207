package dev.mha.core.bound;

import dev.mha.core.linear.Vectors;
import dev.mha.kernels.classifier.ClassifierShape;

/**
 * Bounds from three numbers alone: T tokens of norm at most R, and u_max, the largest norm of a decoder U_h. They hold
 * for every sample and every W ({@code docs/theory.md}, 3.1 and 3.3), so they are far from most samples. All are
 * rounded outwards; 0 stays 0 where a size is 0.
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

    /**
     * The bounds for tokens of these sizes.
     *
     * @param tokens T, the length of the longest sample
     * @param radius R, the largest norm of a token
     * @param decoderNorm u_max, the largest norm of a decoder; take it larger to bound a whole neighbourhood
     */
    public static GlobalBounds of(int heads, int tokens, double radius, double decoderNorm) {
        if (radius == 0) {
            return new GlobalBounds(0, 0, 0, heads);
        }
        double root = Math.sqrt(tokens) * radius;
        double square = radius * radius;
        double reach = square * decoderNorm;
        double phi = decoderNorm == 0 ? 0 : Outward.up(Math.sqrt(heads) * root * decoderNorm);
        double gradient = Outward.up(root * Math.sqrt(1 + square * square * decoderNorm * decoderNorm));
        return new GlobalBounds(phi, gradient, Outward.up(root * square * (1 + 8 * C3 * reach)), heads);
    }

    /**
     * The bounds at a point.
     *
     * @param theta one number for each parameter, laid out as {@link ClassifierShape} says
     */
    public static GlobalBounds of(ClassifierShape shape, TokenGeometry geometry, double[] theta) {
        return of(shape.heads(), geometry.longest(), geometry.largestRadius(), decoderNorm(shape, theta));
    }

    /**
     * u_max, at least the largest Euclidean norm of a decoder U_h, and 0 only if all are 0.
     *
     * @param theta one number for each parameter, laid out as {@link ClassifierShape} says
     */
    public static double decoderNorm(ClassifierShape shape, double[] theta) {
        double largest = 0;
        int entries = shape.tokens() * shape.features();
        for (int head = 0; head < shape.heads(); head++) {
            largest = Math.max(largest, Vectors.norm(theta, shape.decoderOffset(head), entries));
        }
        return largest == 0 ? 0 : Outward.up(largest, entries);
    }

    /** {@code |Hess Phi| <= kappa / sqrt(H)} in the spectral norm. */
    public double scoreCurvature() {
        return kappa == 0 ? 0 : Outward.up(kappa / Math.sqrt(heads));
    }

    /** {@code rho = G^2/4 + kappa / sqrt(H)} bounds the largest eigenvalue of the loss, for weights that sum to 1. */
    public double rho() {
        return gradient == 0 ? 0 : Outward.up(gradient * gradient / 4 + scoreCurvature());
    }

    /** {@code |grad L| <= G (1 - exp(-L))}, for weights that sum to 1. */
    public double lossGradient(double loss) {
        return gradient == 0 || loss == 0 ? 0 : Outward.up(gradient * -Math.expm1(-loss));
    }

    /** {@code lambda_min(Hess L) >= -kappa / sqrt(H) (1 - exp(-L))}, for weights that sum to 1. */
    public double lambdaMin(double loss) {
        return kappa == 0 || loss == 0 ? 0 : Outward.down(scoreCurvature() * Math.expm1(-loss));
    }
}
