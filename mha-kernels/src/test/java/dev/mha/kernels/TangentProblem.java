package dev.mha.kernels;

import dev.mha.kernels.AttentionProblem.Results;
import dev.mha.kernels.plain.PlainHessian;
import dev.mha.kernels.plain.PlainTangent;
import dev.mha.kernels.work.Crew;
import java.util.Arrays;

/**
 * A random attention problem and directions in which its inputs move. The results of tangent and Hessian-vector product
 * have the sizes of those of forward and backward pass.
 */
final class TangentProblem {
    final AttentionProblem at;
    /** Tangents of queries, keys, values and output gradient, each in the place of what it is the tangent of. */
    final AttentionProblem move;

    TangentProblem(AttentionShape shape, AttentionMask mask, float scale, long seed) {
        at = new AttentionProblem(shape, mask, scale, seed);
        move = new AttentionProblem(shape, mask, scale, seed + 1000);
    }

    private static AttentionRows inputs(AttentionProblem problem) {
        return new AttentionRows(problem.query, problem.key, problem.value);
    }

    Results run(Workspace work) {
        Results first = at.run(work);
        Results r = at.empty();
        AttentionTangent.run(at.shape, at.mask, at.scale, inputs(at), first.out(), first.lse(), inputs(move), r.out(),
                r.lse(), work);
        AttentionHessian.run(at.shape, at.mask, at.scale, inputs(at), first.out(), first.lse(), at.outGrad,
                inputs(move), r.out(), r.lse(), move.outGrad,
                new AttentionRows(r.queryGrad(), r.keyGrad(), r.valueGrad()), work);
        return r;
    }

    Results plain() {
        Results first = at.plain();
        Results r = at.empty();
        Crew crew = (Crew) Workspace.serial();
        PlainTangent.run(at.shape, at.mask, at.scale, inputs(at), first.out(), first.lse(), inputs(move), r.out(),
                r.lse(), crew);
        PlainHessian.run(at.shape, at.mask, at.scale, inputs(at), first.out(), first.lse(), at.outGrad, inputs(move),
                r.out(), r.lse(), move.outGrad, new AttentionRows(r.queryGrad(), r.keyGrad(), r.valueGrad()), crew);
        return r;
    }

    /** Exact results, laid out as the others, zero between the rows; and the sums of the sizes of their terms. */
    record Exact(double[][] results, double[][] sizes) {
        void add(int result, int index, double term, double size) {
            results[result][index] += term;
            sizes[result][index] += size;
        }
    }

    /** In double, by the derivative of the quotient exp(score) / sum. */
    Exact exact() {
        double[][] zeros = at.empty().arrays().stream().map(a -> new double[a.length]).toArray(double[][]::new);
        Exact exact = new Exact(zeros, Arrays.stream(zeros).map(double[]::clone).toArray(double[][]::new));
        for (int b = 0; b < at.shape.batch(); b++) {
            for (int h = 0; h < at.shape.queryHeads(); h++) {
                for (int i = 0; i < at.shape.queries(); i++) {
                    row(b, h, i, exact);
                }
            }
        }
        return exact;
    }

    private void row(int b, int h, int i, Exact exact) {
        AttentionShape shape = at.shape;
        int g = h / shape.groupSize();
        int n = at.mask.visible(shape, b, i);
        double[] p = new double[n];
        double[] t = new double[n];
        double[] slope = new double[n];
        double[] slopeTangent = new double[n];
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < n; j++) {
            p[j] = at.scale * dot(at.query, h, i, at.key, b, g, j, shape.headDim());
            t[j] = at.scale * (dot(move.query, h, i, at.key, b, g, j, shape.headDim())
                    + dot(at.query, h, i, move.key, b, g, j, shape.headDim()));
            slope[j] = dot(at.outGrad, h, i, at.value, b, g, j, shape.valueDim());
            slopeTangent[j] = dot(move.outGrad, h, i, at.value, b, g, j, shape.valueDim())
                    + dot(at.outGrad, h, i, move.value, b, g, j, shape.valueDim());
            max = Math.max(max, p[j]);
        }
        double sum = 0.0;
        for (int j = 0; j < n; j++) {
            p[j] = Math.exp(p[j] - max);
            sum += p[j];
        }
        double mean = 0.0;
        double meanSize = 0.0;
        double delta = 0.0;
        for (int j = 0; j < n; j++) {
            p[j] /= sum;
            mean += p[j] * t[j];
            meanSize += p[j] * Math.abs(t[j]);
            delta += p[j] * slope[j];
        }
        exact.add(1, (b * shape.queryHeads() + h) * shape.queries() + i, mean, meanSize);
        double deltaTangent = 0.0;
        for (int j = 0; j < n; j++) {
            deltaTangent += p[j] * (t[j] - mean) * slope[j] + p[j] * slopeTangent[j];
        }
        Results like = at.empty();
        for (int j = 0; j < n; j++) {
            double pt = p[j] * (t[j] - mean);
            double ptSize = p[j] * (Math.abs(t[j]) + meanSize);
            double ds = at.scale * p[j] * (slope[j] - delta);
            double dst = at.scale * (pt * (slope[j] - delta) + p[j] * (slopeTangent[j] - deltaTangent));
            double dsSize = Math.abs(at.scale) * p[j] * (Math.abs(slope[j]) + Math.abs(delta));
            double dstSize = Math.abs(at.scale) * (ptSize * (Math.abs(slope[j]) + Math.abs(delta))
                    + p[j] * (Math.abs(slopeTangent[j]) + Math.abs(deltaTangent)));
            add(exact, 0, like.out(), b, h, i, shape.valueDim(), at.value, g, j, pt, ptSize, move.value, p[j], p[j]);
            add(exact, 2, like.queryGrad(), b, h, i, shape.headDim(), at.key, g, j, dst, dstSize, move.key, ds, dsSize);
            add(exact, 3, like.keyGrad(), b, g, j, shape.headDim(), at.query, h, i, dst, dstSize, move.query, ds,
                    dsSize);
            add(exact, 4, like.valueGrad(), b, g, j, shape.valueDim(), at.outGrad, h, i, pt, ptSize, move.outGrad, p[j],
                    p[j]);
        }
    }

    /** Adds {@code a x + c y} to row t of head h of a result; x and y are rows u of head g. */
    private static void add(Exact exact, int result, Rows to, int b, int h, int t, int dim, Rows x, int g, int u,
            double a, double aSize, Rows y, double c, double cSize) {
        for (int k = 0; k < dim; k++) {
            double xk = x.array()[x.at(b, g) + u * x.row() + k];
            double yk = y.array()[y.at(b, g) + u * y.row() + k];
            exact.add(result, to.at(b, h) + t * to.row() + k, a * xk + c * yk,
                    aSize * Math.abs(xk) + cSize * Math.abs(yk));
        }
    }

    private static double dot(Rows x, int h, int i, Rows y, int b, int g, int j, int dim) {
        double sum = 0.0;
        for (int c = 0; c < dim; c++) {
            sum += (double) x.array()[x.at(b, h) + i * x.row() + c] * y.array()[y.at(b, g) + j * y.row() + c];
        }
        return sum;
    }
}
