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

    /** Writes {@code |grad Phi|^2} and {@code trace Hess Phi} of every lane of the loaded group. */
    void of(double[] theta, double[] gradient, double[] curvature) {
        Arrays.fill(gradient, 0);
        Arrays.fill(curvature, 0);
        double[] factor = new double[lane.length];
        Arrays.fill(factor, rootHeads);
        for (int head = 0; head < shape.heads(); head++) {
            forward(theta, head);
            headGradient(factor, head, (parameter, values) -> LaneProducts.add(values, values, gradient));
            addTrace(curvature);
        }
        Vectors.scale(rootHeads, curvature);
    }

    /** Adds {@code sum_s |x_s|^2 E[(g - gbar) |x - xbar|^2]} of the head at work, the expectation under row s of P. */
    private void addTrace(double[] trace) {
        int d = shape.features();
        int tokens = shape.tokens();
        for (int s = 0; s < tokens; s++) {
            LaneProducts.multiply(x, s * d, 1, x, s * d, 1, d, norm);
            for (int j = 0; j < d; j++) {
                LaneProducts.multiply(attention, s * tokens, 1, x, j, d, tokens, rows[j]);
            }
            Arrays.fill(moment, 0);
            for (int t = 0; t < tokens; t++) {
                Arrays.fill(distance, 0);
                for (int j = 0; j < d; j++) {
                    addSquare(x[t * d + j], rows[j], distance);
                }
                addProduct(attention[s * tokens + t], centred[s * tokens + t], distance, moment);
            }
            LaneProducts.add(norm, moment, trace);
        }
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
