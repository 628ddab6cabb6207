package dev.mha.core.curvature;

import dev.mha.core.linear.Stop;
import dev.mha.core.linear.Vectors;
import dev.mha.core.metric.Logistic;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * The blocks {@code N_h = sum_i weight_i y_i l'(m_i) Hess phi_h(X_i)} of the residual, one a head, dense. Written with
 * the moments of the tokens under one row a of the attention, xbar the mean:
 *
 * <pre>
 *   W-W  sum_i c_i sum_s (x_s x_s') (x) E_a[(g - gbar)(x - xbar)(x - xbar)']      g = u_s . x
 *   W-U  sum_i c_i x_s (x) Cov_a(x)           in the columns of row s of U
 *   U-U  0
 * </pre>
 *
 * <p>Both factors of the W-W part are symmetric, so it is summed over pairs of features only: a quarter of the work.
 */
final class HeadBlocks {
    private final ClassifierLoss loss;
    private final double[] theta;
    /** {@code weight_i y_i l'(m_i)}. */
    private final double[] factors;
    private final int d;
    private final int pairs;

    HeadBlocks(ClassifierLoss loss, double[] theta, double[] scores) {
        this.loss = loss;
        this.theta = theta;
        this.d = loss.shape().features();
        this.pairs = d * (d + 1) / 2;
        double[] margins = loss.margins(scores);
        factors = new double[margins.length];
        for (int i = 0; i < margins.length; i++) {
            factors[i] = -loss.label(i) * loss.weight(i) * Logistic.slope(margins[i]);
        }
    }

    /** Rows of N_h, both triangles, unless it is told to stop: it asks for every group of samples. */
    double[][] dense(int head, BooleanSupplier stop) {
        ClassifierShape shape = loss.shape();
        int tokens = shape.tokens();
        Sums sums = new Sums(tokens);
        SampleGroup state = new SampleGroup(shape, loss.samples());
        double[] x = new double[tokens * d];
        double[] p = new double[tokens];
        double[] g = new double[tokens];
        for (int group = 0; group < SampleGroup.groups(loss.samples()); group++) {
            Stop.obey(stop);
            state.load(group);
            state.forward(theta, head);
            for (int l = 0; l < state.count(group); l++) {
                int sample = state.first(group) + l;
                int length = loss.samples().length(sample);
                loss.samples().copyTokens(sample, x);
                for (int s = 0; s < length; s++) {
                    for (int t = 0; t < length; t++) {
                        p[t] = state.attention[s * tokens + t][l];
                        g[t] = state.centred[s * tokens + t][l];
                    }
                    sums.add(x, length, p, g, s, factors[sample]);
                }
            }
        }
        sums.flush();
        return assemble(shape, sums);
    }

    private double[][] assemble(ClassifierShape shape, Sums sums) {
        int q = shape.headParameters();
        double[][] block = new double[q][q];
        for (int k = 0; k < d; k++) {
            for (int j = 0; j < d; j++) {
                double[] row = block[k * d + j];
                for (int kk = 0; kk < d; kk++) {
                    for (int jj = 0; jj < d; jj++) {
                        row[kk * d + jj] = sums.attention[pair(k, kk)][pair(j, jj)];
                    }
                }
                for (int s = 0; s < shape.tokens(); s++) {
                    for (int l = 0; l < d; l++) {
                        double value = sums.mixed[s * d + k][pair(j, l)];
                        int column = d * d + s * d + l;
                        row[column] = value;
                        block[column][k * d + j] = value;
                    }
                }
            }
        }
        return block;
    }

    private static int pair(int a, int b) {
        return a >= b ? a * (a + 1) / 2 + b : b * (b + 1) / 2 + a;
    }

    /** Running sums over samples and their rows of attention, over pairs of features. */
    private final class Sums {
        /** Rows collected before they are added: the large array is then read once for all of them. */
        private static final int BATCH = 16;

        /** {@code sum (x_s x_s')[pair] K_s[pair]}. */
        private final double[][] attention = new double[pairs][pairs];
        /** {@code sum x_s[k] Cov_s[pair]}, row {@code s d + k}. */
        private final double[][] mixed;
        private final double[][] products = new double[BATCH][pairs];
        private final double[][] moments = new double[BATCH][pairs];
        private final double[] covariance = new double[pairs];
        private final double[] mean = new double[d];
        private final double[] centred = new double[d];
        private int filled;

        Sums(int tokens) {
            mixed = new double[tokens * d][pairs];
        }

        /** Adds row s of the attention p of a sample x, with g - gbar. */
        void add(double[] x, int length, double[] p, double[] g, int s, double factor) {
            Arrays.fill(mean, 0);
            for (int t = 0; t < length; t++) {
                for (int j = 0; j < d; j++) {
                    mean[j] += p[t] * x[t * d + j];
                }
            }
            double[] moment = moments[filled];
            double[] product = products[filled];
            Arrays.fill(moment, 0);
            Arrays.fill(covariance, 0);
            for (int t = 0; t < length; t++) {
                for (int j = 0; j < d; j++) {
                    centred[j] = x[t * d + j] - mean[j];
                }
                double weight = factor * p[t];
                double third = weight * g[t];
                int at = 0;
                for (int j = 0; j < d; j++) {
                    double second = weight * centred[j];
                    double skew = third * centred[j];
                    for (int l = 0; l <= j; l++) {
                        covariance[at + l] += second * centred[l];
                        moment[at + l] += skew * centred[l];
                    }
                    at += j + 1;
                }
            }
            int at = 0;
            for (int k = 0; k < d; k++) {
                Vectors.add(x[s * d + k], covariance, mixed[s * d + k]);
                for (int l = 0; l <= k; l++) {
                    product[at++] = x[s * d + k] * x[s * d + l];
                }
            }
            if (++filled == BATCH) {
                flush();
            }
        }

        void flush() {
            for (int b = filled; b < BATCH; b++) {
                Arrays.fill(products[b], 0);
                Arrays.fill(moments[b], 0);
            }
            for (int k = 0; k < pairs; k++) {
                for (int b = 0; b < BATCH; b += 4) {
                    Vectors.addFour(products[b][k], moments[b], products[b + 1][k], moments[b + 1], products[b + 2][k],
                            moments[b + 2], products[b + 3][k], moments[b + 3], attention[k]);
                }
            }
            filled = 0;
        }
    }
}
