package dev.mha.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.mha.cli.file.WholeFile;
import dev.mha.cli.input.BundledSet;
import dev.mha.cli.input.ClassNames;
import dev.mha.cli.input.DataReader;
import dev.mha.cli.input.Samples;
import dev.mha.cli.model.MetricsDocument;
import dev.mha.cli.model.ModelInput;
import dev.mha.cli.model.Prediction;
import dev.mha.cli.model.TrainingRecord;
import dev.mha.cli.option.DataOptions;
import dev.mha.cli.option.PathText;
import dev.mha.cli.option.SharedOptions;
import dev.mha.cli.terminal.Json;
import dev.mha.cli.terminal.Screen;
import dev.mha.core.model.SavedModel;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Scores samples with a trained model. */
@Command(name = "predict", customSynopsis = "mha predict MODEL DATA [OPTIONS]", sortOptions = false, description = {
        "Score samples with a model that 'mha train' wrote.",
        "Prints CSV with columns sample, score and label: the score is above 0 for the class +1."},
        parameterListHeading = "%nData:%n", optionListHeading = "%nOptions:%n", footerHeading = "%nExamples:%n",
        footer = {
                "  mha predict model.safetensors new.csv > scores.csv",
                "  zcat new.csv.gz | mha predict model.safetensors - --out scores.csv",
                "  mha predict model.safetensors labelled.npz --json     and how well they fit"})
final class PredictCommand implements Callable<Integer> {
    private final Screen screen;

    @Parameters(index = "0", paramLabel = "MODEL", converter = PathText.class, description = "A safetensors file.")
    private Path model;

    @Parameters(index = "1", paramLabel = "DATA",
            description = "A CSV or NPZ file, a bundled set, or - for standard input; labels need not be there.")
    private String data;

    @Option(names = "--out", paramLabel = "FILE", converter = PathText.Output.class,
            description = "Write the scores to this file instead.")
    private Path out;

    @Option(names = "--force", description = "Replace the file.")
    private boolean force;

    @Mixin
    private DataOptions dataOptions;

    @Mixin
    private SharedOptions shared;

    PredictCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() throws IOException {
        dataOptions.requireUse(data);
        if (out != null) {
            WholeFile.check(out, force,
                    BundledSet.byName(data) == null ? List.of(model.toString(), data) : List.of(model.toString()));
        }
        SavedModel saved = ModelInput.read(model);
        Samples samples = DataReader
                .read(data, dataOptions.format(false, TrainingRecord.format(saved, model)), screen.in());
        samples.notes().forEach(screen::note);
        Prediction prediction = Prediction.of(saved, model.toString(), samples, shared.workspace());
        if (out != null) {
            WholeFile.write(out, force, path -> {
                try (BufferedWriter writer = Files.newBufferedWriter(path)) {
                    write(prediction, writer);
                }
            });
        } else if (!shared.json()) {
            write(prediction, screen.out());
        }
        int labelled = samples.labelled().length;
        if (prediction.metrics() != null && labelled < samples.count()) {
            screen.note(samples.count() - labelled + " of " + samples.count()
                    + " samples have no label: the scores are judged on the other " + labelled);
        }
        if (shared.json()) {
            json(prediction).print(screen);
        } else if (prediction.metrics() != null) {
            screen.note("the data have labels: " + (prediction.onTrainingData()
                    ? Prediction.fit(prediction.metrics())
                            + ", on the data set of its training: no estimate for new data, which 'mha trial' gives"
                    : Prediction.words(prediction.metrics())));
        } else if (samples.labels() != null) {
            screen.note("the labels of the data are not the model's " + ClassNames.quoted(saved.negative()) + " and "
                    + ClassNames.quoted(saved.positive()) + ", so the scores are not judged");
        }
        return Main.OK;
    }

    private static void write(Prediction prediction, Writer target) throws IOException {
        // Not closed, since the target is the caller's.
        CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(target);
        csv.writeRecord("sample", "score", "label");
        for (int i = 0; i < prediction.scores().length; i++) {
            csv.writeRecord(prediction.samples().ids()[i], Float.toString(prediction.scores()[i]),
                    prediction.label(i));
        }
        csv.flush();
    }

    private Json json(Prediction prediction) {
        List<Json> rows = out != null
                ? null
                : IntStream.range(0, prediction.scores().length)
                        .mapToObj(i -> new Json().put("sample", prediction.samples().ids()[i])
                                .put("score", prediction.scores()[i]).put("label", prediction.label(i)))
                        .toList();
        return Json.of("mha.predict/1").put("model", model.toString()).put("data", prediction.samples().name())
                .put("samples", prediction.scores().length).put("negative", prediction.names().negative())
                .put("positive", prediction.names().positive())
                .put("labelled", prediction.samples().labelled().length)
                .put("metrics", MetricsDocument.of(prediction.metrics()))
                .put("onTrainingData", prediction.onTrainingData())
                .put("file", out == null ? null : out.toString()).put("predictions", rows);
    }
}
