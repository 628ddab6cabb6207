package dev.mha.verify.attention;

import dev.mha.kernels.AttentionShape;
import dev.mha.verify.numeric.Errors;
import java.util.Arrays;

/**
 * Errors that the kernels of second order may make: twice the largest of plain float loops, and what one rounding of
 * each score, weight, tangent and product does to each number, to first order; see {@link AttentionTolerance} for
 * scores and weights.
 *
 * <p>The mean is one number a row, so that the twin may be lucky with its sums: those of w and w T are rounded once a
 * key, half an ULP of either sign, which grows with the root of their number.
 *
 * <p>Both passes recompute the weights from the log-sum-exp. Its difference from a score is rounded at its size, half
 * an ULP for each weight on its own; its own rounding is common to a row, cancels in the first pass and is one ULP in
 * the second.
 *
 * <p>A score tangent T sums 2 d products of magnitudes M, each sum rounded by half an ULP of either sign, and is
 * rounded three times more: (3 + sqrt(2 d) / 2) ULP M. The mean of a row moves by the changes of its weights times T -
 * mean, and of its T; the tangent of a weight, w (T - mean), by all three. The output's tangent is the difference of
 * two sums over w T and w, whose weights come from different passes: their changes count with |T| + |mean|. delta~ sums
 * products with the output and its tangent, each with the error it may have.
 */
final class TangentTolerance {
    private final TangentProblem problem;
    private final AttentionShape shape;
    private final ReferenceAttention point;
    private final ReferenceTangent exact;
    private final ReferenceTangent twin;
    private final double scale;
    /** Queries, keys, values, output gradient: at the point, the direction, and their sizes. */
    private final double[][] at;
    private final double[][] move;
    private final double[][] atSize;
    private final double[][] moveSize;
    private final double[] out;
    private final double[] lse;
    private final double[] queryGrad;
    private final double[] keyGrad;
    private final double[] valueGrad;

    TangentTolerance(TangentProblem problem, ReferenceAttention point, ReferenceTangent exact, ReferenceTangent twin) {
        this.problem = problem;
        this.point = point;
        this.exact = exact;
        this.twin = twin;
        shape = problem.at.shape;
        scale = Math.abs(problem.at.scale);
        at = inputs(problem.at);
        move = inputs(problem.move);
        atSize = sizes(at);
        moveSize = sizes(move);
        out = floor(exact.out);
        lse = floor(exact.lse);
        queryGrad = floor(exact.queryGrad);
        keyGrad = floor(exact.keyGrad);
        valueGrad = floor(exact.valueGrad);
        for (int row = 0; row < lse.length; row++) {
            addRow(row, point.weights[row]);
        }
    }

    private static double[][] inputs(AttentionProblem of) {
        return new double[][]{of.query.dense(), of.key.dense(), of.value.dense(), of.outGrad.dense()};
    }

    private static double[][] sizes(double[][] inputs) {
        return Arrays.stream(inputs).map(a -> Arrays.stream(a).map(Math::abs).toArray()).toArray(double[][]::new);
    }

