package dev.mha.bench.precision;

import dev.mha.bench.AttentionRun;
import java.util.stream.IntStream;

/** Attention in double by the textbook, row by row: the measure of errors, not of speed. */
final class DoubleAttention {
    final double[] out;
    final double[] queryGrad;
    final double[] keyGrad;
    final double[] valueGrad;

    private final AttentionRun run;
    private final AttentionRun.Data data;

    DoubleAttention(AttentionRun run, AttentionRun.Data data) {
        this.run = run;
        this.data = data;
        out = new double[data.query.length];
        queryGrad = new double[out.length];
        keyGrad = new double[out.length];
        valueGrad = new double[out.length];
        IntStream.range(0, run.batch() * run.heads()).parallel().forEach(this::head);
    }

    private void head(int head) {
        int d = run.headDim();
        int first = head * run.tokens() * d;
        double[] weights = new double[run.tokens()];
        for (int i = 0; i < run.tokens(); i++) {
            int visible = run.causal() ? i + 1 : run.tokens();
            int query = first + i * d;
            softmax(weights, query, first, visible);
            for (int j = 0; j < visible; j++) {
                add(out, query, weights[j], data.value, first + j * d);
            }
            if (run.backward()) {
                backward(weights, query, first, visible);
            }
        }
    }

    /** The scale is the float that every library is given. */
    private void softmax(double[] weights, int query, int first, int visible) {
        int d = run.headDim();
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < visible; j++) {
            weights[j] = run.scale() * dot(data.query, query, data.key, first + j * d);
            max = Math.max(max, weights[j]);
        }
        double sum = 0;
        for (int j = 0; j < visible; j++) {
            weights[j] = Math.exp(weights[j] - max);
            sum += weights[j];
        }
        for (int j = 0; j < visible; j++) {
            weights[j] /= sum;
        }
    }

    private void backward(double[] weights, int query, int first, int visible) {
        int d = run.headDim();
        double[] weightGrad = new double[visible];
        double delta = 0;
        for (int j = 0; j < visible; j++) {
            weightGrad[j] = dot(data.outGrad, query, data.value, first + j * d);
            delta += weights[j] * weightGrad[j];
        }
        for (int j = 0; j < visible; j++) {
            int key = first + j * d;
            double scoreGrad = run.scale() * weights[j] * (weightGrad[j] - delta);
            add(queryGrad, query, scoreGrad, data.key, key);
            add(keyGrad, key, scoreGrad, data.query, query);
            add(valueGrad, key, weights[j], data.outGrad, query);
        }
    }

    private double dot(float[] a, int from, float[] b, int other) {
        double even = 0;
        double odd = 0;
        int d = run.headDim();
        for (int k = 0; k + 1 < d; k += 2) {
            even += (double) a[from + k] * b[other + k];
            odd += (double) a[from + k + 1] * b[other + k + 1];
        }
        return d % 2 == 0 ? even + odd : even + odd + (double) a[from + d - 1] * b[other + d - 1];
    }

    private void add(double[] sum, int at, double factor, float[] row, int from) {
        for (int k = 0; k < run.headDim(); k++) {
            sum[at + k] += factor * row[from + k];
        }
    }
}
