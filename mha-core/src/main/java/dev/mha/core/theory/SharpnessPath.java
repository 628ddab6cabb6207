package dev.mha.core.theory;

import dev.mha.core.bound.GlobalBounds;
import dev.mha.core.bound.LossRange;
import dev.mha.core.bound.Rounding;
import dev.mha.core.bound.SampleBounds;
import dev.mha.core.curvature.BlockCertificate;
import dev.mha.core.curvature.ClassifierHessian;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.DenseHessian;
import dev.mha.core.curvature.ExtremeEigenvalues;
import dev.mha.core.curvature.Lanczos;
import dev.mha.core.curvature.RitzPair;
import dev.mha.core.random.RandomSource;
import dev.mha.core.random.Streams;
import dev.mha.core.linear.Vectors;
import dev.mha.kernels.classifier.ClassifierShape;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Both ends of the Hessian's spectrum along a training, each measurement started from the vectors of the one before:
 * they turn slowly, so it takes fewer products. A part of the start vector stays random, or a direction that is new on
 * the path, orthogonal to both, would never be seen ({@code docs/theory.md}, 3.5).
 *
 * <p>The lower bound on the least eigenvalue is the best of those that cost little at every point: of every sample, and
 * the blocks or the factorization for small models.
 */
public final class SharpnessPath {
    /** Largest block and largest model whose certificates cost less than the Lanczos steps of a point. */
    private static final int SMALL = 300;

    /** Share of the start vector that is random, in norm. */
    private static final double RANDOM = 0.1;

    /** Figures of a point in a {@link #state}, without those of the heads. */
    private static final int FIGURES = 13;

    private static final double[] NO_VECTOR = {};

