package dev.mha.core.stability;

import dev.mha.core.metric.PairedDifference;
import dev.mha.core.metric.RankCorrelation;
import dev.mha.core.train.Training;
import dev.mha.kernels.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Stability of a training: exact by retraining, and what the cheaper estimates say of the same samples
 * ({@code docs/theory.md}, 6).
 *
 * @param samples n, the number of training samples
 * @param leftOut what training without a sample gave, for each sample chosen
 * @param gap mean rise of the loss of a sample that is left out, with its interval: an estimate of the generalization
 *        gap, no test set needed; without bias where neither start nor tokens were made from the samples
 * @param unrolled the kernel unroll for the same samples and perhaps more; null when the work was stopped before its
 *             end
 * @param unrolledGap its mean over all its samples; NaN without it, or where it left the range of numbers
 * @param unrollError its gap minus the exact one, over the samples of both; null where there is no such mean
 * @param influence influence of some of the samples chosen, those drawn first whose training without them ended; or
 *        null
 * @param replaced what training with a sample replaced gave; empty when there were no fresh samples
 * @param diverged trainings without a sample that diverged: then the gap is that of a choice by its outcome
 * @param divergedReplaced the same of trainings with a sample replaced
 * @param failures trainings that diverged, and influence functions that could not be had, a sentence or a part of one
 *        each, without a full stop
 */
