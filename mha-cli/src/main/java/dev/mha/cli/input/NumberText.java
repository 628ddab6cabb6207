package dev.mha.cli.input;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Numbers as people write them in tables; stricter than {@link Float#parseFloat}, which takes {@code 1f} and hex. */
final class NumberText {
    private static final Set<String> MISSING = Set.of("", "na", "n/a", "nan", "null", "?");

    private static final Pattern INFINITY = Pattern.compile("[+-]?inf(inity)?", Pattern.CASE_INSENSITIVE);

    private static final Pattern DECIMAL_COMMA = Pattern.compile("[+-]?[0-9]*,[0-9]+([eE][+-]?[0-9]+)?");

    /** Blanks that group digits: the plain one, those that do not break, and the Swiss apostrophes. */
    private static final Pattern GROUPED = Pattern
            .compile("[+-]?[0-9]{1,3}([ \\u00a0\\u2009\\u202f'\\u2019][0-9]{3})+([.,][0-9]*)?");

    private NumberText() {}

    /** Whether the digits stand in groups of three. */
    private static boolean isGrouped(String text) {
        return text.length() <= 40 && GROUPED.matcher(text).matches();
    }

    /** Whether the text is a number with a comma for the decimal point, as spreadsheets of many countries write it. */
    private static boolean hasDecimalComma(String text) {
        return text.length() <= 40 && DECIMAL_COMMA.matcher(text).matches();
    }

    /** Whether the text stands for a value that is not known. */
    static boolean isMissing(String text) {
        return text.length() <= 4 && MISSING.contains(text.toLowerCase(Locale.ROOT));
    }

    /** Whether the text has the form of a number; it may still be too large. */
    static boolean isNumber(String text) {
        boolean digit = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digit = true;
            } else if (c != '+' && c != '-' && c != '.' && c != 'e' && c != 'E') {
                return false;
            }
        }
        if (!digit) {
            return false;
        }
        try {
            Double.parseDouble(text);
            return true;
        } catch (NumberFormatException notOne) {
            return false;
        }
    }

    /**
     * Whether the text is a word for an infinity, has a comma for the decimal point, or digits in groups: a column that
     * starts with one is of numbers, and wrong.
     */
    static boolean isWrongNumber(String text) {
        return (text.length() <= 9 && INFINITY.matcher(text).matches()) || hasDecimalComma(text)
                || isGrouped(text);
    }

    /**
     * The number.
     *
     * @param where the place, for the message
     * @throws InputException if it is none, or none that a 32-bit float holds
     */
    static float parse(String text, String where) {
        if (!isNumber(text)) {
            throw new InputException(where + ": '" + shorten(text) + "' is not a number"
                    + (hasDecimalComma(text)
                            ? "; decimals take a point, not a comma"
                            : isGrouped(text) ? "; write its digits without anything between them" : ""));
        }
        float value = Float.parseFloat(text);
        if (!Float.isFinite(value)) {
            throw new InputException(where + ": " + shorten(text) + " is too large for a 32-bit number");
        }
        return value;
    }

    /** The text as it fits in a message: one line, at most 40 characters. */
    static String shorten(String text) {
        String line = text.replaceAll("\\p{Cc}+", " ");
        return line.length() <= 40 ? line : line.substring(0, 37) + "...";
    }
}
