package dev.mha.verify.classifier;

import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierKernel;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Samples, labels, weights and parameters for the classifier kernel. Padding holds NaN: reading it shows. */
final class ClassifierProblem {
    /** What the numbers look like. */
    enum Values {
        /** Tokens and parameters of ordinary size. */
        NORMAL,
        /** Attention scores of some thousands: one key takes all. */
        SHARP,
        /** All tokens of a sample equal: uniform attention, W gets no gradient. */
        EQUAL_TOKENS,
        /** One token of each sample is a thousand times larger than the others. */
        HUGE_TOKEN,
        /** Tokens and parameters below the normal range. */
        SUBNORMAL,
        /** W = 0 and U = 0. */
        ZERO_PARAMETERS
    }

    final ClassifierShape shape;
    final int samples;
    /** {@code [samples, tokens, features]}. */
    final float[] x;
    /** Tokens of each sample, or null when all have as many. */
    final int[] lengths;
    final float[] labels;
    /** Null for equal weights. */
    final double[] weights;
    final float[] theta;

    ClassifierProblem(ClassifierShape shape, int samples, float[] x, int[] lengths, float[] labels, double[] weights,
            float[] theta) {
        this.shape = shape;
        this.samples = samples;
        this.x = x;
        this.lengths = lengths;
        this.labels = labels;
        this.weights = weights;
        this.theta = theta;
    }

    /** A problem that depends on its arguments alone. */
    static ClassifierProblem random(ClassifierShape shape, int samples, boolean padded, Values values, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int tokens = shape.tokens();
        int d = shape.features();
        int[] lengths = padded ? random.ints(samples, 1, tokens + 1).toArray() : null;
        float[] x = new float[samples * tokens * d];
        Arrays.fill(x, Float.NaN);
        for (int i = 0; i < samples; i++) {
            int length = lengths == null ? tokens : lengths[i];
            int huge = random.nextInt(length);
            for (int t = 0; t < length; t++) {
                for (int j = 0; j < d; j++) {
                    int at = (i * tokens + t) * d + j;
                    float normal = (float) random.nextGaussian();
                    x[at] = switch (values) {
                        case SUBNORMAL -> normal * 1e-39f;
                        case HUGE_TOKEN -> t == huge ? normal * 1000 : normal;
                        case EQUAL_TOKENS -> t == 0 ? normal : x[i * tokens * d + j];
                        case NORMAL, SHARP, ZERO_PARAMETERS -> normal;
                    };
                }
            }
        }
        float[] theta = new float[shape.parameters()];
        for (int h = 0; h < shape.heads(); h++) {
            for (int k = shape.attentionOffset(h); k < shape.decoderOffset(h); k++) {
                theta[k] = (float) (random.nextGaussian() * size(values, values == Values.SHARP ? 1e3 / d : 1.0 / d));
            }
            for (int k = shape.decoderOffset(h); k < (h + 1) * shape.headParameters(); k++) {
                theta[k] = (float) (random.nextGaussian() * size(values, 1 / Math.sqrt(tokens * (double) d)));
            }
        }
        float[] labels = new float[samples];
        for (int i = 0; i < samples; i++) {
            labels[i] = random.nextBoolean() ? 1 : -1;
        }
        double[] weights = random.nextBoolean() ? null : random.doubles(samples, 0, 2.0 / samples).toArray();
        return new ClassifierProblem(shape, samples, x, lengths, labels, weights, theta);
    }

    private static double size(Values values, double normal) {
        return switch (values) {
            case ZERO_PARAMETERS -> 0;
            case SUBNORMAL -> 1e-39;
            case NORMAL, SHARP, EQUAL_TOKENS, HUGE_TOKEN -> normal;
        };
    }

    /** The same problem with other tokens. */
    ClassifierProblem withTokens(float[] otherTokens) {
        return new ClassifierProblem(shape, samples, otherTokens, lengths, labels, weights, theta);
    }

    /** The same problem with other parameters. */
    ClassifierProblem withTheta(float[] otherTheta) {
        return new ClassifierProblem(shape, samples, x, lengths, labels, weights, otherTheta);
    }

    int length(int sample) {
        return lengths == null ? shape.tokens() : lengths[sample];
    }

    double weight(int sample) {
        return weights == null ? 1.0 / samples : weights[sample];
    }

    double totalWeight() {
        double total = 0;
        for (int i = 0; i < samples; i++) {
            total += weight(i);
        }
        return total;
    }

    /** The tokens of a sample that are not padding, {@code [length, features]}. */
    double[][] tokens(int sample) {
        int d = shape.features();
        double[][] tokens = new double[length(sample)][d];
        for (int t = 0; t < tokens.length; t++) {
            for (int j = 0; j < d; j++) {
                tokens[t][j] = x[(sample * shape.tokens() + t) * d + j];
            }
        }
        return tokens;
    }

    PackedSamples pack() {
        return PackedSamples.pack(x, samples, shape.tokens(), shape.features(), lengths);
    }

    /** What the kernel computes. */
    Result run(Workspace work) {
        PackedSamples packed = pack();
        float[] before = theta.clone();
        float[] alone = new float[samples];
        ClassifierKernel.scores(shape, packed, theta, alone, work);
        float[] scores = new float[samples];
        float[] gradient = new float[shape.parameters()];
        Arrays.fill(scores, Float.NaN);
        Arrays.fill(gradient, Float.NaN);
        double loss = ClassifierKernel.lossAndGradient(shape, packed, theta, labels, weights, scores, gradient, work);
        if (!Arrays.equals(before, theta)) {
            throw new AssertionError("the kernel wrote to theta");
        }
        return new Result(loss, alone, scores, gradient);
    }

    /** Loss, scores of the pass without and with gradient, gradient. */
    record Result(double loss, float[] scoresAlone, float[] scores, float[] gradient) {}

    @Override
    public String toString() {
        return shape + ", samples " + samples + ", lengths " + Arrays.toString(lengths) + ", weights "
                + (weights == null ? "equal" : "random");
    }
}
