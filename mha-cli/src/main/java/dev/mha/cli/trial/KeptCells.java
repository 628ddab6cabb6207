package dev.mha.cli.trial;

import dev.mha.cli.failure.FailureException;
import dev.mha.cli.figure.Names;
import dev.mha.cli.keep.Fingerprint;
import dev.mha.cli.keep.KeptRows;
import dev.mha.cli.model.TrainingRecord;
import dev.mha.cli.program.Version;
import dev.mha.cli.terminal.Screen;
import dev.mha.core.data.Dataset;
import dev.mha.core.metric.Metrics;
import dev.mha.core.model.Initialization;
import dev.mha.core.trial.Cell;
import dev.mha.core.trial.CellResult;
import dev.mha.core.trial.Checkpoint;
import dev.mha.core.trial.TrialSettings;
import dev.mha.core.trial.TrialStore;
import dev.mha.kernels.Kernels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Trainings of a trial, kept in a file as they end. They serve every trial of the same data, divided and trained in the
 * same way by the same version on the same kind of machine, whatever heads, steps and starts it sweeps.
 */
public final class KeptCells implements TrialStore {
    private static final List<String> HEADER = List.of("trial", "heads", "step", "initialization", "split",
            "parameters", "distinct_heads_at_start", "distinct_heads", "ascents", "ending", "seconds", "train", "test",
            "path");

    private final KeptRows rows;
    private final String work;
    private final Map<Cell, CellResult> known = new HashMap<>();

    private KeptCells(Screen screen, Path file, String work, List<String> inputs) {
        this.work = work;
        rows = KeptRows.open(screen, file, HEADER, row -> row.getFirst().equals(work), "trainings of a trial", inputs,
                row -> {
                    CellResult result = result(row);
                    return known.put(result.cell(), result) == null;
                });
    }

    /**
     * Reads what is there.
     *
     * @param inputs paths that the command reads
     * @throws FailureException in one sentence, if the file is of something else
     */
    public static KeptCells open(Screen screen, Path file, Dataset data, TrialSettings settings, List<String> inputs) {
        return new KeptCells(screen, file, fingerprint(data, settings), inputs);
    }

    /** Number of trainings that were there. */
    public int size() {
        return known.size();
    }

    /** Writes what is not yet written, and says whether all of it is kept. */
    public boolean flush() {
        return rows.flush();
    }

    /** Whether there is something to go on from, and all of it is in the file. */
    public boolean isKept() {
        return rows.isKept();
    }

    /** Whether no training has ended yet, in any run. */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    @Override
    public CellResult find(Cell cell) {
        return known.get(cell);
    }

    @Override
    public void keep(CellResult one) {
        Cell cell = one.cell();
        List<String> path = new ArrayList<>();
        for (Checkpoint point : one.checkpoints()) {
            path.add(point.iteration() + ":" + point.trainLoss() + ":" + point.testLoss() + ":" + point.testError());
        }
        rows.add(List.of(work, Integer.toString(cell.heads()), Double.toString(cell.step()),
                Names.of(cell.initialization()), Integer.toString(cell.split()), Integer.toString(one.parameters()),
                Integer.toString(one.distinctHeadsAtStart()), Integer.toString(one.distinctHeads()),
                Integer.toString(one.ascents()), Names.of(one.ending()), Double.toString(one.seconds()),
                metrics(one.train()), metrics(one.test()), String.join(" ", path)));
    }

    private static CellResult result(List<String> row) {
        Cell cell = new Cell(Integer.parseInt(row.get(1)), Double.parseDouble(row.get(2)),
                Names.constant(Initialization.class, row.get(3)), Integer.parseInt(row.get(4)));
        List<Checkpoint> path = Arrays.stream(row.get(13).split(" ")).map(KeptCells::checkpoint).toList();
        return new CellResult(cell, Integer.parseInt(row.get(5)), Integer.parseInt(row.get(6)),
                Integer.parseInt(row.get(7)), path, Integer.parseInt(row.get(8)),
                Names.constant(CellResult.Ending.class, row.get(9)), metrics(row.get(11)),
                metrics(row.get(12)), Double.parseDouble(row.get(10)));
    }

    private static Checkpoint checkpoint(String text) {
        String[] parts = text.split(":", 4);
        return new Checkpoint(Integer.parseInt(parts[0]), Double.parseDouble(parts[1]), Double.parseDouble(parts[2]),
                Double.parseDouble(parts[3]));
    }

    private static String metrics(Metrics metrics) {
        return metrics.samples() + ":" + metrics.loss() + ":" + metrics.error() + ":" + metrics.errorLow() + ":"
                + metrics.errorHigh() + ":" + metrics.auc();
    }

    private static Metrics metrics(String text) {
        String[] parts = text.split(":", 6);
        return new Metrics(Integer.parseInt(parts[0]), Double.parseDouble(parts[1]), Double.parseDouble(parts[2]),
                Double.parseDouble(parts[3]), Double.parseDouble(parts[4]), Double.parseDouble(parts[5]));
    }

    /** A hash of everything that a training depends on beside its own setting. */
    private static String fingerprint(Dataset data, TrialSettings settings) {
        return new Fingerprint().add(Version.program() + "\n" + Kernels.describe() + "\n"
                + TrainingRecord.fingerprint(data) + "\n" + Arrays.toString(data.test()) + "\n" + settings.size() + " "
                + settings.tokens() + " " + settings.iterations() + " " + settings.division() + " " + settings.limits()
                + " " + settings.seed()).text();
    }
}
