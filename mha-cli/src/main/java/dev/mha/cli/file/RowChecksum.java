package dev.mha.cli.file;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;

/** The last field of a row that is read again: what was edited or cut is not taken for a result. */
public final class RowChecksum {
    private static final String COLUMN = "crc32c";

    private RowChecksum() {}

    /** Names of columns with that of the checksum behind them. */
    public static List<String> header(List<String> columns) {
        return with(columns, COLUMN);
    }

    /** A row with its checksum behind it. */
    public static List<String> append(List<String> row) {
        return with(row, of(row));
    }

    /** Whether the last field is the checksum of those before it. */
    public static boolean holds(List<String> row) {
        return of(row.subList(0, row.size() - 1)).equals(row.getLast());
    }

    private static String of(List<String> row) {
        CRC32C sum = new CRC32C();
        sum.update(String.join(",", row).getBytes(StandardCharsets.UTF_8));
        return String.format(Locale.ROOT, "%08x", sum.getValue());
    }

    private static List<String> with(List<String> row, String last) {
        List<String> longer = new ArrayList<>(row);
        longer.add(last);
        return List.copyOf(longer);
    }
}
