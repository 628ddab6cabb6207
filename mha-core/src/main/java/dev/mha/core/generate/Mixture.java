package dev.mha.core.generate;

import dev.mha.core.random.RandomSource;
import dev.mha.core.data.Dataset;

/**
 * The tokenized mixture (arXiv 2310.12680, data models 1 and 2): a few tokens of a sample carry the mean of its class,
 * the others say nothing about it.
 *
 * <p>The means mu+, mu-, nu_1 .. nu_M are {@code signal} times orthonormal vectors. {@code round(share * tokens)}
 * random positions of a sample carry its class; labels are balanced (one more of class +1 when the number is odd) and
 * shuffled.
 *
 * @param kind which of the two data models
 * @param tokens number of tokens T
 * @param features number of features d, at least {@code distractors + 2}
 * @param distractors number M of means without a class, at least 1; not used by {@link Kind#DM2} but in the choice of
 *             means
 * @param signal length S of every mean, above 0
 * @param share zeta, the share of tokens that carry the class; at least one token must and at most all may
 * @param noise deviation sigma of the noise of each feature, at least 0
 * @param fixedPositions the first tokens carry the class in every sample, instead of random ones
 */
public record Mixture(Kind kind, int tokens, int features, int distractors, double signal, double share, double noise,
        boolean fixedPositions) {

    /** What the tokens are. */
    public enum Kind {
        /** Class tokens are mu_y exactly; each other one is nu_j plus noise, j uniform. */
        DM1,
        /** Class tokens are mu_y plus noise, the others are noise alone. */
        DM2
    }

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
            if (!fixedPositions) {
                random.shuffle(positions);
            }
            for (int k = 0; k < tokens; k++) {
                int at = (i * tokens + positions[k]) * features;
                token(k < classTokens(), labels[i] > 0 ? means[0] : means[1], means, random, x, at);
            }
        }
        return new Dataset("mixture " + kind, samples, tokens, features, x, null, labels, "mu-", "mu+", null);
    }

    private void token(boolean ofClass, double[] classMean, double[][] means, RandomSource random, float[] x, int at) {
        double[] mean = classMean;
        boolean noisy = kind == Kind.DM2 || !ofClass;
        if (!ofClass) {
            mean = kind == Kind.DM1 ? means[2 + random.nextInt(distractors)] : null;
        }
        for (int j = 0; j < features; j++) {
            double value = mean == null ? 0 : mean[j];
            x[at + j] = (float) (noisy ? value + noise * random.nextGaussian() : value);
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
