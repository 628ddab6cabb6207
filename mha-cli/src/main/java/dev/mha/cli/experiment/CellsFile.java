package dev.mha.cli.experiment;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.mha.cli.file.RowChecksum;
import dev.mha.cli.keep.Fingerprint;
import dev.mha.cli.program.Version;
import dev.mha.core.experiment.Column;
import dev.mha.core.experiment.Experiment;
import dev.mha.core.experiment.ExperimentCell;
import dev.mha.kernels.Kernels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The file of an experiment's cells: one row a series, place and trial, in that order. It holds what a run that was
 * killed has finished, so that the next one goes on from there; numbers are written so that they read back to the same
 * bits.
 *
 * @param experiment which
 * @param seed of all trials
 */
record CellsFile(Experiment experiment, long seed) {
    /** Columns that say which cell a row is of. */
    private static final int KEYS = 6;

    private List<String> header() {
        List<String> header = new ArrayList<>(List.of("experiment", "seed", "settings", "series",
                experiment.axis().title(), "trial"));
        experiment.columns().stream().map(Column::name).forEach(header::add);
        return header;
    }

    /** What all cells depend on beside their seed; others would differ from these, if only in their last bits. */
    private String settings() {
        return new Fingerprint()
                .add(experiment.settings() + "\n" + Version.program() + "\n" + Kernels.describe()).text();
    }

    private List<String> key(String settings, ExperimentCell cell) {
        return List.of(experiment.name(), Long.toString(seed), settings, cell.series(),
                Integer.toString(cell.place()), Integer.toString(cell.trial() + 1));
    }

    /** Writes the cells that have values; a value that is not finite is an empty field. */
    void write(Path path, Map<ExperimentCell, double[]> values) throws IOException {
        try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(path)) {
            csv.writeRecord(RowChecksum.header(header()));
            String settings = settings();
            for (ExperimentCell cell : experiment.cells()) {
                double[] figures = values.get(cell);
                if (figures != null) {
                    List<String> row = new ArrayList<>(key(settings, cell));
                    for (double figure : figures) {
                        row.add(Double.isFinite(figure) ? Double.toString(figure) : "");
                    }
                    csv.writeRecord(RowChecksum.append(row));
                }
            }
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @return nothing when there is no such file
     * @throws IOException in one sentence, without the name of the file, when it holds anything but whole cells of this
     *         run
     */
    Map<ExperimentCell, double[]> read(Path path) throws IOException {
        Map<ExperimentCell, double[]> values = new LinkedHashMap<>();
        if (!Files.exists(path)) {
            return values;
        }
        Map<List<String>, ExperimentCell> expected = new LinkedHashMap<>();
        String settings = settings();
        experiment.cells().forEach(cell -> expected.put(key(settings, cell), cell));
        List<String> header = RowChecksum.header(header());
        try (CsvReader<CsvRecord> csv = CsvReader.builder().missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE).ofCsvRecord(path)) {
            Iterator<CsvRecord> rows = csv.iterator();
            if (!rows.hasNext() || !rows.next().getFields().equals(header)) {
                throw new IOException("its columns are not those of " + experiment.name());
            }
            while (rows.hasNext()) {
                CsvRecord row = rows.next();
                String line = "line " + row.getStartingLineNumber();
                if (row.getFieldCount() != header.size() || !RowChecksum.holds(row.getFields())) {
                    throw new IOException("it is damaged: " + line + " is not as it was written");
                }
                ExperimentCell cell = expected.get(row.getFields().subList(0, KEYS));
                if (cell == null) {
                    throw new IOException(
                            line + " is no cell of this run: it has another seed, other settings, a larger form,"
                                    + " another version or another machine");
                }
                if (values.put(cell, figures(row, header.size() - 1)) != null) {
                    throw new IOException(line + " has a trial that was there before");
                }
            }
        } catch (CsvParseException | UncheckedIOException | NumberFormatException damaged) {
            throw new IOException("it is damaged", damaged);
        }
        return values;
    }

    private static double[] figures(CsvRecord row, int end) {
        double[] figures = new double[end - KEYS];
        for (int i = 0; i < figures.length; i++) {
            String field = row.getField(KEYS + i);
            figures[i] = field.isEmpty() ? Double.NaN : Double.parseDouble(field);
        }
        return figures;
    }
}
