package dev.mha.core;

import dev.mha.core.random.RandomSource;
import dev.mha.kernels.classifier.ClassifierShape;

/** Problems whose scores lose digits: tokens far from 0 and near each other, so that large scores differ by little. */
public final class Leaning {
    private Leaning() {}

    /**
     * Tokens about {@code 10^decade} that differ by about 1, and {@code W} of about {@code 10^-decade}: scores of
     * attention of about {@code 10^decade} that differ by about 1.
     */
    public static Problem of(int samples, int decade, long seed) {
        RandomSource random = RandomSource.of(seed, 79);
        ClassifierShape shape = new ClassifierShape(1 + random.nextInt(3), 2 + random.nextInt(2),
                1 + random.nextInt(2));
        double size = Math.pow(10, decade);
        float[] x = new float[samples * shape.tokens() * shape.features()];
        int[] lengths = new int[samples];
        float[] labels = new float[samples];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (size + random.nextGaussian());
        }
        for (int i = 0; i < samples; i++) {
            lengths[i] = shape.tokens();
            labels[i] = random.nextSign();
        }
        float[] theta = new float[shape.parameters()];
        for (int head = 0; head < shape.heads(); head++) {
            for (int i = shape.attentionOffset(head); i < shape.attentionOffset(head) + shape.headParameters(); i++) {
                theta[i] = (float) (random.nextGaussian() / (i < shape.decoderOffset(head) ? size : 1));
            }
        }
        return new Problem(shape, x, lengths, labels, theta);
    }
}
