package dev.mha.core.guarantee;

import dev.mha.core.bound.LossRange;
import dev.mha.core.bound.Outward;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.Margin;
import dev.mha.core.linear.Vectors;
import dev.mha.core.metric.Logistic;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * A point that a training is compared with, the comparator of the theorem ({@code docs/theory.md}, 5): any is allowed,
 * a good one has a small loss and lies near the start.
 *
 * @param theta one number for each parameter, laid out as {@link dev.mha.kernels.classifier.ClassifierShape} says
 * @param loss training loss there
 * @param range where that loss lies in spite of rounding
 * @param distance Euclidean distance from the start of the training
 */
public record ComparisonPoint(double[] theta, double loss, LossRange range, double distance) {
    /** Points of the first, coarse search; the loss along a ray need not be unimodal. */
    private static final int COARSE = 32;

    /** Golden-section steps between two neighbours of the coarse search: their width shrinks to 1e-4 of itself. */
    private static final int FINE = 20;

    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    /**
     * A given point.
     *
     * @param start parameters that the training starts from
     * @param theta parameters to compare with, as many; copied
     * @throws IllegalArgumentException
     *             naming the two sizes when {@code theta} does not fit the problem
     */
    public static ComparisonPoint of(ClassifierLoss problem, float[] start, double[] theta) {
        double[] margins = problem.marginsAt(theta);
        double loss = problem.weighted(Logistic.losses(margins));
        LossRange range = LossRange.of(problem.shape(), problem.geometry(), theta, margins, problem.weights());
        return new ComparisonPoint(theta.clone(), loss, range, Vectors.distance(theta, ClassifierLoss.widen(start)));
    }

    /**
     * The point {@code start + lam v} with the least right-hand side of the theorem, v the unit direction of the margin
     * of the tangent features, lam found by a search on a line.
     *
     * @param start parameters that the training starts from
     * @param margin margin of the tangent features at {@code start}
     * @param travel step times number of steps
     * @param stop asked before every loss
     * @throws CancellationException
     *             once it says so
     * @throws ArithmeticException
     *             if no margin is proved, its lower end 0: where the weighted sum of the features points may be
     *             rounding
     */
    public static ComparisonPoint alongMargin(ClassifierLoss problem, float[] start, Margin margin, double travel,
            BooleanSupplier stop) {
        double[] origin = ClassifierLoss.widen(start);
        double[] direction = new double[origin.length];
        problem.marginGradient(origin, margin.weights(), direction);
        double norm = Math.sqrt(Arrays.stream(direction).map(value -> value * value).sum());
        if (!(margin.lower() > 0 && norm > 0 && norm < Double.POSITIVE_INFINITY)) {
            throw new ArithmeticException(
                    "the tangent features at the start have no direction that is proved to separate the classes");
        }
        Ray ray = new Ray(problem, origin, direction, norm, travel, stop);
        // beyond this the second term alone is more than the whole right-hand side at the start
        double reach = Math.sqrt(ray.value(0) * travel / TrainingTheorem.DISTANCE_FACTOR);
        int best = 1;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 1; i <= COARSE; i++) {
            double value = ray.value(reach * i / COARSE);
            if (value < least) {
                least = value;
                best = i;
            }
        }
        return of(problem, start, ray.at(golden(ray, reach * (best - 1) / COARSE, reach * (best + 1) / COARSE)));
    }

    private static double golden(Ray ray, double from, double to) {
        double low = from;
        double high = to;
        double left = high - GOLDEN * (high - low);
        double right = low + GOLDEN * (high - low);
        double leftValue = ray.value(left);
        double rightValue = ray.value(right);
        for (int i = 0; i < FINE; i++) {
            if (leftValue <= rightValue) {
                high = right;
                right = left;
                rightValue = leftValue;
                left = high - GOLDEN * (high - low);
                leftValue = ray.value(left);
            } else {
                low = left;
                left = right;
                leftValue = rightValue;
                right = low + GOLDEN * (high - low);
                rightValue = ray.value(right);
            }
        }
        return (low + high) / 2;
    }

    /** At least its distance from the start, in spite of rounding. */
    double reach() {
        return Outward.up(distance, theta.length);
    }

    /** At most its distance from the start. */
    double leastReach() {
        return Math.max(0, Outward.down(distance, theta.length));
    }

    /** The right-hand side of the theorem along a direction. */
    private record Ray(ClassifierLoss problem, double[] origin, double[] direction, double norm, double travel,
            BooleanSupplier stop) {
        double[] at(double lam) {
            double[] theta = origin.clone();
            for (int j = 0; j < theta.length; j++) {
                theta[j] += lam / norm * direction[j];
            }
            return theta;
        }

        double value(double lam) {
            if (stop.getAsBoolean()) {
                throw new CancellationException("stopped in the search for a comparison point");
            }
            return TrainingTheorem.lossBound(problem.value(at(lam)), lam, travel);
        }
    }
}
