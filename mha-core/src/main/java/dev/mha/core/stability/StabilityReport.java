package dev.mha.core.stability;

import dev.mha.core.metric.PairedDifference;
import dev.mha.core.metric.RankCorrelation;
import dev.mha.core.train.Training;
import dev.mha.kernels.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Stability of a training: exact by retraining, and what the cheaper estimates say of the same samples.
 *
 * @param samples n, the number of training samples
 * @param leftOut what training without a sample gave, for each sample chosen
 * @param gap mean rise of the loss of a sample that is left out, with its interval: an unbiased estimate of the
 *        generalization gap, no test set needed
 * @param unrolled the kernel unroll for the same samples and perhaps more
 * @param unrolledGap its mean over all its samples
 * @param unrollError its gap minus the exact one, over the samples of both
 * @param influence influence of the first few samples, or null
 * @param replaced what training with a sample replaced gave; empty when there were no fresh samples
 */
public record StabilityReport(int samples, List<Retraining> leftOut, PairedDifference gap, KernelUnroll unrolled,
        double unrolledGap, PairedDifference unrollError, Influence influence, List<Retraining> replaced) {

    /** The parts of the work, in order. */
    public enum Part {
        LEAVE_ONE_OUT, REPLACE_ONE, KERNEL_UNROLL, INFLUENCE
    }

    /** Told how far the work is, from any of its threads. */
    @FunctionalInterface
    public interface Listener {
        /** Called with the share of a part that is done, 0 to 1. */
        void onProgress(Part part, double share);

        /** For one part. */
        private Retrainer.Progress part(Part part, int total) {
            return done -> onProgress(part, (double) done / total);
        }
    }

    /** Most multiply-adds of the kernel unroll; beyond it, fewer samples are followed. */
    private static final double UNROLL_WORK = 3e10;

    /**
     * Measures.
     *
     * @param fresh fresh samples and labels of the same distribution, or null: then none is replaced
     * @throws ArithmeticException
     *             if a training diverges, naming the sample
     */
    public static StabilityReport of(Training training, StabilitySettings settings, Fresh fresh, Workspace work,
            Listener listener) {
        int n = training.samples().samples();
        Retrainer retrainer = new Retrainer(training, work);
        int[] chosen = Retrainer.choose(n, settings.leftOut(), settings.seed());
        List<Retraining> leftOut = retrainer.leaveOut(chosen, listener.part(Part.LEAVE_ONE_OUT, chosen.length));
        List<Retraining> replaced = List.of();
        if (fresh != null && settings.replaced() > 0) {
            int count = Math.min(settings.replaced(), fresh.samples().samples());
            int[] some = Retrainer.choose(n, count, settings.seed());
            replaced = retrainer
                    .replace(some, fresh.samples(), fresh.labels(), listener.part(Part.REPLACE_ONE, some.length));
        }
        double[] before = leftOut.stream().mapToDouble(Retraining::lossBefore).toArray();
        double[] after = leftOut.stream().mapToDouble(Retraining::lossAfter).toArray();

        double cost = (double) n * n * training.iterations();
        int followed = (int) Math.min(n, Math.max(chosen.length, UNROLL_WORK / cost));
        // the choice of more samples with one seed holds the choice of fewer
        KernelUnroll unrolled = KernelUnroll.run(training, Retrainer.choose(n, followed, settings.seed()),
                settings.refresh(), work, listener.part(Part.KERNEL_UNROLL, training.iterations()));
        double[] estimate = new double[n];
        double sum = 0;
        double[] losses = retrainer.sampleLosses();
        for (int k = 0; k < followed; k++) {
            int sample = unrolled.samples()[k];
            estimate[sample] = unrolled.lossAfter()[k];
            sum += unrolled.lossAfter()[k] - losses[sample];
        }
        PairedDifference error = PairedDifference
                .ofSamples(Arrays.stream(chosen).mapToDouble(i -> estimate[i]).toArray(), after);
        Influence influence = null;
        if (settings.influences() > 0) {
            int[] some = Retrainer.choose(n, Math.min(settings.influences(), chosen.length), settings.seed());
            influence = Influence.of(training, retrainer.theta(), some, work,
                    listener.part(Part.INFLUENCE, some.length));
        }
        return new StabilityReport(n, leftOut, PairedDifference.ofSamples(after, before), unrolled, sum / followed,
                error,
                influence, replaced);
    }

    /** Mean distance of the parameters when a sample is left out. */
    public double meanDistance() {
        return leftOut.stream().mapToDouble(Retraining::distance).average().orElseThrow();
    }

    /** The retraining that moved the parameters most. */
    public Retraining worstDistance() {
        return worst(leftOut.stream().mapToDouble(Retraining::distance).toArray());
    }

    /** The retraining that raised its sample's own loss most. */
    public Retraining worstGap() {
        return worst(leftOut.stream().mapToDouble(Retraining::gap).toArray());
    }

    private Retraining worst(double[] values) {
        int worst = 0;
        for (int k = 1; k < values.length; k++) {
            worst = values[k] > values[worst] ? k : worst;
        }
        return leftOut.get(worst);
    }

    /** Largest change of the loss of any training sample, whichever sample was left out. */
    public double largestLossChange() {
        return leftOut.stream().mapToDouble(Retraining::largestLossChange).max().orElseThrow();
    }

    /** Mean rise of the loss of a sample that is replaced, or null. */
    public PairedDifference replacedGap() {
        return replaced.size() < 2
                ? null
                : PairedDifference.ofSamples(replaced.stream().mapToDouble(Retraining::lossAfter).toArray(),
                        replaced.stream().mapToDouble(Retraining::lossBefore).toArray());
    }

    /** Agreement of the kernel unroll with the exact gaps on the order of samples; NaN when it does not tell them apart. */
    public double unrollRank() {
        double[] losses = new double[samples];
        for (int k = 0; k < unrolled.samples().length; k++) {
            losses[unrolled.samples()[k]] = unrolled.lossAfter()[k];
        }
        return RankCorrelation.spearman(leftOut.stream().mapToDouble(Retraining::gap).toArray(),
                leftOut.stream().mapToDouble(one -> losses[one.sample()] - one.lossBefore()).toArray());
    }

    /** The exact gaps of the samples that influence ranked, in its order. */
    private double[] exactOfInfluence() {
        List<Double> gaps = new ArrayList<>();
        for (int sample : influence.samples()) {
            gaps.add(leftOut.stream().filter(one -> one.sample() == sample).findFirst().orElseThrow().gap());
        }
        return gaps.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Agreement of influence with the exact gaps on the order of samples; NaN for fewer than two. */
    public double influenceRank() {
        return influence == null || influence.samples().length < 2
                ? Double.NaN
                : RankCorrelation.spearman(exactOfInfluence(), influence.gaps());
    }

    /** Mean gap by influence as a share of the exact one on the same samples; NaN without influence. */
    public double influenceRatio() {
        return influence == null
                ? Double.NaN
                : Arrays.stream(influence.gaps()).sum() / Arrays.stream(exactOfInfluence()).sum();
    }
}
