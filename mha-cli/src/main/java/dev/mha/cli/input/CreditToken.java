package dev.mha.cli.input;

import java.util.List;

/**
 * One feature of a loan applicant as a token of 8: a number (its log(1 + x)) or the one-hot level of a category, and a
 * mark where the value is missing: {@code [number, missing, level 0 .. level 5]}.
 */
final class CreditToken {
    /** Levels of the features from the tenth on, in the order of the file's columns. */
    private static final List<List<String>> LEVELS = List.of(
            List.of("ignore", "other", "owner", "parents", "priv", "rent"),
            List.of("divorced", "married", "separated", "single", "widow"), List.of("no", "yes"),
            List.of("fixed", "freelance", "others", "partime"));
    private static final int NUMBERS = 9;

    private CreditToken() {}

    static void write(int feature, String field, float[] x, int at) {
        if (field.isEmpty()) {
            x[at + 1] = 1;
        } else if (feature < NUMBERS) {
            x[at] = (float) StrictMath.log1p(Double.parseDouble(field));
        } else {
            int level = LEVELS.get(feature - NUMBERS).indexOf(field);
            if (level < 0) {
                throw new IllegalStateException("credit: feature " + feature + " has the unknown level " + field);
            }
            x[at + 2 + level] = 1;
        }
    }
}
