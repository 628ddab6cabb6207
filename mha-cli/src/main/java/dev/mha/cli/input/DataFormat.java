package dev.mha.cli.input;

import java.util.List;

/**
 * What the user says about the data; null where nothing is said.
 *
 * @param label column of the label; null for {@code label}
 * @param features columns that hold the values, {@code first..last} for a range; null for every column of numbers that
 *        has no other part
 * @param positive label that counts as class +1; null to choose by order
 * @param part column that sets samples apart for testing
 * @param tokens how the columns of a row become tokens; null for one token a column
 * @param missing what to do where a value is missing
 * @param labelled whether labels must be there; else they are read where they are
 */
public record DataFormat(String label, List<String> features, String positive, String part, Grid tokens,
        Missing missing, boolean labelled) {
    /** Column that holds the label when the user does not say. */
    public static final String DEFAULT_LABEL = "label";
    /** Nothing said: labels must be there, missing values are refused. */
    public static final DataFormat DEFAULT = new DataFormat(null, null, null, null, null, Missing.REFUSE, true);

    /** The column of the label. */
    public String labelColumn() {
        return label == null ? DEFAULT_LABEL : label;
    }
}
