package dev.mha.core.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.trial.EncodedSplit;
import dev.mha.core.generate.Mixture;
import dev.mha.core.train.GradientDescent;
import dev.mha.core.train.TrainingListener;
import dev.mha.core.train.TrainingRun;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The figures of a cell, by another way. */
class MeasurementTest {
    private static ExperimentResult run(Experiment experiment) {
        return ExperimentRun.run(experiment, 1, Map.of(), 1, ExperimentRun.Listener.NONE);
    }

    private static Form form(int... heads) {
        return new Form("pinned", 5, Arrays.stream(heads).boxed().toList(), List.of(20, 40));
    }

    /** Medians of 5 trials, recomputed in numpy from the data and the starts alone, with trainings of their own. */
    @Test
    void leavesOneOut() {
        ExperimentResult result = run(StabilityExperiments.e7(form(4, 8)));
        String[] columns = {LeaveOneOut.DISTANCE, LeaveOneOut.GAP, LeaveOneOut.TEST_GAP};
        double[][] expected = {{0.157, 0.0176, 0.0175}, {0.170, 0.0257, 0.0227}};
        for (int k = 0; k < columns.length; k++) {
            assertEquals(expected[0][k], result.summary("sigma = 0.5", 4, columns[k]), 0.005 * expected[0][k]);
            assertEquals(expected[1][k], result.summary("sigma = 0.5", 8, columns[k]), 0.005 * expected[1][k]);
        }
        assertEquals(40, result.summary("sigma = 0.5", 4, "left_out"));
    }

    /** Medians of 5 trials, recomputed in numpy: least eigenvalues of dense Hessians, bounds by their formulas. */
    @Test
    void measuresWeakConvexity() {
        ExperimentResult result = run(CurvatureExperiments.e5(form(1, 4)));
        String[] columns = {WeakConvexity.MEASURED, WeakConvexity.BLOCK, WeakConvexity.PER_SAMPLE,
                WeakConvexity.GLOBAL};
        double[][] expected = {{0.477, 0.542, 7.78, 152}, {0.291, 0.295, 4.14, 90.4}};
        for (int k = 0; k < columns.length; k++) {
            assertEquals(expected[0][k], result.summary("gauss", 1, columns[k]), 0.005 * expected[0][k]);
            assertEquals(expected[1][k], result.summary("gauss", 4, columns[k]), 0.005 * expected[1][k]);
        }
    }

    /** Small steps, a target that is reached, steps that raise the loss and some that end above the start. */
    @Test
    void judgesTrainings() {
        DataSource source = new DataSource.OfMixture(new Mixture(6, 6, 3, 1.5, 1.0 / 3, 1), 40);
        EncodedSplit data = source.draw(40, 3);
        ClassifierShape shape = source.shape(2);
        float[] start = Start.GAUSS.create(shape, data, 3);
        List<String> seen = new ArrayList<>();
        for (Descent descent : List.of(Descent.of(0.1, 30), new Descent(0.5, 500, 0.4), Descent.of(20, 40),
                Descent.of(4000, 3))) {
            double[] figures = TrainingFigures.of(data, shape, start, descent, Workspace.serial());
            TrainingRun run = GradientDescent.run(shape, data.train(), data.trainLabels(), null, start,
                    descent.settings(), Workspace.serial(), TrainingListener.NONE);
            double[] losses = run.losses();
            double[] test = new ClassifierLoss(shape, data.test(), data.testLabels(), null, Workspace.serial())
                    .sampleLosses(ClassifierLoss.widen(run.theta()));
            double mean = Arrays.stream(test).average().orElseThrow();
            // a loss above log 2 is that of a margin below 0
            double wrong = (double) Arrays.stream(test).filter(loss -> loss > Math.log(2)).count() / test.length;
            boolean rose = false;
            for (int k = 1; k < losses.length; k++) {
                rose |= losses[k] > losses[k - 1] * (1 + 1e-6);
            }
            double last = losses[losses.length - 1];
            boolean above = last > losses[0] * (1 + 1e-6);
            boolean reached = descent.targetLoss() > 0 && last <= descent.targetLoss();
            assertEquals(last, figures[index(TrainingFigures.TRAIN_LOSS)]);
            assertEquals(mean, figures[index(TrainingFigures.TEST_LOSS)], 1e-5 * mean);
            assertEquals(wrong, figures[index(TrainingFigures.TEST_ERROR)], 1e-6);
            assertEquals(losses.length - 1, figures[index(TrainingFigures.STEPS)]);
            assertEquals(rose ? 1 : 0, figures[index(TrainingFigures.ASCENDED)]);
            assertEquals(above ? 1 : 0, figures[index(TrainingFigures.ABOVE_START)]);
            assertEquals(reached ? 1 : 0, figures[index(TrainingFigures.REACHED)]);
            assertTrue(Math.abs(mean - last) > 1e-3 * mean);
            seen.add((rose ? "rose " : "") + (above ? "above " : "") + (reached ? "reached" : ""));
        }
        assertEquals(List.of("", "reached", "rose ", "rose above "), seen);
    }

    private static int index(String column) {
        return TrainingFigures.COLUMNS.stream().map(Column::name).toList().indexOf(column);
    }
}
