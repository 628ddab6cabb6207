package dev.mha.cli.input;

import java.util.List;

/**
 * A column whose first value is text: it is one of text and not used, unless half of its values or more are numbers,
 * for then the text is what is wrong.
 */
final class TextColumn {
    private final String column;
    private final String first;
    private final String where;
    private final long line;
    private int texts = 1;
    private int numbers;

    /** Begins with the value of the current row. */
    TextColumn(CsvTable table, int index) {
        column = NumberText.shorten(table.header().get(index));
        first = table.field(index);
        where = table.where(index);
        line = table.line();
    }

    /** Counts a further value. */
    void see(String field) {
        if (NumberText.isNumber(field)) {
            numbers++;
        } else if (!NumberText.isMissing(field)) {
            texts++;
        }
    }

    /**
     * The note on columns that are not used; empty where there is none.
     *
     * @throws InputException if half of the values of one or more are numbers
     */
    static List<String> note(List<TextColumn> columns) {
        for (TextColumn one : columns) {
            if (one.numbers >= one.texts) {
                throw new InputException(one.where + ": '" + NumberText.shorten(one.first)
                        + "' is not a number, as " + one.numbers + " of the "
                        + (one.numbers + one.texts)
                        + " values of the column are; to leave the column out, name the others"
                        + " with --features");
            }
        }
        return columns.isEmpty()
                ? List.of()
                : List.of("not used, since "
                        + (columns.size() == 1 ? "it holds text: column " : "they hold text: columns ")
                        + String.join(", ", columns.stream().map(one -> "'" + one.column + "' ('"
                                + NumberText.shorten(one.first) + "' in line " + one.line + ")").toList()));
    }
}
