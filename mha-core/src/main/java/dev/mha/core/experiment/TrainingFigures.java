package dev.mha.core.experiment;

import dev.mha.core.metric.Metrics;
import dev.mha.core.train.GradientDescent;
import dev.mha.core.train.StopReason;
import dev.mha.core.train.TrainingListener;
import dev.mha.core.train.TrainingRun;
import dev.mha.core.trial.EncodedSplit;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierKernel;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.Arrays;
import java.util.List;

/** What every training of an experiment is judged by. */
final class TrainingFigures {
    static final String TRAIN_LOSS = "train_loss";
    static final String TEST_LOSS = "test_loss";
    static final String TEST_ERROR = "test_error";
    static final String STEPS = "steps";
    static final String STEP_SIZE = "step_size";
    static final String ASCENTS = "ascents";
    static final String ASCENDED = "an_ascent";
    static final String ABOVE_START = "an_end_above_the_start";
    static final String REACHED = "the_target_reached";

    /**
     * Loss at the end, loss and error on the test part, steps taken, steps that raised the loss, and what is counted.
     */
    static final List<Column> COLUMNS = List.of(Column.median(TRAIN_LOSS), Column.median(TEST_LOSS),
            Column.median(TEST_ERROR), Column.median(STEPS), Column.median(STEP_SIZE), Column.median("parameters"),
            Column.median(ASCENTS), Column.share(ASCENDED), Column.share(ABOVE_START), Column.share(REACHED));

    /** A loss that stays where it was moves by no more than this share of itself, by rounding. */
    private static final double ROUNDING = 1e-6;

    private TrainingFigures() {}

    /** Trains and judges; what a diverged training does not have is NaN. */
    static double[] of(EncodedSplit data, ClassifierShape shape, float[] start, Descent descent, Workspace work) {
        TrainingRun run = GradientDescent.run(shape, data.train(), data.trainLabels(), null, start, descent.settings(),
                work, TrainingListener.NONE);
        double[] figures = new double[COLUMNS.size()];
        Arrays.fill(figures, Double.NaN);
        boolean diverged = run.reason() == StopReason.DIVERGED;
        if (!diverged) {
            figures[0] = run.finalLoss();
            float[] scores = new float[data.testLabels().length];
            ClassifierKernel.scores(shape, data.test(), run.theta(), scores, work);
            if (finite(scores)) {
                Metrics test = Metrics.of(scores, data.testLabels());
                figures[1] = test.loss();
                figures[2] = test.error();
            }
        }
        figures[3] = run.steps();
        figures[4] = descent.step();
        figures[5] = shape.parameters();
        figures[6] = run.ascents();
        figures[7] = run.ascents() > 0 || diverged ? 1 : 0;
        figures[8] = diverged || run.finalLoss() > run.losses()[0] * (1 + ROUNDING) ? 1 : 0;
        figures[9] = run.reason() == StopReason.TARGET_LOSS ? 1 : 0;
        return figures;
    }

    /** Where not every trial came down to the training loss that was to be reached. */
    static List<String> remarks(ExperimentResult result, String series, Descent descent) {
        List<String> missed = result.experiment().places().stream()
                .filter(place -> descent.targetLoss() > 0 && result.summary(series, place, REACHED) < 1)
                .map(place -> Range.number(result.summary(series, place, REACHED)) + " at " + place).toList();
        return missed.isEmpty()
                ? List.of()
                : List.of("In the series \"" + series + "\" not every trial came down to a training loss of "
                        + Range.number(descent.targetLoss()) + " within " + descent.iterations()
                        + " steps; the share that did, by " + result.experiment().axis().title() + ": "
                        + String.join(", ", missed) + ".");
    }

    private static boolean finite(float[] scores) {
        for (float score : scores) {
            if (!Float.isFinite(score)) {
                return false;
            }
        }
        return true;
    }
}
