package dev.mha.core.model;

import dev.mha.core.random.RandomSource;
import dev.mha.core.random.Streams;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.Arrays;

/**
 * Where training starts; {@code b} is the size of the initialization. Every head draws from a stream of its own, so a
 * model with more heads starts with the same first heads; the same seed gives the same bits on every machine
 * ({@code docs/theory.md}, 4).
 */
public enum Initialization {
    /** W = 0, U = 0. All heads stay equal for ever: H heads are one head with another output scale. */
    ZERO,
    /** W = 0, U = +-b / sqrt(T d), independent signs: every U_h has the norm b. */
    SIGN,
    /** W ~ N(0, (b/d)^2), U ~ N(0, b^2 / (T d)), independent. The default. */
    GAUSS,
    /**
     * One signed full-batch gradient step from zero, {@code U_h = alpha_h b / 2 ubar}, where row s of ubar is the mean
     * over all samples of y times the mean token, samples without a token s counting 0; alpha is +1, -1, +1, -1, ...,
     * so that even numbers of heads cancel at the start. Gaussian noise of deviation {@code b/100} times that of
     * {@link #GAUSS} is added to W and U: without it there would be two distinct heads, whatever their number.
     */
    WARM;

    /** Share of a GAUSS start that is added to a WARM one. */
    private static final double WARM_NOISE = 1e-2;

    /**
     * Parameters to start from.
     *
     * @param shape sizes and layout of the parameters
     * @param samples the training samples; only WARM reads them, else they may be null
     * @param labels -1 or +1 for each training sample; only WARM reads them, else they may be null
     * @param size the size b, at least 0
     * @param seed seed of all streams; ZERO ignores it
     * @return a new array of {@code shape.parameters()} floats
     * @throws IllegalArgumentException
     *             if {@code size} is negative or not finite, or, for WARM, the samples do not fit the shape or the
     *             labels
     */
    public float[] create(ClassifierShape shape, PackedSamples samples, float[] labels, double size, long seed) {
        if (!(size >= 0 && size < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("size is " + size + ", must be at least 0 and finite");
        }
        float[] theta = new float[shape.parameters()];
        double[] ubar = this == WARM ? meanLabelledToken(shape, samples, labels) : null;
        for (int head = 0; head < shape.heads(); head++) {
            switch (this) {
                case ZERO -> {
                }
                case SIGN -> signs(shape, head, size, stream(seed, head), theta);
                case GAUSS -> gauss(shape, head, size, stream(seed, head), theta);
                case WARM -> {
                    gauss(shape, head, WARM_NOISE * size, stream(seed, head), theta);
                    double factor = (head % 2 == 0 ? size : -size) / 2;
                    int u = shape.decoderOffset(head);
                    for (int i = 0; i < ubar.length; i++) {
                        theta[u + i] = (float) (theta[u + i] + factor * ubar[i]);
                    }
                }
            }
        }
        return theta;
    }

    private static RandomSource stream(long seed, int head) {
        return RandomSource.of(seed, Streams.HEADS + head);
    }

    private static void signs(ClassifierShape shape, int head, double size, RandomSource stream, float[] theta) {
        float value = (float) (size / Math.sqrt((double) shape.tokens() * shape.features()));
        int u = shape.decoderOffset(head);
        for (int i = 0; i < shape.tokens() * shape.features(); i++) {
            theta[u + i] = stream.nextSign() * value;
        }
    }

    private static void gauss(ClassifierShape shape, int head, double size, RandomSource stream, float[] theta) {
        double attention = size / shape.features();
        double decoder = size / Math.sqrt((double) shape.tokens() * shape.features());
        int w = shape.attentionOffset(head);
        int u = shape.decoderOffset(head);
        int end = w + shape.headParameters();
        for (int i = w; i < end; i++) {
            theta[i] = (float) (stream.nextGaussian() * (i < u ? attention : decoder));
        }
    }

    /** Row s, {@code [tokens, features]}: the mean over samples of label times mean token. */
    private static double[] meanLabelledToken(ClassifierShape shape, PackedSamples samples, float[] labels) {
        if (samples.tokens() != shape.tokens() || samples.features() != shape.features()) {
            throw new IllegalArgumentException(
                    "samples have " + samples.tokens() + " tokens x " + samples.features() + " features, shape has "
                            + shape.tokens() + " x " + shape.features());
        }
        if (labels.length != samples.samples()) {
            throw new IllegalArgumentException(
                    "labels has " + labels.length + " values for " + samples.samples() + " samples");
        }
        int d = shape.features();
        double[] ubar = new double[shape.tokens() * d];
        double[] x = new double[shape.tokens() * d];
        double[] mean = new double[d];
        for (int i = 0; i < samples.samples(); i++) {
            samples.copyTokens(i, x);
            int length = samples.length(i);
            Arrays.fill(mean, 0);
            for (int t = 0; t < length; t++) {
                for (int j = 0; j < d; j++) {
                    mean[j] += x[t * d + j];
                }
            }
            double factor = (double) labels[i] / length / samples.samples();
            for (int s = 0; s < length; s++) {
                for (int j = 0; j < d; j++) {
                    ubar[s * d + j] += factor * mean[j];
                }
            }
        }
        return ubar;
    }
}
