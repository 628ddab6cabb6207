package dev.mha.verify.attention;

import dev.mha.kernels.AttentionShape;
import dev.mha.verify.numeric.Errors;
import java.util.Arrays;

/**
 * Errors a kernel may make: twice the largest of plain float loops, and for each number what one rounding of each
 * score, weight and product does to it to first order, whoever computes, so that a lucky float reference does not make
 * a kernel look wrong.
 *
 * <p>A score, whose terms have magnitudes that sum to s, is rounded four times by half an ULP: the factor scale *
 * log2(e), the query scaled by it, the sum, and the difference from the maximum: by 2 ULP s in all. A weight w changes
 * by w times the change of its score less the mean change of all scores of its row: {@code w ((1 - w) 2 ULP s + sum
 * over the others of w 2 ULP s)} at most. So one huge score that has a share of the weight moves all the others. The
 * exponential, the sum and the division add one ULP each. The backward pass recomputes the weight from a log-sum-exp
 * that is rounded to float: ULP |lse| more. A weight below the normal range may become zero.
 *
 * <p>An output sums weights times values. A score gradient is weight * (dP - delta). dP and delta sum products of
 * output gradients and values, rounded once; delta comes from the output, so it also moves by the changes of the
 * scores, each times weight * (dP - delta), and by three ULP of its terms. dQ and dK sum score gradients times keys and
 * queries, dV weights times output gradients.
 */
final class AttentionTolerance {
    private final AttentionProblem problem;
    private final ReferenceAttention exact;
    private final ReferenceAttention twin;
    private final double[] value;
    private final double[] outGrad;
    private final double[] out;
    private final double[] lse;
    private final double[] queryGrad;
    private final double[] keyGrad;
    private final double[] valueGrad;

    AttentionTolerance(AttentionProblem problem, ReferenceAttention exact, ReferenceAttention twin) {
        this.problem = problem;
        this.exact = exact;
        this.twin = twin;
        value = problem.value.dense();
        outGrad = problem.outGrad.dense();
        out = floor(exact.out);
        lse = floor(exact.lse);
        queryGrad = floor(exact.queryGrad);
        keyGrad = floor(exact.keyGrad);
        valueGrad = floor(exact.valueGrad);
        Magnitudes inputs = new Magnitudes(absolute(problem.query), absolute(problem.key), absolute(problem.value),
                absolute(problem.outGrad));
        AttentionShape shape = problem.shape;
        for (int row = 0; row < lse.length; row++) {
            int head = row / shape.queries();
            int keyHead = head / shape.groupSize();
            addRow(row, keyHead * shape.keys(), exact.weights[row], inputs);
        }
    }

    /** Inputs without their signs, dense. */
    private record Magnitudes(double[] query, double[] key, double[] value, double[] outGrad) {}

    private void addRow(int row, int firstKey, double[] weights, Magnitudes in) {
        int d = problem.shape.headDim();
        int e = problem.shape.valueDim();
        double scale = Math.abs(problem.scale);
        int keys = weights.length;
        double[] score = new double[keys];
        double[] slope = new double[keys];
        double[] weightGrad = new double[keys];
        double largest = 0;
        double mean = 0;
        double delta = 0;
        double exactDelta = 0;
        for (int j = 0; j < keys; j++) {
            score[j] = scale * dot(in.query, row * d, in.key, (firstKey + j) * d, d);
            slope[j] = dot(in.outGrad, row * e, in.value, (firstKey + j) * e, e);
            weightGrad[j] = dot(outGrad, row * e, value, (firstKey + j) * e, e);
            largest = Math.max(largest, score[j]);
            mean += weights[j] * score[j];
            delta += weights[j] * slope[j];
            exactDelta += weights[j] * weightGrad[j];
        }
        double deltaError = 3 * Errors.ULP * delta;
        for (int j = 0; j < keys; j++) {
            deltaError += weights[j] * 2 * Errors.ULP * score[j] * Math.abs(weightGrad[j] - exactDelta);
        }
        for (int j = 0; j < keys; j++) {
            double moved = (1 - 2 * weights[j]) * score[j] + mean;
            double weight = weights[j] * Errors.ULP * (2 * moved + 3) + Float.MIN_NORMAL;
            double again = weight + weights[j] * Errors.ULP * Math.abs(exact.lse[row]);
            double scoreGrad = scale * (again * Math.abs(weightGrad[j] - exactDelta)
                    + (weights[j] * Errors.ULP + Float.MIN_NORMAL) * (slope[j] + delta) + weights[j] * deltaError);
            addProduct(out, row * e, weight, in.value, (firstKey + j) * e, e);
            addProduct(valueGrad, (firstKey + j) * e, again, in.outGrad, row * e, e);
            addProduct(queryGrad, row * d, scoreGrad, in.key, (firstKey + j) * d, d);
            addProduct(keyGrad, (firstKey + j) * d, scoreGrad, in.query, row * d, d);
        }
        lse[row] += Errors.ULP * (2 * largest + 3);
    }

    private static double[] absolute(GuardedRows rows) {
        return Arrays.stream(rows.dense()).map(Math::abs).toArray();
    }

    /** Rounding the result itself, at the size of the largest, and what flushing a subnormal product loses. */
    private static double[] floor(double[] exact) {
        double[] floor = new double[exact.length];
        double largest = Arrays.stream(exact).filter(Double::isFinite).map(Math::abs).max().orElse(0);
        Arrays.fill(floor, Errors.ULP * largest + Float.MIN_NORMAL);
        return floor;
    }

    private static double dot(double[] a, int from, double[] b, int other, int length) {
        double sum = 0;
        for (int k = 0; k < length; k++) {
            sum += a[from + k] * b[other + k];
        }
        return sum;
    }

    private static void addProduct(double[] sum, int at, double factor, double[] row, int from, int length) {
        for (int k = 0; k < length; k++) {
            sum[at + k] += factor * row[from + k];
        }
    }

    /** What is wrong with the results that a kernel left in the problem; empty when nothing is. */
    String verdict() {
        return check("out", exact.out, twin.out, problem.out.dense(), out)
                + check("lse", exact.lse, twin.lse, Errors.widen(problem.lse), lse)
                + check("queryGrad", exact.queryGrad, twin.queryGrad, problem.queryGrad.dense(), queryGrad)
                + check("keyGrad", exact.keyGrad, twin.keyGrad, problem.keyGrad.dense(), keyGrad)
                + check("valueGrad", exact.valueGrad, twin.valueGrad, problem.valueGrad.dense(), valueGrad);
    }

    private static String check(String name, double[] exact, double[] twin, double[] result, double[] floor) {
        double twice = 2 * Errors.max(exact, twin);
        for (int k = 0; k < exact.length; k++) {
            double error = Errors.distance(exact[k], result[k]);
            if (!(error <= twice + floor[k])) {
                return name + "[" + k + "]: error " + error + ", allowed " + (twice + floor[k]) + "; ";
            }
        }
        return "";
    }
}
