package dev.mha.core.trial;

import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.data.Dataset;
import dev.mha.core.data.Split;
import dev.mha.core.data.TokenEncoder;
import dev.mha.core.metric.PairedDifference;
import dev.mha.core.stability.Fresh;
import dev.mha.core.stability.KernelUnroll;
import dev.mha.core.stability.Retrainer;
import dev.mha.core.stability.StabilityBound;
import dev.mha.core.theory.Certification;
import dev.mha.core.theory.CertificationCost;
import dev.mha.core.theory.Progress;
import dev.mha.core.train.Training;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

/**
 * What the theory says of one setting of a trial: trained once more on the training part of a split, or on so many of
 * its samples that this takes seconds, and followed in double.
 *
 * @param setting heads, step, start and number of steps
 * @param samples training samples, drawn from the training part of the split
 * @param available samples of that training part
 * @param split name of the split
 * @param certification theorem, certificate and measurement of this training
 * @param leaveOneOut mean rise of the loss of a sample that is left out, by the kernel unroll, with its interval; null
 *        where the unroll left the range of numbers, as it may when steps are so large that losses rise
 * @param stabilityIndicator {@code (4/n) S_L}: the bound on this rise, without the expansion and without its conditions
 * @param heldOut loss of the test part of the split minus the training loss, with its interval
 */
public record SettingTheory(Setting setting, int samples, int available, String split, Certification certification,
        PairedDifference leaveOneOut, double stabilityIndicator, PairedDifference heldOut) {

    /** Fewer samples would tell nothing of the data. */
    private static final int FEWEST = 40;

    /** Samples that are left out: their kernel unroll costs the square of the samples, each, in every step. */
    private static final int LEFT_OUT = 100;

    /** Share of Java's memory that it may take: the trial's own data are still there. */
    private static final double MEMORY = 0.5;

    /** Sizes that are tried: each a tenth below the one before. */
    private static final double SHRINK = 0.9;

    /**
     * Either what was measured, or why nothing was.
     *
     * @param theory or null
     * @param leftOut one sentence, or null
     * @param stopped whether nothing was measured because the user stopped it
     */
    public record Outcome(SettingTheory theory, String leftOut, boolean stopped) {
        /** A trial that was stopped has none. */
        public static final Outcome STOPPED = new Outcome(null, "The theory was left out: the trial was stopped.",
                true);

        /** A reason, in one sentence. */
        public static Outcome none(String reason) {
            return new Outcome(null, reason, false);
        }
    }

    /**
     * Measures a setting.
     *
     * @param setting as a trial of these data with these settings chose it, or null when it chose none
     * @param budget multiply-adds in double that it may cost, which decide on the number of samples: a core does one to
     *        five thousand million a second
     * @param work scratch and threads; the result is bitwise the same for every number of threads
     * @param progress told the share that is done, 0 to 1; may stop it
     */
    public static Outcome of(Dataset data, TrialSettings settings, Setting setting, double budget, Workspace work,
            Progress progress) {
        if (setting == null) {
            return Outcome.none("No setting was recommended, so none was trained for the theory.");
        }
        List<Split> splits = TrialPlan.of(data, settings).splits();
        int largest = IntStream.range(0, splits.size()).boxed()
                .max(Comparator.<Integer>comparingInt(s -> splits.get(s).train().length).thenComparingInt(s -> -s))
                .orElseThrow();
        Split split = splits.get(largest);
        ClassifierShape shape = new ClassifierShape(setting.heads(), data.tokens(),
                TrialPlan.encodedFeatures(data, settings.tokens()));
        int available = split.train().length;
        int count = available;
        while (count > FEWEST && work(shape, count, setting.iterations()) > budget) {
            count = Math.max(FEWEST, (int) (SHRINK * count));
        }
        if (work(shape, count, setting.iterations()) > 2 * budget) {
            return Outcome.none("The theory was left out: even with " + count
                    + " samples it would take much longer than the trial itself. To have it, train the model and run"
                    + " 'mha certify'.");
        }
        int[] chosen = Retrainer.choose(available, count, settings.seed());
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = split.train()[chosen[i]];
        }
        TokenEncoder encoder = TokenEncoder.fit(data, split.train(), settings.tokens());
        PackedSamples samples = encoder.encode(data, chosen);
        float[] labels = data.labels(chosen);
        float[] start = setting.initialization()
                .create(shape, samples, labels, settings.size(), Trial.seed(settings, largest));
        Training training = new Training(shape, samples, labels, start, setting.step(), setting.iterations());
        long bytes = Certification.bytes(training, Certification.Detail.BRIEF, work);
        long memory = (long) (MEMORY * Runtime.getRuntime().maxMemory());
        if (bytes > memory) {
            return Outcome
                    .none("The theory was left out: it needs " + (bytes >> 20) + " MB of memory at once, and there are "
                            + (memory >> 20) + " MB.");
        }
        Fresh fresh = new Fresh(encoder.encode(data, split.test()), data.labels(split.test()));
        try {
            return new Outcome(measure(training, setting, available, split.name(), fresh, settings.seed(), work,
                    progress), null, false);
        } catch (CancellationException stopped) {
            return Outcome.STOPPED;
        } catch (ArithmeticException failed) {
            return Outcome.none("The theory was left out: trained on " + count + " of the samples, "
                    + failed.getMessage() + ".");
        }
    }

    private static SettingTheory measure(Training training, Setting setting, int available, String split, Fresh fresh,
            long seed, Workspace work, Progress progress) {
        int count = training.samples().samples();
        double[] share = {0};
        KernelUnroll.Follower follower = new KernelUnroll.Follower(training,
                Retrainer.choose(count, LEFT_OUT, seed), KernelUnroll.Refresh.USUAL, work,
                () -> !progress.onProgress(share[0]));
        Certification certification = Certification
                .of(training, Certification.Detail.BRIEF, (k, loss, theta) -> {
                    share[0] = 0.5 * k / training.iterations();
                    return progress.onProgress(share[0]) && follower.onIteration(k, loss, theta);
                }, work, done -> progress.onProgress(0.5 + 0.5 * done));
        if (!certification.complete()) {
            throw new CancellationException("stopped after " + certification.followed() + " steps");
        }
        KernelUnroll unrolled = follower.end(certification.end());
        double[] losses = training.loss(work).sampleLosses(ClassifierLoss.widen(certification.end()));
        double[] before = Arrays.stream(unrolled.samples()).mapToDouble(sample -> losses[sample]).toArray();
        return new SettingTheory(setting, count, available, split, certification,
                unrolled.finite() ? PairedDifference.ofSamples(unrolled.lossAfter(), before) : null,
                StabilityBound.indicator(certification.path().lossSum(), count),
                fresh.gap(
                        training.shape(), certification.end(), certification.path().lastLoss(), work));
    }

    private static double work(ClassifierShape shape, int samples, int iterations) {
        return new CertificationCost(shape, samples, iterations)
                .inDouble(Certification.Detail.BRIEF, Math.min(samples, LEFT_OUT));
    }

    /** Number of steps at which the theory suggests to stop, in order of magnitude. */
    public int stoppingTime() {
        return samples;
    }

    /** The lower bound on the least eigenvalue after the last step. */
    public double certifiedLambdaMin() {
        return certification.curvature().getLast().certified();
    }

    /** The least eigenvalue as measured after the last step, which lies above it. */
    public double ritzLambdaMin() {
        return certification.curvature().getLast().lambdaMin().value();
    }
}
