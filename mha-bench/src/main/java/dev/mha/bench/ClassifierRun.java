package dev.mha.bench;

import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierKernel;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.SplittableRandom;

/**
 * Sizes of one loss and gradient of the attention classifier, and its data: the same at each start.
 *
 * @param samples number of samples
 * @param shape sizes of the model
 */
public record ClassifierRun(int samples, ClassifierShape shape) {
    /** Inputs and results of a call. */
    public static final class Data {
        /** Samples [samples, tokens, features], normal. */
        public final float[] x;
        /** Parameters, as {@link ClassifierShape} says. */
        public final float[] theta;
        /** -1 or +1. */
        public final float[] labels;
        /** Result: Phi of each sample. */
        public final float[] scores;
        /** Result: gradient of the loss. */
        public final float[] gradient;

        private Data(int samples, ClassifierShape shape) {
            SplittableRandom random = new SplittableRandom(1);
            x = gaussians(samples * shape.tokens() * shape.features(), 1, random);
            theta = gaussians(shape.parameters(), 1.0 / shape.features(), random);
            labels = new float[samples];
            for (int i = 0; i < samples; i++) {
                labels[i] = random.nextBoolean() ? 1 : -1;
            }
            scores = new float[samples];
            gradient = new float[shape.parameters()];
        }

        private static float[] gaussians(int length, double size, SplittableRandom random) {
            float[] numbers = new float[length];
            for (int i = 0; i < length; i++) {
                numbers[i] = (float) (size * random.nextGaussian());
            }
            return numbers;
        }
    }

    /** Name of the table's case. */
    public String title() {
        return BenchCases.CLASSIFIER + " " + name();
    }

    String name() {
        return "(" + samples + ", " + shape.heads() + ", " + shape.tokens() + ", " + shape.features() + ")";
    }

    /** Four products of T^2 d and two of T d^2 for each head and sample: docs/theory.md. */
    public double flops() {
        double tokens = shape.tokens();
        double features = shape.features();
        return samples * shape.heads() * (8 * tokens * tokens * features + 4 * tokens * features * features);
    }

    /** Inputs and room for results. */
    public Data data() {
        return new Data(samples, shape);
    }

    /** One loss and gradient a call, on data of its own. */
    Runnable prepare(Workspace work) {
        return prepare(data(), work);
    }

    /** One loss and gradient a call. */
    public Runnable prepare(Data data, Workspace work) {
        PackedSamples packed = PackedSamples.pack(data.x, samples, shape.tokens(), shape.features(), null);
        return () -> ClassifierKernel.lossAndGradient(shape, packed, data.theta, data.labels, null, data.scores,
                data.gradient, work);
    }
}
