package dev.mha.bench.precision;

import dev.mha.bench.ClassifierRun;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Loss and gradient of the attention classifier in double by the textbook: attention matrix, output, decoder, chain
 * rule; none of the identities that the kernels use to save work.
 */
final class DoubleClassifier {
    final double[] gradient;
    final double loss;

    private final ClassifierShape shape;
    private final ClassifierRun.Data data;
    private final int tokens;
    private final int features;

    DoubleClassifier(ClassifierRun run, ClassifierRun.Data data) {
        this.data = data;
        shape = run.shape();
        tokens = shape.tokens();
        features = shape.features();
        gradient = new double[shape.parameters()];
        double[][] phi = IntStream.range(0, shape.heads()).parallel().mapToObj(h -> {
            double[] own = new double[run.samples()];
            for (int i = 0; i < own.length; i++) {
                own[i] = head(h, i, 0);
            }
            return own;
        }).toArray(double[][]::new);
        double[] slopes = new double[run.samples()];
        double sum = 0;
        for (int i = 0; i < slopes.length; i++) {
            double score = 0;
            for (double[] head : phi) {
                score += head[i];
            }
            double margin = data.labels[i] * score / Math.sqrt(shape.heads());
            sum += Math.log1p(Math.exp(-Math.abs(margin))) + Math.max(-margin, 0);
            slopes[i] = -data.labels[i] / (1 + Math.exp(margin)) / run.samples() / Math.sqrt(shape.heads());
        }
        loss = sum / run.samples();
        IntStream.range(0, shape.heads()).parallel().forEach(h -> {
            for (int i = 0; i < slopes.length; i++) {
                head(h, i, slopes[i]);
            }
        });
    }

    /** Phi of one head and sample; adds its gradient times {@code slope}, unless that is 0. */
    private double head(int h, int sample, double slope) {
        int x = sample * tokens * features;
        int w = shape.attentionOffset(h);
        int u = shape.decoderOffset(h);
        double phi = 0;
        double[] query = new double[features];
        double[] weights = new double[tokens];
        double[] weightGrad = new double[tokens];
        double[] queryGrad = new double[features];
        for (int t = 0; t < tokens; t++) {
            Arrays.fill(query, 0);
            for (int a = 0; a < features; a++) {
                for (int b = 0; b < features; b++) {
                    query[b] += (double) data.x[x + t * features + a] * data.theta[w + a * features + b];
                }
            }
            softmax(query, weights, x);
            double mean = 0;
            for (int j = 0; j < tokens; j++) {
                double product = 0;
                for (int k = 0; k < features; k++) {
                    product += (double) data.theta[u + t * features + k] * data.x[x + j * features + k];
                }
                weightGrad[j] = product;
                mean += weights[j] * product;
            }
            phi += mean;
            if (slope == 0) {
                continue;
            }
            Arrays.fill(queryGrad, 0);
            for (int j = 0; j < tokens; j++) {
                double scoreGrad = slope * weights[j] * (weightGrad[j] - mean);
                for (int k = 0; k < features; k++) {
                    queryGrad[k] += scoreGrad * data.x[x + j * features + k];
                    gradient[u + t * features + k] += slope * weights[j] * data.x[x + j * features + k];
                }
            }
            for (int a = 0; a < features; a++) {
                for (int b = 0; b < features; b++) {
                    gradient[w + a * features + b] += data.x[x + t * features + a] * queryGrad[b];
                }
            }
        }
        return phi;
    }

    private void softmax(double[] query, double[] weights, int x) {
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < tokens; j++) {
            double score = 0;
            for (int k = 0; k < features; k++) {
                score += query[k] * data.x[x + j * features + k];
            }
            weights[j] = score;
            max = Math.max(max, score);
        }
        double sum = 0;
        for (int j = 0; j < tokens; j++) {
            weights[j] = Math.exp(weights[j] - max);
            sum += weights[j];
        }
        for (int j = 0; j < tokens; j++) {
            weights[j] /= sum;
        }
    }
}
