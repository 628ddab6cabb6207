package dev.mha.kernels.classifier;

import java.util.Arrays;

/** The classifier kernel as plain loops: its specification, its fallback, and its twin in tests. */
final class PlainClassifier {
    private PlainClassifier() {}

    /** Scores alone when {@code gradient} is null, else loss and gradient too. */
    static double run(ClassifierShape shape, PackedSamples samples, float[] theta, float[] labels, double[] weights,
            float[] scores, float[] gradient) {
        int features = shape.features();
        int tokens = shape.tokens();
        float rootHeads = (float) (1 / Math.sqrt(shape.heads()));
        float[] attention = new float[shape.heads() * tokens * tokens];
        float[] slope = new float[shape.heads() * tokens * tokens];
        float[] query = new float[features];
        if (gradient != null) {
            Arrays.fill(gradient, 0);
        }
        double loss = 0;
        for (int i = 0; i < samples.samples(); i++) {
            int x = i * tokens * features;
            int length = samples.length(i);
            float phi = 0;
            for (int head = 0; head < shape.heads(); head++) {
                phi += forward(shape, samples.x(), x, length, theta, head, attention, slope, query);
            }
            scores[i] = phi * rootHeads;
            if (gradient != null) {
                double margin = labels[i] * (double) scores[i];
                double weight = weights == null ? 1.0 / samples.samples() : weights[i];
                loss += weight * logistic(margin);
                float factor = (float) (-labels[i] * weight * Math.exp(-logistic(-margin)) / Math.sqrt(shape.heads()));
                for (int head = 0; head < shape.heads(); head++) {
                    backward(shape, samples.x(), x, length, head, attention, slope, factor, query, gradient);
                }
            }
        }
        return loss;
    }

    /** log(1 + exp(-margin)) without overflow. */
    static double logistic(double margin) {
        return Math.log1p(Math.exp(-Math.abs(margin))) + Math.max(-margin, 0);
    }

    /** Keeps P and P o (G - r) of one head, and returns {@code phi_h = sum r}: no attention output is needed. */
    private static float forward(ClassifierShape shape, float[] data, int x, int length, float[] theta, int head,
            float[] attention, float[] slope, float[] query) {
        int d = shape.features();
        int tokens = shape.tokens();
        int w = shape.attentionOffset(head);
        int u = shape.decoderOffset(head);
        float phi = 0;
        for (int s = 0; s < length; s++) {
            int row = (head * tokens + s) * tokens;
            for (int j = 0; j < d; j++) {
                float sum = 0;
                for (int k = 0; k < d; k++) {
                    sum += data[x + s * d + k] * theta[w + k * d + j];
                }
                query[j] = sum;
            }
            float max = Float.NEGATIVE_INFINITY;
            for (int t = 0; t < length; t++) {
                float score = 0;
                float value = 0;
                for (int j = 0; j < d; j++) {
                    score += query[j] * data[x + t * d + j];
                    value += theta[u + s * d + j] * data[x + t * d + j];
                }
                attention[row + t] = score;
                slope[row + t] = value;
                max = Math.max(max, score);
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

    /** dU += factor P X, dW += factor X' (P o (G - r)) X. */
    private static void backward(ClassifierShape shape, float[] data, int x, int length, int head, float[] attention,
            float[] slope, float factor, float[] rowSum, float[] gradient) {
        int d = shape.features();
        int tokens = shape.tokens();
        int w = shape.attentionOffset(head);
        int u = shape.decoderOffset(head);
        for (int s = 0; s < length; s++) {
            int row = (head * tokens + s) * tokens;
            Arrays.fill(rowSum, 0);
            for (int t = 0; t < length; t++) {
                float p = factor * attention[row + t];
                float ds = factor * slope[row + t];
                for (int j = 0; j < d; j++) {
                    gradient[u + s * d + j] += p * data[x + t * d + j];
                    rowSum[j] += ds * data[x + t * d + j];
                }
            }
            for (int k = 0; k < d; k++) {
                for (int j = 0; j < d; j++) {
                    gradient[w + k * d + j] += data[x + s * d + k] * rowSum[j];
                }
            }
        }
    }
}
