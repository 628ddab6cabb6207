package dev.mha.core.generate;

import dev.mha.core.random.RandomSource;
import dev.mha.core.random.Streams;
import dev.mha.core.data.Dataset;

/**
 * Planted data (arXiv 2310.12680, experiments): every value is standard normal, and the label is the sign of a random
 * attention classifier, the teacher, whose parameters are standard normal too.
 *
 * <p>The teacher is computed here in double with {@link StrictMath}, not by the kernels: their last bits depend on the
 * machine's vectors, and a label must not.
 *
 * @param heads number of heads of the teacher, H*
 * @param tokens number of tokens T
 * @param features number of features d
 */
public record Planted(int heads, int tokens, int features) {

    /** @throws IllegalArgumentException if a size is below 1 */
    public Planted {
        if (heads < 1 || tokens < 1 || features < 1) {
            throw new IllegalArgumentException(
                    "heads " + heads + ", tokens " + tokens + ", features " + features + ": each must be at least 1");
        }
    }

    /**
     * The teacher's parameters of a seed, head-major {@code [W_h (features x features) | U_h (tokens x features)]} as
     * in {@link dev.mha.kernels.classifier.ClassifierShape}.
     */
    public double[] teacher(long seed) {
        RandomSource random = RandomSource.of(seed, Streams.STRUCTURE);
        int size = Math.multiplyExact(heads, Math.multiplyExact(features, features + tokens));
        double[] theta = new double[size];
        for (int i = 0; i < size; i++) {
            theta[i] = random.nextGaussian();
        }
        return theta;
    }

    /** Training samples of a seed. */
    public Dataset train(int samples, long seed) {
        return draw(samples, seed, Streams.TRAIN);
    }

    /** Test samples of a seed: same teacher, drawn independently of the training samples. */
    public Dataset test(int samples, long seed) {
        return draw(samples, seed, Streams.TEST);
    }

    private Dataset draw(int samples, long seed, long stream) {
        if (samples < 1) {
            throw new IllegalArgumentException("samples is " + samples + ", must be at least 1");
        }
        double[] theta = teacher(seed);
        RandomSource random = RandomSource.of(seed, stream);
        int size = tokens * features;
        float[] x = new float[Math.multiplyExact(samples, size)];
        float[] labels = new float[samples];
        double[] sample = new double[size];
        for (int i = 0; i < samples; i++) {
            for (int k = 0; k < size; k++) {
                x[i * size + k] = (float) random.nextGaussian();
                sample[k] = x[i * size + k];
            }
            labels[i] = score(theta, sample) > 0 ? 1 : -1;
        }
        return new Dataset("planted, " + heads + " heads", samples, tokens, features, x, null, labels, "minus", "plus",
                null);
    }

    /** {@code H^(-1/2) sum_h <U_h, softmax_rows(X W_h X') X>} of one sample {@code [tokens, features]}. */
    double score(double[] theta, double[] x) {
        double phi = 0;
        double[] query = new double[features];
        double[] weights = new double[tokens];
        for (int head = 0; head < heads; head++) {
            int w = head * features * (features + tokens);
            int u = w + features * features;
            for (int s = 0; s < tokens; s++) {
                for (int j = 0; j < features; j++) {
                    query[j] = 0;
                    for (int k = 0; k < features; k++) {
                        query[j] += x[s * features + k] * theta[w + k * features + j];
                    }
                }
                double largest = Double.NEGATIVE_INFINITY;
                for (int t = 0; t < tokens; t++) {
                    weights[t] = dot(query, 0, x, t * features);
                    largest = Math.max(largest, weights[t]);
                }
                double sum = 0;
                double value = 0;
                for (int t = 0; t < tokens; t++) {
                    double weight = StrictMath.exp(weights[t] - largest);
                    sum += weight;
                    value += weight * dot(theta, u + s * features, x, t * features);
                }
                phi += value / sum;
            }
        }
        return phi / Math.sqrt(heads);
    }

    private double dot(double[] a, int aOffset, double[] b, int bOffset) {
        double sum = 0;
        for (int j = 0; j < features; j++) {
            sum += a[aOffset + j] * b[bOffset + j];
        }
        return sum;
    }
}
