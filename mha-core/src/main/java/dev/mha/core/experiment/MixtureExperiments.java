package dev.mha.core.experiment;

import static dev.mha.core.experiment.TrainingFigures.ABOVE_START;
import static dev.mha.core.experiment.TrainingFigures.ASCENDED;
import static dev.mha.core.experiment.TrainingFigures.REACHED;
import static dev.mha.core.experiment.TrainingFigures.STEPS;
import static dev.mha.core.experiment.TrainingFigures.STEP_SIZE;
import static dev.mha.core.experiment.TrainingFigures.TEST_ERROR;
import static dev.mha.core.experiment.TrainingFigures.TEST_LOSS;
import static dev.mha.core.experiment.TrainingFigures.TRAIN_LOSS;

import dev.mha.core.experiment.Change.Kind;
import dev.mha.core.generate.Mixture;
import dev.mha.core.model.Initialization;
import java.util.ArrayList;
import java.util.List;

/** Trainings on the tokenized mixture: heads at equal step, with large steps, and at equal training loss. */
final class MixtureExperiments {
    /** Three test samples for each training sample, as in the paper. */
    private static final int TEST = 300;

    private static final double NONE = Double.NaN;

    private MixtureExperiments() {}

    /** Data on which both classes are far apart. */
    static Mixture easy() {
        return new Mixture(10, 10, 4, 2, 0.3, 0.5);
    }

    /** Data with as much noise as signal. */
    static Mixture hard(int size) {
        return new Mixture(size, size, 4, 1, 0.3, 1);
    }

    static Experiment e1(Form form) {
        DataSource source = new DataSource.OfMixture(easy(), TEST);
        Descent descent = Descent.of(1, 200);
        int most = form.mostHeads();
        return new Experiment("e1",
                "Easy mixture, equal step: do more heads fit faster? DM1, T = d = 10, M = 4, S = 2, zeta = 0.3,"
                        + " sigma = 0.5, n = 100, eta = 1, K = 200",
                "no, at an equal step more heads fit an easy mixture more slowly, from every start",
                form, Axis.HEADS,
                List.of(new Series("zero", new FixedStep(source, 100, Start.ZERO, descent)),
                        new Series("sign", new FixedStep(source, 100, Start.SIGN, descent)),
                        new Series("gauss", new FixedStep(source, 100, Start.GAUSS, descent)),
                        new Series("warm", new FixedStep(source, 100, Start.WARM, descent))),
                List.of(TRAIN_LOSS, TEST_LOSS, TEST_ERROR),
                List.of(new PowerLaw("zero", TRAIN_LOSS, 0.2, 0.7),
                        new Level("zero", TEST_ERROR, 1, most, new Range(0, 0)),
                        new SeriesRatio(TRAIN_LOSS, "sign", "zero", form.heads(), new Range(0.8, 1.25)),
                        new SeriesRatio(TRAIN_LOSS, "gauss", "zero", form.heads(), new Range(0.8, 1.25)),
                        new SeriesRatio(TRAIN_LOSS, "warm", "zero", List.of(most), new Range(0.4, 0.95))),
                List.of(Reference.heads("zero", TRAIN_LOSS, 3.9e-4, 4.7e-4, 5.9e-4, 8.0e-4, 1.2e-3, 1.7e-3, 2.6e-3),
                        Reference.heads("zero", TEST_ERROR, 0, 0, 0, 0, 0, 0, 0),
                        Reference.heads("warm", TRAIN_LOSS, 3.9e-4, NONE, NONE, NONE, NONE, NONE, 1.6e-3)));
    }

    static Experiment e2(Form form) {
        DataSource source = new DataSource.OfMixture(hard(10), TEST);
        Descent descent = Descent.of(1, 200);
        int most = form.mostHeads();
        return new Experiment("e2",
                "Hard mixture, equal step: do more heads generalize better? DM1, T = d = 10, M = 4, S = 1, zeta = 0.3,"
                        + " sigma = 1, n = 100, eta = 1, K = 200",
                "yes, by the fit over all of them: with more heads the test loss falls, and the training loss falls"
                        + " more slowly",
                form, Axis.HEADS,
                List.of(new Series("zero", new FixedStep(source, 100, Start.ZERO, descent)),
                        new Series("gauss", new FixedStep(source, 100, Start.GAUSS, descent))),
                List.of(TRAIN_LOSS, TEST_LOSS, TEST_ERROR),
                List.of(new PowerLaw("zero", TRAIN_LOSS, 0.35, 0.95), new PowerLaw("zero", TEST_LOSS, -0.3, -0.03),
                        new PowerLaw("gauss", TEST_LOSS, -0.3, -0.03),
                        new Change("zero", TEST_ERROR, 1, most, Kind.DIFFERENCE, new Range(-0.2, 0.02))),
                List.of(Reference.heads("zero", TRAIN_LOSS, .0043, .0056, .0082, .013, .020, .039, .080),
                        Reference.heads("zero", TEST_LOSS, 1.38, 1.36, 1.26, 1.15, 1.01, .85, .67),
                        Reference.heads("zero", TEST_ERROR, .31, NONE, NONE, NONE, NONE, NONE, .26),
                        Reference.heads("gauss", TEST_LOSS, 1.16, 1.08, .90, .81, .76, .75, .74)));
    }

