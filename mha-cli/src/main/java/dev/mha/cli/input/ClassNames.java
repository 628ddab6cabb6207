package dev.mha.cli.input;

import java.math.BigDecimal;
import java.util.List;
import java.util.TreeSet;

/**
 * What the two classes are called. Numbers that are equal are one name, however they are written: 1, 1.0 and 1e0.
 *
 * @param negative name of the class -1
 * @param positive name of the class +1
 */
public record ClassNames(String negative, String positive) {
    /** Digits of a number that is a label, at most. */
    private static final int LONGEST = 100;

    /**
     * Finds the two classes among the labels. Without a word from the user, the larger number is class +1, or the later
     * of two texts in alphabetical order.
     *
     * @param samples whose labels, as they stand in the data
     * @param wanted label that counts as class +1, or null; with one, all others together are class -1
     * @param remedy what the user can do where there are more than two
     * @throws InputException if there are not two classes
     */
    static ClassNames find(Samples samples, String wanted, String remedy) {
        String[] labels = samples.labels();
        String where = samples.where();
        TreeSet<String> values = new TreeSet<>(ClassNames::compare);
        for (String label : labels) {
            // A thousand is enough for any message; a column of real numbers must not fill the memory.
            if (values.size() < 1000) {
                values.add(label);
            }
        }
        if (wanted != null && values.size() < 1000 && !values.contains(wanted)) {
            throw new InputException(where + " never has the value " + quoted(wanted) + "; it has " + list(values));
        }
        if (values.size() == 1) {
            throw new InputException(
                    where + " is " + quoted(values.first()) + " for "
                            + (labels.length == 1 ? "the only sample" : "all " + labels.length + " samples")
                            + ": two classes are needed");
        }
        if (values.size() == 2) {
            boolean first = wanted != null && same(values.first(), wanted);
            return first
                    ? new ClassNames(values.last(), values.first())
                    : new ClassNames(values.first(), values.last());
        }
        if (wanted == null) {
            throw new InputException(
                    where + " has " + (values.size() == 1000 ? "1000 or more" : values.size()) + " different values ("
                            + list(values) + "), not two; " + samples.sample(third(labels))
                            + " is the first with a third, " + quoted(labels[third(labels)]) + ": "
                            + remedy);
        }
        return new ClassNames("not " + wanted, wanted);
    }

    /** Place of the first label that is neither of the two before it. */
    private static int third(String[] labels) {
        int second = 0;
        while (same(labels[second], labels[0])) {
            second++;
        }
        int third = second;
        while (same(labels[third], labels[0]) || same(labels[third], labels[second])) {
            third++;
        }
        return third;
    }

    /** A label or name as it stands in messages: in quotes, since it may be empty, on one line and short. */
    public static String quoted(String label) {
        return "'" + NumberText.shorten(label) + "'";
    }

    /** The class of a label: +1 for the positive name, else -1. */
    float sign(String label) {
        return same(label, positive) ? 1 : -1;
    }

    /** Whether two labels are one: the same text, or two ways to write a number. */
    public static boolean same(String a, String b) {
        return a.equals(b) || compare(a, b) == 0;
    }

    /** Whether a label is the name of one of the two classes. */
    boolean has(String label) {
        return same(label, positive) || same(label, negative);
    }

    private static int compare(String a, String b) {
        BigDecimal one = number(a);
        BigDecimal other = one == null ? null : number(b);
        return other == null ? a.compareTo(b) : one.compareTo(other);
    }

    /** The number to its last digit, since a label may be a long one; null for text. */
    private static BigDecimal number(String label) {
        if (label.length() > LONGEST || !NumberText.isNumber(label)) {
            return null;
        }
        try {
            return new BigDecimal(label);
        } catch (NumberFormatException beyond) { // an exponent of more than nine digits
            return null;
        }
    }

    private static String list(TreeSet<String> values) {
        List<String> some = values.stream().limit(5).map(ClassNames::quoted).toList();
        return String.join(", ", some) + (values.size() > 5 ? ", ..." : "");
    }
}
