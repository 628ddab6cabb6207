package dev.mha.cli.option;

import dev.mha.cli.failure.UsageException;
import dev.mha.cli.figure.Names;
import dev.mha.cli.input.BundledSet;
import dev.mha.cli.input.DataFormat;
import dev.mha.cli.input.Grid;
import dev.mha.cli.input.Missing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Option;

/** Options that say how to read data. */
public final class DataOptions {
    @Option(names = "--label", paramLabel = "COLUMN", description = "Column of the label (default: label).")
    private String label;

    @Option(names = "--tokens", paramLabel = "TxD", converter = GridText.class,
            description = "T tokens of D features each, in the order of the columns. Default: each column is a token.")
    private Grid tokens;

    @Option(names = "--features", paramLabel = "A,B", converter = Listed.Names.class,
            description = "Columns that hold the values, first..last for a range. Default: all columns of numbers.")
    private Listed<String> features;

    @Option(names = "--missing", paramLabel = "HOW", converter = NameText.Gap.class,
            completionCandidates = NameText.Gap.class,
            description = "Missing values: refuse (default), zero, or indicator (zero and one more feature that marks"
                    + " it).")
    private Missing missing;

    /** The format of data to learn from: labels must be there. */
    public DataFormat format() {
        return new DataFormat(label, features(), null, null, tokens, missing(), true, null);
    }

    /**
     * The format of data for a model, which knows it; the user's word comes first.
     *
     * @param labelled whether labels must be there
     * @param usual how the model's data were read
     */
    public DataFormat format(boolean labelled, DataFormat usual) {
        return new DataFormat(label, features(), null, null, tokens, missing == null ? usual.missing() : missing,
                labelled, usual.expected());
    }

    /** The column of the label. */
    public String label() {
        return label == null ? DataFormat.DEFAULT_LABEL : label;
    }

    /** What to do where a value is missing. */
    public Missing missing() {
        return missing == null ? Missing.REFUSE : missing;
    }

    private List<String> features() {
        return features == null ? null : features.values();
    }

    /**
     * Refuses options where every data set is a bundled one, which is read in its own way whatever they say, and
     * standard input twice.
     *
     * @param arguments what is to be read: DATA, and what --test names
     */
    public void requireUse(String... arguments) {
        if (Arrays.stream(arguments).filter("-"::equals).count() > 1) {
            throw new UsageException("DATA and --test cannot both be standard input");
        }
        List<String> said = words();
        if (!said.isEmpty() && Arrays.stream(arguments).allMatch(one -> BundledSet.byName(one) != null)) {
            throw new UsageException(
                    arguments[0] + " is a bundled set, read in its own way: " + said.getFirst() + " is for files");
        }
    }

    /** The words of a command line that say the same. */
    public List<String> words() {
        List<String> words = new ArrayList<>();
        add(words, "--label", label);
        add(words, "--tokens", tokens);
        add(words, "--features", features == null ? null : String.join(",", features.values()));
        add(words, "--missing", missing == null ? null : Names.of(missing));
        return words;
    }

    private static void add(List<String> words, String option, Object value) {
        if (value != null) {
            words.add(option);
            words.add(value.toString());
        }
    }
}
