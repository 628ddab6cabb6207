package dev.mha.bench;

import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierKernel;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.SplittableRandom;

/** Loss and gradient of the attention classifier. */
final class ClassifierRun {
    private ClassifierRun() {}

    /** One loss and gradient a call. */
    static Runnable prepare(int samples, ClassifierShape shape, Workspace work) {
        SplittableRandom random = new SplittableRandom(1);
        float[] x = gaussians(samples * shape.tokens() * shape.features(), 1, random);
        PackedSamples packed = PackedSamples.pack(x, samples, shape.tokens(), shape.features(), null);
        float[] theta = gaussians(shape.parameters(), 1.0 / shape.features(), random);
        float[] labels = new float[samples];
        for (int i = 0; i < samples; i++) {
            labels[i] = random.nextBoolean() ? 1 : -1;
        }
        float[] scores = new float[samples];
        float[] gradient = new float[shape.parameters()];
        return () -> ClassifierKernel.lossAndGradient(shape, packed, theta, labels, null, scores, gradient, work);
    }

    private static float[] gaussians(int length, double size, SplittableRandom random) {
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = (float) (size * random.nextGaussian());
        }
        return numbers;
    }
}
