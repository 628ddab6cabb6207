package dev.mha.verify.attention;

import dev.mha.kernels.AttentionShape;
import dev.mha.verify.numeric.Precision;

/**
 * Tangents of all results of {@link ReferenceAttention}, which is at the same point, by the rule for quotients and
 * products. Everything dense {@code [batch, heads, rows, dim]}.
 */
final class ReferenceTangent {
    final double[] out;
    final double[] lse;
    final double[] queryGrad;
    final double[] keyGrad;
    final double[] valueGrad;

    private final TangentProblem problem;
    private final AttentionShape shape;
    private final Precision p;
    private final double scale;
    private final ReferenceAttention reference;
    private final double[][] at;
    private final double[][] move;

    ReferenceTangent(TangentProblem problem, ReferenceAttention reference, Precision precision) {
        this.problem = problem;
        this.reference = reference;
        shape = problem.at.shape;
        p = precision;
        scale = problem.at.scale;
        at = inputs(problem.at);
        move = inputs(problem.move);
        out = new double[reference.out.length];
        lse = new double[reference.lse.length];
        queryGrad = new double[reference.queryGrad.length];
        keyGrad = new double[reference.keyGrad.length];
        valueGrad = new double[reference.valueGrad.length];
        for (int row = 0; row < lse.length; row++) {
            row(row, reference.weights[row]);
        }
    }

    /** Queries, keys, values and output gradient. */
    private static double[][] inputs(AttentionProblem problem) {
        return new double[][]{problem.query.dense(), problem.key.dense(), problem.value.dense(),
                problem.outGrad.dense()};
    }

    private void row(int row, double[] weights) {
        int keys = weights.length;
        int d = shape.headDim();
        int e = shape.valueDim();
        int firstKey = row / shape.queries() / shape.groupSize() * shape.keys();
        double[] scoreTangent = new double[keys];
        double[] slope = new double[keys];
        double[] slopeTangent = new double[keys];
        double mean = 0;
        double delta = 0;
        for (int j = 0; j < keys; j++) {
            int k = firstKey + j;
            scoreTangent[j] = p.round(scale * p.round(dot(move[0], row, at[1], k, d) + dot(at[0], row, move[1], k, d)));
            slope[j] = dot(at[3], row, at[2], k, e);
            slopeTangent[j] = p.round(dot(move[3], row, at[2], k, e) + dot(at[3], row, move[2], k, e));
            mean = p.addProduct(mean, weights[j], scoreTangent[j]);
            delta = p.addProduct(delta, weights[j], slope[j]);
        }
        lse[row] = mean;
        double[] weightTangent = new double[keys];
        double deltaTangent = 0;
        for (int j = 0; j < keys; j++) {
            weightTangent[j] = p.round(weights[j] * p.round(scoreTangent[j] - mean));
            deltaTangent = p.addProduct(deltaTangent, weightTangent[j], slope[j]);
            deltaTangent = p.addProduct(deltaTangent, weights[j], slopeTangent[j]);
        }
        for (int j = 0; j < keys; j++) {
            int k = firstKey + j;
            double scoreGrad = p.round(scale * p.round(weights[j] * p.round(slope[j] - delta)));
            double scoreGradTangent = p.round(scale * p.addProduct(
                    p.round(weightTangent[j] * p.round(slope[j] - delta)), weights[j],
                    p.round(slopeTangent[j] - deltaTangent)));
            add(out, row, e, weightTangent[j], at[2], weights[j], move[2], k);
            add(valueGrad, k, e, weightTangent[j], at[3], weights[j], move[3], row);
            add(queryGrad, row, d, scoreGradTangent, at[1], scoreGrad, move[1], k);
            add(keyGrad, k, d, scoreGradTangent, at[0], scoreGrad, move[0], row);
        }
    }

    private double dot(double[] a, int row, double[] b, int other, int dim) {
        double sum = 0;
        for (int k = 0; k < dim; k++) {
            sum = p.addProduct(sum, a[row * dim + k], b[other * dim + k]);
        }
        return sum;
    }

    private void add(double[] sum, int row, int dim, double a, double[] x, double c, double[] y, int from) {
        for (int k = 0; k < dim; k++) {
            double once = p.addProduct(sum[row * dim + k], a, x[from * dim + k]);
            sum[row * dim + k] = p.addProduct(once, c, y[from * dim + k]);
        }
    }

    /** Checks the kernels' results against these, which must be exact. */
    TangentTolerance tolerance(ReferenceTangent twin) {
        return new TangentTolerance(problem, reference, this, twin);
    }
}
