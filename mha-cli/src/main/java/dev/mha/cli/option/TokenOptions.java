package dev.mha.cli.option;

import dev.mha.cli.failure.UsageException;
import dev.mha.core.data.TokenSettings;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Options that say how values become tokens. */
public final class TokenOptions {
    /** Standardized values are at most 4: beyond this their products with the scale leave the 32-bit numbers. */
    private static final double LARGEST = 1e30;

    @Option(names = "--no-standardize", description = "Use values as they come. Default: subtract the mean, divide by"
            + " the deviation, both of the training part.")
    private boolean raw;

    @Option(names = "--positions", paramLabel = "K", defaultValue = "2", converter = WholeNumber.OfInt.class,
            description = "Sine and cosine pairs of the token's position to append (default ${DEFAULT-VALUE}).")
    private int positions;

    @Option(names = "--no-constant", description = "Do not append a feature that is always 1.")
    private boolean noConstant;

    @Option(names = "--token-scale", paramLabel = "X", defaultValue = "1", converter = PositiveNumber.class,
            description = "Factor of the finished tokens (default ${DEFAULT-VALUE}).")
    private double scale;

    /**
     * The settings.
     *
     * @throws UsageException if one is out of range
     */
    public TokenSettings settings() {
        if (positions < 0 || positions > 1000) {
            throw new UsageException("--positions is " + positions + ", must be 0 to 1000");
        }
        if (scale < 1 / LARGEST || scale > LARGEST) {
            throw new UsageException("--token-scale is " + scale + ", must be 1e-30 to 1e30");
        }
        return new TokenSettings(!raw, positions, !noConstant, scale);
    }

    /** The words of a command line that say the same. */
    public List<String> words() {
        List<String> words = new ArrayList<>();
        if (raw) {
            words.add("--no-standardize");
        }
        if (positions != TokenSettings.DEFAULT.positionFrequencies()) {
            words.addAll(List.of("--positions", Integer.toString(positions)));
        }
        if (noConstant) {
            words.add("--no-constant");
        }
        if (scale != 1) {
            words.addAll(List.of("--token-scale", Double.toString(scale)));
        }
        return words;
    }
}
