package dev.mha.core.theory;

import dev.mha.core.bound.GlobalBounds;
import dev.mha.core.bound.LossRange;
import dev.mha.core.bound.Rounding;
import dev.mha.core.bound.SampleBounds;
import dev.mha.core.bound.TokenGeometry;
import dev.mha.core.curvature.BlockCertificate;
import dev.mha.core.curvature.ClassifierHessian;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.DenseHessian;
import dev.mha.core.curvature.ExtremeEigenvalues;
import dev.mha.core.curvature.Lanczos;
import dev.mha.core.curvature.RitzPair;
import dev.mha.core.generate.RandomSource;
import dev.mha.core.linear.Vectors;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Both ends of the Hessian's spectrum along a training, each measurement started from the vectors of the one before:
 * they turn slowly, so it takes fewer products. A part of the start vector stays random, or a direction that is new on
 * the path, orthogonal to both, would never be seen.
 *
 * <p>The lower bound on the least eigenvalue is the best of those that cost little at every point: of every sample, and
 * the blocks or the factorization for small models.
 */
public final class SharpnessPath {
    /** Largest block and largest model whose certificates cost less than the Lanczos steps of a point. */
    private static final int SMALL = 300;

    /** Share of the start vector that is random, in norm. */
    private static final double RANDOM = 0.1;

    private final ClassifierLoss problem;
    private final Lanczos lanczos;
    private final RandomSource random;
    private final TokenGeometry geometry;
    private final double[] weights;
    private final List<Point> points = new ArrayList<>();
    private double[] start;

    /**
     * One point of the path.
     *
     * @param iteration number of steps taken so far
     * @param loss training loss
     * @param leastLoss the least that it may be in spite of rounding
     * @param gradientNorm norm of its gradient
     * @param lambdaMax largest eigenvalue as measured, with its residual
     * @param certified proved lower bound on the least eigenvalue
     * @param lambdaMin least eigenvalue as measured, which lies above it, with its residual
     * @param steps Lanczos steps that it took
     * @param converged whether both residuals are within the tolerance
     * @param rounding allowance for the rounding of an eigenvalue; the bound has it subtracted
     * @param headMinima for each head a proved lower bound on what its block of the residual adds; null when a head has too
     *        many parameters for that to be cheap, or the measurement was stopped
     */
    public record Point(int iteration, double loss, double leastLoss, double gradientNorm, RitzPair lambdaMax,
            double certified, RitzPair lambdaMin, int steps, boolean converged, double rounding, double[] headMinima) {
        /**
         * {@code step lambda_max}: above 2 gradient descent leaves a quadratic with this curvature, and trainings with
         * a large fixed step tend to stay near 2 (edge of stability; Cohen, Kaur, Li, Kolter, Talwalkar 2021).
         */
        public double sharpness(double step) {
            return step * lambdaMax.value();
        }
    }

    /**
     * @param problem the training samples; weights must sum to 1
     * @param maxSteps most Lanczos steps a point
     * @param tolerance residual at which an eigenvalue has converged, as a share of it
     * @param seed seed of the random part of the start vectors
     */
    public SharpnessPath(ClassifierLoss problem, int maxSteps, double tolerance, long seed) {
        this.problem = problem;
        this.lanczos = Lanczos.ends(maxSteps, tolerance, seed);
        this.random = RandomSource.of(seed, 4);
        this.geometry = TokenGeometry.of(problem.samples());
        weights = new double[problem.samples().samples()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = problem.weight(i);
        }
    }

    /**
     * Measures a point and keeps it.
     *
     * @param iteration number of steps taken so far
     * @throws ArithmeticException
     *             if a value on the way is not finite
     */
    public Point measure(int iteration, float[] theta) {
        return measure(iteration, theta, () -> false);
    }

    /**
     * Measures a point and keeps it.
     *
     * @param stop asked after every product, and by certificates from any thread; once it says so, the point is what
     *        was found so far, with its residuals
     */
    Point measure(int iteration, float[] theta, BooleanSupplier stop) {
        double[] point = ClassifierLoss.widen(theta);
        Point measured = at(iteration, point, problem.hessian(point), stop);
        points.add(measured);
        return measured;
    }

    /** Measures a point without keeping it. */
    Point at(int iteration, double[] point, ClassifierHessian hessian, BooleanSupplier stop) {
        double[] gradient = new double[point.length];
        double loss = problem.gradient(point, gradient);
        ExtremeEigenvalues ends = lanczos.run(hessian, start, stop);
        RitzPair highest = ends.highest().getFirst();
        RitzPair lowest = ends.lowest().getFirst();
        start = next(highest.vector(), lowest.vector());
        double[] margins = hessian.margins();
        LossRange range = LossRange.of(problem.shape(), geometry, point, margins, weights);
        double rounding = Rounding.curvature(problem.shape(), geometry, point, margins, weights);
        BlockCertificate blocks = blocks(hessian, rounding, stop);
        double bound = bound(point, margins, range.high(), rounding);
        bound = blocks == null ? bound : Math.max(bound, blocks.lambdaMin());
        bound = Math.max(bound, factorized(hessian, lowest.value(), highest.value(), rounding, stop));
        return new Point(iteration, loss, range.low(), Vectors.norm(gradient), highest, bound, lowest, ends.steps(),
                ends.converged(), rounding, blocks == null ? null : blocks.headMinima());
    }

    /** All points so far. */
    public List<Point> points() {
        return List.copyOf(points);
    }

    private double[] next(double[] highest, double[] lowest) {
        double[] mixed = new double[highest.length];
        double scale = RANDOM * Math.sqrt(2.0 / mixed.length);
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = highest[i] + lowest[i] + scale * random.nextGaussian();
        }
        return mixed;
    }

    private double bound(double[] point, double[] margins, double largestLoss, double rounding) {
        ClassifierShape shape = problem.shape();
        return Math.max(GlobalBounds.of(shape, geometry, point).lambdaMin(largestLoss),
                SampleBounds.of(shape, geometry, point).lambdaMin(margins, weights) - rounding);
    }

    private BlockCertificate blocks(ClassifierHessian hessian, double rounding, BooleanSupplier stop) {
        try {
            return problem.shape().headParameters() <= SMALL
                    ? BlockCertificate.of(hessian, rounding, heads -> {}, stop)
                    : null;
        } catch (CancellationException stopped) {
            return null;
        }
    }

    private double factorized(ClassifierHessian hessian, double ritz, double highest, double rounding,
            BooleanSupplier stop) {
        try {
            return problem.shape().parameters() <= SMALL
                    ? DenseHessian.ends(hessian, ritz, highest, rounding, stop).low()
                    : Double.NEGATIVE_INFINITY;
        } catch (CancellationException stopped) {
            return Double.NEGATIVE_INFINITY;
        }
    }
}
