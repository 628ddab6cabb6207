package dev.mha.cli.train;

import dev.mha.cli.figure.Names;
import dev.mha.cli.model.MetricsDocument;
import dev.mha.cli.model.TrainingRecord;
import dev.mha.cli.option.RunOptions;
import dev.mha.cli.terminal.Json;
import dev.mha.core.data.Dataset;
import dev.mha.core.train.StopReason;
import dev.mha.core.train.TrainingRun;
import dev.mha.core.trial.CellResult;
import dev.mha.kernels.classifier.ClassifierShape;
import java.nio.file.Path;

/** What a training gave as JSON ({@code docs/json.md}). */
final class TrainJson {
    private TrainJson() {}

    /**
     * The whole object.
     *
     * @param asked the training that was asked for
     * @param file of the model, or null where none was written
     * @param curvature file of the curvature, or null where none was written
     */
    static Json of(TrainOutcome outcome, RunOptions.Run asked, Path file, Path curvature) {
        Dataset dataset = outcome.data();
        ClassifierShape shape = outcome.model().classifier().shape();
        TrainingRun run = outcome.run();
        return Json.of("mha.train/1").put("model", text(file))
                .put("complete", outcome.end().whole())
                .put("data", new Json().put("name", dataset.name()).put("samples", dataset.samples())
                        .put("tokens", dataset.tokens()).put("features", dataset.features())
                        .put("negative", dataset.negative()).put("positive", dataset.positive())
                        .put("fingerprint", TrainingRecord.fingerprint(dataset)))
                .put("heads", shape.heads()).put("distinctHeads", outcome.model().classifier().distinctHeads())
                .put("tokenFeatures", shape.features()).put("parameters", shape.parameters())
                .put("step", outcome.step()).put("initialization", Names.of(asked.initialization()))
                .put("size", asked.size()).put("seed", asked.seed()).put("iterations", run.steps())
                .put("stoppedBy",
                        run.reason() == StopReason.LISTENER
                                ? "interrupted"
                                : Names.of(CellResult.Ending.of(run.reason())))
                .put("ascents", run.ascents())
                .put("firstLoss", run.losses()[0]).put("lastLoss", run.finalLoss())
                .put("gradientNorm", run.gradientNorm()).put("seconds", outcome.seconds())
                .put("curvatureSeconds", outcome.recorder() == null ? null : outcome.recorder().measuringSeconds())
                .put("train", MetricsDocument.of(outcome.train()))
                .put("test", MetricsDocument.of(outcome.test()))
                .put("curvature", text(curvature));
    }

    private static String text(Path file) {
        return file == null ? null : file.toString();
    }
}
