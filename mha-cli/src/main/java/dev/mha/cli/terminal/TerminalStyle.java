package dev.mha.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/**
 * What a terminal can show.
 *
 * @param color whether escape codes for bold and colour may be written
 * @param unicode whether block characters and plus-minus signs arrive; otherwise all but names is ASCII
 * @param width columns
 */
public record TerminalStyle(boolean color, boolean unicode, int width) {
    private static final int NARROWEST = 40;
    private static final String ESCAPE = "\u001b[";
    private static final String RESET = ESCAPE + "0m";
    /** Fewest columns of a table with all its columns. */
    private static final int ROOMY = 72;

    /** Takes a width below 40 as 40: nothing would fit. */
    public TerminalStyle {
        width = Math.max(NARROWEST, width);
    }

    /** Whether a table has room for all its columns. */
    public boolean roomy() {
        return width >= ROOMY;
    }

    /** Text in bold, where colours are allowed; as long as before to the eye. */
    public String bold(String text) {
        return color ? ESCAPE + "1m" + text + RESET : text;
    }

    /** Text that steps back, where colours are allowed. */
    public String dim(String text) {
        return color ? ESCAPE + "2m" + text + RESET : text;
    }

    /** The sign between a figure and its standard error. */
    public String plusMinus() {
        return unicode ? "±" : "+-";
    }

    /**
     * Text from outside, without what a terminal would obey. Letters of a name stay as they are: a system without a
     * locale claims ASCII, and its names are UTF-8 all the same.
     */
    public String safe(String text) {
        String printable = printable(text);
        return unicode ? printable.replace("+-", "±") : printable.replace("±", "+-");
    }

    /** Text without what a terminal would obey, the eight-bit controls included. */
    public static String printable(String text) {
        return text.replaceAll("\\p{Cc}", "?");
    }

    /** Text as rows of at most {@code width} columns, broken between words; a figure and its sign stay on one line. */
    public List<String> wrap(String text, int width) {
        List<String> rows = new ArrayList<>();
        StringBuilder row = new StringBuilder();
        for (String word : safe(text).replace(" %", "\u00a0%").split(" ", -1)) {
            if (row.length() > 0 && row.length() + 1 + word.length() > width) {
                rows.add(row.toString().replace('\u00a0', ' '));
                row.setLength(0);
            }
            row.append(row.length() > 0 ? " " : "").append(word);
        }
        rows.add(row.toString().replace('\u00a0', ' '));
        return rows;
    }
}
