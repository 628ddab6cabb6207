package dev.mha.core;

import dev.mha.core.bound.GlobalBounds;
import dev.mha.core.bound.Rounding;
import dev.mha.core.bound.TokenGeometry;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.random.RandomSource;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;

/** Random samples of uneven lengths and parameters to test with, small enough to compute anything about. */
public record Problem(ClassifierShape shape, float[] x, int[] lengths, float[] labels, float[] start) {

    /** Sizes, scales of tokens and parameters, all from the seed. */
    public static Problem random(long seed) {
        RandomSource random = RandomSource.of(seed, 77);
        ClassifierShape shape = new ClassifierShape(1 + random.nextInt(4), 1 + random.nextInt(6),
                1 + random.nextInt(5));
        double tokenSize = Math.pow(2, random.nextInt(4) - 2);
        double parameterSize = Math.pow(2, random.nextInt(5) - 2);
        return of(shape, 1 + random.nextInt(9), tokenSize, parameterSize, random);
    }

    /** Tokens and parameters normal with these deviations. */
    public static Problem of(ClassifierShape shape, int count, double tokenSize, double parameterSize,
            RandomSource random) {
        int row = shape.tokens() * shape.features();
        float[] x = normal(count * row, tokenSize, random);
        int[] lengths = new int[count];
        float[] labels = new float[count];
        for (int i = 0; i < count; i++) {
            lengths[i] = random.nextInt(3) == 0 ? 1 + random.nextInt(shape.tokens()) : shape.tokens();
            labels[i] = random.nextSign();
        }
        return new Problem(shape, x, lengths, labels, normal(shape.parameters(), parameterSize, random));
    }

    private static float[] normal(int size, double deviation, RandomSource random) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return values;
    }

    public PackedSamples samples() {
        return PackedSamples.pack(x, labels.length, shape.tokens(), shape.features(), lengths);
    }

    public ClassifierLoss loss() {
        return new ClassifierLoss(shape, samples(), labels, null, Workspace.serial());
    }

    public double[] theta() {
        return ClassifierLoss.widen(start);
    }

    /** A unit direction. */
    public double[] direction(long seed) {
        return unit(shape.parameters(), seed);
    }

    public static double[] unit(int size, long seed) {
        RandomSource random = RandomSource.of(seed, 78);
        double[] vector = new double[size];
        double square = 0;
        for (int i = 0; i < size; i++) {
            vector[i] = random.nextGaussian();
            square += vector[i] * vector[i];
        }
        for (int i = 0; i < size; i++) {
            vector[i] /= Math.sqrt(square);
        }
        return vector;
    }

    public GlobalBounds bounds() {
        return GlobalBounds.of(shape, TokenGeometry.of(samples()), theta());
    }

    public Rounding rounding(double unit) {
        return Roundings.at(shape, TokenGeometry.of(samples()), theta(), unit);
    }

    /** What rounding in double may do to an eigenvalue of the Hessian. */
    public double curvatureRounding() {
        return Roundings.curvature(shape, TokenGeometry.of(samples()), theta());
    }
}
