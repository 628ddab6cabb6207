package dev.mha.core.curvature;

import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.Arrays;

/**
 * One sample at a time: attention P and its score {@code G = U X'} of every head, with {@code phi_h = sum(P o G)}: the
 * attention output itself is never needed.
 */
class SampleState {
    final ClassifierShape shape;
    private final PackedSamples samples;
    final double rootHeads;
    /** Tokens X, {@code [length, features]}, and their transpose. */
    final double[] x;
    final double[] transposed;
    int length;
    /** For each head P, {@code [length, length]}. */
    double[][] attention;
    /** For each head G - r, r the mean of a row of G under P. */
    double[][] centred;
    final double[] rows;
    private final double[] square;

    SampleState(ClassifierShape shape, PackedSamples samples) {
        int size = shape.tokens() * shape.features();
        int pairs = shape.tokens() * shape.tokens();
        this.shape = shape;
        this.samples = samples;
        rootHeads = 1 / Math.sqrt(shape.heads());
        x = new double[size];
        transposed = new double[size];
        rows = new double[size];
        square = new double[pairs];
        attention = new double[shape.heads()][pairs];
        centred = new double[shape.heads()][pairs];
    }

    /** Reads a sample's tokens. */
    void load(int sample) {
        samples.copyTokens(sample, x);
        length = samples.length(sample);
        Products.transpose(x, length, shape.features(), transposed);
    }

    /** What {@link #forward} kept of a sample, to come back to. */
    record Kept(double[][] attention, double[][] centred) {}

    /** A copy of P and G - r of every head. */
    Kept keep() {
        double[][] p = new double[shape.heads()][];
        double[][] g = new double[shape.heads()][];
        for (int head = 0; head < shape.heads(); head++) {
            p[head] = Arrays.copyOf(attention[head], length * length);
            g[head] = Arrays.copyOf(centred[head], length * length);
        }
        return new Kept(p, g);
    }

    /** As after {@link #forward} of the sample, without its work; the arrays are only read from here on. */
    void restore(int sample, Kept kept) {
        load(sample);
        attention = kept.attention();
        centred = kept.centred();
    }

    /** Phi of a sample; keeps P and G - r of every head. */
    double forward(double[] theta, int sample) {
        load(sample);
        double phi = 0;
        for (int head = 0; head < shape.heads(); head++) {
            phi += forwardHead(theta, head);
        }
        return rootHeads * phi;
    }

    /** phi_h of the loaded sample; keeps P and G - r of the head. */
    double forwardHead(double[] theta, int head) {
        int d = shape.features();
        double[] p = attention[head];
        double[] g = centred[head];
        Products.times(x, 0, length, d, theta, shape.attentionOffset(head), d, rows);
        Products.times(rows, 0, length, d, transposed, 0, length, p);
        Products.times(theta, shape.decoderOffset(head), length, d, transposed, 0, length, g);
        double phi = 0;
        for (int s = 0; s < length; s++) {
            int from = s * length;
            softmax(p, from, length);
            double mean = 0;
            for (int t = from; t < from + length; t++) {
                mean += p[t] * g[t];
            }
            for (int t = from; t < from + length; t++) {
                g[t] -= mean;
            }
            phi += mean;
        }
        return phi;
    }

    private static void softmax(double[] row, int from, int length) {
        double max = Double.NEGATIVE_INFINITY;
        for (int t = from; t < from + length; t++) {
            max = Math.max(max, row[t]);
        }
        double sum = 0;
        for (int t = from; t < from + length; t++) {
            row[t] = Math.exp(row[t] - max);
            sum += row[t];
        }
        for (int t = from; t < from + length; t++) {
            row[t] /= sum;
        }
    }

    /** Adds {@code factor grad Phi} of the sample of the last {@link #forward}. */
    void addGradient(double factor, double[] gradient) {
        for (int head = 0; head < shape.heads(); head++) {
            addHeadGradient(factor * rootHeads, head, gradient);
        }
    }

    /** Adds {@code factor grad phi_h} of the sample of the last {@link #forwardHead}. */
    void addHeadGradient(double factor, int head, double[] gradient) {
        double[] p = attention[head];
        double[] g = centred[head];
        for (int t = 0; t < length * length; t++) {
            square[t] = factor * p[t] * g[t];
        }
        addAttention(square, head, gradient);
        for (int t = 0; t < length * length; t++) {
            square[t] = factor * p[t];
        }
        addDecoder(square, head, gradient);
    }

    /** Adds {@code X' (M X)} to the W part of a head. */
    final void addAttention(double[] m, int head, double[] gradient) {
        int d = shape.features();
        Products.times(m, 0, length, length, x, 0, d, rows);
        Products.addTransposedTimes(x, length, d, rows, d, gradient, shape.attentionOffset(head));
    }

    /** Adds {@code M X} to the U part of a head. */
    final void addDecoder(double[] m, int head, double[] gradient) {
        Products.addTimes(m, 0, length, length, x, 0, shape.features(), gradient, shape.decoderOffset(head));
    }
}
