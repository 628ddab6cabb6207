package dev.mha.core.theory;

import dev.mha.core.bound.GlobalBounds;
import dev.mha.core.bound.Rounding;
import dev.mha.core.bound.SampleBounds;
import dev.mha.core.bound.TokenGeometry;
import dev.mha.core.curvature.BlockCertificate;
import dev.mha.core.curvature.ClassifierHessian;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.DenseHessian;
import dev.mha.core.curvature.ExtremeEigenvalues;
import dev.mha.core.curvature.Lanczos;
import dev.mha.core.curvature.Margin;
import dev.mha.core.curvature.TangentKernel;
import dev.mha.core.model.AttentionClassifier;
import dev.mha.kernels.classifier.ClassifierShape;

/**
 * Loss, gradient and curvature of a model on given samples: proved bounds, certificates computed on this problem, and
 * measurements, never mixed up. The least eigenvalue is the interval from {@code lowerBounds.best()} to the least Ritz value.
 *
 * @param loss training loss
 * @param gradientNorm norm of its gradient
 * @param largestScore largest {@code |Phi|}
 * @param eigenvalues Ritz values of both ends with their residuals
 * @param lowerBounds on the least eigenvalue
 * @param headMinima for each head what its block adds at worst, {@code H^(-1/2) lambda_min(N_h)}; null when a head has too many
 *        parameters
 * @param upper on gradient norm, largest eigenvalue and score, from the largest token and decoder
 * @param gradientBound on the gradient norm, from every sample
 * @param lambdaMaxBound on the largest eigenvalue, from every sample
 * @param margin of the tangent features
 * @param trace of the Hessian, exact up to rounding
 * @param distinctHeads number of heads that differ
 */
public record CurvatureReport(double loss, double gradientNorm, double largestScore, ExtremeEigenvalues eigenvalues,
        LowerBounds lowerBounds, double[] headMinima, GlobalBounds upper, double gradientBound, double lambdaMaxBound,
        Margin margin, double trace, int distinctHeads) {

    /**
     * Measures a model.
     *
     * @param problem the samples; its weights must sum to 1, as the bounds ask
     * @param theta parameters of the model
     * @throws IllegalArgumentException
     *             if {@code theta} does not fit the problem or the weights do not sum to 1
     * @throws ArithmeticException
     *             if a value on the way is not finite
     */
    public static CurvatureReport of(ClassifierLoss problem, float[] theta, CurvatureSettings settings) {
        ClassifierShape shape = problem.shape();
        int distinct = new AttentionClassifier(shape, theta).distinctHeads();
        double[] weights = weights(problem);
        double[] point = ClassifierLoss.widen(theta);
        double[] gradient = new double[point.length];
        double loss = problem.gradient(point, gradient);
        ClassifierHessian hessian = problem.hessian(point);
        double[] margins = hessian.scores();
        double largestScore = 0;
        for (int i = 0; i < margins.length; i++) {
            largestScore = Math.max(largestScore, Math.abs(margins[i]));
            margins[i] *= problem.label(i);
        }
        TokenGeometry geometry = TokenGeometry.of(problem.samples());
        GlobalBounds global = GlobalBounds.of(shape, geometry, point);
        SampleBounds samples = SampleBounds.of(shape, geometry, point);
        double rounding = Rounding.of(shape, geometry, point, Rounding.DOUBLE).curvature(global);
        ExtremeEigenvalues ends = new Lanczos(settings.eigenvalues(), settings.eigenvalues(), settings.maxSteps(),
                settings.tolerance(), settings.seed()).run(hessian);
        BlockCertificate blocks = BlockCertificate.fits(shape) ? BlockCertificate.of(hessian, rounding) : null;
        double ritz = ends.lowest().getFirst().value();
        LowerBounds lower = new LowerBounds(global.lambdaMin(loss) - rounding,
                samples.lambdaMin(margins, weights) - rounding,
                blocks == null ? Double.NaN : blocks.lambdaMin(),
                DenseHessian.fits(shape) ? DenseHessian.lowerBound(hessian, ritz, rounding) : Double.NaN);
        return new CurvatureReport(loss, norm(gradient), largestScore, ends, lower,
                blocks == null ? null : blocks.headMinima(), global, samples.lossGradient(margins, weights),
                samples.lambdaMax(margins, weights), TangentKernel.of(problem, point).margin(), hessian.trace(),
                distinct);
    }

    private static double[] weights(ClassifierLoss problem) {
        double[] weights = new double[problem.samples().samples()];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = problem.weight(i);
            sum += weights[i];
        }
        if (!(Math.abs(sum - 1) <= 1e-9)) {
            throw new IllegalArgumentException("weights sum to " + sum + ", the bounds ask for 1");
        }
        return weights;
    }

    private static double norm(double[] vector) {
        double square = 0;
        for (double value : vector) {
            square += value * value;
        }
        return Math.sqrt(square);
    }
}
