package dev.mha.core.data;

import dev.mha.kernels.classifier.PackedSamples;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Turns raw values into tokens: {@code scale * [(x - mean) / deviation | position code | 1]}, where mean and deviation
 * were fitted on the training part only, for each feature of each token: see {@link Standardization}.
 *
 * <p>The position code of token t of T is {@code sin(2 pi k t / T), cos(2 pi k t / T)} for k = 1 .. frequencies: the
 * attention scores {@code x' W x} see no order otherwise.
 */
public final class TokenEncoder {
    private final TokenSettings settings;
    private final int tokens;
    private final int rawFeatures;
    private final float[] mean;
    private final float[] deviation;
    private final float[] position;

    private TokenEncoder(TokenSettings settings, int tokens, int rawFeatures, float[] mean, float[] deviation,
            float[] position) {
        this.settings = settings;
        this.tokens = tokens;
        this.rawFeatures = rawFeatures;
        this.mean = mean;
        this.deviation = deviation;
        this.position = position;
    }

    /**
     * Fits an encoder on some samples of a data set; the others have no influence on it.
     *
     * @param rows indexes of the samples to fit on, at least one
     * @throws IllegalArgumentException if {@code rows} is empty
     */
    public static TokenEncoder fit(Dataset data, int[] rows, TokenSettings settings) {
        if (rows.length == 0) {
            throw new IllegalArgumentException("rows is empty: an encoder needs samples to be fitted on");
        }
        Standardization fitted = settings.standardize()
                ? Standardization.fit(data, rows)
                : Standardization.identity(data.tokens(), data.features());
        return new TokenEncoder(settings, data.tokens(), data.features(), fitted.mean(), fitted.deviation(),
                positionCode(data.tokens(), settings.positionFrequencies()));
    }

    /**
     * Rebuilds an encoder from the state of another, so that it encodes to the same bits.
     *
     * @param tokens number of tokens T
     * @param rawFeatures number of features of a raw token
     * @param mean as {@link #mean()} gave it, {@code [tokens, rawFeatures]}
     * @param deviation as {@link #deviation()} gave it, {@code [tokens, rawFeatures]}
     * @param position as {@link #position()} gave it, {@code [tokens, 2 * positionFrequencies]}
     * @throws IllegalArgumentException naming the array and what does not fit
     */
    public static TokenEncoder of(TokenSettings settings, int tokens, int rawFeatures, float[] mean, float[] deviation,
            float[] position) {
        Objects.requireNonNull(settings, "settings");
        if (tokens < 1 || rawFeatures < 1) {
            throw new IllegalArgumentException(
                    "tokens " + tokens + ", features " + rawFeatures + ": each must be at least 1");
        }
        check("mean", mean, tokens, rawFeatures);
        check("deviation", deviation, tokens, rawFeatures);
        check("position", position, tokens, 2 * settings.positionFrequencies());
        for (int i = 0; i < deviation.length; i++) {
            if (deviation[i] <= 0) {
                throw new IllegalArgumentException("deviation[" + i + "] is " + deviation[i] + ", must be above 0");
            }
        }
        return new TokenEncoder(settings, tokens, rawFeatures, mean.clone(), deviation.clone(), position.clone());
    }

    /** The settings it was made with. */
    public TokenSettings settings() {
        return settings;
    }

    /** Number of tokens T. */
    public int tokens() {
        return tokens;
    }

    /** Number of features of a raw token. */
    public int rawFeatures() {
        return rawFeatures;
    }

    /** Number of features of an encoded token: the raw ones, two for each position frequency, and the constant. */
    public int features() {
        return rawFeatures + 2 * settings.positionFrequencies() + (settings.constant() ? 1 : 0);
    }

    /** Means, {@code [tokens, rawFeatures]}; all 0 when not standardized. */
    public float[] mean() {
        return mean.clone();
    }

    /** Deviations, {@code [tokens, rawFeatures]}, all above 0; all 1 when not standardized. */
    public float[] deviation() {
        return deviation.clone();
    }

    /** Position code, {@code [tokens, 2 * positionFrequencies]}: sine, cosine of frequency 1, then of 2, and so on. */
    public float[] position() {
        return position.clone();
    }

    /**
     * Encodes some samples, {@code [rows, tokens, features()]}; padding becomes zeros and keeps its lengths. The
     * arithmetic is in double, rounded to float once.
     *
     * @param rows indexes of the samples, at least one
     * @throws IllegalArgumentException if the data have another shape than those fitted on, or an encoded value is not
     *         finite, naming its sample, token and feature, each counted from 1
     */
    public PackedSamples encode(Dataset data, int[] rows) {
        int[] lengths = data.lengths() == null ? null : IntStream.of(rows).map(data::length).toArray();
        return PackedSamples.pack(tokens(data, rows), rows.length, tokens, features(), lengths);
    }

    /**
     * The tokens of {@link #encode} as one array, row-major {@code [rows, tokens, features()]}.
     *
     * @param rows indexes of the samples
     * @throws IllegalArgumentException as {@link #encode}, and if one array does not hold so many values
     */
    public float[] tokens(Dataset data, int[] rows) {
        if (data.tokens() != tokens || data.features() != rawFeatures) {
            throw new IllegalArgumentException(
                    "data have tokens " + data.tokens() + " x features " + data.features() + ", the encoder has "
                            + tokens + " x " + rawFeatures);
        }
        int width = features();
        long size = (long) rows.length * tokens * width;
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "samples " + rows.length + " x tokens " + tokens + " x features " + width + " is " + size
                            + " values, more than one array holds");
        }
        float[] encoded = new float[(int) size];
        for (int i = 0; i < rows.length; i++) {
            int length = data.length(rows[i]);
            for (int t = 0; t < length; t++) {
                encode(data, rows[i], t, encoded, (i * tokens + t) * width);
            }
        }
        return encoded;
    }

    private void encode(Dataset data, int sample, int token, float[] encoded, int at) {
        double scale = settings.scale();
        int from = data.offset(sample) + token * rawFeatures;
        for (int j = 0; j < rawFeatures; j++) {
            int k = token * rawFeatures + j;
            float value = (float) (((double) data.x()[from + j] - mean[k]) / deviation[k] * scale);
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException(
                        "sample " + (sample + 1) + ", token " + (token + 1) + ", feature " + (j + 1) + " is "
                                + data.x()[from + j] + ", which becomes " + value + " as a token: mean " + mean[k]
                                + ", deviation "
                                + deviation[k] + ", scale " + scale);
            }
            encoded[at + j] = value;
        }
        int code = 2 * settings.positionFrequencies();
        for (int j = 0; j < code; j++) {
            encoded[at + rawFeatures + j] = (float) (position[token * code + j] * scale);
        }
        if (settings.constant()) {
            encoded[at + rawFeatures + code] = (float) scale;
        }
    }

    private static float[] positionCode(int tokens, int frequencies) {
        float[] code = new float[tokens * 2 * frequencies];
        for (int t = 0; t < tokens; t++) {
            for (int k = 0; k < frequencies; k++) {
                // The remainder keeps the angle exact for large products; StrictMath gives the same bits everywhere.
                double angle = 2 * Math.PI * ((long) (k + 1) * t % tokens) / tokens;
                code[(t * frequencies + k) * 2] = (float) StrictMath.sin(angle);
                code[(t * frequencies + k) * 2 + 1] = (float) StrictMath.cos(angle);
            }
        }
        return code;
    }

    private static void check(String name, float[] array, int rows, int columns) {
        Objects.requireNonNull(array, name);
        if (array.length != (long) rows * columns) {
            throw new IllegalArgumentException(
                    name + " has " + array.length + " values, must have " + rows + " x " + columns);
        }
        for (int i = 0; i < array.length; i++) {
            if (!Float.isFinite(array[i])) {
                throw new IllegalArgumentException(name + "[" + i + "] is " + array[i] + ", must be finite");
            }
        }
    }
}
