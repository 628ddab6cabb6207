package dev.mha.kernels;

import dev.mha.kernels.plain.PlainBackward;
import dev.mha.kernels.plain.PlainForward;
import dev.mha.kernels.work.Crew;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A random attention problem in strided arrays with guard values around every row, and its results. */
final class AttentionProblem {
    static final float GUARD = 12345.0f;

    final AttentionShape shape;
    final AttentionMask mask;
    final float scale;
    final Rows query;
    final Rows key;
    final Rows value;
    final Rows outGrad;

    /** What one run of forward and backward wrote. */
    record Results(Rows out, float[] lse, Rows queryGrad, Rows keyGrad, Rows valueGrad) {
        List<float[]> arrays() {
            return List.of(out.array(), lse, queryGrad.array(), keyGrad.array(), valueGrad.array());
        }
    }

    AttentionProblem(AttentionShape shape, AttentionMask mask, float scale, long seed) {
        Random random = new Random(seed);
        this.shape = shape;
        this.mask = mask;
        this.scale = scale;
        query = fill(rows(shape.queryHeads(), shape.queries(), shape.headDim()), shape.queryHeads(), shape.queries(),
                shape.headDim(), random);
        key = fill(rows(shape.keyValueHeads(), shape.keys(), shape.headDim()), shape.keyValueHeads(), shape.keys(),
                shape.headDim(), random);
        value = fill(rows(shape.keyValueHeads(), shape.keys(), shape.valueDim()), shape.keyValueHeads(), shape.keys(),
                shape.valueDim(), random);
        outGrad = fill(rows(shape.queryHeads(), shape.queries(), shape.valueDim()), shape.queryHeads(), shape.queries(),
                shape.valueDim(), random);
    }

    /** Rows with a gap of three floats after each, seven after each head, five before the first. */
    private Rows rows(int heads, int rows, int dim) {
        int row = dim + 3;
        int head = rows * row + 7;
        int batch = heads * head + 1;
        float[] array = new float[5 + shape.batch() * batch];
        Arrays.fill(array, GUARD);
        return new Rows(array, 5, batch, head, row);
    }

    private Rows fill(Rows rows, int heads, int count, int dim, Random random) {
        for (int b = 0; b < shape.batch(); b++) {
            for (int h = 0; h < heads; h++) {
                for (int t = 0; t < count; t++) {
                    for (int i = 0; i < dim; i++) {
                        rows.array()[rows.at(b, h) + t * rows.row() + i] = (float) random.nextGaussian();
                    }
                }
            }
        }
        return rows;
    }

    Results empty() {
        float[] lse = new float[shape.batch() * shape.queryHeads() * shape.queries()];
        return new Results(rows(shape.queryHeads(), shape.queries(), shape.valueDim()), lse,
                rows(shape.queryHeads(), shape.queries(), shape.headDim()),
                rows(shape.keyValueHeads(), shape.keys(), shape.headDim()),
                rows(shape.keyValueHeads(), shape.keys(), shape.valueDim()));
    }

    Results run(Workspace work) {
        Results r = empty();
        AttentionForward.run(shape, mask, scale, query, key, value, r.out, r.lse, work);
        AttentionBackward.run(shape, mask, scale, query, key, value, r.out, r.lse, outGrad, r.queryGrad, r.keyGrad,
                r.valueGrad, work);
        return r;
    }

    Results plain() {
        Results r = empty();
        Crew crew = (Crew) Workspace.serial();
        PlainForward.run(shape, mask, scale, query, key, value, r.out, r.lse, crew);
        PlainBackward.run(shape, mask, scale, query, key, value, r.out, r.lse, outGrad, r.queryGrad, r.keyGrad,
                r.valueGrad, crew);
        return r;
    }

