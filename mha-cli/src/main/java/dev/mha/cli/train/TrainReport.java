package dev.mha.cli.train;

import dev.mha.cli.failure.FailureException;
import dev.mha.cli.figure.Figures;
import dev.mha.cli.option.RunOptions;
import dev.mha.cli.page.FigurePage;
import dev.mha.cli.page.PageFacts;
import dev.mha.cli.program.Version;
import dev.mha.cli.terminal.Interruption;
import dev.mha.cli.terminal.Screen;
import dev.mha.core.data.Dataset;
import dev.mha.core.model.ModelFile;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes and tells what a training gave.
 *
 * @param screen where it is told
 * @param asked the training, with the steps that were asked for
 * @param out where the model goes
 * @param curvature where the curvature along the way goes, or null
 * @param force whether files may be replaced
 * @param json whether it is told as JSON
 */
public record TrainReport(Screen screen, RunOptions.Run asked, Path out, CurvatureFiles curvature, boolean force,
        boolean json) {

    /**
     * Writes and tells it; a file that cannot be written costs neither another nor the figures.
     *
     * @throws FailureException at the end, if one could not be written
     */
    public void finish(TrainOutcome outcome, KeptTraining kept) {
        TrainFiles files = new TrainFiles(force);
        List<String> left = left(outcome);
        Path model = !outcome.writable() || !outcome.usable() ? null : files.write(out, false, path -> {
            try (WritableByteChannel channel = Files.newByteChannel(path, StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE)) {
                ModelFile.write(channel, outcome.model());
            }
        });
        Path table = !outcome.tabled()
                ? null
                : curvature.write(files, outcome.recorder(), title(outcome.data(), outcome.recorder()), outcome.end());
        if (json) {
            TrainJson.of(outcome, asked, model, table).print(screen);
        } else {
            TrainText.print(outcome, files.words(), screen);
        }
        if (!left.isEmpty()) {
            screen.note(
                    String.join(" and ", left) + (left.size() == 1 ? " is left as it was" : " are left as they were")
                            + ": a training that was stopped replaces no whole file");
        }
        if (outcome.unmoved()) {
            screen.note(TrainText.unmoved(outcome, asked.size()));
        }
        if (!outcome.usable() && !outcome.kept()) {
            screen.note("no step was taken, so no model is written: it would be the untrained start");
        } else if (!outcome.usable()) {
            screen.note("no step was taken: there is nothing to report");
        }
        if (outcome.kept()) {
            screen.note(kept.goesOn());
        } else if (outcome.stopped() && !kept.hasFile()) {
            screen.note(Interruption.STOPPED);
        }
        if (!files.failures().isEmpty()) {
            throw files.failure(kept.flush() ? kept.goesOn() : null);
        }
    }

    /** Writes the curvature of a training that failed: it shows the way there. */
    public void leave(Dataset dataset, CurvatureRecorder recorder, FailureException failed) {
        TrainFiles files = new TrainFiles(force);
        curvature.write(files, recorder, title(dataset, recorder), TrainEnd.partial(failed.getMessage()));
        if (!files.words().isEmpty()) {
            screen.note("the curvature up to iteration " + recorder.rows().getLast().iteration() + " is in "
                    + files.words());
        }
        files.failures().forEach(screen::note);
    }

    /** Files that are there already and that a part of a training leaves as they are. */
    private List<String> left(TrainOutcome outcome) {
        if (outcome.end().whole() || outcome.kept()) {
            return List.of();
        }
        Stream<Path> model = outcome.writable() ? Stream.empty() : Stream.of(out);
        Stream<Path> measured = outcome.tabled() ? curvature.present() : Stream.empty();
        return Stream.concat(model, measured).map(Path::toString).toList();
    }

    private FigurePage.Title title(Dataset dataset, CurvatureRecorder recorder) {
        return new PageFacts().put("Heads", Integer.toString(recorder.heads()))
                .samples("Samples", dataset.samples(), dataset.tokens(), dataset.features())
                .put("Step size", Figures.brief(asked.step()))
                .put("Iterations", "at most " + Figures.count(asked.iterations()))
                .start(asked.initialization(), asked.size(), asked.seed())
                .title("mha train --curvature", dataset.name(), asked.seed(), Version.program());
    }
}
