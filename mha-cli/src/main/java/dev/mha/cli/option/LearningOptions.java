package dev.mha.cli.option;

import dev.mha.cli.failure.UsageException;
import dev.mha.cli.input.BundledSet;
import dev.mha.cli.input.ClassNames;
import dev.mha.cli.input.DataFormat;
import dev.mha.cli.input.Samples;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Options that say which class is which and what to keep apart, for data to learn from: a model knows its classes. */
public final class LearningOptions {
    @Option(names = "--positive", paramLabel = "VALUE",
            description = "Label that counts as +1; all others are -1. Default: the larger of two.")
    private String positive;

    @Option(names = "--part", paramLabel = "COLUMN",
            description = "Column that says train or test; the test part is looked at once, at the end.")
    private String part;

    /** The format of data to learn from: labels must be there. */
    public DataFormat format(DataOptions options) {
        DataFormat read = options.format();
        return new DataFormat(read.label(), read.features(), positive, part, read.tokens(), read.missing(), true, null);
    }

    /** The column that sets samples apart for testing, or null. */
    public String part() {
        return part;
    }

    /** The two classes of data that were read from {@code argument}. */
    public ClassNames classes(String argument, Samples samples) {
        BundledSet bundled = BundledSet.byName(argument);
        return bundled != null && positive == null ? bundled.classes() : samples.classes(positive);
    }

    /**
     * Refuses a test part that would be ignored.
     *
     * @param argument what is to be read
     * @param test data to judge the model on, or null
     */
    public void requireUse(String argument, String test) {
        if (part != null && BundledSet.byName(argument) != null) {
            throw new UsageException(argument + " is a bundled set, read in its own way: --part is for files");
        }
        if (part != null && test != null) {
            throw new UsageException("--part and --test both name samples to judge the model on: give one of them");
        }
    }

    /** The words of a command line that say the same. */
    public List<String> words() {
        List<String> words = new ArrayList<>();
        if (positive != null) {
            words.addAll(List.of("--positive", positive));
        }
        if (part != null) {
            words.addAll(List.of("--part", part));
        }
        return words;
    }
}
