package dev.mha.core.curvature;

import dev.mha.core.linear.Vectors;

import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.Arrays;

/**
 * Some samples side by side, one a lane: tokens X, attention P and its score {@code G = U X'} of every head, with
 * {@code phi_h = sum(P o G)}: the attention output itself is never needed. A matrix is an array of rows over lanes, its
 * entry (s, t) at {@code s columns + t}, so that every product is a loop over lanes whatever the shape.
 *
 * <p>Lanes without a sample have tokens of zero. Of a sample shorter than others, P is zero in the rows and columns
 * beyond it.
 */
class SampleGroup {
    /**
     * Most lanes. Short loops spend their time on their ends; with many more lanes X, P and G of one head leave the
     * second cache: 100 kB for each of them at 64 lanes, 10 tokens and 20 features.
     */
    private static final int MOST_LANES = 64;

    /** Fewest lanes, a cache line. */
    private static final int FEWEST_LANES = 8;

    /** Bytes of an array beside its values, and of the reference to it. */
    private static final int ARRAY = 24;

    /**
     * Values of P of all lanes, 8 MB: with more tokens there are fewer lanes, until the fewest. 64 lanes instead of 8
     * halve the time of a trace at 64 and 128 tokens (148 ms for 317, 150 for 318), 64 instead of 16 win nothing at 256
     * (446 for 454); at 512 they would win a sixth for four times the memory.
     */
    private static final int MOST_PAIRS = 1 << 20;

    final ClassifierShape shape;
    private final PackedSamples samples;
    final double rootHeads;
    /** Tokens X, {@code [tokens, features]}. */
    double[][] x;
    /** P of the head at work, {@code [tokens, tokens]}. */
    final double[][] attention;
    /** G - r of that head, r the mean of a row of G under P. */
    final double[][] centred;
    /** A product X W or M X, {@code [tokens, features]}. */
    final double[][] rows;
    final double[] lane;
    private final double[][] square;
    private final double[][] decoder;
    private final int[] lengths;
    private boolean shorter;

    SampleGroup(ClassifierShape shape, PackedSamples samples) {
        int size = shape.tokens() * shape.features();
        int pairs = shape.tokens() * shape.tokens();
        int lanes = lanes(samples);
        this.shape = shape;
        this.samples = samples;
        rootHeads = 1 / Math.sqrt(shape.heads());
        attention = new double[pairs][lanes];
        centred = new double[pairs][lanes];
        rows = new double[size][lanes];
        square = new double[pairs][lanes];
        decoder = new double[pairs][lanes];
        lane = new double[lanes];
        lengths = new int[lanes];
    }

    /** Samples side by side: for few samples fewer, so that there is work for two threads. */
    static int lanes(PackedSamples samples) {
        int half = (samples.samples() + 15) / 16 * FEWEST_LANES;
        long pairs = (long) samples.tokens() * samples.tokens();
        return Math.clamp(Math.min(half, MOST_PAIRS / pairs / FEWEST_LANES * FEWEST_LANES), FEWEST_LANES, MOST_LANES);
    }

    /** Bytes of one group: with long samples P and three matrices of its size are nearly all of it. */
    static long bytes(PackedSamples samples) {
        long tokens = samples.tokens();
        long arrays = tokens * (4 * tokens + 2L * samples.features());
        return arrays * (Double.BYTES * lanes(samples) + ARRAY);
    }

    /** Number of groups that hold all samples. */
    static int groups(PackedSamples samples) {
        return (samples.samples() + lanes(samples) - 1) / lanes(samples);
    }

    /** First sample of a group. */
    final int first(int group) {
        return group * lane.length;
    }

    /** Number of samples of a group. */
    final int count(int group) {
        return Math.min(lane.length, samples.samples() - first(group));
    }

    /** Reads the tokens of a group. */
    final void load(int group) {
        int size = shape.tokens() * shape.features();
        int first = first(group);
        double[] tokens = new double[size];
        x = new double[size][lane.length];
        shorter = false;
        for (int l = 0; l < lane.length; l++) {
            lengths[l] = l < count(group) ? samples.length(first + l) : shape.tokens();
            shorter |= lengths[l] < shape.tokens();
            if (l < count(group)) {
                samples.copyTokens(first + l, tokens);
                for (int i = 0; i < lengths[l] * shape.features(); i++) {
                    x[i][l] = tokens[i];
                }
            }
        }
    }

    /** P and G - r of a head for the loaded group. */
    final void forward(double[] theta, int head) {
        int tokens = shape.tokens();
        double[][] p = attention;
        double[][] g = centred;
        scores(theta, head, p, g);
        double[] largest = new double[lane.length];
        double[] sum = new double[lane.length];
        for (int s = 0; s < tokens; s++) {
            softmax(p, s, largest, sum);
            LaneProducts.multiply(p, s * tokens, 1, g, s * tokens, 1, tokens, lane);
            for (int t = 0; t < tokens; t++) {
                Vectors.add(-1, lane, g[s * tokens + t]);
            }
        }
    }

