package dev.mha.kernels.classifier;

import dev.mha.kernels.work.Crew;
import java.util.Arrays;

/**
 * Products of the Hessian of the loss with vectors as plain loops, see {@link SampleLaneHessian}: specification,
 * fallback, twin.
 */
final class PlainClassifierHessian {
    private PlainClassifierHessian() {}

    /**
     * Products with {@code vectors[from]} to {@code vectors[to - 1]}, and where {@code gradient} is not null the scores
     * and the gradient too; sums over samples are double.
     */
    static void run(ClassifierShape shape, PackedSamples samples, float[] theta, float[] labels, double[] weights,
            HessianPart part, float[][] vectors, int from, int to, float[][] products, float[] scores,
            float[] gradient, Crew crew) {
        int kept = PlainClassifier.kept(shape);
        float[] attention = crew.floats(0, 0, kept);
        float[] slope = crew.floats(0, 1, kept);
        float[] row = crew.floats(0, 2, shape.features());
        float[] attentionDot = crew.floats(0, 4, kept);
        float[] slopeDot = crew.floats(0, 5, kept);
        int size = shape.parameters();
        // those of the gradient follow those of the vectors
        int results = to - from + (gradient == null ? 0 : 1);
        double[] sums = crew.doubles(0, 3, results * size);
        Arrays.fill(sums, 0, results * size, 0);
        for (int sample = 0; sample < samples.samples(); sample++) {
            double phi = 0;
            for (int head = 0; head < shape.heads(); head++) {
                phi += PlainClassifier.forward(shape, samples, sample, theta, head, attention, slope, row);
            }
            double score = phi / Math.sqrt(shape.heads());
            double weight = LogisticLoss.weight(weights, sample, samples.samples());
            double second = part.gaussNewton
                    ? LogisticLoss.curvature(labels[sample], weight, score, shape.heads())
                    : 0;
            double factor = LogisticLoss.factor(labels[sample], weight, score, shape.heads());
            double first = part.residual ? factor : 0;
            if (gradient != null) {
                scores[sample] = (float) score;
                for (int head = 0; head < shape.heads(); head++) {
                    PlainClassifier.backward(shape, samples, sample, head, attention, slope, (float) factor, row, sums,
                            (to - from) * size);
                }
            }
            for (int v = from; v < to; v++) {
                double phiDot = 0;
                for (int head = 0; head < shape.heads(); head++) {
                    PlainClassifier.products(shape, samples, sample, vectors[v], head, attentionDot, slopeDot, row);
                    phiDot += turn(shape, samples.length(sample), head, attention, slope, attentionDot, slopeDot);
                }
                for (int head = 0; head < shape.heads(); head++) {
                    mix(shape, samples.length(sample), head, second * phiDot, attention, first, attentionDot);
                    mix(shape, samples.length(sample), head, second * phiDot, slope, first, slopeDot);
                    PlainClassifier.backward(shape, samples, sample, head, attentionDot, slopeDot, 1, row, sums,
                            (v - from) * size);
                }
            }
        }
        for (int v = 0; v < results; v++) {
            float[] result = from + v < to ? products[from + v] : gradient;
            for (int i = 0; i < size; i++) {
                result[i] = (float) sums[v * size + i];
            }
        }
    }

    /** S. becomes P., G. becomes dS. ; returns phi. of the head. */
    private static double turn(ClassifierShape shape, int length, int head, float[] p, float[] d, float[] sDot,
            float[] gDot) {
        double phiDot = 0;
        for (int s = 0; s < length; s++) {
            int row = (head * shape.tokens() + s) * shape.tokens();
            float mean = 0;
            float rDot = 0;
            for (int t = row; t < row + length; t++) {
                mean += p[t] * sDot[t];
                rDot += d[t] * sDot[t] + p[t] * gDot[t];
            }
            for (int t = row; t < row + length; t++) {
                float turned = sDot[t] - mean;
                sDot[t] = p[t] * turned;
                gDot[t] = d[t] * turned + p[t] * (gDot[t] - rDot);
            }
            phiDot += rDot;
        }
        return phiDot;
    }

    /** {@code y = a x + b y}. */
    private static void mix(ClassifierShape shape, int length, int head, double a, float[] x, double b, float[] y) {
        for (int s = 0; s < length; s++) {
            int row = (head * shape.tokens() + s) * shape.tokens();
            for (int t = row; t < row + length; t++) {
                y[t] = (float) (a * x[t] + b * y[t]);
            }
        }
    }
}
