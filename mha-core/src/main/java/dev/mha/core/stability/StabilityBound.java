package dev.mha.core.stability;

import dev.mha.core.linear.Roundoff;
import dev.mha.core.bound.GlobalBounds;
import dev.mha.core.bound.Outward;
import dev.mha.core.bound.Rounding;
import dev.mha.core.bound.TokenGeometry;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.guarantee.TrainingPath;
import dev.mha.core.linear.Vectors;
import dev.mha.core.train.Training;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.List;

/**
 * The bound on leave-one-out stability ({@code docs/theory.md}, 6). If {@code eta <= 1/rho}, a step expands the
 * distance of two trainings at most by {@code 1 + eta kappa tau L/sqrt(H)}, and the missing sample adds at most
 * {@code (eta/n) G l_i}, so that with {@code S_L = sum_k L_k} and {@code s = eta kappa tau S_L/sqrt(H)}
 *
 * <pre>
 *   |theta^(-i) - theta| &lt;= e^s [ (eta G/n) sum_k l_i(theta_k) + r ]
 *   mean_i [ l(theta^(-i); z_i) - l(theta; z_i) ] &lt;= e^s G [ (eta G/n) mean_i sum_k l_i(theta_k) + r ]
 * </pre>
 *
 * <p>r is what rounding may have moved the steps of the two trainings by in all: that of their parameters to float, and
 * eta times that of their gradients.
 *
 * <p>The means are over the samples that were left out, on both sides. Only over all samples is the one on the right
 * S_L, and the bound without r at most {@code (4/n) e^s S_L}: the samples left out may be those with the larger losses.
 *
 * <p>kappa, rho and G are taken with the largest decoder on the paths of all trainings, {@code tau = 1/(1 - q/8)} with
 * {@code q = kappa |seg|^2/sqrt(H)}, seg no longer than the largest distances of two paths from the start together.
 *
 * @param bounds with the largest decoder on the paths
 * @param step eta
 * @param samples n
 * @param lossSum S_L, of the training whose losses are larger
 * @param largestLossSum the same, as large as rounding allows
 * @param leftOutLossSum mean over the samples left out of {@code sum_k l_i(theta_k)}, as large as rounding allows; NaN
 *        without one
 * @param q see above; tau is infinite from 8 on
 * @param rounding r
 */
public record StabilityBound(GlobalBounds bounds, double step, int samples, double lossSum, double largestLossSum,
        double leftOutLossSum, double q, double rounding) {

    /**
     * The bound for these trainings.
     *
     * @param path of the training with every sample
     * @param leftOut what retraining gave; with none there is only the indicator
     */
    public static StabilityBound of(Training training, TrainingPath path, List<Retraining> leftOut) {
        int steps = path.steps();
        double decoder = path.decoderNorm();
        double sum = path.lossSum();
        double farthest = 0;
        double own = 0;
        for (Retraining one : leftOut) {
            decoder = Math.max(decoder, one.decoderNorm());
            sum = Math.max(sum, one.lossSum());
            farthest = Math.max(farthest, one.farthest());
            own += path.largestSampleLossSum(one.sample());
        }
        ClassifierShape shape = training.shape();
        TokenGeometry geometry = training.geometry();
        GlobalBounds bounds = GlobalBounds.of(shape.heads(), geometry.longest(), geometry.largestRadius(), decoder);
        double[] start = ClassifierLoss.widen(training.start());
        double radius = geometry.largestRadius();
        double most = Outward.up(Math.max(farthest, path.farthest()), start.length);
        // the scores and gradients of trainings are in float
        Rounding rounding = Rounding.of(shape, radius, Rounding.attentionNorm(shape, start) + most, decoder,
                Roundoff.FLOAT);
        double largestSum = Rounding.largestLoss(sum, rounding.score(), steps);
        double ofStep = Rounding.ofStep(Outward.up(Vectors.norm(start), start.length) + most, start.length);
        double ofGradients = rounding.gradientSum(shape, radius, decoder, bounds, largestSum, steps);
        double segment = path.farthest() + farthest;
        return new StabilityBound(bounds, training.step(), training.samples().samples(), sum,
                largestSum, Outward.up(own / leftOut.size(), leftOut.size()),
                Outward.up(bounds.scoreCurvature() * segment * segment, shape.parameters()),
                Outward.up(2 * (steps * ofStep + training.step() * ofGradients)));
    }

    /**
     * Whether the conditions hold and the bounds are finite, as they are not for q of 8 or more, so that something is
     * proved; otherwise there are only the indicators.
     */
    public boolean proved() {
        return step <= stepAllowed() && Double.isFinite(gap());
    }

    /** The largest step that the bound is proved for, 1 / rho. */
    public double stepAllowed() {
        return Outward.down(1 / bounds.rho());
    }

    /** s, by which the loss along the path may have expanded distances; infinite if q is 8 or more. */
    public double exponent() {
        return q < 8
                ? Outward.up(step * bounds.scoreCurvature() * largestLossSum / (1 - q / 8))
                : Double.POSITIVE_INFINITY;
    }

    /** {@code e^s G [(eta G/n) mean_i sum_k l_i(theta_k) + r]}, on the leave-one-out gap of the samples left out. */
    public double gap() {
        return Outward.up(bounds.gradient() * meanDistance());
    }

    /** {@code (4/n) S_L}, which leaves the expansion out: no bound, but of the right shape where nothing is proved. */
    public double indicator() {
        return indicator(lossSum, samples);
    }

    /** The same of any training. */
    public static double indicator(double lossSum, int samples) {
        return 4 * lossSum / samples;
    }

    /** {@code e^s [(eta G/n) mean_i sum_k l_i(theta_k) + r]}, on the mean distance of the samples left out. */
    public double meanDistance() {
        return distance(leftOutLossSum);
    }

    /** {@code eta G S_L/n}, the same over all samples, without expansion and rounding: no bound. */
    public double meanDistanceIndicator() {
        return step * bounds.gradient() * lossSum / samples;
    }

    /** {@code e^s [(eta G/n) sum_k l_i(theta_k) + r]}, on the distance when sample i is left out. */
    public double distance(double sampleLossSum) {
        return Outward.up(Math.exp(exponent()) * (step * bounds.gradient() * sampleLossSum / samples + rounding));
    }
}
