package dev.mha.kernels.classifier;

import dev.mha.kernels.Workspace;
import dev.mha.kernels.work.Crew;
import java.util.SplittableRandom;

/** Random samples, labels and parameters of one size, and what the kernels make of them. */
final class ClassifierCase {
    final ClassifierShape shape;
    final int samples;
    final float[] x;
    final int[] lengths;
    final float[] labels;
    final float[] theta;
    double[] weights;

    /** Tokens of norm about 1, parameters standard normal times {@code size}; lengths random when {@code ragged}. */
    ClassifierCase(int heads, int tokens, int features, int samples, boolean ragged, double size, long seed) {
        this.shape = new ClassifierShape(heads, tokens, features);
        this.samples = samples;
        SplittableRandom random = new SplittableRandom(seed);
        x = normal(random, samples * tokens * features, 1 / Math.sqrt(features));
        theta = normal(random, shape.parameters(), size);
        lengths = ragged ? random.ints(samples, 1, tokens + 1).toArray() : null;
        labels = new float[samples];
        for (int i = 0; i < samples; i++) {
            labels[i] = random.nextBoolean() ? 1 : -1;
        }
    }

    private static float[] normal(SplittableRandom random, int length, double size) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (size * random.nextGaussian());
        }
        return values;
    }

    PackedSamples pack() {
        return PackedSamples.pack(x, samples, shape.tokens(), shape.features(), lengths);
    }

    /** Loss, scores and gradient. */
    record Result(double loss, float[] scores, float[] gradient) {}

    /** What the entry point computes. */
    Result run(Workspace work) {
        float[] scores = new float[samples];
        float[] gradient = new float[shape.parameters()];
        double loss = ClassifierKernel.lossAndGradient(shape, pack(), theta, labels, weights, scores, gradient, work);
        return new Result(loss, scores, gradient);
    }

    /** What the kernel with the tokens of one sample in the lanes computes, whichever path these sizes take. */
    Result runAttention(Workspace work) {
        float[] scores = new float[samples];
        float[] gradient = new float[shape.parameters()];
        TokenLaneClassifier.run(shape, pack(), theta, labels, weights, scores, gradient, (Crew) work);
        return new Result(LogisticLoss.sum(labels, weights, scores), scores, gradient);
    }

    /** What the plain twin computes. */
    Result runPlain() {
        float[] scores = new float[samples];
        float[] gradient = new float[shape.parameters()];
        PlainClassifier.run(shape, pack(), theta, labels, weights, scores, gradient, (Crew) Workspace.serial());
        return new Result(LogisticLoss.sum(labels, weights, scores), scores, gradient);
    }

    /** Largest of the norms of consecutive rows. */
    static double largestNorm(float[] values, int from, int to, int length) {
        double largest = 0;
        for (int at = from; at < to; at += length) {
            double sum = 0;
            for (int i = at; i < at + length; i++) {
                sum += values[i] * (double) values[i];
            }
            largest = Math.max(largest, sum);
        }
        return Math.sqrt(largest);
    }
}
