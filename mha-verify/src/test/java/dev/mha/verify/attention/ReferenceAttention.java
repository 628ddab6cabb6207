package dev.mha.verify.attention;

import dev.mha.kernels.AttentionShape;
import dev.mha.verify.numeric.Precision;

/**
 * Softmax attention by the textbook, forward and backward, with the whole score matrix in memory. Everything dense
 * {@code [batch, heads, rows, dim]}.
 */
final class ReferenceAttention {
    final double[] out;
    /** Natural log-sum-exp of each score row; +infinity where a query attends to nothing. */
    final double[] lse;
    final double[] queryGrad;
    final double[] keyGrad;
    final double[] valueGrad;
    /** Softmax weights of the visible keys of each score row. */
    final double[][] weights;

    private final AttentionShape shape;
    private final Precision p;
    private final double scale;
    private final double[] query;
    private final double[] key;
    private final double[] value;
    private final double[] outGrad;

    ReferenceAttention(AttentionProblem problem, Precision precision) {
        this(problem, problem.query.dense(), problem.key.dense(), problem.value.dense(), precision);
    }

    /** With inputs of its own, so that differences can be taken in double. */
    ReferenceAttention(AttentionProblem problem, double[] query, double[] key, double[] value, Precision precision) {
        this(problem, query, key, value, problem.outGrad.dense(), precision);
    }

    /** With an output gradient of its own as well. */
    ReferenceAttention(AttentionProblem problem, double[] query, double[] key, double[] value, double[] outGrad,
            Precision precision) {
        shape = problem.shape;
        p = precision;
        scale = problem.scale;
        this.query = query;
        this.key = key;
        this.value = value;
        this.outGrad = outGrad;
        out = new double[outGrad.length];
        lse = new double[shape.batch() * shape.queryHeads() * shape.queries()];
        weights = new double[lse.length][];
        queryGrad = new double[query.length];
        keyGrad = new double[key.length];
        valueGrad = new double[value.length];
        for (int b = 0; b < shape.batch(); b++) {
            for (int h = 0; h < shape.queryHeads(); h++) {
                for (int i = 0; i < shape.queries(); i++) {
                    row(b, h, i, problem.visibleKeys(b, i));
                }
            }
        }
    }

    private void row(int b, int h, int i, int visible) {
        int row = (b * shape.queryHeads() + h) * shape.queries() + i;
        double[] weights = new double[visible];
        this.weights[row] = weights;
        if (visible == 0) {
            lse[row] = Double.POSITIVE_INFINITY;
            return;
        }
        int d = shape.headDim();
        int e = shape.valueDim();
        int group = h / (shape.queryHeads() / shape.keyValueHeads());
        int firstKey = (b * shape.keyValueHeads() + group) * shape.keys();
        for (int j = 0; j < visible; j++) {
            weights[j] = p.round(scale * dot(query, row * d, key, (firstKey + j) * d, d));
        }
        lse[row] = softmax(weights);
        for (int j = 0; j < visible; j++) {
            addProduct(out, row * e, weights[j], value, (firstKey + j) * e, e);
        }
        double[] weightGrad = new double[visible];
        double delta = 0;
        for (int j = 0; j < visible; j++) {
            weightGrad[j] = dot(outGrad, row * e, value, (firstKey + j) * e, e);
            delta = p.addProduct(delta, weights[j], weightGrad[j]);
        }
        for (int j = 0; j < visible; j++) {
            double scoreGrad = p.round(scale * p.round(weights[j] * p.round(weightGrad[j] - delta)));
            addProduct(queryGrad, row * d, scoreGrad, key, (firstKey + j) * d, d);
            addProduct(keyGrad, (firstKey + j) * d, scoreGrad, query, row * d, d);
            addProduct(valueGrad, (firstKey + j) * e, weights[j], outGrad, row * e, e);
        }
    }

    /** Turns scores into weights and returns the log-sum-exp. */
    private double softmax(double[] row) {
        double max = Double.NEGATIVE_INFINITY;
        for (double score : row) {
            max = Math.max(max, score);
        }
        double sum = 0;
        for (int j = 0; j < row.length; j++) {
            row[j] = p.round(Math.exp(p.round(row[j] - max)));
            sum = p.round(sum + row[j]);
        }
        for (int j = 0; j < row.length; j++) {
            row[j] = p.round(row[j] / sum);
        }
        return p.round(max + p.round(Math.log(sum)));
    }

    private double dot(double[] a, int from, double[] b, int other, int length) {
        double sum = 0;
        for (int k = 0; k < length; k++) {
            sum = p.addProduct(sum, a[from + k], b[other + k]);
        }
        return sum;
    }

    private void addProduct(double[] sum, int at, double factor, double[] row, int from, int length) {
        for (int k = 0; k < length; k++) {
            sum[at + k] = p.addProduct(sum[at + k], factor, row[from + k]);
        }
    }
}
