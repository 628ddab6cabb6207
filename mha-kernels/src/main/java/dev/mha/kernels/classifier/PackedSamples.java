package dev.mha.kernels.classifier;

import java.util.Objects;

/**
 * Samples as the kernels read them, made once for many calls: tokens {@code [samples, tokens, features]} and the number
 * of tokens that each sample really has. Tokens beyond a sample's length are padding: they are masked as keys and
 * skipped as queries, and whatever they hold changes no bit of a result.
 */
public final class PackedSamples {
    private final int samples;
    private final int tokens;
    private final int features;
    private final float[] x;
    private final int[] lengths;
    private final SamplePanels panels;
    /** Made at the first use: computations in double are rarer, and take as much memory again and twice. */
    private DoubleSamplePanels doublePanels;

    private PackedSamples(int samples, int tokens, int features, float[] x, int[] lengths) {
        this.samples = samples;
        this.tokens = tokens;
        this.features = features;
        this.x = x;
        this.lengths = lengths;
        PanelLayout layout = ClassifierPath.layout(samples, tokens, features);
        this.panels = layout == null ? null : new SamplePanels(layout, this);
    }

    /**
     * Copies samples into the kernels' layout.
     *
     * @param x tokens, row-major {@code [samples, tokens, features]}; a longer array is an error
     * @param lengths tokens of each sample, 1 to {@code tokens}; null when all have {@code tokens}
     * @throws IllegalArgumentException
     *             naming the argument and the two sizes that do not fit
     */
    public static PackedSamples pack(float[] x, int samples, int tokens, int features, int[] lengths) {
        Objects.requireNonNull(x, "x");
        if (samples < 1 || tokens < 1 || features < 1) {
            throw new IllegalArgumentException(
                    "samples " + samples + ", tokens " + tokens + ", features " + features
                            + ": each must be at least 1");
        }
        // no array has so many rows, and the product stays within 63 bits
        long asked = Math.min((long) samples * tokens, 1L << 31) * features;
        if (x.length != asked) {
            throw new IllegalArgumentException(
                    "x has " + x.length + " values, samples " + samples + " x tokens " + tokens + " x features "
                            + features + " asks for "
                            + (asked > Integer.MAX_VALUE ? "more than an array can have" : Long.toString(asked)));
        }
        if (lengths != null) {
            if (lengths.length != samples) {
                throw new IllegalArgumentException(
                        "lengths has " + lengths.length + " values for " + samples + " samples");
            }
            for (int i = 0; i < samples; i++) {
                if (lengths[i] < 1 || lengths[i] > tokens) {
                    throw new IllegalArgumentException(
                            "lengths[" + i + "] is " + lengths[i] + ", must be 1 to " + tokens);
                }
            }
        }
        return new PackedSamples(samples, tokens, features, x.clone(), lengths == null ? null : lengths.clone());
    }

    public int samples() {
        return samples;
    }

    public int tokens() {
        return tokens;
    }

    public int features() {
        return features;
    }

    /** Number of tokens of a sample that are not padding. */
    public int length(int sample) {
        return lengths == null ? tokens : lengths[sample];
    }

    /**
     * Copies the tokens of one sample, row-major {@code [length(sample), features]}, padding left out, to the start of
     * {@code to}: for computations outside the kernels.
     *
     * @throws IllegalArgumentException
     *             if there is no such sample, or {@code to} is too short, with both sizes
     */
    public void copyTokens(int sample, double[] to) {
        if (sample < 0 || sample >= samples) {
            throw new IllegalArgumentException("sample is " + sample + ", samples is " + samples);
        }
        int size = length(sample) * features;
        if (to.length < size) {
            throw new IllegalArgumentException("to has " + to.length + " values, sample " + sample + " has " + size);
        }
        for (int i = 0; i < size; i++) {
            to[i] = x[sample * tokens * features + i];
        }
    }

    /** The samples as {@link ClassifierPath#SAMPLE_LANES} reads them; null when no number of heads takes that path. */
    SamplePanels panels() {
        return panels;
    }

    /** The same for computations in double. */
    synchronized DoubleSamplePanels doublePanels() {
        if (doublePanels == null) {
            PanelLayout layout = ClassifierPath.doubleLayout(samples, tokens, features);
            doublePanels = layout == null ? null : new DoubleSamplePanels(layout, this);
        }
        return doublePanels;
    }

    /** The tokens, row-major {@code [samples, tokens, features]}; not a copy, do not write. */
    float[] x() {
        return x;
    }
}
