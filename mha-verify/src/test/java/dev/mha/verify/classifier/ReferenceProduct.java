package dev.mha.verify.classifier;

import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.verify.numeric.Precision;
import java.util.SplittableRandom;

/**
 * Hessian-vector product of the attention classifier's loss: value and derivative along the vector carried through the
 * textbook's gradient, operation by operation; none of the identities that the kernels use to save work.
 */
final class ReferenceProduct {
    /** {@code sum_i weight_i l''(m_i) (grad Phi_i . v) grad Phi_i}, laid out like the parameters. */
    final double[] gaussNewton;
    /** {@code sum_i weight_i y_i l'(m_i) Hess Phi_i v}. */
    final double[] residual;
    /** What both add up to with magnitudes in the place of values: one rounding of each sum errs by a unit of it. */
    final double[] size;

    private final ClassifierShape shape;
    private final Precision p;
    private final double[] theta;
    private final double[] vector;
    private final int[] features;
    private final SplittableRandom random;

    /**
     * @param order
     *            of the sums over features and keys: 0 as they come, another number shuffles them
     */
    ReferenceProduct(ClassifierProblem problem, double[] theta, double[] vector, Precision precision, long order) {
        shape = problem.shape;
        p = precision;
        this.theta = theta;
        this.vector = vector;
        random = order == 0 ? null : new SplittableRandom(order);
        features = order(shape.features());
        gaussNewton = new double[theta.length];
        residual = new double[theta.length];
        size = new double[theta.length];
        double rootHeads = p.round(1 / Math.sqrt(shape.heads()));
        for (int i = 0; i < problem.samples; i++) {
            double[][] x = problem.tokens(i);
            double[] gradient = new double[theta.length];
            double[] turned = new double[theta.length];
            double[] gradientSize = new double[theta.length];
            double[] turnedSize = new double[theta.length];
            int[] keys = order(x.length);
            double phi = 0;
            double phiDot = 0;
            double phiDotSize = 0;
            for (int h = 0; h < shape.heads(); h++) {
                for (int s = 0; s < x.length; s++) {
                    Row row = new Row(x, keys, h, s);
                    phi = p.round(phi + row.mean);
                    phiDot = p.round(phiDot + row.meanDot);
                    phiDotSize += row.meanDotSize;
                    row.gradient(gradient, turned);
                    row.gradientSize(gradientSize, turnedSize);
                }
            }
            double margin = problem.labels[i] * p.round(phi * rootHeads);
            double weight = problem.weight(i);
            double sigmoid = 1 / (1 + Math.exp(margin));
            double slope = p.round(-problem.labels[i] * weight * sigmoid * rootHeads);
            double slopeDot = p.round(weight * sigmoid * (1 - sigmoid) * p.round(phiDot * rootHeads) * rootHeads);
            for (int k = 0; k < theta.length; k++) {
                gaussNewton[k] = p.addProduct(gaussNewton[k], slopeDot, gradient[k]);
                residual[k] = p.addProduct(residual[k], slope, turned[k]);
                size[k] += weight * sigmoid * (1 - sigmoid) * phiDotSize / shape.heads() * gradientSize[k]
                        + Math.abs(slope) * turnedSize[k];
            }
        }
    }

