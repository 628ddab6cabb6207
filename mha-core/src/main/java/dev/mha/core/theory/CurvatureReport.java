package dev.mha.core.theory;

import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.ExtremeEigenvalues;
import dev.mha.core.curvature.Margin;
import dev.mha.core.curvature.PartStore;
import dev.mha.core.curvature.SpectralDensity;
import dev.mha.core.curvature.TraceEstimate;
import java.util.List;

/**
 * Loss, gradient and curvature of a model on given samples: proved bounds, certificates computed on this problem, and
 * measurements, never mixed up ({@code docs/theory.md}, 3.4). The least eigenvalue is the interval from
 * {@code lowerBounds.best()} to the least Ritz value.
 *
 * @param distinctHeads number of heads that differ
 * @param loss training loss
 * @param gradientNorm norm of its gradient
 * @param largestScore largest {@code |Phi|}
 * @param eigenvalues Ritz values of both ends with their residuals
 * @param rounding allowance for the rounding of an eigenvalue; the bounds have it subtracted
 * @param lowerBounds on the least eigenvalue
 * @param upperBounds on gradient norm, largest eigenvalue and score
 * @param heads which head carries the negative curvature
 * @param margin of the tangent features; null when it is left out
 * @param trace of the Hessian
 * @param density how the eigenvalues are spread; null when not asked for
 * @param floatDifference how far products in float, where those were asked for, are from those in double, as a share,
 *        along the vector of the largest eigenvalue; NaN when everything is in double
 * @param limits what was left out, and why
 * @param complete false when it was stopped: then what was not yet measured is among the limits
 */
public record CurvatureReport(int distinctHeads, double loss, double gradientNorm, double largestScore,
        ExtremeEigenvalues eigenvalues, double rounding, LowerBounds lowerBounds, UpperBounds upperBounds,
        HeadCurvature heads, Margin margin, TraceEstimate trace, SpectralDensity density, double floatDifference,
        List<Limit> limits,
        boolean complete) {

    /**
     * Measures a model.
     *
     * @param problem the samples; its weights must sum to 1, as the bounds ask
     * @param theta one number for each parameter of the model, laid out as
     *        {@link dev.mha.kernels.classifier.ClassifierShape} says
     * @throws IllegalArgumentException if {@code theta} does not fit the problem, the weights do not sum to 1, or the
     *             Lanczos vectors do not fit the memory
     * @throws ArithmeticException
     *             if a value on the way is not finite
     */
    public static CurvatureReport of(ClassifierLoss problem, float[] theta, CurvatureSettings settings) {
        return of(problem, theta, settings, Progress.NONE);
    }

    /**
     * Measures a model and tells how far it is. When it is stopped, the eigenvalues found so far come back with their
     * residuals, and bounds that were not finished are left out: what is reported holds all the same.
     *
     * @param progress told the share that is done, 0 to 1; may stop it
     */
    public static CurvatureReport of(ClassifierLoss problem, float[] theta, CurvatureSettings settings,
            Progress progress) {
        return of(problem, theta, settings, progress, PartStore.NONE);
    }

    /**
     * The same, with the parts that an earlier run has finished.
     *
     * @param store keeps the parts; of one problem, model and settings
     */
    public static CurvatureReport of(ClassifierLoss problem, float[] theta, CurvatureSettings settings,
            Progress progress, PartStore store) {
        return new CurvatureMeasurement(problem, theta, settings, progress, store).run();
    }
}
