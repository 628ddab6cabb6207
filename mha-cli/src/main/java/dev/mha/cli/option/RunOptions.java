package dev.mha.cli.option;

import dev.mha.cli.failure.FailureException;
import dev.mha.cli.failure.UsageException;
import dev.mha.cli.figure.Names;
import dev.mha.core.model.Initialization;
import dev.mha.core.model.SavedModel;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How a model was trained: as its file says, or as the user says where it does not. */
public final class RunOptions {
    private static final String INITIALIZATION = "initialization";
    private static final String SIZE = "size";
    private static final String SEED = "seed";
    private static final String STEP = "step";
    private static final String ITERATIONS = "iterations";

    @Option(names = "--init", paramLabel = "NAME", converter = NameText.Start.class,
            completionCandidates = NameText.Start.class,
            description = "Where the training started (default: as the model says).")
    private Initialization initialization;

    @Option(names = "--size", paramLabel = "B", converter = PositiveNumber.Size.class,
            description = "Size of the initialization (default: as the model says; 1 beside the zero start, which has"
                    + " none).")
    private Double size;

    @Option(names = "--start-seed", paramLabel = "N", converter = WholeNumber.class,
            description = "Seed of the initialization (default: as the model says; 1 beside the zero start, which has"
                    + " none).")
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
    public record Run(Initialization initialization, double size, long seed, double step, int iterations) {
        /** Adds it to the metadata of a model file, from which {@link RunOptions#of} reads it. */
        public void addTo(Map<String, String> record) {
            record.put(STEP, Double.toString(step));
            record.put(INITIALIZATION, Names.of(initialization));
            record.put(SIZE, Double.toString(size));
            record.put(ITERATIONS, Integer.toString(iterations));
            record.put(SEED, Long.toString(seed));
        }
    }

    /**
     * How a model was trained.
     *
     * @param file the model's file, for messages
     * @throws UsageException if neither the model nor the user says something
     * @throws FailureException if what the model says makes no sense
     */
    public Run of(SavedModel model, Path file) {
        Map<String, String> said = model.metadata();
        Initialization start = value(initialization, said, INITIALIZATION, "--init", file,
                name -> Names.constant(Initialization.class, name));
        // zeros have neither size nor seed; the other starts of a report are then those of 1 and 1
        boolean zero = start == Initialization.ZERO;
        return new Run(start,
                zero && size == null && said.get(SIZE) == null
                        ? 1.0
                        : value(size, said, SIZE, "--size", file, converted(new PositiveNumber.Size())),
                zero && startSeed == null && said.get(SEED) == null
                        ? 1L
                        : value(startSeed, said, SEED, "--start-seed", file, Long::valueOf),
                value(step, said, STEP, "--step", file, converted(new PositiveNumber.Step())),
                value(iterations, said, ITERATIONS, "--iterations", file, converted(new PositiveInteger())));
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
