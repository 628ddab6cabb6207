package dev.mha.core.curvature;

import dev.mha.core.linear.Vectors;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.Arrays;

/** Sums of squares and diagonals of the samples of a group. */
final class Squares extends SampleGroup {
    private final double[] norm;
    private final double[] moment;
    private final double[] distance;

    Squares(ClassifierShape shape, PackedSamples samples) {
        super(shape, samples);
        norm = new double[lane.length];
        moment = new double[lane.length];
        distance = new double[lane.length];
    }

    /** {@code |grad Phi|^2} of every lane. */
    double[] gradient() {
        double[] squares = new double[lane.length];
        double[] one = new double[lane.length];
        Arrays.fill(one, 1);
        gradient(one, (parameter, values) -> LaneProducts.add(values, values, squares));
        return squares;
    }

    /**
     * {@code trace Hess Phi = H^(-1/2) sum_hs |x_s|^2 E[(g - gbar) |x - xbar|^2]} of every lane, the expectation under row s of
     * P.
     */
    double[] curvature() {
        int d = shape.features();
        int tokens = shape.tokens();
        double[] trace = new double[lane.length];
        for (int head = 0; head < shape.heads(); head++) {
            for (int s = 0; s < tokens; s++) {
                LaneProducts.multiply(x, s * d, 1, x, s * d, 1, d, norm);
                for (int j = 0; j < d; j++) {
                    LaneProducts.multiply(attention[head], s * tokens, 1, x, j, d, tokens, rows[j]);
                }
                Arrays.fill(moment, 0);
                for (int t = 0; t < tokens; t++) {
                    Arrays.fill(distance, 0);
                    for (int j = 0; j < d; j++) {
                        addSquare(x[t * d + j], rows[j], distance);
                    }
                    addProduct(attention[head][s * tokens + t], centred[head][s * tokens + t], distance, moment);
                }
                LaneProducts.add(norm, moment, trace);
            }
        }
        Vectors.scale(rootHeads, trace);
        return trace;
    }

    private static void addSquare(double[] x, double[] mean, double[] sum) {
        for (int l = 0; l < sum.length; l++) {
            double difference = x[l] - mean[l];
            sum[l] += difference * difference;
        }
    }

    private static void addProduct(double[] p, double[] g, double[] distance, double[] sum) {
        for (int l = 0; l < sum.length; l++) {
            sum[l] += p[l] * g[l] * distance[l];
        }
    }
}
