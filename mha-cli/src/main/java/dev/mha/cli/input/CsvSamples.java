package dev.mha.cli.input;

import java.util.Locale;

/**
 * Samples from a CSV file: the long form when it has columns {@code sample} and {@code token}, else one row a sample.
 */
final class CsvSamples {
    private CsvSamples() {}

    static Samples read(Source source, DataFormat format) {
        CsvTable table = new CsvTable(source);
        ColumnRoles roles = ColumnRoles.of(table, format);
        if (roles.features().isEmpty()) {
            throw new InputException(table.whereNames() + " names no column that could hold a value");
        }
        return roles.token() >= 0
                ? new LongTable(table, format, roles).read()
                : new WideTable(table, format, roles).read();
    }

    /** The label in the current row; empty where it is missing and need not be there. */
    static String label(CsvTable table, ColumnRoles roles, DataFormat format) {
        String label = table.field(roles.label());
        if (NumberText.isMissing(label)) {
            if (!format.labelled()) {
                return "";
            }
            throw new InputException(table.where(roles.label()) + ": the label is missing");
        }
        return label;
    }

    /** Whether the current row is of the test part. */
    static boolean isTest(CsvTable table, ColumnRoles roles) {
        String part = table.field(roles.part()).toLowerCase(Locale.ROOT);
        return switch (part) {
            case "test" -> true;
            case "train" -> false;
            default -> throw new InputException(
                    table.where(roles.part()) + ": '" + NumberText.shorten(part) + "' must be train or test");
        };
    }

    /** Refuses a missing value. */
    static InputException missing(String where) {
        return new InputException(where + ": the value is missing; --missing zero or --missing indicator accepts that");
    }
}
