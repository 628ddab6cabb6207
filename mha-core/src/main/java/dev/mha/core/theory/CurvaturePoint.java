package dev.mha.core.theory;

import dev.mha.core.curvature.Margin;
import dev.mha.core.curvature.SpectralDensity;
import dev.mha.core.curvature.TraceEstimate;

/**
 * The curvature at one iterate of a training ({@code docs/theory.md}, 3.5).
 *
 * @param ends loss, gradient and both ends of the spectrum
 * @param heads which head carries the negative curvature, along the vector of the least eigenvalue
 * @param trace of the Hessian, exact
 * @param density how the eigenvalues are spread; null when it is left out
 * @param margin of the tangent features; null when it is left out
 */
public record CurvaturePoint(SharpnessPath.Point ends, HeadCurvature heads, TraceEstimate trace,
        SpectralDensity density, Margin margin) {
    /** Eigenvalues below this share of the largest in size, negated, count as negative: the others may be rounding. */
    private static final double NEGATIVE = 0.01;

    /** Estimated sum of the negative eigenvalues: what a convex loss would have more of a trace. */
    public SpectralDensity.Share negativeTrace() {
        int parameters = ends.lambdaMin().vector().length;
        SpectralDensity.Share mean = density.mean(value -> Math.min(0, value));
        return new SpectralDensity.Share(parameters * mean.mean(), parameters * mean.standardError());
    }

    /** Estimated share of the eigenvalues that lie below minus 1 % of the largest in size. */
    public SpectralDensity.Share negativeShare() {
        double size = Math.max(Math.abs(ends.lambdaMin().value()), Math.abs(ends.lambdaMax().value()));
        return density.between(Double.NEGATIVE_INFINITY, -NEGATIVE * size);
    }
}
