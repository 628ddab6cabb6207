package dev.mha.verify.classifier;

import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.verify.numeric.Precision;

/**
 * Scores, loss and gradient of the attention classifier by the textbook: attention matrix, output, decoder, chain rule;
 * none of the identities that the kernels use to save work.
 */
final class ReferenceClassifier {
    /** Phi of every sample. */
    final double[] scores;
    /** Weighted logistic loss. */
    final double loss;
    /** Gradient of the loss, laid out like the parameters. */
    final double[] gradient;

    ReferenceClassifier(ClassifierProblem problem, Precision precision) {
        this(problem, Parameters.of(problem.theta), precision);
    }

    /** With parameters of its own, so that differences can be taken in double. */
    ReferenceClassifier(ClassifierProblem problem, Parameters parameters, Precision p) {
        ClassifierShape shape = problem.shape;
        double[] theta = parameters.values();
        double rootHeads = p.round(1 / Math.sqrt(shape.heads()));
        scores = new double[problem.samples];
        gradient = new double[shape.parameters()];
        double sum = 0;
        for (int i = 0; i < problem.samples; i++) {
            double[][] x = problem.tokens(i);
            Head[] heads = new Head[shape.heads()];
            double phi = 0;
            for (int h = 0; h < heads.length; h++) {
                heads[h] = new Head(shape, x, theta, h, p);
                phi = p.round(phi + heads[h].phi);
            }
            scores[i] = p.round(phi * rootHeads);
            double margin = problem.labels[i] * scores[i];
            double weight = problem.weight(i);
            sum += weight * (Math.log1p(Math.exp(-Math.abs(margin))) + Math.max(-margin, 0));
            double slope = -problem.labels[i] * weight / (1 + Math.exp(margin));
            for (Head head : heads) {
                head.backward(p.round(slope * rootHeads), gradient);
            }
        }
        loss = sum;
    }

    /** Parameters in double. */
    record Parameters(double[] values) {
        static Parameters of(float[] theta) {
            double[] values = new double[theta.length];
            for (int i = 0; i < theta.length; i++) {
                values[i] = theta[i];
            }
            return new Parameters(values);
        }

        /** A step along a direction. */
        Parameters plus(double step, double[] direction) {
            double[] moved = values.clone();
            for (int i = 0; i < moved.length; i++) {
                moved[i] += step * direction[i];
            }
            return new Parameters(moved);
        }
    }

    /** One head on one sample. */
    private static final class Head {
        private final Precision p;
        private final double[][] x;
        private final double[] theta;
        private final int w;
        private final int u;
        private final double[][] attention;
        private final double[][] output;
        final double phi;

        Head(ClassifierShape shape, double[][] x, double[] theta, int head, Precision precision) {
            p = precision;
            this.x = x;
            this.theta = theta;
            w = shape.attentionOffset(head);
            u = shape.decoderOffset(head);
            int length = x.length;
            int d = x[0].length;
            attention = new double[length][length];
            output = new double[length][d];
            double sum = 0;
            for (int s = 0; s < length; s++) {
                double[] query = new double[d];
                for (int j = 0; j < d; j++) {
                    for (int k = 0; k < d; k++) {
                        query[j] = p.addProduct(query[j], x[s][k], theta[w + k * d + j]);
                    }
                }
                for (int t = 0; t < length; t++) {
                    attention[s][t] = dot(query, 0, x[t]);
                }
                softmax(attention[s]);
                for (int t = 0; t < length; t++) {
                    for (int j = 0; j < d; j++) {
                        output[s][j] = p.addProduct(output[s][j], attention[s][t], x[t][j]);
                    }
                }
                for (int j = 0; j < d; j++) {
                    sum = p.addProduct(sum, theta[u + s * d + j], output[s][j]);
                }
            }
            phi = sum;
        }

        /** Adds the gradient of {@code factor * phi}: dO = factor U, dU = factor O, dW = X' dS X. */
        void backward(double factor, double[] gradient) {
            int length = x.length;
            int d = x[0].length;
            for (int s = 0; s < length; s++) {
                double[] weightGrad = new double[length];
                double mean = 0;
                for (int t = 0; t < length; t++) {
                    weightGrad[t] = dot(theta, u + s * d, x[t]);
                    mean = p.addProduct(mean, attention[s][t], weightGrad[t]);
                }
                double[] queryGrad = new double[d];
                for (int t = 0; t < length; t++) {
                    double scoreGrad = p.round(attention[s][t] * p.round(weightGrad[t] - mean));
                    for (int j = 0; j < d; j++) {
                        queryGrad[j] = p.addProduct(queryGrad[j], scoreGrad, x[t][j]);
                    }
                }
                for (int j = 0; j < d; j++) {
                    double grad = p.round(factor * queryGrad[j]);
                    gradient[u + s * d + j] = p.addProduct(gradient[u + s * d + j], factor, output[s][j]);
                    for (int k = 0; k < d; k++) {
                        gradient[w + k * d + j] = p.addProduct(gradient[w + k * d + j], x[s][k], grad);
                    }
                }
            }
        }

        private double dot(double[] a, int from, double[] b) {
            double sum = 0;
            for (int j = 0; j < b.length; j++) {
                sum = p.addProduct(sum, a[from + j], b[j]);
            }
            return sum;
        }

        private void softmax(double[] row) {
            double max = Double.NEGATIVE_INFINITY;
            for (double score : row) {
                max = Math.max(max, score);
            }
            double sum = 0;
            for (int t = 0; t < row.length; t++) {
                row[t] = p.round(Math.exp(p.round(row[t] - max)));
                sum = p.round(sum + row[t]);
            }
            for (int t = 0; t < row.length; t++) {
                row[t] = p.round(row[t] / sum);
            }
        }
    }
}