    private final ClassifierLoss problem;
    private final Lanczos lanczos;
    private final RandomSource random;
    private final double[] weights;
    private final List<Point> points = new ArrayList<>();
    private double[] start;
    /** Points that were measured, kept or not: each has drawn a vector. */
    private int measured;

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
     * @param headMinima for each head a proved lower bound on what its block of the residual adds; null when a head has
     *        too many parameters for that to be cheap
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
        this.random = RandomSource.of(seed, Streams.PATH);
        weights = problem.weights();
    }

    /**
     * Measures a point and keeps it.
     *
     * @param iteration number of steps taken so far
     * @param theta one number for each parameter, laid out as {@link ClassifierShape} says
     * @throws ArithmeticException
     *             if a value on the way is not finite
     */
    public Point measure(int iteration, float[] theta) {
        return measure(iteration, theta, () -> false);
    }

    /**
     * Measures a point and keeps it, unless it is told to stop: a path goes on from each of its points, and one that is
     * half measured would lead elsewhere. The points that are kept are without their vectors, since a path may be long.
     *
     * @param stop asked after every product, and by certificates from any thread
     * @throws CancellationException
     *             once it says so
     */
    Point measure(int iteration, float[] theta, BooleanSupplier stop) {
        double[] point = ClassifierLoss.widen(theta);
        Point measured = at(iteration, point, problem.hessian(point), stop);
        points.add(new Point(iteration, measured.loss(), measured.leastLoss(), measured.gradientNorm(),
                bare(measured.lambdaMax()), measured.certified(), bare(measured.lambdaMin()), measured.steps(),
                measured.converged(), measured.rounding(), measured.headMinima()));
        return measured;
    }

    private static RitzPair bare(RitzPair pair) {
        return new RitzPair(pair.value(), pair.residual(), NO_VECTOR);
    }

    /** Measures a point without keeping it. */
    Point at(int iteration, double[] point, ClassifierHessian hessian, BooleanSupplier stop) {
        double[] gradient = new double[point.length];
        double loss = problem.gradient(point, gradient);
        ExtremeEigenvalues ends = lanczos.run(hessian, start, stop);
        RitzPair highest = ends.highest().getFirst();
        RitzPair lowest = ends.lowest().getFirst();
        double[] margins = hessian.margins();
        LossRange range = LossRange.of(problem.shape(), problem.geometry(), point, margins, weights);
        double rounding = Rounding.curvature(problem.shape(), problem.geometry(), point, margins, weights);
        BlockCertificate blocks = blocks(hessian, rounding, stop);
        double bound = bound(point, margins, range.high(), rounding);
        bound = blocks == null ? bound : Math.max(bound, blocks.lambdaMin());
        bound = Math.max(bound, factorized(hessian, lowest.value(), highest.value(), rounding, stop));
        if (stop.getAsBoolean()) {
            throw new CancellationException("stopped at iterate " + iteration);
        }
        start = next(highest.vector(), lowest.vector());
        measured++;
        return new Point(iteration, loss, range.low(), Vectors.norm(gradient), highest, bound, lowest, ends.steps(),
                ends.converged(), rounding, blocks == null ? null : blocks.headMinima());
    }

    /** All that a path of the same problem and settings goes on from: {@link #restore} takes it up. */
    double[] state() {
        int length = 2 + (start == null ? 0 : start.length);
        for (Point point : points) {
            length += FIGURES + (point.headMinima() == null ? 0 : point.headMinima().length);
        }
        DoubleBuffer state = DoubleBuffer.allocate(length);
        state.put(measured).put(points.size());
        for (Point point : points) {
            state.put(point.iteration()).put(point.loss()).put(point.leastLoss()).put(point.gradientNorm())
                    .put(point.lambdaMax().value()).put(point.lambdaMax().residual()).put(point.certified())
                    .put(point.lambdaMin().value()).put(point.lambdaMin().residual()).put(point.steps())
                    .put(point.converged() ? 1 : 0).put(point.rounding())
                    .put(point.headMinima() == null ? -1 : point.headMinima().length);
            if (point.headMinima() != null) {
                state.put(point.headMinima());
            }
        }
        if (start != null) {
            state.put(start);
        }
        return state.array();
    }

    /**
     * Goes on from the points of another path, with the bits that it would have gone on with.
     *
     * @param from state of the other path
     */
    void restore(DoubleBuffer from) {
        measured = (int) from.get();
        int count = (int) from.get();
        for (int i = 0; i < count; i++) {
            points.add(new Point((int) from.get(), from.get(), from.get(), from.get(), pair(from), from.get(),
                    pair(from), (int) from.get(), from.get() != 0, from.get(), vector(from, (int) from.get())));
        }
        if (measured > 0) {
            start = vector(from, problem.shape().parameters());
            // what the other path drew for its points: all of it takes less than a product at the next one
            for (long draws = (long) measured * start.length; draws > 0; draws--) {
                double ignored = random.nextGaussian();
            }
        }
    }

    private static RitzPair pair(DoubleBuffer from) {
        return new RitzPair(from.get(), from.get(), NO_VECTOR);
    }

    private static double[] vector(DoubleBuffer from, int length) {
        if (length < 0) {
            return null;
        }
        double[] vector = new double[length];
        from.get(vector);
        return vector;
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
        // margins are computed ones, so the bound by sample needs the allowance too, see LowerBounds
        return Math.max(GlobalBounds.of(shape, problem.geometry(), point).lambdaMin(largestLoss),
                SampleBounds.of(shape, problem.geometry(), point).lambdaMin(margins, weights) - rounding);
    }

    private BlockCertificate blocks(ClassifierHessian hessian, double rounding, BooleanSupplier stop) {
        return problem.shape().headParameters() <= SMALL
                ? BlockCertificate.of(hessian, rounding, heads -> {}, stop)
                : null;
    }

    private double factorized(ClassifierHessian hessian, double ritz, double highest, double rounding,
            BooleanSupplier stop) {
        return problem.shape().parameters() <= SMALL
                ? DenseHessian.ends(hessian, ritz, highest, rounding, stop).low()
                : Double.NEGATIVE_INFINITY;
    }
}
