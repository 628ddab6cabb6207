package dev.mha.core.experiment;

import static dev.mha.core.experiment.LeaveOneOut.DISTANCE;
import static dev.mha.core.experiment.LeaveOneOut.GAP;
import static dev.mha.core.experiment.LeaveOneOut.TEST_GAP;
import static dev.mha.core.experiment.TrainingFigures.REACHED;
import static dev.mha.core.experiment.TrainingFigures.STEPS;
import static dev.mha.core.experiment.TrainingFigures.STEP_SIZE;
import static dev.mha.core.experiment.TrainingFigures.TEST_ERROR;
import static dev.mha.core.experiment.TrainingFigures.TEST_LOSS;
import static dev.mha.core.experiment.TrainingFigures.TRAIN_LOSS;
import static dev.mha.core.experiment.WeakConvexity.BLOCK;
import static dev.mha.core.experiment.WeakConvexity.MEASURED;
import static dev.mha.core.experiment.WeakConvexity.PER_SAMPLE;

import dev.mha.core.data.Dataset;
import dev.mha.core.experiment.Change.Kind;
import java.util.List;

/** The same questions on real data. What is expected is what the mixtures showed. */
final class RealExperiments {
    private static final int SAMPLES = 150;
    private static final int FEW = 60;
    private static final int ITERATIONS = 200;
    private static final String EQUAL_LOSS = "equal training loss";

    private RealExperiments() {}

    static List<Experiment> all(Form form, Dataset data) {
        DataSource source = new RealSource(data);
        return List.of(heads(form.upTo(32), data, source), curvature(form, data, source),
                loo(form.upTo(16), data, source));
    }

    private static Experiment heads(Form form, Dataset data, DataSource source) {
        int most = form.mostHeads();
        return new Experiment(data.name() + "-heads",
                "Heads on " + data.name() + ": at equal step (1), at each one's best step (of 0.25 to 64), at equal"
                        + " training loss (0.1)? n = " + SAMPLES + ", gauss start, K = " + ITERATIONS,
                "at equal training loss and at the best step many heads are no worse than one on new samples, and at"
                        + " equal training loss their test loss is lower",
                form, Axis.HEADS,
                List.of(new Series("equal step",
                        new FixedStep(source, SAMPLES, Start.GAUSS, Descent.of(1, ITERATIONS))),
                        new Series("best step",
                                new BestStep(source, SAMPLES, Start.GAUSS, BestStep.STEPS, ITERATIONS)),
                        new Series(EQUAL_LOSS,
                                new FixedStep(source, SAMPLES, Start.GAUSS, new Descent(1, 10 * ITERATIONS, 0.1)))),
                List.of(TRAIN_LOSS, TEST_LOSS, TEST_ERROR, STEP_SIZE, STEPS),
                List.of(new Level(EQUAL_LOSS, REACHED, 1, most, new Range(1, 1)),
                        new Change(EQUAL_LOSS, TEST_LOSS, 1, most, Kind.RATIO, new Range(0, 0.98)),
                        new Change(EQUAL_LOSS, TEST_ERROR, 1, most, Kind.DIFFERENCE, new Range(-0.5, 0.01)),
                        new Change("best step", TEST_ERROR, 1, most, Kind.DIFFERENCE, new Range(-0.5, 0.01))),
                List.of());
    }

    private static Experiment curvature(Form form, Dataset data, DataSource source) {
        return new Experiment(data.name() + "-curvature",
                "Negative curvature on " + data.name() + ": does -lambda_min / L fall with heads? n = " + FEW
                        + ", gauss start",
                "yes, it falls with more heads, at the start and after 100 steps",
                form, Axis.HEADS,
                List.of(new Series("start", new WeakConvexity(source, FEW, Start.GAUSS, Descent.of(1, 0))),
                        new Series("step 100", new WeakConvexity(source, FEW, Start.GAUSS, Descent.of(1, 100)))),
                List.of(MEASURED, BLOCK, PER_SAMPLE),
                List.of(new PowerLaw("start", MEASURED, 0, CurvatureExperiments.SLOPES),
                        new PowerLaw("step 100", MEASURED, 0, CurvatureExperiments.SLOPES),
                        new ColumnRatio("start", BLOCK, MEASURED, 1, Range.atLeast(1)),
                        new ColumnRatio("step 100", BLOCK, MEASURED, 1, Range.atLeast(1))),
                List.of());
    }

    private static Experiment loo(Form form, Dataset data, DataSource source) {
        return new Experiment(data.name() + "-loo",
                "Stability on " + data.name()
                        + ": does leave-one-out foretell the gap on test samples, and do more heads"
                        + " lower it? n = K = " + FEW + ", all left out, gauss start, eta = 1",
                "nothing speaks against leave-one-out as an estimate of the gap on test samples, as far as an interval"
                        + " of that width can tell; whether more heads lower it is left to the figures, without a"
                        + " verdict",
                form, Axis.HEADS,
                List.of(new Series("gauss", new LeaveOneOut(source, Axis.HEADS, FEW, Start.GAUSS, 1, FEW,
                        Integer.MAX_VALUE))),
                List.of(DISTANCE, GAP, TEST_GAP), List.of(new Agreement("gauss", GAP, TEST_GAP)), List.of());
    }
}
