package dev.mha.cli.input;

import java.util.List;
import java.util.TreeSet;

/**
 * What the two classes are called.
 *
 * @param negative name of the class -1
 * @param positive name of the class +1
 */
public record ClassNames(String negative, String positive) {

    /**
     * Finds the two classes among the labels. Without a word from the user, the larger number is class +1, or the later
     * of two texts in alphabetical order.
     *
     * @param labels labels as they stand in the data
     * @param wanted label that counts as class +1, or null; with one, all others together are class -1
     * @param where the file and column, for messages
     * @throws InputException if there are not two classes
     */
    static ClassNames find(String[] labels, String wanted, String where) {
        TreeSet<String> values = new TreeSet<>(ClassNames::compare);
        for (String label : labels) {
            // A thousand is enough for any message; a column of real numbers must not fill the memory.
            if (values.size() < 1000) {
                values.add(label);
            }
        }
        if (wanted != null && values.size() < 1000 && !values.contains(wanted)) {
            throw new InputException(where + " never has the value '" + wanted + "'; it has " + list(values));
        }
        if (values.size() == 1) {
            throw new InputException(
                    where + " is '" + NumberText.shorten(values.first()) + "' for all " + labels.length
                            + (labels.length == 1 ? " sample" : " samples") + ": two classes are needed");
        }
        if (values.size() == 2) {
            boolean first = values.first().equals(wanted);
            return first ? new ClassNames(values.last(), wanted) : new ClassNames(values.first(), values.last());
        }
        if (wanted == null) {
            throw new InputException(
                    where + " has " + (values.size() == 1000 ? "1000 or more" : values.size()) + " different values ("
                            + list(values) + "), not two: name the one that counts as +1 with --positive");
        }
        return new ClassNames("not " + wanted, wanted);
    }

    /** The class of a label: +1 for the positive name, else -1. */
    float sign(String label) {
        return label.equals(positive) ? 1 : -1;
    }

    private static int compare(String a, String b) {
        if (NumberText.isNumber(a) && NumberText.isNumber(b)) {
            int byValue = Double.compare(Double.parseDouble(a), Double.parseDouble(b));
            return byValue != 0 ? byValue : a.compareTo(b);
        }
        return a.compareTo(b);
    }

    private static String list(TreeSet<String> values) {
        List<String> some = values.stream().limit(5).map(NumberText::shorten).toList();
        return String.join(", ", some) + (values.size() > 5 ? ", ..." : "");
    }
}
