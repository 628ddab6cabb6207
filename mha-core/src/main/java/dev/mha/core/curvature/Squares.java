package dev.mha.core.curvature;

import dev.mha.core.linear.Vectors;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.Arrays;

/** Sums of squares and diagonals of one sample. */
final class Squares extends SampleState {
    private final double[] gradient;

    Squares(ClassifierShape shape, PackedSamples samples) {
        super(shape, samples);
        gradient = new double[shape.parameters()];
    }

    /** {@code |grad Phi|^2}. */
    double gradient() {
        Arrays.fill(gradient, 0);
        addGradient(1, gradient);
        return Vectors.dot(gradient, gradient);
    }

    /** {@code trace Hess Phi = H^(-1/2) sum_hs |x_s|^2 E[(g - gbar) |x - xbar|^2]}, the expectation under row s of P. */
    double curvature() {
        int d = shape.features();
        double trace = 0;
        double[] mean = new double[d];
        for (int head = 0; head < shape.heads(); head++) {
            for (int s = 0; s < length; s++) {
                Products.times(attention[head], s * length, 1, length, x, 0, d, mean);
                double norm = 0;
                for (int j = 0; j < d; j++) {
                    norm += x[s * d + j] * x[s * d + j];
                }
                double moment = 0;
                for (int t = 0; t < length; t++) {
                    double distance = 0;
                    for (int j = 0; j < d; j++) {
                        double difference = x[t * d + j] - mean[j];
                        distance += difference * difference;
                    }
                    moment += attention[head][s * length + t] * centred[head][s * length + t] * distance;
                }
                trace += norm * moment;
            }
        }
        return rootHeads * trace;
    }
}