    /** The results in double, laid out as the others: out, lse, gradients by query, key and value. */
    List<double[]> exact() {
        Results like = empty();
        double[][] exact = like.arrays().stream().map(AttentionProblem::widen).toArray(double[][]::new);
        for (int b = 0; b < shape.batch(); b++) {
            for (int h = 0; h < shape.queryHeads(); h++) {
                for (int i = 0; i < shape.queries(); i++) {
                    exactRow(b, h, i, like, exact);
                }
            }
        }
        for (int n = 2; n < 5; n++) {
            // gradients were added to the guard value that the rows held
            Rows rows = List.of(like.queryGrad, like.keyGrad, like.valueGrad).get(n - 2);
            int heads = n == 2 ? shape.queryHeads() : shape.keyValueHeads();
            int count = n == 2 ? shape.queries() : shape.keys();
            int dim = n == 4 ? shape.valueDim() : shape.headDim();
            for (int at = 0; at < exact[n].length; at++) {
                exact[n][at] -= inside(rows, heads, count, dim, at) ? GUARD : 0.0;
            }
        }
        return List.of(exact);
    }

    private boolean inside(Rows rows, int heads, int count, int dim, int at) {
        int inItem = (at - rows.offset()) % rows.batch();
        int inHead = inItem % rows.head();
        return at >= rows.offset() && inItem / rows.head() < heads && inHead / rows.row() < count
                && inHead % rows.row() < dim;
    }

    private void exactRow(int b, int h, int i, Results like, double[][] exact) {
        int g = h / shape.groupSize();
        int n = 0;
        while (n < (mask.keyLengths() == null ? shape.keys() : mask.keyLengths()[b])
                && (!mask.causal() || n <= i + shape.keys() - shape.queries())) {
            n++;
        }
        double[] p = new double[n];
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < n; j++) {
            p[j] = scale * dot(query, b, h, i, key, g, j, shape.headDim());
            max = Math.max(max, p[j]);
        }
        double sum = 0.0;
        for (int j = 0; j < n; j++) {
            p[j] = Math.exp(p[j] - max);
            sum += p[j];
        }
        exact[1][(b * shape.queryHeads() + h) * shape.queries() + i] = n == 0
                ? Double.POSITIVE_INFINITY
                : max + Math.log(sum);
        double[] pGrad = new double[n];
        double delta = 0.0;
        for (int j = 0; j < n; j++) {
            p[j] /= sum;
            pGrad[j] = dot(outGrad, b, h, i, value, g, j, shape.valueDim());
            delta += p[j] * pGrad[j];
        }
        int at = like.out.at(b, h) + i * like.out.row();
        for (int c = 0; c < shape.valueDim(); c++) {
            exact[0][at + c] = 0.0;
            for (int j = 0; j < n; j++) {
                exact[0][at + c] += p[j] * value.array()[value.at(b, g) + j * value.row() + c];
                exact[4][like.valueGrad.at(b, g) + j * like.valueGrad.row() + c] += p[j]
                        * outGrad.array()[outGrad.at(b, h) + i * outGrad.row() + c];
            }
        }
        for (int j = 0; j < n; j++) {
            double ds = scale * p[j] * (pGrad[j] - delta);
            for (int c = 0; c < shape.headDim(); c++) {
                exact[2][like.queryGrad.at(b, h) + i * like.queryGrad.row() + c] += ds
                        * key.array()[key.at(b, g) + j * key.row() + c];
                exact[3][like.keyGrad.at(b, g) + j * like.keyGrad.row() + c] += ds
                        * query.array()[query.at(b, h) + i * query.row() + c];
            }
        }
    }

    private static double dot(Rows x, int b, int h, int i, Rows y, int g, int j, int dim) {
        double sum = 0.0;
        for (int c = 0; c < dim; c++) {
            sum += (double) x.array()[x.at(b, h) + i * x.row() + c] * y.array()[y.at(b, g) + j * y.row() + c];
        }
        return sum;
    }

    private static double[] widen(float[] a) {
        double[] wide = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            wide[i] = a[i];
        }
        return wide;
    }
}