    /** What one row of queries adds, key by key. */
    private void addRow(int row, double[] w) {
        int d = shape.headDim();
        int e = shape.valueDim();
        int first = row / shape.queries() / shape.groupSize() * shape.keys();
        int keys = w.length;
        double mean = exact.lse[row];
        double tangentRounding = (3 + Math.sqrt(2.0 * d) / 2) * Errors.ULP;
        double[] score = new double[keys];
        double[] t = new double[keys];
        double[] tSize = new double[keys];
        double[] slope = new double[keys];
        double[] slopeSize = new double[keys];
        double[] slopeTangent = new double[keys];
        double[] slopeTangentSize = new double[keys];
        double meanScore = 0;
        double delta = 0;
        double deltaSize = 0;
        for (int j = 0; j < keys; j++) {
            int k = first + j;
            score[j] = scale * dot(atSize[0], row, atSize[1], k, d);
            t[j] = problem.at.scale * (dot(move[0], row, at[1], k, d) + dot(at[0], row, move[1], k, d));
            tSize[j] = scale * (dot(moveSize[0], row, atSize[1], k, d) + dot(atSize[0], row, moveSize[1], k, d));
            slope[j] = dot(at[3], row, at[2], k, e);
            slopeSize[j] = dot(atSize[3], row, atSize[2], k, e);
            slopeTangent[j] = dot(move[3], row, at[2], k, e) + dot(at[3], row, move[2], k, e);
            slopeTangentSize[j] = dot(moveSize[3], row, atSize[2], k, e) + dot(atSize[3], row, moveSize[2], k, e);
            meanScore += w[j] * score[j];
            delta += w[j] * slope[j];
            deltaSize += w[j] * slopeSize[j];
        }
        // relative error of each weight: in the tangent, and recomputed from the rounded log-sum-exp in the second pass
        double[] once = new double[keys];
        double[] again = new double[keys];
        double meanError = 0;
        double deltaError = 3 * Errors.ULP * deltaSize;
        double deltaTangent = 0;
        for (int j = 0; j < keys; j++) {
            double lseSize = Math.abs(point.lse[row]);
            once[j] = Errors.ULP * (2 * ((1 - 2 * w[j]) * score[j] + meanScore) + 3 + lseSize / 2);
            again[j] = once[j] + Errors.ULP * lseSize;
            meanError += w[j] * (once[j] * Math.abs(t[j] - mean) + tangentRounding * tSize[j])
                    + Float.MIN_NORMAL * Math.abs(t[j] - mean);
            deltaError += w[j] * once[j] * Math.abs(slope[j] - delta);
            deltaTangent += w[j] * (t[j] - mean) * slope[j] + w[j] * slopeTangent[j];
        }
        double meanSize = 0;
        for (int j = 0; j < keys; j++) {
            meanSize += w[j] * Math.abs(t[j]);
        }
        meanError += Errors.ULP / 2 * Math.sqrt(keys) * (meanSize + Math.abs(mean));
        lse[row] += meanError;
        double[] outError = new double[e];
        double[] outTangentError = new double[e];
        double[] outTangentSize = new double[e];
        for (int j = 0; j < keys; j++) {
            double moved = (w[j] * once[j] + Float.MIN_NORMAL) * (Math.abs(t[j]) + Math.abs(mean))
                    + w[j] * (tangentRounding * tSize[j] + meanError);
            for (int c = 0; c < e; c++) {
                double value = atSize[2][(first + j) * e + c];
                double valueTangent = moveSize[2][(first + j) * e + c];
                outError[c] += (w[j] * once[j] + Float.MIN_NORMAL) * value;
                outTangentError[c] += moved * value + (w[j] * once[j] + Float.MIN_NORMAL) * valueTangent;
                outTangentSize[c] += w[j] * ((Math.abs(t[j]) + Math.abs(mean)) * value + valueTangent);
            }
        }
        double deltaTangentError = 0;
        for (int c = 0; c < e; c++) {
            out[row * e + c] += outTangentError[c];
            double outSize = Math.abs(point.out[row * e + c]) + outError[c];
            deltaTangentError += moveSize[3][row * e + c] * (outError[c] + 2 * Errors.ULP * outSize)
                    + atSize[3][row * e + c] * (outTangentError[c] + 2 * Errors.ULP * outTangentSize[c]);
        }
        for (int j = 0; j < keys; j++) {
            double spread = Math.abs(t[j] - mean);
            double size = Math.abs(t[j]) + Math.abs(mean);
            double weight = w[j] * again[j] + Float.MIN_NORMAL;
            double weightTangent = weight * spread + w[j] * (tangentRounding * tSize[j] + meanError + Errors.ULP * size)
                    + Float.MIN_NORMAL;
            double slopeError = Errors.ULP * (2 * slopeSize[j] + deltaSize) + deltaError;
            double slopeTangentError = Errors.ULP * (2 * slopeTangentSize[j] + Math.abs(deltaTangent))
                    + deltaTangentError;
            double high = Math.abs(slope[j] - delta);
            double highTangent = Math.abs(slopeTangent[j] - deltaTangent);
            double scoreGrad = scale * (weight * high + w[j] * slopeError) + Float.MIN_NORMAL;
            double scoreGradTangent = scale * (weightTangent * high + w[j] * spread * slopeError + weight * highTangent
                    + w[j] * slopeTangentError + 2 * Errors.ULP * w[j] * (spread * high + highTangent))
                    + Float.MIN_NORMAL;
            int k = first + j;
            add(valueGrad, k, e, weightTangent, atSize[3], weight, moveSize[3], row);
            add(queryGrad, row, d, scoreGradTangent, atSize[1], scoreGrad, moveSize[1], k);
            add(keyGrad, k, d, scoreGradTangent, atSize[0], scoreGrad, moveSize[0], row);
        }
    }

    private static double[] floor(double[] exact) {
        double[] floor = new double[exact.length];
        Arrays.fill(floor, Errors.ULP * Errors.largest(exact) + Float.MIN_NORMAL);
        return floor;
    }

    private static double dot(double[] a, int row, double[] b, int other, int dim) {
        double sum = 0;
        for (int k = 0; k < dim; k++) {
            sum += a[row * dim + k] * b[other * dim + k];
        }
        return sum;
    }

    private static void add(double[] sum, int row, int dim, double a, double[] x, double c, double[] y, int from) {
        for (int k = 0; k < dim; k++) {
            sum[row * dim + k] += a * x[from * dim + k] + c * y[from * dim + k];
        }
    }

    /** What is wrong with the results that the kernels left in the problem; empty when nothing is. */
    String verdict() {
        return check("outTangent", exact.out, twin.out, problem.move.out.dense(), out)
                + check("lseTangent", exact.lse, twin.lse, Errors.widen(problem.move.lse), lse)
                + check("queryGradTangent", exact.queryGrad, twin.queryGrad, problem.move.queryGrad.dense(), queryGrad)
                + check("keyGradTangent", exact.keyGrad, twin.keyGrad, problem.move.keyGrad.dense(), keyGrad)
                + check("valueGradTangent", exact.valueGrad, twin.valueGrad, problem.move.valueGrad.dense(), valueGrad);
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

    /** What the product of the kernel's gradient tangents with {@code u} may differ by from the exact one. */
    double allowedProduct(AttentionProblem u) {
        return allowed(exact.queryGrad, twin.queryGrad, queryGrad, u.query.dense())
                + allowed(exact.keyGrad, twin.keyGrad, keyGrad, u.key.dense())
                + allowed(exact.valueGrad, twin.valueGrad, valueGrad, u.value.dense());
    }

    private static double allowed(double[] exact, double[] twin, double[] floor, double[] u) {
        double twice = 2 * Errors.max(exact, twin);
        double sum = 0;
        for (int k = 0; k < u.length; k++) {
            sum += Math.abs(u[k]) * (twice + floor[k]);
        }
        return sum;
    }
}
