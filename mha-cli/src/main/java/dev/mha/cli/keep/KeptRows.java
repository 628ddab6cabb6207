package dev.mha.cli.keep;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.mha.cli.failure.FailureException;
import dev.mha.cli.figure.Figures;
import dev.mha.cli.file.Reason;
import dev.mha.cli.file.Claim;
import dev.mha.cli.file.RowChecksum;
import dev.mha.cli.file.WholeFile;
import dev.mha.cli.terminal.Screen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Finished pieces of long work in a CSV file, one a row, so that the next run goes on from them. The first column says
 * of what work a row is, the last one holds a {@linkplain RowChecksum checksum} of the others.
 */
public final class KeptRows {
    private final KeptFile file;
    private final List<String> header;
    private final List<List<String>> rows;
    private boolean dirty;

    private KeptRows(Screen screen, Path path, List<String> header, List<List<String>> rows) {
        this.file = new KeptFile(screen, path);
        this.header = RowChecksum.header(header);
        this.rows = rows;
    }

    /** Takes up a row that was read. */
    @FunctionalInterface
    public interface Taking {
        /**
         * Takes it.
         *
         * @return whether it is the first of its piece of work
         * @throws IllegalArgumentException if it is no such row
         * @throws IndexOutOfBoundsException if it is no such row
         */
        boolean take(List<String> row);
    }

    /**
     * Reads the rows that are there; refuses a file that is anything else, and a place where none can be written.
     *
     * @param screen is told when the file cannot be written later: the work goes on without it
     * @param header names of the columns, that of the work first
     * @param ours whether a row, all of its fields, is of this work or stays for another
     * @param kind what is kept, for messages
     * @param inputs paths that the command reads
     * @param taking is given every row
     * @throws FailureException in one sentence, which names the line that is at fault
     */
    public static KeptRows open(Screen screen, Path file, List<String> header,
            Predicate<List<String>> ours, String kind, List<String> inputs, Taking taking) {
        WholeFile.check(file, true, inputs);
        Claim.file(file);
        List<List<String>> rows = new ArrayList<>();
        if (Files.exists(file)) {
            try (CsvReader<CsvRecord> csv = CsvReader.builder().missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .ofCsvRecord(file)) {
                Iterator<CsvRecord> records = csv.iterator();
                if (!records.hasNext() || !records.next().getFields().equals(RowChecksum.header(header))) {
                    throw new IOException("it holds no " + kind);
                }
                while (records.hasNext()) {
                    rows.add(row(file, records.next(), header.size(), ours, taking));
                }
            } catch (CsvParseException | UncheckedIOException damaged) {
                throw KeptFile.refused(file, "it is damaged", damaged);
            } catch (IOException other) {
                throw KeptFile.refused(file, Reason.of(other), other);
            }
        }
        return new KeptRows(screen, file, header, rows);
    }

    private static List<String> row(Path file, CsvRecord record, int columns, Predicate<List<String>> ours,
            Taking taking) throws IOException {
        String line = "line " + record.getStartingLineNumber();
        if (record.getFieldCount() != columns + 1) {
            throw damaged(file, line + " has " + Figures.count(record.getFieldCount(), "field") + " instead of "
                    + (columns + 1), null);
        }
        List<String> row = List.copyOf(record.getFields().subList(0, columns));
        if (!ours.test(row)) {
            throw new IOException(line + " is of other data, other settings, another version or another machine");
        }
        if (!RowChecksum.holds(record.getFields())) {
            throw damaged(file, line + " is not as it was written", null);
        }
        try {
            if (!taking.take(row)) {
                throw damaged(file, line + " is there twice", null);
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException other) {
            throw damaged(file, line + " is not as it was written", other);
        }
        return row;
    }

    /** Every row is a result of its own, so that the others may serve. */
    private static FailureException damaged(Path file, String what, Exception cause) {
        return new FailureException(file + " is damaged: " + what + "; delete that line or name another file", cause);
    }

    /** Adds a row and writes the file, soon. */
    public synchronized void add(List<String> row) {
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
    public synchronized boolean flush() {
        if (dirty && file.write(this::write)) {
            dirty = false;
        }
        return !file.failed();
    }

    /** Whether there is something to go on from, and all of it is in the file. */
    public synchronized boolean isKept() {
        return flush() && !rows.isEmpty();
    }

    /** Whether no piece of work is finished yet. */
    public synchronized boolean isEmpty() {
        return rows.isEmpty();
    }

    private void write(Path to) throws IOException {
        try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(to)) {
            csv.writeRecord(header);
            rows.forEach(row -> csv.writeRecord(RowChecksum.append(row)));
        }
    }
}
