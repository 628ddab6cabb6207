package dev.mha.cli;

import dev.mha.cli.input.DataFormat;
import dev.mha.cli.input.Grid;
import dev.mha.cli.input.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Options that say how to read data. */
final class DataOptions {
    @Option(names = "--label", paramLabel = "COLUMN", description = "Column of the label (default: label).")
    private String label;

    @Option(names = "--positive", paramLabel = "VALUE", description = "Label that counts as +1; all others are -1. Default: the larger of two.")
    private String positive;

    @Option(names = "--tokens", paramLabel = "TxD", converter = GridText.class, description = "T tokens of D features each, in the order of the columns. Default: each column is a token.")
    private Grid tokens;

    @Option(names = "--features", paramLabel = "A,B", split = ",", hideParamSyntax = true, description = "Columns that hold the values, first..last for a range. Default: all columns of numbers.")
    private List<String> features;

    @Option(names = "--part", paramLabel = "COLUMN", description = "Column that says train or test; the test part is looked at once, at the end.")
    private String part;

    @Option(names = "--missing", paramLabel = "HOW", description = "Missing values: refuse (default), zero, or indicator (zero and one more feature that marks it).")
    private Missing missing;

    /** The format of data to learn from: labels must be there. */
    DataFormat format() {
        return new DataFormat(label, features, positive, part, tokens, missing == null ? Missing.REFUSE : missing, true,
                null);
    }

    /**
     * The format of data for a model, which knows it; the user's word comes first.
     *
     * @param labelled whether labels must be there
     * @param usual how the model's data were read
     */
    DataFormat format(boolean labelled, DataFormat usual) {
        return new DataFormat(label, features, null, null, tokens, missing == null ? usual.missing() : missing,
                labelled, usual.expected());
    }

    /** The column of the label. */
    String label() {
        return label == null ? DataFormat.DEFAULT_LABEL : label;
    }

    /** What to do where a value is missing. */
    Missing missing() {
        return missing == null ? Missing.REFUSE : missing;
    }

    /** The label that counts as +1, or null. */
    String positive() {
        return positive;
    }

    /** The words of a command line that say the same. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        add(words, "--label", label);
        add(words, "--positive", positive);
        add(words, "--tokens", tokens);
        add(words, "--features", features == null ? null : String.join(",", features));
        add(words, "--part", part);
        add(words, "--missing", missing == null ? null : missing.name().toLowerCase(Locale.ROOT));
        return words;
    }

    private static void add(List<String> words, String option, Object value) {
        if (value != null) {
            words.add(option);
            words.add(value.toString());
        }
    }
}
