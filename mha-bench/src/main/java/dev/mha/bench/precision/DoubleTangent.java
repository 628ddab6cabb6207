package dev.mha.bench.precision;

import dev.mha.bench.AttentionRun;
import java.util.stream.IntStream;

/**
 * Tangents of attention and of its gradient in double, row by row: the product rule on each line of {@link
 * DoubleAttention}. Tangents are marked by a d in front.
 */
final class DoubleTangent {
    final double[] dOut;
    final double[] dQueryGrad;
    final double[] dKeyGrad;
    final double[] dValueGrad;

    private final AttentionRun run;
    private final AttentionRun.Data at;
    private final AttentionRun.Data tangent;

    /** Point and direction: queries, keys, values and gradients of the output. */
    DoubleTangent(AttentionRun run, AttentionRun.Data at, AttentionRun.Data tangent) {
        this.run = run;
        this.at = at;
        this.tangent = tangent;
        dOut = new double[at.query.length];
        dQueryGrad = new double[dOut.length];
        dKeyGrad = new double[dOut.length];
        dValueGrad = new double[dOut.length];
        IntStream.range(0, run.batch() * run.heads()).parallel().forEach(this::head);
    }

    private void head(int head) {
        int d = run.headDim();
        int first = head * run.tokens() * d;
        double[] weights = new double[run.tokens()];
        double[] dWeights = new double[run.tokens()];
        for (int i = 0; i < run.tokens(); i++) {
            int visible = run.causal() ? i + 1 : run.tokens();
            int query = first + i * d;
            softmax(weights, dWeights, query, first, visible);
            for (int j = 0; j < visible; j++) {
                int value = first + j * d;
                add(dOut, query, dWeights[j], at.value, value);
                add(dOut, query, weights[j], tangent.value, value);
            }
            backward(weights, dWeights, query, first, visible);
        }
    }

    private void softmax(double[] weights, double[] dWeights, int query, int first, int visible) {
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < visible; j++) {
            int key = first + j * run.headDim();
            weights[j] = run.scale() * dot(at.query, query, at.key, key);
            dWeights[j] = run.scale() * (dot(tangent.query, query, at.key, key)
                    + dot(at.query, query, tangent.key, key));
            max = Math.max(max, weights[j]);
        }
        double sum = 0;
        for (int j = 0; j < visible; j++) {
            weights[j] = Math.exp(weights[j] - max);
            sum += weights[j];
        }
        double mean = 0;
        for (int j = 0; j < visible; j++) {
            weights[j] /= sum;
            mean += weights[j] * dWeights[j];
        }
        for (int j = 0; j < visible; j++) {
            dWeights[j] = weights[j] * (dWeights[j] - mean);
        }
    }

    private void backward(double[] weights, double[] dWeights, int query, int first, int visible) {
        int d = run.headDim();
        double[] weightGrad = new double[visible];
        double[] dWeightGrad = new double[visible];
        double delta = 0;
        double dDelta = 0;
        for (int j = 0; j < visible; j++) {
            int value = first + j * d;
            weightGrad[j] = dot(at.outGrad, query, at.value, value);
            dWeightGrad[j] = dot(tangent.outGrad, query, at.value, value)
                    + dot(at.outGrad, query, tangent.value, value);
            delta += weights[j] * weightGrad[j];
            dDelta += dWeights[j] * weightGrad[j] + weights[j] * dWeightGrad[j];
        }
        for (int j = 0; j < visible; j++) {
            int key = first + j * d;
            double scoreGrad = run.scale() * weights[j] * (weightGrad[j] - delta);
            double dScoreGrad = run.scale()
                    * (dWeights[j] * (weightGrad[j] - delta) + weights[j] * (dWeightGrad[j] - dDelta));
            add(dQueryGrad, query, dScoreGrad, at.key, key);
            add(dQueryGrad, query, scoreGrad, tangent.key, key);
            add(dKeyGrad, key, dScoreGrad, at.query, query);
            add(dKeyGrad, key, scoreGrad, tangent.query, query);
            add(dValueGrad, key, dWeights[j], at.outGrad, query);
            add(dValueGrad, key, weights[j], tangent.outGrad, query);
        }
    }

    private double dot(float[] a, int from, float[] b, int other) {
        double sum = 0;
        for (int k = 0; k < run.headDim(); k++) {
            sum += (double) a[from + k] * b[other + k];
        }
        return sum;
    }

    private void add(double[] sum, int at, double factor, float[] row, int from) {
        for (int k = 0; k < run.headDim(); k++) {
            sum[at + k] += factor * row[from + k];
        }
    }
}
