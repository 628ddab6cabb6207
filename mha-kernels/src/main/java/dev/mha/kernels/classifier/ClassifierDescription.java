package dev.mha.kernels.classifier;

import dev.mha.kernels.vector.Lanes;
import dev.mha.kernels.vector.SampleProducts;
import dev.mha.kernels.work.Machine;
import java.util.Objects;

/** In words, which kernels the classifier's calls take on this machine, and why. */
public final class ClassifierDescription {
    private static final String MUCH = "one sample a lane would keep more than 2^"
            + Long.numberOfTrailingZeros(ClassifierPath.MOST_KEPT) + " numbers";

    private final PackedSamples samples;
    private final int heads;

    private ClassifierDescription(PackedSamples samples, int heads) {
        this.samples = samples;
        this.heads = heads;
    }

    /**
     * The kernels of loss and gradient, and of products with the Hessian where they are others, in float and in double,
     * with the reason: one line.
     *
     * @throws IllegalArgumentException
     *             if the samples have other tokens or features than the shape
     */
    public static String of(ClassifierShape shape, PackedSamples samples) {
        Objects.requireNonNull(shape, "shape");
        Objects.requireNonNull(samples, "samples");
        if (samples.tokens() != shape.tokens() || samples.features() != shape.features()) {
            throw new IllegalArgumentException("samples have " + samples.tokens() + " tokens of " + samples.features()
                    + " features, the shape has " + shape.tokens() + " of " + shape.features());
        }
        if (!Machine.VECTOR) {
            return "plain loops: " + Machine.REASON;
        }
        if (!ClassifierPath.vectors(samples.samples(), samples.tokens())) {
            return "plain loops: fewer than " + ClassifierPath.FEWEST_TOKENS + " tokens in all";
        }
        ClassifierDescription words = new ClassifierDescription(samples, shape.heads());
        PanelLayout inFloat = samples.panels() == null ? null : samples.panels().layout();
        PanelLayout inDouble = ClassifierPath.doubleLayout(samples.samples(), samples.tokens(), samples.features());
        return words.both(inFloat, words.fullness(), words.tokenLanes()) + "; in double "
                + words.both(inDouble, "the vector kernel in double", plainInDouble());
    }

    /** Gradient and products: with one sample a lane for the reason given, or else the other way. */
    private String both(PanelLayout layout, String reason, String otherwise) {
        boolean gradient = layout != null && ClassifierPath.fits(layout, heads);
        boolean products = layout != null && ClassifierPath.resultsAtOnce(layout, heads) > 0;
        String first = gradient ? sampleLanes(layout) + ": " + reason : otherwise;
        return gradient == products ? first : first + "; Hessian products " + otherwise;
    }

    private String sampleLanes(PanelLayout layout) {
        return "one sample a lane, " + layout.lanes() + " at a time, panels of "
                + SampleProducts.tokenPanel(samples.tokens()) + " tokens and "
                + SampleProducts.featurePanel(samples.features()) + " features";
    }

    private String fullness() {
        return ClassifierPath.share(samples.tokens(), Lanes.WIDTH) == 1
                ? "no lane is empty, and a sample is one block of tokens"
                : "fewer lanes are empty than with the tokens of a sample in them";
    }

    private String tokenLanes() {
        String reason = MUCH;
        if (samples.tokens() > ClassifierPath.MOST_TOKENS) {
            reason = samples.tokens() + " tokens, more than " + ClassifierPath.MOST_TOKENS;
        } else if (Lanes.COUNT != 8 && Lanes.COUNT != 16) {
            reason = "one sample a lane needs 8 or 16 lanes";
        } else if (!ClassifierPath.fuller(samples.samples(), samples.tokens())) {
            reason = "one sample a lane would leave no fewer lanes empty";
        }
        return "the tokens of a sample in the lanes, " + Lanes.WIDTH + " at a time: " + reason;
    }

    private static String plainInDouble() {
        return "plain loops: "
                + (Lanes.DOUBLES == 4 || Lanes.DOUBLES == 8 ? MUCH : "one sample a lane needs 4 or 8 lanes");
    }
}
