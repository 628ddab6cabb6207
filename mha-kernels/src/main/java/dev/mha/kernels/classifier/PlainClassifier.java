package dev.mha.kernels.classifier;

import dev.mha.kernels.work.Crew;
import java.util.Arrays;

/** The classifier kernel as plain loops: its specification, its fallback, and its twin in tests. */
final class PlainClassifier {
    private PlainClassifier() {}

    /** Scores alone when {@code gradient} is null, else the gradient too; sums over samples are double. */
    static void run(ClassifierShape shape, PackedSamples samples, float[] theta, float[] labels, double[] weights,
            float[] scores, float[] gradient, Crew crew) {
        int kept = kept(shape);
        float[] attention = crew.floats(0, 0, kept);
        float[] slope = crew.floats(0, 1, kept);
        float[] row = crew.floats(0, 2, shape.features());
        double[] sums = crew.doubles(0, 3, gradient == null ? 0 : shape.parameters());
        Arrays.fill(sums, 0);
        for (int sample = 0; sample < samples.samples(); sample++) {
            double phi = 0;
            for (int head = 0; head < shape.heads(); head++) {
                phi += forward(shape, samples, sample, theta, head, attention, slope, row);
            }
            scores[sample] = (float) (phi / Math.sqrt(shape.heads()));
            if (gradient != null) {
                double weight = LogisticLoss.weight(weights, sample, samples.samples());
                float factor = (float) LogisticLoss.factor(labels[sample], weight, scores[sample], shape.heads());
                for (int head = 0; head < shape.heads(); head++) {
                    backward(shape, samples, sample, head, attention, slope, factor, row, sums, 0);
                }
            }
        }
        if (gradient != null) {
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] = (float) sums[i];
            }
        }
    }

    /** Attention weights of one sample, {@code [heads, tokens, tokens]}. */
    static int kept(ClassifierShape shape) {
        long kept = Math.multiplyExact((long) shape.tokens() * shape.tokens(), (long) shape.heads());
        if (kept > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("heads " + shape.heads() + ", tokens " + shape.tokens() + ": " + kept
                    + " attention weights of a sample do not fit one array");
        }
        return (int) kept;
    }

    /** Keeps P and P o (G - r) of one head, and returns {@code phi_h = sum r}: no attention output is needed. */
    static double forward(ClassifierShape shape, PackedSamples samples, int sample, float[] theta, int head,
            float[] attention, float[] slope, float[] query) {
        int tokens = shape.tokens();
        int length = samples.length(sample);
        products(shape, samples, sample, theta, head, attention, slope, query);
        double phi = 0;
        for (int s = 0; s < length; s++) {
            int row = (head * tokens + s) * tokens;
            float max = Float.NEGATIVE_INFINITY;
            for (int t = 0; t < length; t++) {
                max = Math.max(max, attention[row + t]);
            }
            float sum = 0;
            for (int t = 0; t < length; t++) {
                attention[row + t] = (float) Math.exp(attention[row + t] - max);
                sum += attention[row + t];
            }
            float mean = 0;
            for (int t = 0; t < length; t++) {
                attention[row + t] /= sum;
                mean += attention[row + t] * slope[row + t];
            }
            for (int t = 0; t < length; t++) {
                slope[row + t] = attention[row + t] * (slope[row + t] - mean);
            }
            phi += mean;
        }
        return phi;
    }

    /** The bilinear scores X W X' of one head, and the decoder scores U X'. */
    static void products(ClassifierShape shape, PackedSamples samples, int sample, float[] theta, int head,
            float[] scores, float[] slopes, float[] query) {
        int features = shape.features();
        int tokens = shape.tokens();
        int length = samples.length(sample);
        var data = samples.x(); // float in either precision
        int x = sample * tokens * features;
        int w = shape.attentionOffset(head);
        int u = shape.decoderOffset(head);
        for (int s = 0; s < length; s++) {
            int row = (head * tokens + s) * tokens;
            for (int j = 0; j < features; j++) {
                float sum = 0;
                for (int k = 0; k < features; k++) {
                    sum += data[x + s * features + k] * theta[w + k * features + j];
                }
                query[j] = sum;
            }
            for (int t = 0; t < length; t++) {
                float score = 0;
                float value = 0;
                for (int j = 0; j < features; j++) {
                    score += query[j] * data[x + t * features + j];
                    value += theta[u + s * features + j] * data[x + t * features + j];
                }
                scores[row + t] = score;
                slopes[row + t] = value;
            }
        }
    }

    /** dU += factor P X, dW += factor X' (P o (G - r)) X. */
    static void backward(ClassifierShape shape, PackedSamples samples, int sample, int head, float[] attention,
            float[] slope, float factor, float[] rowSum, double[] sums, int to) {
        int features = shape.features();
        int tokens = shape.tokens();
        int length = samples.length(sample);
        var data = samples.x(); // float in either precision
        int x = sample * tokens * features;
        int w = shape.attentionOffset(head);
        int u = shape.decoderOffset(head);
        for (int s = 0; s < length; s++) {
            int row = (head * tokens + s) * tokens;
            Arrays.fill(rowSum, 0, features, 0);
            for (int t = 0; t < length; t++) {
                float p = factor * attention[row + t];
                float ds = factor * slope[row + t];
                for (int j = 0; j < features; j++) {
                    sums[to + u + s * features + j] += p * data[x + t * features + j];
                    rowSum[j] += ds * data[x + t * features + j];
                }
            }
            for (int k = 0; k < features; k++) {
                for (int j = 0; j < features; j++) {
                    sums[to + w + k * features + j] += data[x + s * features + k] * rowSum[j];
                }
            }
        }
    }
}
