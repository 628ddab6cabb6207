package dev.mha.cli;

import dev.mha.cli.failure.UsageException;
import dev.mha.cli.option.Listed;
import dev.mha.cli.option.PositiveInteger;
import dev.mha.cli.option.PositiveNumber;
import dev.mha.core.data.TokenSettings;
import dev.mha.core.model.Initialization;
import dev.mha.core.trial.TrialSettings.Validation;
import dev.mha.core.trial.TrialSettings;
import java.math.BigDecimal;
import java.util.List;
import java.util.ListResourceBundle;
import java.util.ResourceBundle;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** What a trial tries, and on which divisions of the data. */
final class SweepOptions {
    @Option(names = "--quick",
            description = "Fewer heads, steps, folds and iterations, and one start: a first look, which does not"
                    + " compare starts unless --inits names several.")
    private boolean quick;

    @Option(names = "--heads", paramLabel = "N,N", converter = Listed.Integers.class,
            description = "Numbers of heads to try (default ${bundle:default.heads}).")
    private Listed<Integer> heads;

    @Option(names = "--steps", paramLabel = "X,X", converter = Listed.Steps.class,
            description = "Step sizes to try (default ${bundle:default.steps}).")
    private Listed<Double> steps;

    @Option(names = "--inits", paramLabel = "NAME,NAME", converter = Listed.Starts.class,
            description = "Where to start: gauss, sign, warm, zero; the first is tried with every step.")
    private Listed<Initialization> initializations;

    @Option(names = "--full", description = "Try every initialization with every step and number of heads.")
    private boolean full;

    @Option(names = "--size", paramLabel = "B",
            description = "Size of the initialization (default ${bundle:default.size}).",
            converter = PositiveNumber.Size.class)
    private Double size;

    @Option(names = "--iterations", paramLabel = "N", converter = PositiveInteger.class,
            description = "Steps of gradient descent (default ${bundle:default.iterations}).")
    private Integer iterations;

    @Option(names = "--folds", paramLabel = "N", converter = PositiveInteger.class,
            description = "Parts to divide the data into; each is the test part once (default"
                    + " ${bundle:default.folds}).")
    private Integer folds;

    @Option(names = "--repeats", paramLabel = "N", converter = PositiveInteger.class,
            description = "How often the folds are drawn anew (default ${bundle:default.repeats}).")
    private Integer repeats;

    @Option(names = "--time-ordered",
            description = "The samples are in time order: always train on what came before the test part.")
    private boolean timeOrdered;

    @Option(names = "--target-loss", paramLabel = "X", converter = PositiveNumber.class,
            description = "Stop a training whose loss is at most this.")
    private Double targetLoss;

    @Option(names = "--max-seconds", paramLabel = "X", converter = PositiveNumber.class,
            description = "Stop a training after this time; then figures are not reproducible.")
    private Double maxSeconds;

    /** What the help shows as defaults, so that it cannot differ from what runs. */
    static ResourceBundle defaults() {
        return new ListResourceBundle() {
            @Override
            protected Object[][] getContents() {
                TrialSettings settings = TrialSettings.DEFAULT;
                return new Object[][]{{"default.heads", list(settings.heads())},
                        {"default.steps", list(settings.steps())}, {"default.size", list(List.of(settings.size()))},
                        {"default.iterations", Integer.toString(settings.iterations())},
                        {"default.folds", Integer.toString(settings.folds())},
                        {"default.repeats", Integer.toString(settings.repeats())}};
            }
        };
    }

    private static String list(List<? extends Number> numbers) {
        return numbers.stream().map(number -> new BigDecimal(number.toString()).stripTrailingZeros().toPlainString())
                .collect(Collectors.joining(","));
    }

    /**
     * The settings of the trial.
     *
     * @param inTime whether the samples are in time order whatever the options say
     * @throws UsageException if they do not go together
     */
    TrialSettings settings(boolean inTime, long seed, TokenSettings tokens) {
        try {
            TrialSettings settings = (quick ? TrialSettings.QUICK : TrialSettings.DEFAULT).withSeed(seed)
                    .withTokens(tokens);
            settings = heads == null
                    ? settings
                    : settings.withHeads(heads.values().stream().sorted().distinct().toList());
            settings = steps == null
                    ? settings
                    : settings.withSteps(steps.values().stream().sorted().distinct().toList());
            settings = settings.withInitializations(initializations == null
                    ? settings.initializations()
                    : initializations.values().stream().distinct().toList(), full);
            settings = size == null ? settings : settings.withSize(size);
            settings = iterations == null ? settings : settings.withIterations(iterations);
            settings = settings.withLimits(targetLoss == null ? 0 : targetLoss,
                    maxSeconds == null ? Double.POSITIVE_INFINITY : maxSeconds);
            return settings.withValidation(inTime || timeOrdered ? Validation.FORWARD_CHAINING : Validation.STRATIFIED,
                    folds == null ? settings.folds() : folds, repeats == null ? settings.repeats() : repeats);
        } catch (IllegalArgumentException wrong) {
            throw new UsageException(wrong.getMessage());
        }
    }
}
