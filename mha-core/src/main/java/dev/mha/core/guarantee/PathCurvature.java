package dev.mha.core.guarantee;

import dev.mha.core.bound.GlobalBounds;
import dev.mha.core.bound.SampleBounds;
import dev.mha.core.bound.TokenGeometry;
import dev.mha.core.curvature.ClassifierHessian;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.ExtremeEigenvalues;
import dev.mha.core.curvature.Lanczos;
import dev.mha.core.train.TrainingListener;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures the ends of the spectrum at a few iterates of a training, at 0, 1, 4, 16, ... and the last: how far from convex
 * the loss is there, and how large a step the curvature allows.
 */
public final class PathCurvature implements TrainingListener {
    private static final double TOLERANCE = 1e-3;

    private final ClassifierLoss problem;
    private final TokenGeometry geometry;
    private final int iterations;
    private final int lanczosSteps;
    private final List<Point> points = new ArrayList<>();

    /**
     * The curvature at one iterate. A Ritz value lies inside the spectrum: lambdaMin is at least {@code lowerBound} and at
     * most {@code lambdaMin}.
     *
     * @param iteration k
     * @param loss training loss, in double
     * @param lambdaMax largest Ritz value of the Hessian
     * @param lambdaMin least Ritz value
     * @param residual the larger residual of the two
     * @param lowerBound proved lower bound on the least eigenvalue, from the sizes and margins of the samples
     * @param weakConvexity {@code kappa/sqrt(H)} at this iterate: the theory's bound on {@code -lambda_min/(1-exp(-L))}
     */
    public record Point(int iteration, double loss, double lambdaMax, double lambdaMin, double residual,
            double lowerBound, double weakConvexity) {
        /** Measured {@code -lambda_min/(1-exp(-L))}, 0 where the loss is convex: what {@code weakConvexity} bounds. */
        public double nonConvexity() {
            return Math.max(0, lambdaMin / Math.expm1(-loss));
        }
    }

    /**
     * @param iterations number of the last iterate
     * @param lanczosSteps most Lanczos steps at one iterate; each keeps a vector
     */
    public PathCurvature(ClassifierLoss problem, TokenGeometry geometry, int iterations, int lanczosSteps) {
        this.problem = problem;
        this.geometry = geometry;
        this.iterations = iterations;
        this.lanczosSteps = lanczosSteps;
    }

    /** Whether an iterate is measured. */
    public static boolean measured(int iteration, int iterations) {
        boolean powerOfFour = Integer.bitCount(iteration) == 1 && Integer.numberOfTrailingZeros(iteration) % 2 == 0;
        return iteration == 0 || iteration == iterations || powerOfFour;
    }

    /** Number of iterates that are measured in a training of so many steps. */
    public static int count(int iterations) {
        int count = 2;
        for (long k = 1; k < iterations; k *= 4) {
            count++;
        }
        return count;
    }

    @Override
    public boolean onIteration(int iteration, double trainingLoss, float[] theta) {
        if (measured(iteration, iterations) && Double.isFinite(trainingLoss)) {
            points.add(measure(iteration, ClassifierLoss.widen(theta)));
        }
        return true;
    }

    private Point measure(int iteration, double[] theta) {
        ClassifierHessian hessian = problem.hessian(theta);
        double[] margins = hessian.scores();
        double[] weights = new double[margins.length];
        for (int i = 0; i < margins.length; i++) {
            margins[i] *= problem.label(i);
            weights[i] = problem.weight(i);
        }
        ExtremeEigenvalues ends = Lanczos.ends(lanczosSteps, TOLERANCE, 0).run(hessian);
        GlobalBounds global = GlobalBounds.of(problem.shape(), geometry, theta);
        return new Point(iteration, problem.value(theta), ends.highest().getFirst().value(),
                ends.lowest().getFirst().value(),
                Math.max(ends.highest().getFirst().residual(), ends.lowest().getFirst().residual()),
                SampleBounds.of(problem.shape(), geometry, theta).lambdaMin(margins, weights),
                global.scoreCurvature());
    }

    /** What was measured so far, in order. */
    public List<Point> points() {
        return List.copyOf(points);
    }
}
