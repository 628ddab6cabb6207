package dev.mha.core.stability;

import dev.mha.kernels.classifier.PackedSamples;
import java.util.Arrays;

/** Samples as an array that can be changed: tokens {@code [samples, tokens, features]} and lengths. */
record TokenArray(float[] x, int[] lengths, int tokens, int features) {

    static TokenArray of(PackedSamples samples) {
        int row = samples.tokens() * samples.features();
        float[] x = new float[samples.samples() * row];
        int[] lengths = new int[samples.samples()];
        double[] one = new double[row];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = samples.length(i);
            samples.copyTokens(i, one);
            for (int j = 0; j < lengths[i] * samples.features(); j++) {
                x[i * row + j] = (float) one[j];
            }
        }
        return new TokenArray(x, lengths, samples.tokens(), samples.features());
    }

    /** A copy in which one sample is a sample of other ones. */
    TokenArray with(int sample, TokenArray others, int other) {
        int row = tokens * features;
        float[] changed = x.clone();
        System.arraycopy(others.x, other * row, changed, sample * row, row);
        int[] changedLengths = lengths.clone();
        changedLengths[sample] = others.lengths[other];
        return new TokenArray(changed, changedLengths, tokens, features);
    }

    /** One sample alone. */
    PackedSamples single(int sample) {
        int row = tokens * features;
        return PackedSamples.pack(Arrays.copyOfRange(x, sample * row, (sample + 1) * row), 1, tokens, features,
                new int[]{lengths[sample]});
    }

    PackedSamples pack() {
        return PackedSamples.pack(x, lengths.length, tokens, features, lengths);
    }
}
