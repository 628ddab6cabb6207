package dev.mha.cli.train;

import dev.mha.cli.failure.FailureException;
import dev.mha.cli.model.LabelledTokens;
import dev.mha.cli.program.Memory;
import dev.mha.cli.terminal.Interruption;
import dev.mha.cli.terminal.ProgressLine;
import dev.mha.cli.terminal.Screen;
import dev.mha.core.data.Dataset;
import dev.mha.core.data.Split;
import dev.mha.core.data.Splits;
import dev.mha.core.data.TokenEncoder;
import dev.mha.core.data.TokenSettings;
import dev.mha.core.model.Initialization;
import dev.mha.core.train.GradientDescent;
import dev.mha.core.train.StopReason;
import dev.mha.core.train.TrainingRun;
import dev.mha.core.train.TrainingSettings;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;

/**
 * All that a training needs, checked.
 *
 * @param split of the data into samples to train on and to test on
 * @param encoder fitted on the samples to train on
 * @param tokens of the samples to train on
 * @param testTokens of those to test on, or null for none
 * @param labels of the samples to train on
 * @param shape of the model
 * @param start parameters to start from
 */
public record PreparedTraining(Split split, TokenEncoder encoder, PackedSamples tokens, PackedSamples testTokens,
        float[] labels, ClassifierShape shape, float[] start) {
    /** Parameters from which the start and the first iteration may take seconds without a sign. */
    private static final int SLOW_START = 10_000_000;

    /**
     * Prepares one.
     *
     * @throws FailureException in one sentence, if the data cannot be trained on
     */
    public static PreparedTraining of(Dataset dataset, TokenSettings settings, int heads,
            Initialization initialization, double size, long seed, int threads, Screen screen) {
        try (ProgressLine progress = new ProgressLine(screen, "training")) {
            Split split = Splits.ofParts(dataset);
            float[] labels = dataset.labels(split.train());
            LabelledTokens.requireBothClasses(dataset, labels, " of the training part");
            TokenEncoder encoder = TokenEncoder.fit(dataset, split.train(), settings);
            ClassifierShape shape = new ClassifierShape(heads, dataset.tokens(), encoder.features());
            Memory.requireTraining(shape, split.train().length, threads);
            if (isSlow(shape)) {
                progress.begin();
            }
            PackedSamples tokens = encoder.encode(dataset, split.train());
            PackedSamples testTokens = split.test().length == 0 ? null : encoder.encode(dataset, split.test());
            float[] start = initialization.create(shape, tokens, labels, size, seed);
            return new PreparedTraining(split, encoder, tokens, testTokens, labels, shape, start);
        } catch (IllegalArgumentException unfit) {
            throw new FailureException(dataset.name() + ": " + unfit.getMessage(), unfit);
        }
    }

    /** Whether a model is so large that its progress is to be shown at once. */
    public static boolean isSlow(ClassifierShape shape) {
        return shape.parameters() >= SLOW_START;
    }

    /**
     * Trains.
     *
     * @param size of the start, for messages
     * @param kept where it goes on, and where it is kept
     * @param recorder of the curvature along the way, or null
     * @throws FailureException if it diverges
     */
    public TrainingRun run(TrainingSettings settings, double size, KeptTraining kept, CurvatureRecorder recorder,
            Workspace work, ProgressLine progress) {
        int before = kept.from().steps();
        TrainingRun run = GradientDescent.run(shape, tokens, labels, null, kept.from(), settings, work,
                (k, loss, theta) -> {
                    kept.begin();
                    boolean point = recorder != null && recorder.see(k, loss, theta);
                    if (recorder == null) {
                        progress.update((double) (k - before) / Math.max(1, settings.iterations() - before));
                    }
                    kept.see(k, loss, theta, settings.step(), point);
                    return !Interruption.requested();
                });
        if (run.reason() == StopReason.DIVERGED) {
            throw new FailureException(run.steps() == 0
                    ? "the loss is no number before the first step: --size " + TrainText.plain(size)
                            + " or the scale of the tokens is too large for these data"
                    : "the training diverged at step " + run.steps() + ": step size " + TrainText.plain(settings.step())
                            + " is too large for these data, try a smaller one or --step auto",
                    null);
        }
        kept.keep(run, settings.step());
        return run;
    }
}
