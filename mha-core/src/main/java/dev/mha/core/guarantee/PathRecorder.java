package dev.mha.core.guarantee;

import dev.mha.core.bound.GlobalBounds;
import dev.mha.core.bound.LossRange;
import dev.mha.core.bound.Outward;
import dev.mha.core.bound.Rounding;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.linear.Vectors;
import dev.mha.core.metric.Logistic;
import dev.mha.core.train.Iterate;
import dev.mha.core.train.TrainingListener;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Follows a training and keeps what certificates ask for ({@link PathCertificate}). Near-equal losses are subtracted,
 * so the loss of every iterate is computed anew in double, with its gradient: the step is rounded, and may be all
 * rounding. It may run on the workspace of the training, whose threads wait meanwhile. Iterates come one after the
 * other from the start on; one that does not follow the last is refused with an {@link IllegalStateException}.
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
    private final double[] gradient;
    private final double[] weights;
    /** By how much the loss of the iterate at work may be larger than as computed; summed over all but the first. */
    private double above;
    private double aboveSum;
    private double scoreRounding;
    private int steps = -1;
    private double farthest;
    private double decoderNorm;
    private double selfBound;

    /**
     * @param problem the training loss, with the weights of the training
     * @param start parameters that the training starts from, as many as the shape of the problem has
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
        gradient = new double[start.length];
        weights = problem.weights();
    }

    /** One comparison point and what was seen of it. */
    private static final class Pursuit {
        private final ComparisonPoint point;
        private double defect;
        private double farthest;
        /** Of a_k and s_k, times what they are multiplied by, summed over the steps. */
        private double rounding;

        Pursuit(ComparisonPoint point) {
            this.point = point;
        }

        void step(double loss, double next, double[] from, double[] to, double step, double move) {
            double product = 0;
            for (int j = 0; j < from.length; j++) {
                product += (from[j] - to[j]) * (from[j] - point.theta()[j]);
            }
            // sums of as many terms as there are parameters, then of three or four
            rounding += (from.length + 8) * Math.ulp(1.0) * move * (farthest + move) / step
                    + 8 * Math.ulp(1.0) * (2 * loss + next + point.loss());
            double excess = loss - point.loss() - product / step;
            // both losses may be 0 exactly: then there is nothing that could be exceeded
            defect = excess > 0 ? Math.max(defect, excess / (loss + point.loss())) : defect;
        }

        PathCertificate certificate(Sums sums) {
            double square = Outward.up(point.distance() * point.distance(), point.theta().length);
            double total = (1 + defect) * point.loss() + square / (2 * sums.travel())
                    + (defect * sums.firstLoss() + sums.slack() + rounding) / sums.steps();
            double mean = defect < 1 ? total / (1 - defect) : Double.POSITIVE_INFINITY;
            // the last loss as computed is no more than the mean of those as computed, and what the steps between rose
            double last = Outward.up(mean + sums.rise() + sums.lastAbove());
            return new PathCertificate(point, defect, farthest, Outward.up(mean + sums.meanAbove()), last);
        }
    }

    /**
     * What all certificates of a path share: slack is the sum of the s_k, rise how far they let the last loss be above
     * the mean, above is what rounding took from losses.
     */
    private record Sums(int steps, double travel, double firstLoss, double slack, double rise, double meanAbove,
            double lastAbove) {}

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
        double[] scores = new double[sampleLossSums.length];
        double ignored = problem.gradient(point, scores, gradient);
        double[] margins = problem.margins(scores);
        sampleLosses = Logistic.losses(margins);
        double loss = problem.weighted(sampleLosses);
        double[] allowances = Rounding.scores(problem.shape(), problem.geometry(), point);
        above = LossRange.of(margins, weights, allowances).above(loss);
        double norm = Vectors.norm(gradient);
        selfBound = norm > 0 ? Math.max(selfBound, norm / -Math.expm1(-loss)) : selfBound;
        scoreRounding = Math.max(scoreRounding, Arrays.stream(allowances).max().orElse(0));
        return loss;
    }

    private void step(int k, double loss) {
        double move = Vectors.distance(previous, current);
        double descent = move * move / (2 * step);
        slacks[k] = Math.max(0, loss - losses[k] + descent);
        aboveSum += above;
        for (Pursuit pursuit : pursuits) {
            pursuit.step(losses[k], loss, previous, current, step, move);
        }
    }

    /** The iterate that was recorded last; -1 before the first. */
    public int iteration() {
        return steps;
    }

    /** Where a training goes on whose last iterate was recorded here. */
    public Iterate iterate() {
        return new Iterate(ClassifierLoss.narrow(current), Arrays.copyOf(losses, steps));
    }

    /** All that the recording of the iterates to come builds on: {@link #restore} takes it up. */
    public double[] state() {
        int samples = sampleLosses.length;
        DoubleBuffer state = DoubleBuffer
                .allocate(7 + current.length + 2 * (steps + 1) + 2 * samples + 3 * pursuits.size());
        state.put(steps).put(above).put(aboveSum).put(scoreRounding).put(farthest).put(decoderNorm)
                .put(selfBound).put(current).put(losses, 0, steps + 1).put(slacks, 0, steps + 1).put(sampleLossSums)
                .put(sampleLosses);
        for (Pursuit pursuit : pursuits) {
            state.put(pursuit.defect).put(pursuit.farthest).put(pursuit.rounding);
        }
        return state.array();
    }

    /**
     * Goes on from what a recorder of the same training and points has seen.
     *
     * @param state of that recorder
     */
    public void restore(double[] state) {
        DoubleBuffer from = DoubleBuffer.wrap(state);
        steps = (int) from.get();
        above = from.get();
        aboveSum = from.get();
        scoreRounding = from.get();
        farthest = from.get();
        decoderNorm = from.get();
        selfBound = from.get();
        losses = new double[Math.max(losses.length, steps + 1)];
        slacks = new double[losses.length];
        from.get(current).get(losses, 0, steps + 1).get(slacks, 0, steps + 1).get(sampleLossSums).get(sampleLosses);
        for (Pursuit pursuit : pursuits) {
            pursuit.defect = from.get();
            pursuit.farthest = from.get();
            pursuit.rounding = from.get();
        }
    }

    /** How far above the mean of the losses after each step the last one may be: k of the K come before step k. */
    private static double rise(double[] slack) {
        double sum = 0;
        for (int k = 1; k < slack.length; k++) {
            sum += k * slack[k];
        }
        return sum == 0 ? 0 : Outward.up(sum / slack.length, slack.length);
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
        Sums sums = new Sums(steps, step * steps, losses[0], Arrays.stream(slack).sum(), rise(slack),
                Outward.up(aboveSum / steps, steps), above);
        return new TrainingPath(Arrays.copyOf(losses, steps + 1), slack, sampleLossSums.clone(), farthest, decoderNorm,
                selfBound, scoreRounding,
                pursuits.stream().map(pursuit -> pursuit.certificate(sums)).toList());
    }
}