public record StabilityReport(int samples, List<Retraining> leftOut, PairedDifference gap, KernelUnroll unrolled,
        double unrolledGap, PairedDifference unrollError, Influence influence, List<Retraining> replaced,
        int diverged, int divergedReplaced, List<String> failures) {

    /** Keeps what failed as it is now. */
    public StabilityReport {
        failures = List.copyOf(failures);
    }

    /** The parts of the work, in order. */
    public enum Part {
        LEAVE_ONE_OUT, REPLACE_ONE, KERNEL_UNROLL, INFLUENCE
    }

    /** Told how far the work is, from any of its threads. */
    @FunctionalInterface
    public interface Listener {
        /** Called with the share of a part that is done, 0 to 1. */
        void onProgress(Part part, double share);

        /**
         * Called at every step of every training, first of that with every sample, which belongs to
         * {@link Part#LEAVE_ONE_OUT}.
         */
        default void onStep(Part part) {}

        /** Asked at every step of every training; true ends the work soon. */
        default boolean stop() {
            return false;
        }

        /** Called with each retraining of a part as it ends, one at a time. */
        default void ended(Part part, Retraining one) {}

        /** What an earlier run of this same work made of a sample, or null; see {@link Retrainer.Listener#known}. */
        default Retraining known(Part part, int sample, int fresh) {
            return null;
        }

        /** For one part. */
        private Retrainer.Listener part(Part part, int total, List<String> failures) {
            return new Retrainer.Listener() {
                @Override
                public boolean diverged(DivergedException training) {
                    failures.add(training.getMessage());
                    return true;
                }

                @Override
                public void done(int done) {
                    onProgress(part, (double) done / total);
                }

                @Override
                public void onStep() {
                    Listener.this.onStep(part);
                }

                @Override
                public boolean stop() {
                    return Listener.this.stop();
                }

                @Override
                public void ended(Retraining one) {
                    Listener.this.ended(part, one);
                }

                @Override
                public Retraining known(int sample, int fresh) {
                    return Listener.this.known(part, sample, fresh);
                }
            };
        }
    }

    /** Most multiply-adds of the kernel unroll; beyond it, fewer samples are followed. */
    private static final double UNROLL_WORK = 3e10;

    /**
     * Measures.
     *
     * @param fresh fresh samples and labels of the same distribution, or null: then none is replaced
     * @return null when it was stopped before two samples were left out
     * @throws DivergedException
     *             if the training with every sample diverges, or so many without a sample that fewer than two end
     */
    public static StabilityReport of(Training training, StabilitySettings settings, Fresh fresh, Workspace work,
            Listener listener) {
        int n = training.samples().samples();
        int[] chosen = Retrainer.choose(n, settings.leftOut(), settings.seed());
        List<String> failures = new ArrayList<>();
        Retrainer.Listener leaving = listener.part(Part.LEAVE_ONE_OUT, chosen.length, failures);
        Retrainer retrainer;
        try {
            retrainer = new Retrainer(training, work, leaving);
        } catch (CancellationException stopped) {
            return null;
        }
        List<Retraining> leftOut = retrainer.leaveOut(chosen, leaving);
        if (leftOut.size() < 2) {
            if (!failures.isEmpty() && !listener.stop()) {
                throw new DivergedException(failures.getFirst());
            }
            return null;
        }
        int diverged = failures.size();
        int replacements = settings.replacements(n, fresh);
        // as they are drawn, so that each is replaced by the same fresh sample however many are
        List<Retraining> replaced = replacements == 0
                ? List.of()
                : retrainer.replace(Retrainer.draw(n, replacements, settings.seed()), fresh.samples(),
                        fresh.labels(), listener.part(Part.REPLACE_ONE, replacements, failures));
        int divergedReplaced = failures.size() - diverged;
        double[] before = leftOut.stream().mapToDouble(Retraining::lossBefore).toArray();
        double[] after = leftOut.stream().mapToDouble(Retraining::lossAfter).toArray();
        PairedDifference gap = PairedDifference.ofSamples(after, before);

        int followed = followed(training, chosen.length);
        // the choice of more samples with one seed holds the choice of fewer
        KernelUnroll unrolled = !listener.stop()
                ? KernelUnroll.run(training, Retrainer.choose(n, followed, settings.seed()), KernelUnroll.Refresh.USUAL,
                        work,
                        listener.part(Part.KERNEL_UNROLL, training.iterations(), failures))
                : null;
        if (unrolled == null) {
            return new StabilityReport(n, leftOut, gap, null, Double.NaN, null, null, replaced, diverged,
                    divergedReplaced, failures);
        }
        double[] estimate = new double[n];
        double sum = 0;
        double[] losses = retrainer.sampleLosses();
        for (int k = 0; k < followed; k++) {
            int sample = unrolled.samples()[k];
            estimate[sample] = unrolled.lossAfter()[k];
            sum += unrolled.lossAfter()[k] - losses[sample];
        }
        PairedDifference error = unrolled.finite()
                ? PairedDifference.ofSamples(leftOut.stream().mapToDouble(one -> estimate[one.sample()]).toArray(),
                        after)
                : null;
        int influences = Math.min(settings.influences(), chosen.length);
        Influence influence = null;
        // of those whose training without them came to its end, to be compared with it
        int[] ranked = influences == 0
                ? new int[0]
                : Arrays.stream(Retrainer.choose(n, influences, settings.seed()))
                        .filter(sample -> leftOut.stream().anyMatch(one -> one.sample() == sample)).toArray();
        boolean ended = leftOut.size() + diverged == chosen.length;
        if (ended && influences > 0 && ranked.length == 0) {
            failures.add("influence functions, since the trainings without their samples diverged");
        } else if (ended && ranked.length > 0) {
            try {
                influence = Influence.of(training, retrainer.theta(), ranked, work,
                        listener.part(Part.INFLUENCE, ranked.length, failures));
            } catch (ArithmeticException infinite) {
                failures.add("influence functions failed: " + infinite.getMessage());
            }
        }
        return new StabilityReport(n, leftOut, gap, unrolled, error == null ? Double.NaN : sum / followed, error,
                influence, replaced, diverged, divergedReplaced, failures);
    }

    /** Number of samples that the kernel unroll leaves out when so many are left out by training again. */
    public static int followed(Training training, int leftOut) {
        int n = training.samples().samples();
        double cost = (double) n * n * training.iterations();
        return (int) Math.min(n, Math.max(leftOut, UNROLL_WORK / cost));
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

    /**
     * Agreement of the kernel unroll with the exact gaps on the order of samples; NaN where there is no
     * {@link #unrollError}, or when it does not tell them apart.
     */
    public double unrollRank() {
        if (unrollError == null) {
            return Double.NaN;
        }
        double[] losses = new double[samples];
        for (int k = 0; k < unrolled.samples().length; k++) {
            losses[unrolled.samples()[k]] = unrolled.lossAfter()[k];
        }
        return RankCorrelation.spearman(leftOut.stream().mapToDouble(Retraining::gap).toArray(),
                leftOut.stream().mapToDouble(one -> losses[one.sample()] - one.lossBefore()).toArray());
    }

    /** Mean gap by the kernel unroll as a share of the exact one on the same samples; NaN where one is missing or 0. */
    public double unrollRatio() {
        return unrollError == null || gap.mean() == 0 ? Double.NaN : (gap.mean() + unrollError.mean()) / gap.mean();
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
