package dev.mha.core.guarantee;

import dev.mha.core.bound.GlobalBounds;
import dev.mha.core.bound.LossRange;
import dev.mha.core.bound.Outward;
import dev.mha.core.bound.Rounding;
import dev.mha.core.bound.TokenGeometry;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.linear.Vectors;
import dev.mha.core.metric.Logistic;
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
    private final double[] margins;
    private final double[] weights;
    private final TokenGeometry geometry;
    /** How far the loss of an iterate may be from the one computed, summed over all before the last. */
    private double widthSum;
    private double width;
    private double slackRounding;
    private double scoreRounding;
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
        margins = new double[sampleLossSums.length];
        weights = new double[sampleLossSums.length];
        Arrays.setAll(weights, problem::weight);
        geometry = TokenGeometry.of(problem.samples());
    }

    /** One comparison point and what was seen of it. */
    private static final class Pursuit {
        private final ComparisonPoint point;
        private double defect;
        private double farthest;
        private double rounding;

        Pursuit(ComparisonPoint point) {
            this.point = point;
        }

        void step(double loss, double[] from, double[] to, double step, double move) {
            double product = 0;
            for (int j = 0; j < from.length; j++) {
                product += (from[j] - to[j]) * (from[j] - point.theta()[j]);
            }
            rounding += (from.length + 8) * Math.ulp(1.0) * move * farthest / step;
            double excess = loss - point.loss() - product / step;
            // both losses may be 0 exactly: then there is nothing that could be exceeded
            defect = excess > 0 ? Math.max(defect, excess / (loss + point.loss())) : defect;
        }

        PathCertificate certificate(TrainingPathSums sums) {
            double square = Outward.up(point.distance() * point.distance(), point.theta().length);
            double total = (1 + defect) * point.loss() + square / (2 * sums.travel())
                    + (defect * sums.firstLoss() + sums.slack()) / sums.steps();
            // what rounding can add to a_k (L_k + L), s_k and <g_k, theta_k - theta> adds to s_k
            double added = (1 + defect) * 2 * point.range().width()
                    + ((1 + 2 * defect) * sums.width() + sums.slackRounding() + rounding) / sums.steps();
            return new PathCertificate(point, defect, farthest,
                    defect < 1 ? Outward.up((total + added) / (1 - defect)) : Double.POSITIVE_INFINITY);
        }
    }

    /** What all certificates of a path share; slack is the sum of the s_k, width how far all losses may be off. */
    private record TrainingPathSums(int steps, double travel, double firstLoss, double slack, double width,
            double slackRounding) {}

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
        double[] scores = problem.scores(point);
        sampleLosses = new double[scores.length];
        double loss = 0;
        for (int i = 0; i < scores.length; i++) {
            margins[i] = problem.label(i) * scores[i];
            sampleLosses[i] = Logistic.loss(margins[i]);
            loss += weights[i] * sampleLosses[i];
        }
        widthSum += width;
        width = LossRange.of(problem.shape(), geometry, point, margins, weights).width();
        scoreRounding = Math.max(scoreRounding,
                Arrays.stream(Rounding.scores(problem.shape(), geometry, point)).max().orElse(0));
        return loss;
    }

    private void step(int k, double loss) {
        double move = Vectors.distance(previous, current);
        selfBound = move > 0 ? Math.max(selfBound, move / step / -Math.expm1(-losses[k])) : selfBound;
        double descent = move * move / (2 * step);
        slacks[k] = Math.max(0, loss - losses[k] + descent);
        slackRounding += width + Outward.up(descent, current.length) - descent;
        for (Pursuit pursuit : pursuits) {
            pursuit.step(losses[k], previous, current, step, move);
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
        TrainingPathSums sums = new TrainingPathSums(steps, step * steps, losses[0], Arrays.stream(slack).sum(),
                widthSum, widthSum + slackRounding);
        return new TrainingPath(Arrays.copyOf(losses, steps + 1), slack, sampleLossSums.clone(), farthest, decoderNorm,
                selfBound, scoreRounding, Outward.up(widthSum + slackRounding, steps),
                pursuits.stream().map(pursuit -> pursuit.certificate(sums)).toList());
    }
}
