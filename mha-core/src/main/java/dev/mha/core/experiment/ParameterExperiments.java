package dev.mha.core.experiment;

import static dev.mha.core.experiment.TrainingFigures.STEPS;
import static dev.mha.core.experiment.TrainingFigures.TEST_ERROR;
import static dev.mha.core.experiment.TrainingFigures.TEST_LOSS;

import java.util.List;

/** Many heads beside one that has as many parameters: is it the heads or the parameters? */
final class ParameterExperiments {
    private static final String QUESTION = ": many heads, or one head of as many parameters, on tokens widened by"
            + " zeros or by random rectified features? Data, start and stopping of ";
    private static final String MANY = "many heads";
    private static final String LINEAR = "one head, zeros";
    private static final String RECTIFIED = "one head, rectified";

    private ParameterExperiments() {}

    static List<Experiment> all(Form form) {
        Form upTo32 = form.upTo(32);
        return List.of(
                experiment("parameters-mixture", "Hard mixture" + QUESTION + "e8-mixture", upTo32,
                        new DataSource.OfMixture(MixtureExperiments.hard(8), 300), 80, new Descent(1, 5000, 0.05)),
                experiment("parameters-planted", "Planted teacher" + QUESTION + "e8-planted", upTo32,
                        PlantedExperiments.source(), 200, new Descent(4, 10_000, 0.1)));
    }

    private static Experiment experiment(String name, String question, Form form, DataSource source, int samples,
            Descent descent) {
        return new Experiment(name, question,
                "many heads: one head of as many parameters has the larger test loss", form, Axis.HEADS,
                List.of(new Series(MANY, new FixedStep(source, samples, Start.GAUSS, descent)),
                        new Series(LINEAR,
                                new WideHead(source, samples, WideHead.Features.LINEAR, Start.GAUSS, descent)),
                        new Series(RECTIFIED,
                                new WideHead(source, samples, WideHead.Features.RECTIFIED, Start.GAUSS, descent))),
                List.of(TEST_LOSS, TEST_ERROR, STEPS, "parameters"),
                List.of(new SeriesRatio(TEST_LOSS, MANY, LINEAR, List.of(form.mostHeads()), Range.atMost(0.95)),
                        new SeriesRatio(TEST_LOSS, MANY, RECTIFIED, List.of(form.mostHeads()), Range.atMost(0.95)),
                        new SeriesRatio("parameters", RECTIFIED, MANY, form.heads(), new Range(0.9, 1.1))),
                List.of());
    }
}
