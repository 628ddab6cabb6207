package dev.mha.cli.report;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.mha.cli.figure.Names;
import dev.mha.core.metric.Metrics;
import dev.mha.core.trial.CellResult;
import dev.mha.core.trial.TrialResult;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;

/** Writes {@code cells.csv}: one row a training, columns as in {@code docs/report-schema.md}. */
final class CellsTable {
    /** The header, in order. */
    static final List<String> COLUMNS = List.of("heads", "step", "initialization", "split", "split_name",
            "train_samples", "test_samples", "parameters", "distinct_heads_at_start", "distinct_heads", "iterations",
            "ascents", "ending", "train_loss", "train_error", "train_auc", "test_loss", "test_error", "test_error_low",
            "test_error_high", "test_auc", "seconds");

    private CellsTable() {}

    /** Writes header and rows; a number that is not finite is an empty field. */
    static void write(TrialResult result, Writer out) throws IOException {
        CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out);
        csv.writeRecord(COLUMNS);
        for (CellResult cell : result.cells()) {
            csv.writeRecord(row(result, cell));
        }
        csv.flush();
    }

    private static List<String> row(TrialResult result, CellResult cell) {
        Metrics train = cell.train();
        Metrics test = cell.test();
        int split = cell.cell().split();
        int iterations = cell.checkpoints().isEmpty() ? 0 : cell.checkpoints().getLast().iteration();
        List<String> row = new ArrayList<>(List.of(Integer.toString(cell.cell().heads()), number(cell.cell().step()),
                Names.of(cell.cell().initialization()), Integer.toString(split), result.splits().get(split).name(),
                Integer.toString(train.samples()), Integer.toString(test.samples()),
                Integer.toString(cell.parameters()), Integer.toString(cell.distinctHeadsAtStart()),
                Integer.toString(cell.distinctHeads()), Integer.toString(iterations), Integer.toString(cell.ascents()),
                Names.of(cell.ending())));
        for (double value : new double[]{train.loss(), train.error(), train.auc(), test.loss(), test.error(),
                test.errorLow(), test.errorHigh(), test.auc(), cell.seconds()}) {
            row.add(number(value));
        }
        return row;
    }

    private static String number(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "";
    }
}
