package dev.mha.cli.input;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A CSV file with one line of column names, read row by row; it knows where it is. */
final class CsvTable {
    /** Where the reader says that the broken record began; blank lines before it make it differ from our count. */
    private static final Pattern STARTED = Pattern.compile("started in line (\\d+)");

    private static final Pattern LIMIT = Pattern.compile("limit of (\\d+) fields");

    /** What spreadsheets write before the column names, and read, to say which separator follows. */
    private static final Pattern SEPARATOR = Pattern.compile("\"?sep=(.)\"?", Pattern.CASE_INSENSITIVE);

    private final String name;
    private final List<String> header;
    private final long headerLine;
    private final Map<String, Integer> index = new HashMap<>();
    private final Iterator<CsvRecord> records;
    private CsvRecord row;

    /**
     * Reads the line of column names.
     *
     * @throws InputException if there is none, or a name is there twice
     */
    CsvTable(Source source) {
        name = source.name();
        BufferedReader reader = new BufferedReader(
                new InputStreamReader(source.stream(), StandardCharsets.UTF_8.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT)),
                1 << 16);
        char separator = guard(1, () -> separator(reader));
        CsvReader<CsvRecord> csv = CsvReader.builder().fieldSeparator(separator)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE).missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowExtraCharsAfterClosingQuote(false).allowUnclosedQuote(false).ofCsvRecord(reader);
        records = csv.iterator();
        if (!guard(1, records::hasNext)) {
            throw new InputException(name + " is empty");
        }
        CsvRecord first = guard(1, records::next);
        if (first.getField(0).toLowerCase(Locale.ROOT).startsWith("sep=") && first.getFieldCount() <= 2) {
            if (!guard(2, records::hasNext)) {
                throw new InputException(name + " names a separator in line 1, and nothing follows");
            }
            first = guard(2, records::next);
        }
        headerLine = first.getStartingLineNumber();
        header = first.getFields().stream().map(String::strip).toList();
        checkHeader();
    }

    private void checkHeader() {
        if (header.stream().allMatch(String::isEmpty)) {
            throw new InputException(whereNames() + " names no column, and the first line must");
        }
        if (header.stream().allMatch(field -> NumberText.isNumber(field) || NumberText.isMissing(field))) {
            throw new InputException(
                    whereNames() + " has numbers only ('" + NumberText.shorten(header.getFirst())
                            + "', ...): the first line must name the columns");
        }
        for (int c = 0; c < header.size(); c++) {
            String column = header.get(c);
            if (column.indexOf('\0') >= 0) {
                throw new InputException(
                        whereNames() + " holds zero bytes: this is no text, or text that must be saved as UTF-8");
            }
            // A data frame written with its index has a first column without a name.
            if (column.isEmpty() && c > 0) {
                throw new InputException(whereNames() + ": column " + (c + 1) + " of " + header.size()
                        + " has no name");
            }
            Integer before = index.putIfAbsent(column, c);
            if (before != null) {
                throw new InputException(whereNames() + ": columns " + (before + 1) + " and " + (c + 1)
                        + " are both named '" + NumberText.shorten(column) + "'");
            }
        }
    }

    /** The separator that the first line names, or else has most of; a comma when it has none. */
    private static Character separator(BufferedReader reader) {
        try {
            reader.mark(1 << 16);
            int[] counts = new int[3];
            StringBuilder line = new StringBuilder();
            boolean quoted = false;
            boolean first = true;
            for (int i = 0; i < 1 << 16; i++) {
                int c = reader.read();
                if (first && c == '\uFEFF') {
                    // The byte order mark that spreadsheets write is no part of the first name.
                    reader.mark(1 << 16);
                }
                first = false;
                quoted ^= c == '"';
                if (c < 0 || ((c == '\n' || c == '\r') && !quoted)) {
                    break;
                }
                if (line.length() < 8 && c != '\uFEFF') {
                    line.append((char) c);
                }
                int which = quoted ? -1 : ",;\t".indexOf(c);
                if (which >= 0) {
                    counts[which]++;
                }
            }
            reader.reset();
            Matcher named = SEPARATOR.matcher(line);
            if (named.matches()) {
                return named.group(1).charAt(0);
            }
            return counts[1] > counts[0] && counts[1] >= counts[2] ? ';' : counts[2] > counts[0] ? '\t' : ',';
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** What the file is called in messages. */
    String name() {
        return name;
    }

    /** The column names. */
    List<String> header() {
        return header;
    }

    /** Index of a column, or -1. */
    int column(String column) {
        return index.getOrDefault(column, -1);
    }

    /** Goes to the next row; false at the end. */
    boolean next() {
        long line = row == null ? headerLine + 1 : row.getStartingLineNumber() + 1;
        do {
            if (!guard(line, records::hasNext)) {
                return false;
            }
            row = guard(line, records::next);
        } while (row.getFieldCount() == 1 && header.size() > 1 && row.getField(0).isBlank());
        if (row.getFieldCount() != header.size()) {
            throw new InputException(
                    where() + " has " + row.getFieldCount() + (row.getFieldCount() == 1 ? " value" : " values")
                            + ", but line " + headerLine + " names " + header.size() + " columns");
        }
        return true;
    }

    /** A field of the current row, without blanks around it. */
    String field(int column) {
        return row.getField(column).strip();
    }

    /** The line of the column names, for messages. */
    String whereNames() {
        return name + ", line " + headerLine;
    }

    /** The current row, for messages. */
    String where() {
        return name + ", line " + line();
    }

    /** A field of the current row, for messages. */
    String where(int column) {
        return where(line(), column);
    }

    /** A field of some row, for messages. */
    String where(long line, int column) {
        return name + ", line " + line + ", column '" + NumberText.shorten(header.get(column)) + "'";
    }

    /** Line of the current row, counted from 1. */
    long line() {
        return row.getStartingLineNumber();
    }

    /** All rows that are left. */
    List<CsvRecord> rows() {
        List<CsvRecord> rows = new ArrayList<>();
        while (next()) {
            rows.add(row);
        }
        return rows;
    }

    private <T> T guard(long line, Supplier<T> action) {
        try {
            return action.get();
        } catch (CsvParseException broken) {
            Matcher started = STARTED.matcher(String.valueOf(broken.getMessage()));
            String place = started.find() ? started.group(1) : Long.toString(line);
            throw new InputException(name + ", line " + place + ": " + reason(broken), broken);
        } catch (UncheckedIOException failed) {
            if (failed.getCause() instanceof CharacterCodingException) {
                throw new InputException(
                        name + ", line " + line + " or after: this is neither UTF-8 text nor an NPZ file", failed);
            }
            throw Source.failure(name, failed.getCause());
        }
    }

    private static String reason(CsvParseException broken) {
        Throwable inner = broken.getCause() instanceof CsvParseException cause ? cause : broken;
        String message = String.valueOf(inner.getMessage());
        if (message.contains("Unclosed quoted")) {
            return "a quoted value has no closing quote";
        }
        if (message.contains("after closing quote")) {
            return "there is text between a closing quote and the next separator";
        }
        Matcher limit = LIMIT.matcher(message);
        if (limit.find()) {
            return "more than " + limit.group(1) + " values in one row, which is the limit: one row a token, or NPZ,"
                    + " takes more";
        }
        if (message.contains("maximum buffer size")) {
            return "a value is longer than 16 million characters";
        }
        return "a value is too long or broken (" + NumberText.shorten(message) + ")";
    }
}