    private int[] order(int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random == null ? i : random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** One query of one head on one sample: Phi's part, and what belongs to it in the gradient, with derivatives. */
    private final class Row {
        private final double[][] x;
        private final int[] keys;
        private final int query;
        private final int w;
        private final int u;
        private final double[] weight;
        private final double[] weightDot;
        private final double[] value;
        private final double[] valueDot;
        private final double[] valueSize;
        private final double[] valueDotSize;
        private final double[] weightDotSize;
        final double mean;
        final double meanDot;
        private final double meanSize;
        final double meanDotSize;

        Row(double[][] x, int[] keys, int head, int query) {
            this.x = x;
            this.keys = keys;
            this.query = query;
            w = shape.attentionOffset(head);
            u = shape.decoderOffset(head) + query * shape.features();
            weight = scores(theta);
            softmax(weight);
            weightDot = scores(vector);
            double shift = sum(weight, weightDot);
            value = new double[x.length];
            valueDot = new double[x.length];
            for (int t = 0; t < x.length; t++) {
                weightDot[t] = p.round(weight[t] * p.round(weightDot[t] - shift));
                value[t] = dot(theta, u, x[t]);
                valueDot[t] = dot(vector, u, x[t]);
            }
            mean = sum(weight, value);
            meanDot = p.round(sum(weightDot, value) + sum(weight, valueDot));
            valueSize = new double[x.length];
            valueDotSize = new double[x.length];
            weightDotSize = scoreSizes();
            double shiftSize = sum(weight, weightDotSize);
            for (int t = 0; t < x.length; t++) {
                weightDotSize[t] = weight[t] * (weightDotSize[t] + shiftSize);
                for (int j = 0; j < shape.features(); j++) {
                    valueSize[t] += Math.abs(theta[u + j] * x[t][j]);
                    valueDotSize[t] += Math.abs(vector[u + j] * x[t][j]);
                }
            }
            meanSize = sum(weight, valueSize);
            meanDotSize = sum(weightDotSize, valueSize) + sum(weight, valueDotSize);
        }

        private double[] scoreSizes() {
            int d = shape.features();
            double[] sizes = new double[x.length];
            for (int j = 0; j < d; j++) {
                double projected = 0;
                for (int k = 0; k < d; k++) {
                    projected += Math.abs(x[query][k] * vector[w + k * d + j]);
                }
                for (int t = 0; t < sizes.length; t++) {
                    sizes[t] += projected * Math.abs(x[t][j]);
                }
            }
            return sizes;
        }

        private double sum(double[] a, double[] b) {
            double sum = 0;
            for (int t : keys) {
                sum = p.addProduct(sum, a[t], b[t]);
            }
            return sum;
        }

        private double dot(double[] a, int from, double[] b) {
            double sum = 0;
            for (int j : features) {
                sum = p.addProduct(sum, a[from + j], b[j]);
            }
            return sum;
        }

        private double[] scores(double[] parameters) {
            double[] projected = new double[shape.features()];
            for (int j = 0; j < projected.length; j++) {
                for (int k : features) {
                    projected[j] = p.addProduct(projected[j], x[query][k], parameters[w + k * projected.length + j]);
                }
            }
            double[] scores = new double[x.length];
            for (int t = 0; t < scores.length; t++) {
                scores[t] = dot(projected, 0, x[t]);
            }
            return scores;
        }

        private void softmax(double[] row) {
            double max = Double.NEGATIVE_INFINITY;
            for (double score : row) {
                max = Math.max(max, score);
            }
            double sum = 0;
            for (int t : keys) {
                row[t] = p.round(Math.exp(p.round(row[t] - max)));
                sum = p.round(sum + row[t]);
            }
            for (int t : keys) {
                row[t] = p.round(row[t] / sum);
            }
        }

        /** Adds to Phi's gradient, and to its derivative along the vector. */
        void gradient(double[] gradient, double[] turned) {
            int d = shape.features();
            double[] keyed = new double[d];
            double[] keyedDot = new double[d];
            for (int t : keys) {
                double difference = p.round(value[t] - mean);
                double differenceDot = p.round(valueDot[t] - meanDot);
                double scoreGrad = p.round(weight[t] * difference);
                double scoreGradDot = p.addProduct(p.round(weightDot[t] * difference), weight[t], differenceDot);
                for (int j = 0; j < d; j++) {
                    gradient[u + j] = p.addProduct(gradient[u + j], weight[t], x[t][j]);
                    turned[u + j] = p.addProduct(turned[u + j], weightDot[t], x[t][j]);
                    keyed[j] = p.addProduct(keyed[j], scoreGrad, x[t][j]);
                    keyedDot[j] = p.addProduct(keyedDot[j], scoreGradDot, x[t][j]);
                }
            }
            for (int k = 0; k < d; k++) {
                for (int j = 0; j < d; j++) {
                    int at = w + k * d + j;
                    gradient[at] = p.addProduct(gradient[at], x[query][k], keyed[j]);
                    turned[at] = p.addProduct(turned[at], x[query][k], keyedDot[j]);
                }
            }
        }

        /** {@link #gradient} with magnitudes. */
        void gradientSize(double[] gradient, double[] turned) {
            int d = shape.features();
            double[] keyed = new double[d];
            double[] keyedDot = new double[d];
            for (int t : keys) {
                double difference = valueSize[t] + meanSize;
                double differenceDot = valueDotSize[t] + meanDotSize;
                for (int j = 0; j < d; j++) {
                    double size = Math.abs(x[t][j]);
                    gradient[u + j] += weight[t] * size;
                    turned[u + j] += weightDotSize[t] * size;
                    keyed[j] += weight[t] * difference * size;
                    keyedDot[j] += (weightDotSize[t] * difference + weight[t] * differenceDot) * size;
                }
            }
            for (int k = 0; k < d; k++) {
                for (int j = 0; j < d; j++) {
                    gradient[w + k * d + j] += Math.abs(x[query][k]) * keyed[j];
                    turned[w + k * d + j] += Math.abs(x[query][k]) * keyedDot[j];
                }
            }
        }
    }
}
