package dev.mha.core.experiment;

import static dev.mha.core.experiment.TrainingFigures.ASCENTS;
import static dev.mha.core.experiment.TrainingFigures.REACHED;
import static dev.mha.core.experiment.TrainingFigures.STEPS;
import static dev.mha.core.experiment.TrainingFigures.TEST_ERROR;
import static dev.mha.core.experiment.TrainingFigures.TEST_LOSS;
import static dev.mha.core.experiment.TrainingFigures.TRAIN_LOSS;

import dev.mha.core.experiment.Change.Kind;
import dev.mha.core.generate.Planted;
import java.util.List;

/** Trainings on data with a planted teacher of two heads. */
final class PlantedExperiments {
    private static final int SAMPLES = 200;
    private static final String DATA = "planted teacher of 2 heads, T = d = 5, n = 200, gauss start";

    /** Three test samples for each training sample, as in the paper. */
    private static final DataSource SOURCE = new DataSource.OfPlanted(new Planted(2, 5, 5), 3 * SAMPLES);

    private PlantedExperiments() {}

    static DataSource source() {
        return SOURCE;
    }

    private static Series series(Descent descent) {
        return new Series("gauss", new FixedStep(SOURCE, SAMPLES, Start.GAUSS, descent));
    }

    static Experiment e3(Form form) {
        int most = form.mostHeads();
        return new Experiment("e3",
                "Planted teacher: do more heads fit and generalize better? The " + DATA + ", eta = 1, K = 300",
                "yes, up to about 8 heads they fit faster, and the test loss and error fall",
                form,
                Axis.HEADS, List.of(series(Descent.of(1, 300))), List.of(TRAIN_LOSS, TEST_LOSS, TEST_ERROR),
                List.of(new Change("gauss", TRAIN_LOSS, 1, Math.min(8, most), Kind.RATIO, new Range(0, 0.6)),
                        new PowerLaw("gauss", TEST_LOSS, -0.4, -0.08),
                        new Change("gauss", TEST_ERROR, 1, most, Kind.DIFFERENCE, new Range(-0.2, -0.02))),
                List.of(Reference.heads("gauss", TRAIN_LOSS, .21, .078, .045, .039, .048, .064),
                        Reference.heads("gauss", TEST_LOSS, 1.33, 1.08, .97, .83, .73, .69),
                        Reference.heads("gauss", TEST_ERROR, .34, .31, .30, .29, .27, .27)));
    }

    static Experiment e3b(Form form) {
        int most = form.mostHeads();
        return new Experiment("e3b",
                "Planted teacher, large step: which head counts take it? The " + DATA + ", eta = 8, K = 300",
                "many heads take a large step without a single rise of the loss, one head does not",
                form,
                Axis.HEADS, List.of(series(Descent.of(8, 300))), List.of(ASCENTS, TRAIN_LOSS, TEST_LOSS, TEST_ERROR),
                List.of(new Level("gauss", ASCENTS, 1, 1, Range.atLeast(10)),
                        new Level("gauss", ASCENTS, Math.min(8, most), most, new Range(0, 0)),
                        new Change("gauss", TRAIN_LOSS, 1, Math.min(8, most), Kind.RATIO, new Range(0, 0.3)),
                        new Change("gauss", TEST_ERROR, 1, most, Kind.DIFFERENCE, new Range(-0.2, -0.02))),
                List.of(Reference.heads("gauss", ASCENTS, 117, 2, 0, 0, 0, 0),
                        Reference.heads("gauss", TRAIN_LOSS, .127, .0038, .0030, .0028, .0032, .0041),
                        Reference.heads("gauss", TEST_ERROR, .33, .31, .31, .30, .27, .26)));
    }

    static Experiment e8(Form form) {
        int most = form.mostHeads();
        int middle = Math.min(8, most);
        return new Experiment("e8-planted",
                "Planted teacher, equal training loss: do more heads generalize better? The " + DATA
                        + ", eta = 4, stopped at a training loss of 0.1",
                "yes, at equal training loss many heads have a far lower test loss than one",
                form, Axis.HEADS, List.of(series(new Descent(4, 10_000, 0.1))),
                List.of(TEST_LOSS, TEST_ERROR, STEPS),
                List.of(new Level("gauss", REACHED, 1, most, new Range(1, 1)),
                        new Change("gauss", TEST_LOSS, 1, most, Kind.RATIO, new Range(0, 0.5)),
                        new Change("gauss", TEST_LOSS, middle, most, Kind.RATIO, new Range(0.75, 1.1)),
                        new Change("gauss", STEPS, 1, middle, Kind.RATIO, new Range(0, 0.2))),
                List.of(Reference.heads("gauss", TEST_LOSS, 3.7, .94, .70, .56, .58, .58),
                        Reference.heads("gauss", STEPS, 2291, 49, 38, 37, 46, 50)));
    }
}
