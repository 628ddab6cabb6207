package dev.mha.cli.input;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table with one row a sample. */
final class WideTable {
    /** Fewer rows may count up by chance or by design: a dozen doses, say. */
    private static final int FEWEST_COUNTED = 20;

    private final CsvTable table;
    private final DataFormat format;
    private final ColumnRoles roles;
    private final List<NumberColumn> columns = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();
    private final List<String> labels = new ArrayList<>();
    private boolean[] test = new boolean[64];

    WideTable(CsvTable table, DataFormat format, ColumnRoles roles) {
        this.table = table;
        this.format = format;
        this.roles = roles;
        for (int c : roles.features()) {
            columns.add(new NumberColumn(c));
        }
    }

    Samples read() {
        int rows = 0;
        while (table.next()) {
            if (rows == test.length) {
                test = Arrays.copyOf(test, 2 * rows);
            }
            ids.add(roles.id() >= 0 ? table.field(roles.id()) : Integer.toString(rows + 1));
            if (roles.label() >= 0) {
                labels.add(CsvSamples.label(table, roles, format));
            }
            test[rows] = roles.part() >= 0 && CsvSamples.isTest(table, roles);
            for (NumberColumn column : columns) {
                column.add();
            }
            rows++;
        }
        if (rows == 0) {
            throw new InputException(table.name() + " has column names, but no rows after them");
        }
        return samples(rows);
    }

    private Samples samples(int rows) {
        List<String> notes = new ArrayList<>();
        List<NumberColumn> used = numeric(notes);
        Grid grid = format.grid() == null ? new Grid(used.size(), 1) : format.grid();
        if (grid.columns() != used.size()) {
            throw new InputException(table.name() + ": " + format.gridWord() + " takes " + grid.columns()
                    + " columns, but there are " + used.size() + " (" + table.header().get(used.getFirst().index)
                    + (used.size() > 1 ? " to " + table.header().get(used.getLast().index) : "")
                    + "); choose them with --features");
        }
        if (format.grid() == null && used.size() > 1) {
            notes.add("no --tokens given: each of the " + used.size() + " columns is a token of one feature");
        }
        if (!roles.chosen() && table.column("token") >= 0 && roles.label() != table.column("token")) {
            notes.add("there is a column 'token', but no column 'sample': each row is taken for a sample of its own");
        }
        boolean indicator = format.missing() == Missing.INDICATOR;
        int width = grid.features() + (indicator ? 1 : 0);
        float[] x = Samples.room(table.name(), rows, grid.tokens(), width);
        for (int c = 0; c < used.size(); c++) {
            float[] values = used.get(c).values;
            int token = c / grid.features();
            for (int i = 0; i < rows; i++) {
                int at = (i * grid.tokens() + token) * width;
                boolean missing = Float.isNaN(values[i]);
                x[at + c % grid.features()] = missing ? 0 : values[i];
                if (missing && indicator) {
                    x[at + grid.features()] = 1;
                }
            }
        }
        List<String> names = used.stream().map(column -> table.header().get(column.index)).toList();
        return new Samples(table.name(), table.name() + ", column '" + format.labelColumn() + "'",
                ids.toArray(String[]::new), grid.tokens(), width, x, null,
                roles.label() < 0 ? null : Samples.labelsOrNull(labels.toArray(String[]::new)),
                roles.part() < 0 ? null : Arrays.copyOf(test, rows), names, false, false, notes);
    }

    private List<NumberColumn> numeric(List<String> notes) {
        List<NumberColumn> used = new ArrayList<>();
        List<TextColumn> text = new ArrayList<>();
        for (NumberColumn column : columns) {
            if (column.text != null) {
                text.add(column.text);
            } else if (column.empty && format.missing() == Missing.REFUSE) {
                throw new InputException(table.name() + ": column '" + table.header().get(column.index)
                        + "' has no value in any row");
            } else {
                used.add(column);
            }
        }
        notes.addAll(TextColumn.note(text));
        if (used.isEmpty()) {
            throw new InputException(table.name() + " has no column of numbers beside the label");
        }
        // A row number among the values tells the label of a sorted file, and the trial would praise it.
        used.stream().filter(NumberColumn::countsTheRows).findFirst().ifPresent(
                column -> notes.add("column '" + table.header().get(column.index)
                        + "' counts the rows: if it only names them, leave it out with --features"));
        return used;
    }

    /** A column that turns out to hold numbers or text by its first value. */
    private final class NumberColumn {
        private final int index;
        private float[] values = new float[64];
        private int size;
        private boolean empty = true;
        private TextColumn text;
        private String firstMissing;

        NumberColumn(int index) {
            this.index = index;
        }

        /** Whether the user did not ask for the column and each value is one more than the value above it. */
        boolean countsTheRows() {
            boolean counts = !roles.chosen() && size >= FEWEST_COUNTED;
            for (int i = 1; counts && i < size; i++) {
                counts = values[i] - values[i - 1] == 1; // where x + 1 is x, a constant would count
            }
            return counts;
        }

        void add() {
            if (text != null) {
                text.see(table.field(index));
                return;
            }
            if (size == values.length) {
                values = Arrays.copyOf(values, 2 * size);
            }
            String field = table.field(index);
            if (NumberText.isMissing(field)) {
                firstMissing = firstMissing == null ? table.where(index) : firstMissing;
                values[size++] = Float.NaN;
            } else if (empty && !roles.chosen() && !NumberText.isNumber(field)
                    && !NumberText.isWrongNumber(field)) {
                text = new TextColumn(table, index);
                values = null;
                return;
            } else {
                empty = false;
                values[size++] = NumberText.parse(field, table.where(index));
            }
            // A column not known to hold numbers yet may be one of text, which is not used and may have gaps.
            if (firstMissing != null && !empty && format.missing() == Missing.REFUSE) {
                throw CsvSamples.missing(firstMissing);
            }
        }
    }
}
