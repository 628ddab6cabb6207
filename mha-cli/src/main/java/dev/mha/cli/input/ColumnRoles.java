package dev.mha.cli.input;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What each column of a table is for; -1 where there is none.
 *
 * @param label column of the label
 * @param part column that sets samples apart for testing
 * @param id column that names the sample
 * @param token column that numbers the token, in the long form
 * @param features columns that may hold values
 * @param chosen whether the user named the columns of the values: then each of them must hold numbers
 */
record ColumnRoles(int label, int part, int id, int token, List<Integer> features, boolean chosen) {

    /** Finds the columns, by the user's word or by their names. */
    static ColumnRoles of(CsvTable table, DataFormat format) {
        int label = table.column(format.labelColumn());
        if (label < 0 && (format.labelled() || format.label() != null)) {
            throw new InputException(
                    table.whereNames() + " has no column '" + NumberText.shorten(format.labelColumn())
                            + "': name the column of the label with --label; the columns are " + list(table.header()));
        }
        int part = format.part() != null
                ? need(table, format.part(), "--part")
                : format.partColumn() == null ? -1 : table.column(format.partColumn());
        if (part >= 0 && part == label) {
            throw new InputException(
                    table.name() + ": column '" + format.partColumn() + "' cannot be both the label and the part");
        }
        int sample = table.column("sample");
        int token = sample < 0 ? -1 : table.column("token");
        int id = sample;
        for (String usual : List.of("id", "")) {
            id = id < 0 ? table.column(usual) : id;
        }
        Set<Integer> taken = new LinkedHashSet<>(List.of(label, part, token));
        Set<Integer> features = new LinkedHashSet<>();
        if (format.columns() == null) {
            taken.add(id);
            for (int c = 0; c < table.header().size(); c++) {
                if (!taken.contains(c)) {
                    features.add(c);
                }
            }
        } else {
            String asker = format.features() != null ? "--features" : "the model was trained on it";
            for (String entry : format.columns()) {
                for (int c : columns(table, entry, asker)) {
                    if (taken.contains(c)) {
                        throw new InputException(table.name() + ": column '" + table.header().get(c)
                                + "' cannot be both a feature and the " + role(c, label, part));
                    }
                    if (!features.add(c)) {
                        throw new InputException(
                                table.name() + ": --features names column '" + table.header().get(c) + "' twice");
                    }
                }
            }
        }
        return new ColumnRoles(label, part, id, token, List.copyOf(features), format.columns() != null);
    }

    private static String role(int column, int label, int part) {
        return column == label ? "label" : column == part ? "part" : "token number";
    }

    private static List<Integer> columns(CsvTable table, String entry, String asker) {
        int dots = entry.indexOf("..");
        if (table.column(entry) >= 0 || dots < 0) {
            return List.of(need(table, entry, asker));
        }
        int first = need(table, entry.substring(0, dots), asker);
        int last = need(table, entry.substring(dots + 2), asker);
        if (last < first) {
            throw new InputException(table.name() + ": --features " + entry + " runs backwards: column '"
                    + table.header().get(last) + "' comes before '" + table.header().get(first) + "'");
        }
        List<Integer> range = new ArrayList<>();
        for (int c = first; c <= last; c++) {
            range.add(c);
        }
        return range;
    }

    private static int need(CsvTable table, String column, String option) {
        int c = table.column(column.strip());
        if (c < 0) {
            throw new InputException(table.whereNames() + " has no column '" + NumberText.shorten(column) + "' ("
                    + option + "); the columns are " + list(table.header()));
        }
        return c;
    }

    private static String list(List<String> header) {
        return NumberText.shorten(header.getFirst())
                + (header.size() > 9
                        ? ", " + header.get(1) + ", ... " + header.getLast()
                        : header.stream().skip(1).map(column -> ", " + NumberText.shorten(column))
                                .reduce("", String::concat));
    }
}
