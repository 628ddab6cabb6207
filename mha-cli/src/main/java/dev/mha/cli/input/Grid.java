package dev.mha.cli.input;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the columns of a row become tokens: the first {@code features} columns are token 0, the next are token 1.
 *
 * @param tokens number of tokens T
 * @param features number of features d of a token
 */
public record Grid(int tokens, int features) {
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,6})[xX]([1-9][0-9]{0,6})");

    /**
     * Reads {@code 16x4}.
     *
     * @throws IllegalArgumentException in one sentence, if the text has another form
     */
    public static Grid parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not of the form TOKENSxFEATURES, for example 16x4");
        }
        return new Grid(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** Number of columns that it takes. */
    public long columns() {
        return (long) tokens * features;
    }

    @Override
    public String toString() {
        return tokens + "x" + features;
    }
}
