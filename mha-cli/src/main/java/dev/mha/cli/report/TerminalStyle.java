package dev.mha.cli.report;

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

    boolean roomy() {
        return width >= ROOMY;
    }

    String bold(String text) {
        return color ? ESCAPE + "1m" + text + RESET : text;
    }

    String dim(String text) {
        return color ? ESCAPE + "2m" + text + RESET : text;
    }

    String plusMinus() {
        return unicode ? "±" : "+-";
    }

    /**
     * Text from outside, without what a terminal would obey. Letters of a name stay as they are: a system without a locale
     * claims ASCII, and its names are UTF-8 all the same.
     */
    String safe(String text) {
        String printable = text.replaceAll("\\p{Cntrl}", "?");
        return unicode ? printable.replace("+-", "±") : printable.replace("±", "+-");
    }
}
