package dev.mha.core.model;

import dev.mha.core.data.TokenEncoder;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A trained model and all that is needed to use it on raw data.
 *
 * @param classifier shape and parameters
 * @param encoder makes tokens of raw values; null when tokens are used as they come
 * @param negative name of the class -1
 * @param positive name of the class +1
 * @param metadata what else to remember, for example the settings of the training and the fingerprint of the data; keys
 *        of {@link ModelFile} itself are not allowed
 */
public record SavedModel(AttentionClassifier classifier, TokenEncoder encoder, String negative, String positive,
        Map<String, String> metadata) {

    /**
     * @throws IllegalArgumentException
     *             if the encoder's tokens do not fit the classifier, both classes have one name, or a metadata key belongs to the file format
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
}
