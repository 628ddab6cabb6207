package dev.mha.core.guarantee;

import dev.mha.core.bound.GlobalBounds;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.linear.Vectors;
import dev.mha.core.train.TrainingListener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Follows a training and keeps what certificates ask for. Near-equal losses are subtracted, so the loss of every iterate is
 * computed anew in double; it may run on the workspace of the training, whose threads wait meanwhile.
 */
public final class PathRecorder implements TrainingListener {
    private final ClassifierLoss problem;
    private final double step;
    private final double[] start;
    private final List<Pursuit> pursuits = new ArrayList<>();
    private final double[] sampleLossSums;
    private double[] losses = new double[256];
    private double[] slacks = new double[256];
    private double[] previous;
    private double[] current;
    private double[] sampleLosses;
    private int steps = -1;
    private double farthest;
    private double decoderNorm;
    private double selfBound;

    /**
     * @param problem the training loss
     * @param start parameters that the training starts from
     * @param step eta
     * @param points to compare with; may be empty
     */
    public PathRecorder(ClassifierLoss problem, float[] start, double step, List<ComparisonPoint> points) {
        this.problem = problem;
        this.step = step;
        this.start = ClassifierLoss.widen(start);
        points.forEach(point -> pursuits.add(new Pursuit(point)));
        current = new double[start.length];
        sampleLossSums = new double[problem.samples().samples()];
        sampleLosses = new double[sampleLossSums.length];
    }

    /** One comparison point and what was seen of it. */
    private static final class Pursuit {
        private final ComparisonPoint point;
        private double defect;
        private double farthest;

        Pursuit(ComparisonPoint point) {
            this.point = point;
        }

        void step(double loss, double[] from, double[] to, double step) {
            double product = 0;
            for (int j = 0; j < from.length; j++) {
                product += (from[j] - to[j]) * (from[j] - point.theta()[j]);
            }
            double excess = loss - point.loss() - product / step;
            // both losses may be 0 exactly: then there is nothing that could be exceeded
            defect = excess > 0 ? Math.max(defect, excess / (loss + point.loss())) : defect;
        }

        PathCertificate certificate(TrainingPathSums sums) {
            double square = point.distance() * point.distance();
            double total = (1 + defect) * point.loss() + square / (2 * sums.travel())
                    + (defect * sums.firstLoss() + sums.slack()) / sums.steps();
            return new PathCertificate(point, defect, farthest,
                    defect < 1 ? total / (1 - defect) : Double.POSITIVE_INFINITY);
        }
    }

    /** What all certificates of a path share; slack is the sum of the s_k. */
    private record TrainingPathSums(int steps, double travel, double firstLoss, double slack) {}

    @Override
    public boolean onIteration(int iteration, double trainingLoss, float[] theta) {
        if (iteration != steps + 1) {
            throw new IllegalStateException("iterate " + iteration + " came after " + steps);
        }
        double[] point = ClassifierLoss.widen(theta);
        previous = current;
        current = point;
        double loss = measure(point);
        if (iteration > 0) {
            step(iteration - 1, loss);
        }
        steps = iteration;
        if (steps == losses.length) {
            losses = Arrays.copyOf(losses, 2 * steps);
            slacks = Arrays.copyOf(slacks, 2 * steps);
        }
        losses[steps] = loss;
        farthest = Math.max(farthest, Vectors.distance(point, start));
        decoderNorm = Math.max(decoderNorm, GlobalBounds.decoderNorm(problem.shape(), point));
        for (Pursuit pursuit : pursuits) {
            pursuit.farthest = Math.max(pursuit.farthest, Vectors.distance(point, pursuit.point.theta()));
        }
        return true;
    }

    /** The loss; adds the losses of the iterate before to the sums and keeps the new ones. */
    private double measure(double[] point) {
        Vectors.add(1, sampleLosses, sampleLossSums);
        sampleLosses = problem.sampleLosses(point);
        double loss = 0;
        for (int i = 0; i < sampleLosses.length; i++) {
            loss += problem.weight(i) * sampleLosses[i];
        }
        return loss;
    }

    private void step(int k, double loss) {
        double move = Vectors.distance(previous, current);
        selfBound = move > 0 ? Math.max(selfBound, move / step / -Math.expm1(-losses[k])) : selfBound;
        slacks[k] = Math.max(0, loss - losses[k] + move * move / (2 * step));
        for (Pursuit pursuit : pursuits) {
            pursuit.step(losses[k], previous, current, step);
        }
    }

    /**
     * What was recorded so far.
     *
     * @throws IllegalStateException
     *             if the training has not taken a step
     */
    public TrainingPath path() {
        if (steps < 1) {
            throw new IllegalStateException("the training has not taken a step");
        }
        double[] slack = Arrays.copyOf(slacks, steps);
        TrainingPathSums sums = new TrainingPathSums(steps, step * steps, losses[0], Arrays.stream(slack).sum());
        return new TrainingPath(Arrays.copyOf(losses, steps + 1), slack, sampleLossSums.clone(), farthest, decoderNorm,
                selfBound, pursuits.stream().map(pursuit -> pursuit.certificate(sums)).toList());
    }
}
