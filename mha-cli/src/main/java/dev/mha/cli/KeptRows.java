package dev.mha.cli;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.mha.cli.experiment.CellsFile;
import dev.mha.cli.file.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Finished pieces of long work in a CSV file, one a row, so that the next run goes on from them. The first column says of
 * what work a row is.
 */
final class KeptRows {
    private final Path path;
    private final KeptFile file;
    private final List<String> header;
    private final List<List<String>> rows;
    private boolean dirty;

    private KeptRows(Screen screen, Path path, List<String> header, List<List<String>> rows) {
        this.path = path;
        this.file = new KeptFile(screen, path);
        this.header = header;
        this.rows = rows;
    }

    /**
     * Reads the rows that are there; refuses a file that is anything else, and a place where none can be written.
     *
     * @param screen is told when the file cannot be written later: the work goes on without it
     * @param header names of the columns, that of the work first
     * @param works what the first column may hold
     * @param kind what is kept, for messages
     * @param inputs paths that the command reads
     * @throws FailureException in one sentence
     */
    static KeptRows open(Screen screen, Path file, List<String> header, List<String> works, String kind,
            List<String> inputs) {
        WholeFile.check(file, true, inputs);
        List<List<String>> rows = new ArrayList<>();
        if (Files.exists(file)) {
            try (CsvReader<CsvRecord> csv = CsvReader.builder().ofCsvRecord(file)) {
                Iterator<CsvRecord> records = csv.iterator();
                if (!records.hasNext() || !records.next().getFields().equals(header)) {
                    throw new IOException("it holds no " + kind);
                }
                while (records.hasNext()) {
                    CsvRecord row = records.next();
                    if (!works.contains(row.getField(0))) {
                        throw new IOException(
                                "line " + row.getStartingLineNumber() + " is of other data, other settings,"
                                        + " another version or another machine");
                    }
                    rows.add(row.getFields());
                }
                CellsFile.requireWhole(file);
            } catch (CsvParseException | UncheckedIOException damaged) {
                throw KeptFile.refused(file, "it is damaged", damaged);
            } catch (IOException other) {
                throw KeptFile.refused(file, Reason.of(other), other);
            }
        }
        return new KeptRows(screen, file, header, rows);
    }

    /** What is wrong with a row that was read. */
    FailureException damaged(List<String> row, Exception cause) {
        return KeptFile.refused(path, "the row '" + String.join(",", row.subList(1, Math.min(4, row.size())))
                + ",...' is damaged", cause);
    }

    /** The rows, in the order in which they were added. */
    synchronized List<List<String>> rows() {
        return List.copyOf(rows);
    }

    /** Adds a row and writes the file, soon. */
    synchronized void add(List<String> row) {
        rows.add(List.copyOf(row));
        dirty = true;
        if (file.rested()) {
            boolean ignored = flush();
        }
    }

    /**
     * Writes what is not yet written.
     *
     * @return whether all of it is kept
     */
    synchronized boolean flush() {
        if (dirty && file.write(this::write)) {
            dirty = false;
        }
        return !file.failed();
    }

    /** Whether there is something to go on from, and all of it is in the file. */
    synchronized boolean isKept() {
        return flush() && !rows.isEmpty();
    }

    private void write(Path to) throws IOException {
        try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(to)) {
            csv.writeRecord(header);
            rows.forEach(csv::writeRecord);
        }
    }
}