    /** {@code X W X'} and {@code U X'} for the parameters of a head. */
    final void scores(double[] theta, int head, double[][] attentionScores, double[][] decoderScores) {
        int d = shape.features();
        int tokens = shape.tokens();
        for (int s = 0; s < tokens; s++) {
            for (int k = 0; k < d; k++) {
                LaneProducts.combine(theta, shape.attentionOffset(head) + k, d, x, s * d, 1, d, rows[s * d + k]);
            }
            for (int t = 0; t < tokens; t++) {
                LaneProducts.multiply(rows, s * d, 1, x, t * d, 1, d, attentionScores[s * tokens + t]);
                LaneProducts.combine(theta, shape.decoderOffset(head) + s * d, 1, x, t * d, 1, d,
                        decoderScores[s * tokens + t]);
            }
        }
    }

    private void softmax(double[][] p, int s, double[] largest, double[] sum) {
        int tokens = shape.tokens();
        int from = s * tokens;
        if (shorter) {
            for (int t = 0; t < tokens; t++) {
                mask(p[from + t], t, Double.NEGATIVE_INFINITY);
            }
        }
        Arrays.fill(largest, Double.NEGATIVE_INFINITY);
        Arrays.fill(sum, 0);
        for (int t = 0; t < tokens; t++) {
            max(p[from + t], largest);
        }
        for (int t = 0; t < tokens; t++) {
            exp(p[from + t], largest, sum);
        }
        for (int t = 0; t < tokens; t++) {
            divide(p[from + t], sum);
            if (shorter) {
                mask(p[from + t], s, 0);
            }
        }
    }

    /** Sets a value where the sample of a lane has no token at this position. */
    private void mask(double[] values, int position, double value) {
        for (int l = 0; l < values.length; l++) {
            values[l] = position < lengths[l] ? values[l] : value;
        }
    }

    private static void max(double[] x, double[] largest) {
        for (int l = 0; l < x.length; l++) {
            largest[l] = Math.max(largest[l], x[l]);
        }
    }

    private static void exp(double[] x, double[] largest, double[] sum) {
        for (int l = 0; l < x.length; l++) {
            x[l] = Math.exp(x[l] - largest[l]);
            sum[l] += x[l];
        }
    }

    private static void divide(double[] x, double[] sum) {
        for (int l = 0; l < x.length; l++) {
            x[l] /= sum[l];
        }
    }

    /** Takes the derivative by one parameter for every lane; the array is used again afterwards. */
    interface Sink {
        void take(int parameter, double[] values);
    }

    /** Adds sums over lanes. */
    static Sink sumInto(double[] gradient) {
        return (parameter, values) -> gradient[parameter] += LaneProducts.sum(values);
    }

    /** {@code factor grad Phi} of the loaded group, a factor for each lane; one head at a time is in memory. */
    final void gradient(double[] theta, double[] factor, Sink sink) {
        double[] scaled = factor.clone();
        Vectors.scale(rootHeads, scaled);
        for (int head = 0; head < shape.heads(); head++) {
            forward(theta, head);
            headGradient(scaled, head, sink);
        }
    }

    /** {@code factor grad phi_h} of the head at work. */
    final void headGradient(double[] factor, int head, Sink sink) {
        for (int i = 0; i < attention.length; i++) {
            scale(factor, attention[i], centred[i], square[i], decoder[i]);
        }
        outer(square, decoder, head, sink);
    }

    private static void scale(double[] factor, double[] p, double[] g, double[] slope, double[] weight) {
        for (int l = 0; l < factor.length; l++) {
            double scaled = factor[l] * p[l];
            weight[l] = scaled;
            slope[l] = scaled * g[l];
        }
    }

    /** {@code X' (M X)} for the W part of a head and {@code N X} for its U part. */
    final void outer(double[][] m, double[][] n, int head, Sink sink) {
        int d = shape.features();
        int tokens = shape.tokens();
        for (int s = 0; s < tokens; s++) {
            for (int j = 0; j < d; j++) {
                LaneProducts.multiply(m, s * tokens, 1, x, j, d, tokens, rows[s * d + j]);
                LaneProducts.multiply(n, s * tokens, 1, x, j, d, tokens, lane);
                sink.take(shape.decoderOffset(head) + s * d + j, lane);
            }
        }
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                LaneProducts.multiply(x, i, d, rows, j, d, tokens, lane);
                sink.take(shape.attentionOffset(head) + i * d + j, lane);
            }
        }
    }
}
