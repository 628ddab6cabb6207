package dev.mha.cli.option;

import dev.mha.cli.failure.FailureException;
import dev.mha.cli.failure.UsageException;
import dev.mha.core.model.Initialization;
import dev.mha.core.model.SavedModel;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How a model was trained: as its file says, or as the user says where it does not. */
public final class RunOptions {
    /** Key of the column that set samples apart for testing, in the metadata of a model file. */
    public static final String PART = "part_column";

    @Option(names = "--init", paramLabel = "NAME", converter = NameText.Start.class,
            completionCandidates = NameText.Start.class,
            description = "Where the training started (default: as the model says).")
    private Initialization initialization;

    @Option(names = "--size", paramLabel = "B", converter = PositiveNumber.Size.class,
            description = "Size of the initialization (default: as the model says).")
    private Double size;

    @Option(names = "--start-seed", paramLabel = "N", converter = WholeNumber.class,
            description = "Seed of the initialization (default: as the model says).")
    private Long startSeed;

    @Option(names = "--step", paramLabel = "X", converter = PositiveNumber.Step.class,
            description = "Step size (default: as the model says).")
    private Double step;

    @Option(names = "--iterations", paramLabel = "N", converter = PositiveInteger.class,
            description = "Number of steps (default: as the model says).")
    private Integer iterations;

    /**
     * A training.
     *
     * @param initialization where it started
     * @param size size of the initialization
     * @param seed seed of the initialization
     * @param step eta
     * @param iterations K
     */
    public record Run(Initialization initialization, double size, long seed, double step, int iterations) {}

    /**
     * How a model was trained.
     *
     * @param file the model's file, for messages
     * @throws UsageException if neither the model nor the user says something
     * @throws FailureException if what the model says makes no sense
     */
    public Run of(SavedModel model, Path file) {
        Map<String, String> said = model.metadata();
        return new Run(
                value(initialization, said, "initialization", "--init", file, RunOptions::initialization),
                value(size, said, "size", "--size", file, converted(new PositiveNumber.Size())),
                value(startSeed, said, "seed", "--start-seed", file, Long::valueOf),
                value(step, said, "step", "--step", file, converted(new PositiveNumber.Step())),
                value(iterations, said, "iterations", "--iterations", file, converted(new PositiveInteger())));
    }

    private static Initialization initialization(String name) {
        return Initialization.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static <T> Function<String, T> converted(ITypeConverter<T> converter) {
        return text -> {
            try {
                return converter.convert(text);
            } catch (TypeConversionException wrong) {
                throw new IllegalArgumentException(wrong.getMessage(), wrong);
            } catch (Exception impossible) {
                throw new IllegalStateException(impossible);
            }
        };
    }

    private static <T> T value(T users, Map<String, String> said, String key, String option, Path file,
            Function<String, T> parse) {
        if (users != null) {
            return users;
        }
        String text = said.get(key);
        if (text == null) {
            throw new UsageException(file + " does not say the " + key + " of its training: give " + option);
        }
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException senseless) {
            String shown = text.length() <= 40 ? text : text.substring(0, 37) + "...";
            throw new FailureException(file + ": metadata \"" + key + "\" is \"" + shown
                    + "\", which no training has; give " + option, senseless);
        }
    }
}
