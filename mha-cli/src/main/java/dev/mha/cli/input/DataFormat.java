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
 * @param expected what a model was trained on; null when there is no model yet
 */
public record DataFormat(String label, List<String> features, String positive, String part, Grid tokens,
        Missing missing, boolean labelled, Expected expected) {
    /** Column that holds the label when the user does not say. */
    public static final String DEFAULT_LABEL = "label";
    /** Nothing said: labels must be there, missing values are refused. */
    public static final DataFormat DEFAULT = new DataFormat(null, null, null, null, null, Missing.REFUSE, true,
            null);

    /**
     * What a model was trained on, which new data must match.
     *
     * @param columns names of the columns that held the values; empty when they had none
     * @param label column that held the label; null for {@code label}
     * @param grid tokens and features of a sample, a mark of missing values not counted
     * @param part column that set samples apart for testing, which new data need not have; null where it has no meaning
     */
    public record Expected(List<String> columns, String label, Grid grid, String part) {}

    /**
     * The column that sets samples apart, if it is there: the user's word, else the model's; null when neither says.
     */
    String partColumn() {
        return part != null || expected == null ? part : expected.part();
    }

    /** The columns of the values: the user's word, else the model's; null when neither says. */
    List<String> columns() {
        return features != null || expected == null || expected.columns().isEmpty() ? features : expected.columns();
    }

    /** The arrangement of columns: the user's word, else the model's; null when neither says. */
    Grid grid() {
        return tokens != null || expected == null ? tokens : expected.grid();
    }

    /** The arrangement with who asks for it, for messages. */
    String gridWord() {
        return tokens != null || expected == null ? "--tokens " + tokens : "the model's " + expected.grid();
    }

    /** The column of the label. */
    public String labelColumn() {
        String usual = expected == null || expected.label() == null ? DEFAULT_LABEL : expected.label();
        return label == null ? usual : label;
    }
}
