package dev.mha.core.model;

import dev.mha.core.data.Dataset;
import dev.mha.core.data.TokenEncoder;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * A trained model and all that is needed to use it on raw data.
 *
 * @param classifier shape and parameters
 * @param encoder makes tokens of raw values; null when tokens are used as they come
 * @param negative name of the class -1
 * @param positive name of the class +1
 * @param named whether the classes have these names by the model's word; else they are stand-ins, {@code -1} and
 *        {@code 1}, of a file without names
 * @param metadata what else to remember, for example the settings of the training and the fingerprint of the data; keys
 *        of {@link ModelFile} itself are not allowed
 */
public record SavedModel(AttentionClassifier classifier, TokenEncoder encoder, String negative, String positive,
        boolean named, Map<String, String> metadata) {

    /**
     * @throws IllegalArgumentException if the encoder's tokens do not fit the classifier, both classes have one name,
     *             or a metadata key belongs to the file format
     */
    public SavedModel {
        Objects.requireNonNull(negative, "negative");
        Objects.requireNonNull(positive, "positive");
        ClassifierShape shape = classifier.shape();
        if (encoder != null && (encoder.tokens() != shape.tokens() || encoder.features() != shape.features())) {
            throw new IllegalArgumentException(
                    "the encoder makes " + encoder.tokens() + " tokens x " + encoder.features()
                            + " features, the classifier has " + shape.tokens() + " x " + shape.features());
        }
        if (negative.equals(positive)) {
            throw new IllegalArgumentException("both classes are named \"" + negative + "\"");
        }
        for (String key : metadata.keySet()) {
            if (ModelFile.reserved(key)) {
                throw new IllegalArgumentException("metadata key \"" + key + "\" belongs to the file format");
            }
        }
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /**
     * A model whose classes have names.
     *
     * @throws IllegalArgumentException as for all components
     */
    public SavedModel(AttentionClassifier classifier, TokenEncoder encoder, String negative, String positive,
            Map<String, String> metadata) {
        this(classifier, encoder, negative, positive, true, metadata);
    }

    /** Features of a token as it comes, before any encoding. */
    public int rawFeatures() {
        return encoder == null ? classifier.shape().features() : encoder.rawFeatures();
    }

    /**
     * Phi of raw samples: above 0 for the class {@link #positive()}.
     *
     * @param x values in the order of the training data, row-major {@code [samples, tokens, rawFeatures()]}
     * @param samples number of samples, at least one
     * @param lengths tokens of each sample that are not padding, or null when none has padding
     * @return one float a sample
     * @throws IllegalArgumentException in one sentence, if the sizes do not fit the model or a value is not finite
     */
    public float[] scores(float[] x, int samples, int[] lengths, Workspace work) {
        float[] labels = new float[Math.max(samples, 0)]; // a data set has labels, a score needs none
        Arrays.fill(labels, -1);
        Dataset data = new Dataset("samples", samples, classifier.shape().tokens(), rawFeatures(), x, lengths, labels,
                negative, positive, null);
        PackedSamples packed = encoder == null
                ? PackedSamples.pack(x, samples, data.tokens(), data.features(), lengths)
                : encoder.encode(data, IntStream.range(0, samples).toArray());
        return classifier.scores(packed, work);
    }
}
