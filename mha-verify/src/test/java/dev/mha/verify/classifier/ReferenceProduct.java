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
    /**
     * What roundings may add up to, in units of one: the root of the sum of the squares of all terms, carried through
     * the same sums. It is not small where terms cancel.
     */
    final double[] gaussNewtonSize;
    /** The same of the residual. */
    final double[] residualSize;

    private final ClassifierShape shape;
    private final Precision p;
    private final double[] theta;
    private final double[] vector;
    private final int[] featureOrder;
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
        featureOrder = order(shape.features());
        gaussNewton = new double[theta.length];
        residual = new double[theta.length];
        gaussNewtonSize = new double[theta.length];
        residualSize = new double[theta.length];
        double rootHeads = p.round(1 / Math.sqrt(shape.heads()));
        for (int i = 0; i < problem.samples; i++) {
            double[][] x = problem.tokens(i);
            double[] gradient = new double[theta.length];
            double[] turned = new double[theta.length];
            double[] gradientSquares = new double[theta.length];
            double[] turnedSquares = new double[theta.length];
            int[] keyOrder = order(x.length);
            double phi = 0;
            double phiDot = 0;
            double phiDotSquare = 0;
            for (int h = 0; h < shape.heads(); h++) {
                for (int s = 0; s < x.length; s++) {
                    Row row = new Row(x, keyOrder, h, s);
                    phi = p.round(phi + row.mean);
                    phiDot = p.round(phiDot + row.meanDot);
                    phiDotSquare += row.meanDotSquare;
                    row.gradient(gradient, turned);
                    row.squares(gradientSquares, turnedSquares);
                }
            }
            double margin = problem.labels[i] * p.round(phi * rootHeads);
            double weight = problem.weight(i);
            double sigmoid = 1 / (1 + Math.exp(margin));
            double slope = p.round(-problem.labels[i] * weight * sigmoid * rootHeads);
            double curvature = sigmoid / (1 + Math.exp(-margin));
            double slopeDot = p.round(weight * curvature * p.round(phiDot * rootHeads) * rootHeads);
            for (int k = 0; k < theta.length; k++) {
                gaussNewton[k] = p.addProduct(gaussNewton[k], slopeDot, gradient[k]);
                residual[k] = p.addProduct(residual[k], slope, turned[k]);
                gaussNewtonSize[k] += weight * curvature * weight * curvature * phiDotSquare / shape.heads()
                        / shape.heads() * gradientSquares[k];
                residualSize[k] += slope * slope * turnedSquares[k];
            }
        }
        for (int k = 0; k < theta.length; k++) {
            gaussNewtonSize[k] = Math.sqrt(gaussNewtonSize[k]);
            residualSize[k] = Math.sqrt(residualSize[k]);
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
        private final int[] keyOrder;
        private final int query;
        private final int w;
        private final int u;
        private final double[] weight;
        private final double[] weightDot;
        private final double[] value;
        private final double[] valueDot;
        private final double[] valueSquare;
        private final double[] valueDotSquare;
        private final double[] weightDotSquare;
        final double mean;
        final double meanDot;
        private final double meanSquare;
        final double meanDotSquare;

        Row(double[][] x, int[] keyOrder, int head, int query) {
            this.x = x;
            this.keyOrder = keyOrder;
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
            valueSquare = new double[x.length];
            valueDotSquare = new double[x.length];
            weightDotSquare = scoreSquares();
            double shift2 = weighted(weight, weightDotSquare);
            for (int t = 0; t < x.length; t++) {
                weightDotSquare[t] = weight[t] * weight[t] * (weightDotSquare[t] + shift2);
                for (int j = 0; j < shape.features(); j++) {
                    valueSquare[t] += square(theta[u + j] * x[t][j]);
                    valueDotSquare[t] += square(vector[u + j] * x[t][j]);
                }
            }
            meanSquare = weighted(weight, valueSquare);
            double turned = 0;
            for (int t = 0; t < x.length; t++) {
                turned += weightDotSquare[t] * valueSquare[t];
            }
            meanDotSquare = turned + weighted(weight, valueDotSquare);
        }

        private static double square(double value) {
            return value * value;
        }

        private static double weighted(double[] factors, double[] squares) {
            double sum = 0;
            for (int t = 0; t < factors.length; t++) {
                sum += square(factors[t]) * squares[t];
            }
            return sum;
        }

        private double[] scoreSquares() {
            int d = shape.features();
            double[] squares = new double[x.length];
            for (int j = 0; j < d; j++) {
                double projected = 0;
                for (int k = 0; k < d; k++) {
                    projected += square(x[query][k] * vector[w + k * d + j]);
                }
                for (int t = 0; t < squares.length; t++) {
                    squares[t] += projected * square(x[t][j]);
                }
            }
            return squares;
        }

        private double sum(double[] a, double[] b) {
            double sum = 0;
            for (int t : keyOrder) {
                sum = p.addProduct(sum, a[t], b[t]);
            }
            return sum;
        }

        private double dot(double[] a, int from, double[] b) {
            double sum = 0;
            for (int j : featureOrder) {
                sum = p.addProduct(sum, a[from + j], b[j]);
            }
            return sum;
        }

        private double[] scores(double[] parameters) {
            double[] projected = new double[shape.features()];
            for (int j = 0; j < projected.length; j++) {
                for (int k : featureOrder) {
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
            for (int t : keyOrder) {
                row[t] = p.round(Math.exp(p.round(row[t] - max)));
                sum = p.round(sum + row[t]);
            }
            for (int t : keyOrder) {
                row[t] = p.round(row[t] / sum);
            }
        }

        /** Adds to Phi's gradient, and to its derivative along the vector. */
        void gradient(double[] gradient, double[] turned) {
            int d = shape.features();
            double[] keyed = new double[d];
            double[] keyedDot = new double[d];
            for (int t : keyOrder) {
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

        /** The squares of what {@link #gradient} adds. */
        void squares(double[] gradient, double[] turned) {
            int d = shape.features();
            double[] keyed = new double[d];
            double[] keyedDot = new double[d];
            for (int t = 0; t < x.length; t++) {
                double difference = valueSquare[t] + meanSquare;
                double differenceDot = valueDotSquare[t] + meanDotSquare;
                double weight2 = square(weight[t]);
                for (int j = 0; j < d; j++) {
                    double token = square(x[t][j]);
                    gradient[u + j] += weight2 * token;
                    turned[u + j] += weightDotSquare[t] * token;
                    keyed[j] += weight2 * difference * token;
                    keyedDot[j] += (weightDotSquare[t] * difference + weight2 * differenceDot) * token;
                }
            }
            for (int k = 0; k < d; k++) {
                double queried = square(x[query][k]);
                for (int j = 0; j < d; j++) {
                    gradient[w + k * d + j] += queried * keyed[j];
                    turned[w + k * d + j] += queried * keyedDot[j];
                }
            }
        }
    }
}
