package dev.mha.cli.input;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A table with one row a token: columns {@code sample} and {@code token}, then features and the label. */
final class LongTable {
    private final CsvTable table;
    private final DataFormat format;
    private final ColumnRoles roles;
    private final Map<String, Group> groups = new HashMap<>();
    private final List<Group> order = new ArrayList<>();
    private int[] features;
    private final Map<Integer, TextColumn> text = new LinkedHashMap<>();

    LongTable(CsvTable table, DataFormat format, ColumnRoles roles) {
        this.table = table;
        this.format = format;
        this.roles = roles;
    }

    /** The rows of one sample. */
    private static final class Group {
        private final String id;
        private final long line;
        private final List<Row> rows = new ArrayList<>();
        private String label;
        private boolean test;

        Group(String id, long line) {
            this.id = id;
            this.line = line;
        }
    }

    private record Row(int token, long line, float[] values) {}

    Samples read() {
        List<String> notes = new ArrayList<>();
        if (format.tokens() != null) {
            throw new InputException(
                    table.name() + " has columns 'sample' and 'token', so it has one row a token: --tokens "
                            + format.tokens() + " is for tables with one row a sample");
        }
        while (table.next()) {
            if (features == null) {
                features = numeric();
            } else {
                text.forEach((c, column) -> column.see(table.field(c)));
            }
            add();
        }
        if (order.isEmpty()) {
            throw new InputException(table.name() + " has column names, but no rows after them");
        }
        notes.addAll(TextColumn.note(List.copyOf(text.values())));
        if (features.length == 0) {
            throw new InputException(table.name() + " has no column of numbers beside sample, token and label");
        }
        int first = order.stream().flatMap(group -> group.rows.stream()).mapToInt(Row::token).min().orElse(0);
        first = Math.min(first, 1);
        int tokens = 0;
        for (Group group : order) {
            sort(group, first);
            tokens = Math.max(tokens, group.rows.size());
        }
        return samples(tokens, notes);
    }

    /** Columns of values: a column is one of text when its value in the first row is. */
    private int[] numeric() {
        return roles.features().stream().filter(c -> {
            String field = table.field(c);
            boolean number = roles.chosen() || NumberText.isNumber(field) || NumberText.isMissing(field)
                    || NumberText.isWrongNumber(field);
            if (!number) {
                text.put(c, new TextColumn(table, c));
            }
            return number;
        }).mapToInt(Integer::intValue).toArray();
    }

    private void add() {
        String id = table.field(roles.id());
        if (id.isEmpty()) {
            throw new InputException(table.where(roles.id()) + ": the name of the sample is missing");
        }
        boolean fresh = !groups.containsKey(id);
        Group group = groups.computeIfAbsent(id, name -> new Group(name, table.line()));
        if (roles.label() >= 0) {
            String label = CsvSamples.label(table, roles, format);
            if (!fresh && !ClassNames.same(label, group.label)) {
                throw new InputException(table.where(roles.label()) + ": sample '" + NumberText.shorten(id)
                        + "' has label '" + NumberText.shorten(label) + "' here, but '"
                        + NumberText.shorten(group.label) + "' in line " + group.line);
            }
            group.label = fresh ? label : group.label;
        }
        if (roles.part() >= 0) {
            boolean test = CsvSamples.isTest(table, roles);
            if (!fresh && test != group.test) {
                throw new InputException(table.where(roles.part()) + ": sample '" + NumberText.shorten(id)
                        + "' is of another part than in line " + group.line);
            }
            group.test = test;
        }
        if (fresh) {
            order.add(group);
        }
        group.rows.add(new Row(token(), table.line(), values()));
    }

    private int token() {
        String text = table.field(roles.token());
        if (text.matches("0*[1-9][0-9]{7,}")) {
            throw new InputException(table.where(roles.token()) + ": token " + NumberText.shorten(text)
                    + " is beyond 9999999, the last one that is read");
        }
        if (!text.matches("0*[0-9]{1,7}")) {
            throw new InputException(table.where(roles.token()) + ": '" + NumberText.shorten(text)
                    + "' is not the number of a token (0, 1, 2, ... or 1, 2, 3, ...)");
        }
        return Integer.parseInt(text);
    }

    private float[] values() {
        boolean indicator = format.missing() == Missing.INDICATOR;
        float[] values = new float[features.length + (indicator ? 1 : 0)];
        for (int j = 0; j < features.length; j++) {
            String field = table.field(features[j]);
            String where = table.where(features[j]);
            if (!NumberText.isMissing(field)) {
                values[j] = NumberText.parse(field, where);
            } else if (format.missing() == Missing.REFUSE) {
                throw CsvSamples.missing(where);
            } else if (indicator) {
                values[features.length] = 1;
            }
        }
        return values;
    }

    private void sort(Group group, int first) {
        group.rows.sort((a, b) -> Integer.compare(a.token(), b.token()));
        for (int t = 0; t < group.rows.size(); t++) {
            Row row = group.rows.get(t);
            if (row.token() == first + t) {
                continue;
            }
            String sample = table.where(row.line(), roles.token()) + ": sample '" + NumberText.shorten(group.id) + "'";
            if (t > 0 && row.token() == group.rows.get(t - 1).token()) {
                throw new InputException(sample + " has token " + row.token() + " twice, also in line "
                        + group.rows.get(t - 1).line());
            }
            throw new InputException(sample + " has token " + row.token() + ", but no token " + (first + t));
        }
    }

    private Samples samples(int tokens, List<String> notes) {
        int count = order.size();
        int width = order.getFirst().rows.getFirst().values().length;
        float[] x = Samples.room(table.name(), count, tokens, width);
        int[] lengths = new int[count];
        boolean[] test = new boolean[count];
        String[] ids = new String[count];
        String[] labels = new String[count];
        for (int i = 0; i < count; i++) {
            Group group = order.get(i);
            lengths[i] = group.rows.size();
            test[i] = group.test;
            ids[i] = group.id;
            labels[i] = group.label;
            for (int t = 0; t < lengths[i]; t++) {
                System.arraycopy(group.rows.get(t).values(), 0, x, (i * tokens + t) * width, width);
            }
        }
        List<String> names = Arrays.stream(features).mapToObj(table.header()::get).toList();
        return new Samples(table.name(), table.name() + ", column '" + format.labelColumn() + "'", ids, tokens, width,
                x, Samples.lengthsOrNull(lengths, tokens),
                roles.label() < 0 ? null : Samples.labelsOrNull(labels),
                roles.part() < 0 ? null : test, names, true, false, notes);
    }
}
