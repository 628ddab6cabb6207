package dev.mha.cli.experiment;

import dev.mha.cli.failure.FailureException;
import dev.mha.cli.file.Claim;
import dev.mha.cli.file.Destination;
import dev.mha.cli.file.Reason;
import dev.mha.cli.file.Unfinished;
import dev.mha.cli.file.WholeFile;
import dev.mha.core.experiment.Experiment;
import dev.mha.core.experiment.ExperimentCell;
import dev.mha.core.experiment.ExperimentResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The folder of experiments: four files for each, every one written whole. The file of the cells is written while they
 * are measured, so that a run that is killed loses no more than the cells it was at.
 */
public final class ExperimentFolder {
    private static final List<String> ENDINGS = List.of(".csv", "-medians.csv", "-verdicts.csv", ".svg");

    private final Path folder;
    private final long seed;
    private final boolean force;

    /** @param force whether to replace what is there instead of going on from it */
    public ExperimentFolder(Path folder, long seed, boolean force) {
        this.folder = folder;
        this.seed = seed;
        this.force = force;
    }

    /**
     * Creates it if it is not there.
     *
     * @throws FailureException in one sentence
     */
    public void create() {
        try {
            if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(folder)) {
                throw new FailureException(folder + (Files.exists(folder)
                        ? " is a file, not a folder"
                        : " is a symbolic link that leads to no folder"), null);
            }
            if (!Files.isDirectory(folder)) {
                Destination.probe(folder);
                // an interruption in between must not leave it
                Unfinished.made(folder);
                Files.createDirectories(folder);
            }
            Claim.folder(folder);
        } catch (IOException failed) {
            throw new FailureException(
                    failed.getMessage() == null ? folder + ": " + Reason.of(failed) : failed.getMessage(), failed);
        }
    }

    /**
     * Cells that an earlier run has measured; refuses files that are anything else.
     *
     * @throws FailureException in one sentence
     */
    public Map<ExperimentCell, double[]> known(Experiment experiment) {
        Path cells = file(experiment, ".csv");
        boolean ours = Files.exists(cells);
        for (String ending : ENDINGS) {
            WholeFile.check(file(experiment, ending), force || ours, List.of());
        }
        if (force) {
            return Map.of();
        }
        try {
            return new CellsFile(experiment, seed).read(cells);
        } catch (IOException other) {
            throw new FailureException(cells + " cannot be continued: " + Reason.of(other)
                    + "; use --force to replace it, or another --out", other);
        }
    }

    /** Takes away what is to be replaced: cells of an earlier run must not look like those of one that was stopped. */
    public void clear(Experiment experiment) {
        for (String ending : ENDINGS) {
            try {
                Files.deleteIfExists(file(experiment, ending));
            } catch (IOException failed) {
                throw new FailureException(file(experiment, ending) + ": " + Reason.of(failed), failed);
            }
        }
    }

    /** Keeps the cells that are finished. */
    public void keep(Experiment experiment, Map<ExperimentCell, double[]> values) {
        write(experiment, ".csv", path -> new CellsFile(experiment, seed).write(path, values));
    }

    /** Writes everything. */
    public void write(ExperimentResult result) {
        Experiment experiment = result.experiment();
        keep(experiment, result.values());
        write(experiment, "-medians.csv", path -> MediansFile.write(path, result));
        write(experiment, "-verdicts.csv", path -> FindingsFile.write(path, result));
        write(experiment, ".svg", path -> Files.writeString(path, ExperimentPlot.svg(result)));
    }

    private void write(Experiment experiment, String ending, WholeFile.Content content) {
        WholeFile.write(file(experiment, ending), true, content);
    }

    Path file(Experiment experiment, String ending) {
        return folder.resolve(experiment.name() + ending);
    }
}