    static Experiment e4(Form form) {
        DataSource source = new DataSource.OfMixture(new Mixture(8, 8, 4, 2, 0.25, 0.5), TEST);
        // shares are counted in trials, so that there must be more of them
        Form more = form.withTrials(2 * form.trials());
        List<Series> series = new ArrayList<>();
        List<Expectation> expectations = new ArrayList<>();
        int most = form.mostHeads();
        for (Start start : List.of(Start.ZERO, new Start(Initialization.GAUSS, 3))) {
            String name = start.equals(Start.ZERO) ? "zero" : "gauss b=3";
            for (double step : new double[]{1, 16, 64}) {
                series.add(new Series(name + ", step " + (int) step,
                        new FixedStep(source, 60, start, Descent.of(step, 100))));
            }
            expectations.add(new Level(name + ", step 1", ASCENDED, 1, most, new Range(0, 0)));
            expectations.add(new Change(name + ", step 16", ASCENDED, 1, most, Kind.DIFFERENCE, new Range(-1, -0.1)));
            expectations.add(new Level(name + ", step 64", ABOVE_START, 1, most, new Range(0, 0)));
        }
        return new Experiment("e4",
                "Large steps: do more heads take them without an ascent? DM1, T = d = 8, M = 4, S = 2, zeta = 0.25,"
                        + " sigma = 0.5, n = 60, K = 100",
                "yes, with more heads a large step raises the loss in fewer trainings",
                more, Axis.HEADS, series, List.of(ASCENDED, ABOVE_START, TRAIN_LOSS), expectations,
                List.of(Reference.heads("zero, step 16", ASCENDED, .67, .50, .33, .17, 0, 0),
                        Reference.heads("gauss b=3, step 16", ASCENDED, 1, 1, .83, .83, .67, .50),
                        Reference.heads("zero, step 1", ASCENDED, 0, 0, 0, 0, 0, 0),
                        Reference.heads("gauss b=3, step 1", ASCENDED, 0, 0, 0, 0, 0, 0)));
    }

    static Experiment bestStep(Form form) {
        int most = form.mostHeads();
        return new Experiment("best-step",
                "Each head count at its best step, that of the least training loss out of 0.25 to 64: do more heads"
                        + " take larger steps and generalize no worse? Hard mixture of e2 and planted teacher of e3,"
                        + " gauss start, K = 200",
                "yes, their best step is no smaller, and the test error is no higher",
                form, Axis.HEADS,
                List.of(new Series("mixture",
                        new BestStep(new DataSource.OfMixture(hard(10), TEST), 100, Start.GAUSS, BestStep.STEPS, 200)),
                        new Series("planted",
                                new BestStep(PlantedExperiments.source(), 200, Start.GAUSS, BestStep.STEPS, 200))),
                List.of(STEP_SIZE, TRAIN_LOSS, TEST_LOSS, TEST_ERROR),
                List.of(new Change("mixture", STEP_SIZE, 1, most, Kind.RATIO, Range.atLeast(1)),
                        new Change("planted", STEP_SIZE, 1, most, Kind.RATIO, Range.atLeast(1)),
                        new Change("mixture", TEST_ERROR, 1, most, Kind.DIFFERENCE, new Range(-0.3, 0.02)),
                        new Change("planted", TEST_ERROR, 1, most, Kind.DIFFERENCE, new Range(-0.3, 0.02))),
                List.of());
    }

    static Experiment e8(Form form) {
        DataSource source = new DataSource.OfMixture(hard(8), TEST);
        int most = form.mostHeads();
        int middle = Math.min(8, most);
        return new Experiment("e8-mixture",
                "Hard mixture, equal training loss: do more heads generalize better? DM1, T = d = 8, M = 4, S = 1,"
                        + " zeta = 0.3, sigma = 1, n = 80, eta = 1, stopped at a training loss of 0.05",
                "yes, at equal training loss the test loss falls up to 8 heads, and hardly beyond",
                form, Axis.HEADS,
                List.of(new Series("gauss", new FixedStep(source, 80, Start.GAUSS, new Descent(1, 5000, 0.05)))),
                List.of(TEST_LOSS, TEST_ERROR, STEPS),
                List.of(new Level("gauss", REACHED, 1, most, new Range(1, 1)),
                        new Change("gauss", TEST_LOSS, 1, middle, Kind.RATIO, new Range(0.4, 0.9)),
                        new Change("gauss", TEST_LOSS, middle, most, Kind.RATIO, new Range(0.75, 1.1))),
                List.of(Reference.heads("gauss", TEST_LOSS, 1.23, .92, .83, .80, .79, .77)));
    }
}
