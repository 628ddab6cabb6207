package dev.mha.core.theory;

import dev.mha.core.bound.GlobalBounds;
import dev.mha.core.bound.LossRange;
import dev.mha.core.bound.Outward;
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
     */
    public record Point(int iteration, double loss, double leastLoss, double gradientNorm, RitzPair lambdaMax,
            double certified, RitzPair lambdaMin, int steps, boolean converged) {
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
        double[] gradient = new double[point.length];
        double loss = problem.gradient(point, gradient);
        ClassifierHessian hessian = problem.hessian(point);
        ExtremeEigenvalues ends = lanczos.run(hessian, start, stop);
        RitzPair highest = ends.highest().getFirst();
        RitzPair lowest = ends.lowest().getFirst();
        start = next(highest.vector(), lowest.vector());
        double[] margins = hessian.margins();
        LossRange range = LossRange.of(problem.shape(), geometry, point, margins, weights);
        Point measured = new Point(iteration, loss, range.low(), Vectors.norm(gradient), highest,
                certified(hessian, point, margins, range.high(), lowest.value(), highest.value(), stop), lowest,
                ends.steps(), ends.converged());
        points.add(measured);
        return measured;
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

    private double certified(ClassifierHessian hessian, double[] point, double[] margins, double largestLoss,
            double ritz, double highest, BooleanSupplier stop) {
        ClassifierShape shape = problem.shape();
        GlobalBounds global = GlobalBounds.of(shape, geometry, point);
        double rounding = Rounding.curvature(shape, geometry, point, margins, weights);
        double best = Math.max(Outward.down(global.lambdaMin(largestLoss)),
                SampleBounds.of(shape, geometry, point).lambdaMin(margins, weights)) - rounding;
        try {
            if (shape.headParameters() <= SMALL) {
                best = Math.max(best, BlockCertificate.of(hessian, rounding, heads -> {}, stop).lambdaMin());
            }
            return shape.parameters() <= SMALL
                    ? Math.max(best, DenseHessian.ends(hessian, ritz, highest, rounding, stop).low())
                    : best;
        } catch (CancellationException stopped) {
            return best;
        }
    }
}
