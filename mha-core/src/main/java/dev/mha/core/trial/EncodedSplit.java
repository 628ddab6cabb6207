package dev.mha.core.trial;

import dev.mha.core.data.Dataset;
import dev.mha.core.data.Split;
import dev.mha.core.data.TokenEncoder;
import dev.mha.core.data.TokenSettings;
import dev.mha.kernels.classifier.PackedSamples;

/**
 * One division of the samples as tokens, made once and shared by all trainings on it; the encoder saw the training part
 * only.
 *
 * @param train tokens of the training part
 * @param trainLabels -1 or +1 for each of its samples
 * @param test tokens of the test part
 * @param testLabels -1 or +1 for each of its samples
 */
public record EncodedSplit(PackedSamples train, float[] trainLabels, PackedSamples test, float[] testLabels) {

    /** Fits an encoder on the training part and applies it to both. */
    public static EncodedSplit of(Dataset data, Split split, TokenSettings settings) {
        TokenEncoder encoder = TokenEncoder.fit(data, split.train(), settings);
        return new EncodedSplit(encoder.encode(data, split.train()), data.labels(split.train()),
                encoder.encode(data, split.test()), data.labels(split.test()));
    }
}
