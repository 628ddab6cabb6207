package dev.mha.cli;

import dev.mha.cli.input.DataFormat;
import dev.mha.cli.input.Grid;
import dev.mha.cli.input.Missing;
import java.util.List;
import picocli.CommandLine.Option;

/** Options that say how to read data. */
final class DataOptions {
    @Option(names = "--label", paramLabel = "COLUMN", description = "Column of the label (default: label).")
    private String label;

    @Option(names = "--positive", paramLabel = "VALUE",
            description = "Label that counts as +1; all others are -1. Default: the larger of two.")
    private String positive;

    @Option(names = "--tokens", paramLabel = "TxD", converter = GridText.class,
            description = "T tokens of D features each, in the order of the columns. Default: each column is a token.")
    private Grid tokens;

    @Option(names = "--features", paramLabel = "A,B", split = ",",
            description = "Columns that hold the values, first..last for a range. Default: all columns of numbers.")
    private List<String> features;

    @Option(names = "--part", paramLabel = "COLUMN",
            description = "Column that says train or test; the test part is looked at once, at the end.")
    private String part;

    @Option(names = "--missing", paramLabel = "HOW", defaultValue = "REFUSE",
            description = "Missing values: refuse, zero, or indicator (zero and one more feature that marks it).")
    private Missing missing;

    /**
     * The format.
     *
     * @param labelled whether labels must be there
     */
    DataFormat format(boolean labelled) {
        return new DataFormat(label, features, positive, part, tokens, missing, labelled);
    }

    /** The label that counts as +1, or null. */
    String positive() {
        return positive;
    }
}
