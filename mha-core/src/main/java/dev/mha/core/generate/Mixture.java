package dev.mha.core.generate;

import dev.mha.core.random.RandomSource;
import dev.mha.core.random.Streams;
import dev.mha.core.data.Dataset;

/**
 * The tokenized mixture (arXiv 2310.12680, data model 1): a few tokens of a sample carry the mean of its class, the
 * others, each a mean without a class plus noise, say nothing about it.
 *
 * <p>The means mu+, mu-, nu_1 .. nu_M are {@code signal} times orthonormal vectors. {@code round(share * tokens)}
 * random positions of a sample carry its class; labels are balanced (one more of class +1 when the number is odd) and
 * shuffled.
 *
 * @param tokens number of tokens T
 * @param features number of features d, at least {@code distractors + 2}
 * @param distractors number M of means without a class, at least 1
 * @param signal length S of every mean, above 0
 * @param share zeta, the share of tokens that carry the class; at least one token must and at most all may
 * @param noise deviation sigma of the noise of each feature of a token without a class, at least 0
 */
public record Mixture(int tokens, int features, int distractors, double signal, double share, double noise) {

    /** @throws IllegalArgumentException if a parameter is out of its range */
    public Mixture {
        if (tokens < 1 || distractors < 1 || features < distractors + 2) {
            throw new IllegalArgumentException(
                    "tokens " + tokens + ", distractors " + distractors + ", features " + features
                            + ": at least 1, 1 and distractors + 2");
        }
        if (!(signal > 0 && signal <= 1e6) || !(noise >= 0 && noise <= 1e6)) {
            throw new IllegalArgumentException(
                    "signal " + signal + ", noise " + noise + ": must be above 0, at least 0, and at most 1e6");
        }
        if (!(share > 0 && share <= 1) || Math.round(share * tokens) < 1) {
            throw new IllegalArgumentException(
                    "share " + share + " of " + tokens + " tokens: must be above 0, at most 1, and one token or more");
        }
    }

    /** Number of tokens that carry the class. */
    public int classTokens() {
        return (int) Math.round(share * tokens);
    }

    /**
     * The means of a seed, {@code [distractors + 2, features]}: mu+, mu-, nu_1 .. nu_M.
     */
    public double[][] means(long seed) {
        double[][] means = OrthonormalBasis.columns(features, distractors + 2,
                RandomSource.of(seed, Streams.STRUCTURE));
        for (double[] mean : means) {
            for (int i = 0; i < features; i++) {
                mean[i] *= signal;
            }
        }
        return means;
    }

    /** Training samples of a seed. */
    public Dataset train(int samples, long seed) {
        return draw(samples, seed, Streams.TRAIN);
    }

    /** Test samples of a seed: same means, drawn independently of the training samples. */
    public Dataset test(int samples, long seed) {
        return draw(samples, seed, Streams.TEST);
    }

    private Dataset draw(int samples, long seed, long stream) {
        if (samples < 1) {
            throw new IllegalArgumentException("samples is " + samples + ", must be at least 1");
        }
        double[][] means = means(seed);
        RandomSource random = RandomSource.of(seed, stream);
        float[] labels = balancedLabels(samples, random);
        float[] x = new float[Math.multiplyExact(Math.multiplyExact(samples, tokens), features)];
        int[] positions = new int[tokens];
        for (int i = 0; i < samples; i++) {
            for (int t = 0; t < tokens; t++) {
                positions[t] = t;
            }
            random.shuffle(positions);
            for (int k = 0; k < tokens; k++) {
                int at = (i * tokens + positions[k]) * features;
                if (k < classTokens()) {
                    copy(labels[i] > 0 ? means[0] : means[1], x, at);
                } else {
                    scatter(means[2 + random.nextInt(distractors)], random, x, at);
                }
            }
        }
        return new Dataset("mixture DM1", samples, tokens, features, x, null, labels, "mu-", "mu+", null);
    }

    private static void copy(double[] mean, float[] x, int at) {
        for (int j = 0; j < mean.length; j++) {
            x[at + j] = (float) mean[j];
        }
    }

    private void scatter(double[] mean, RandomSource random, float[] x, int at) {
        for (int j = 0; j < mean.length; j++) {
            x[at + j] = (float) (mean[j] + noise * random.nextGaussian());
        }
    }

    /** Half of the samples +1, rounded up, in random order. */
    private static float[] balancedLabels(int samples, RandomSource random) {
        int[] order = new int[samples];
        for (int i = 0; i < samples; i++) {
            order[i] = i;
        }
        random.shuffle(order);
        float[] labels = new float[samples];
        for (int i = 0; i < samples; i++) {
            labels[order[i]] = i % 2 == 0 ? 1 : -1;
        }
        return labels;
    }
}
