package dev.mha.cli.figure;

import dev.mha.core.trial.Estimate;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How the page and the terminal print numbers: the same figure reads the same in both. */
public final class Figures {
    /** What stands for a number that is not finite. */
    public static final String NONE = "n/a";
    private static final double SMALLEST_PLAIN = 1e-4;
    private static final double LARGEST_PLAIN = 1e6;

    /** {@code 2.1e+13}, and {@code 10^13} as sentences have it. */
    private static final Pattern POWER = Pattern.compile("(?:(\\d)e|\\b10\\^)([+-]?)0*(\\d+)");

    private Figures() {}

    /** Text with powers of ten as people write them: {@code 2.1 × 10¹³}. */
    public static String powers(String text) {
        return POWER.matcher(text)
                .replaceAll(match -> (match.group(1) == null ? "10" : match.group(1) + "\u00a0×\u00a010")
                        + (match.group(2).equals("-") ? "⁻" : "")
                        + match.group(3).chars().mapToObj(digit -> "⁰¹²³⁴⁵⁶⁷⁸⁹".substring(digit - '0', digit - '0' + 1))
                                .collect(Collectors.joining()));
    }

    /** A share as a percentage with one decimal, for example {@code 2.1 %}. */
    public static String percent(double share) {
        return Double.isFinite(share) ? String.format(Locale.ROOT, "%.1f %%", 100 * share) : NONE;
    }

    /** A percentage without its sign, for columns that name the unit. */
    static String percentNumber(double share) {
        return Double.isFinite(share) ? String.format(Locale.ROOT, "%.1f", 100 * share) : NONE;
    }

    /** A share and its standard error, for example {@code 2.1 % +- 0.3}. */
    public static String percent(Estimate share, String plusMinus) {
        String text = percent(share.mean());
        return Double.isFinite(share.standardError()) && Double.isFinite(share.mean())
                ? text + " " + plusMinus + " " + percentNumber(share.standardError())
                : text;
    }

    /** An area under a ROC curve, always with three decimals. */
    public static String auc(double auc) {
        return Double.isFinite(auc) ? String.format(Locale.ROOT, "%.3f", auc) : NONE;
    }

    /** Three significant digits, plain where that is short. */
    public static String number(double value) {
        return number(value, RoundingMode.HALF_UP);
    }

    /**
     * The same, and never below the value: what is proved of it is proved of what is printed. The value is the shortest
     * decimal that stands for it, or a step of 0.1 would be printed as 0.101.
     */
    public static String atMost(double value) {
        return number(value, RoundingMode.CEILING);
    }

    /** The same, and never above the value. */
    public static String atLeast(double value) {
        return number(value, RoundingMode.FLOOR);
    }

    private static String number(double value, RoundingMode mode) {
        if (!Double.isFinite(value)) {
            return NONE;
        }
        if (value == 0) {
            return "0";
        }
        double size = Math.abs(value);
        BigDecimal exact = mode == RoundingMode.HALF_UP ? new BigDecimal(value) : BigDecimal.valueOf(value);
        if (size < SMALLEST_PLAIN || size >= LARGEST_PLAIN) {
            return String.format(Locale.ROOT, "%.1e", exact.round(new MathContext(2, mode)));
        }
        BigDecimal rounded = exact.round(new MathContext(3, mode));
        return rounded.scale() < 0 ? rounded.toBigInteger().toString() : rounded.toPlainString();
    }

    /** Three significant digits at the most, for running text. */
    public static String brief(double value) {
        return brief(number(value));
    }

    /** The same, and never below the value. */
    public static String briefAtMost(double value) {
        return brief(atMost(value));
    }

    /** The same, and never above the value. */
    public static String briefAtLeast(double value) {
        return brief(atLeast(value));
    }

    private static String brief(String text) {
        return text.contains(".") && !text.contains("e") ? text.replaceAll("\\.?0+$", "") : text;
    }

    /** A number as the user wrote it: {@code 1}, {@code 0.25}. */
    public static String exact(double value) {
        if (!Double.isFinite(value)) {
            return NONE;
        }
        return value == Math.rint(value) && Math.abs(value) < LARGEST_PLAIN
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** A time with its unit, for example {@code 0.42 s} or {@code 1 min 5 s}. */
    public static String seconds(double seconds) {
        if (!Double.isFinite(seconds)) {
            return NONE;
        }
        if (seconds < 0.0995) {
            return number(1000 * seconds) + " ms";
        }
        if (seconds < 9.95) {
            return String.format(Locale.ROOT, seconds < 0.995 ? "%.2f s" : "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        return whole < 100 ? whole + " s" : whole / 60 + " min " + whole % 60 + " s";
    }

    /** A count with thin groups, for example {@code 12 345}. */
    public static String count(long count) {
        return count < 10_000 ? Long.toString(count) : String.format(Locale.ROOT, "%,d", count).replace(',', '\u00a0');
    }

    /** A count and its noun, for example {@code 1 head} or {@code 8 heads}. */
    public static String count(long count, String noun) {
        return count(count) + " " + noun + (count == 1 ? "" : "s");
    }

    /** {@code a, b and c}. */
    public static String join(List<String> items) {
        return items.size() < 2
                ? String.join("", items)
                : String.join(", ", items.subList(0, items.size() - 1)) + " and " + items.getLast();
    }
}
