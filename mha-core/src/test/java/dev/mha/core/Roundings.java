package dev.mha.core;

import dev.mha.core.linear.Roundoff;
import dev.mha.core.bound.GlobalBounds;
import dev.mha.core.bound.Rounding;
import dev.mha.core.bound.TokenGeometry;
import dev.mha.kernels.classifier.ClassifierShape;

/** Allowances for rounding by sizes alone, which tests compare finer ones with and take for their tolerances. */
public final class Roundings {
    private Roundings() {}

    /** The allowances at parameters {@code theta} for arithmetic of this unit roundoff. */
    public static Rounding at(ClassifierShape shape, TokenGeometry geometry, double[] theta, double unit) {
        return Rounding.of(shape, geometry.largestRadius(), Rounding.attentionNorm(shape, theta),
                GlobalBounds.decoderNorm(shape, theta), unit);
    }

    /** {@code 8 (eps + score + n u) rho} in double, for an eigenvalue of the Hessian of a loss of n samples. */
    public static double curvature(ClassifierShape shape, TokenGeometry geometry, double[] theta) {
        Rounding rounding = at(shape, geometry, theta, Roundoff.DOUBLE);
        double share = rounding.relative() + rounding.score() + geometry.samples() * Roundoff.DOUBLE;
        return 8 * share * GlobalBounds.of(shape, geometry, theta).rho();
    }
}
