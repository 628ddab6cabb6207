package dev.mha.kernels.vector;

import dev.mha.kernels.Rows;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** Moves a caller's short rows into scratch rows of {@link ShortProducts#ROW} floats, and back. */
final class ShortRows {
    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.COUNT;
    private static final int ROW = ShortProducts.ROW;

    private ShortRows() {}

    /** Copies the first rows of a head, of {@code dim} floats, filled up with zeros to whole vectors. */
    static void read(Rows from, int b, int h, int rows, int dim, float[] slab, int to) {
        float[] a = from.array();
        int ao = from.at(b, h);
        int as = from.row();
        int whole = dim - dim % L;
        if (whole == dim) {
            readWhole(a, ao, as, rows, dim, slab, to);
            return;
        }
        if (whole > 0) {
            readWhole(a, ao, as, rows, whole, slab, to);
        }
        VectorMask<Float> rest = F.indexInRange(whole, dim);
        for (int r = 0; r < rows; r++) {
            FloatVector.fromArray(F, a, ao + r * as + whole, rest).intoArray(slab, to + r * ROW + whole);
        }
    }

    /** Two vectors a row at a time, without a loop inside the loop, which took twice as long. */
    private static void readWhole(float[] a, int ao, int as, int rows, int dim, float[] slab, int to) {
        int i = 0;
        for (; i + 2 * L <= dim; i += 2 * L) {
            read2(a, ao + i, as, rows, slab, to + i);
        }
        if (i < dim) {
            read1(a, ao + i, as, rows, slab, to + i);
        }
    }

    private static void read2(float[] a, int ao, int as, int rows, float[] slab, int to) {
        for (int r = 0; r < rows; r++) {
            FloatVector.fromArray(F, a, ao + r * as).intoArray(slab, to + r * ROW);
            FloatVector.fromArray(F, a, ao + r * as + L).intoArray(slab, to + r * ROW + L);
        }
    }

    private static void read1(float[] a, int ao, int as, int rows, float[] slab, int to) {
        for (int r = 0; r < rows; r++) {
            FloatVector.fromArray(F, a, ao + r * as).intoArray(slab, to + r * ROW);
        }
    }

    /**
     * Writes rows of {@code dim} floats, row r times {@code slab[factor + r * step]}, and 0 in place of -0, as in
     * {@link #clear}.
     */
    static void write(float[] slab, int from, int factor, int step, int rows, int dim, float[] c, int co, int cs) {
        int i = 0;
        for (; i + 2 * L <= dim; i += 2 * L) {
            write2(slab, from + i, factor, step, rows, c, co + i, cs);
        }
        if (i + L <= dim) {
            write1(slab, from + i, factor, step, rows, c, co + i, cs);
            i += L;
        }
        if (i < dim) {
            VectorMask<Float> rest = F.indexInRange(i, dim);
            for (int r = 0; r < rows; r++) {
                FloatVector.fromArray(F, slab, from + r * ROW + i).mul(slab[factor + r * step]).add(0.0f)
                        .intoArray(c, co + r * cs + i, rest);
            }
        }
    }

    private static void write2(float[] slab, int from, int factor, int step, int rows, float[] c, int co, int cs) {
        for (int r = 0; r < rows; r++) {
            FloatVector f = FloatVector.broadcast(F, slab[factor + r * step]);
            FloatVector.fromArray(F, slab, from + r * ROW).mul(f).add(0.0f).intoArray(c, co + r * cs);
            FloatVector.fromArray(F, slab, from + r * ROW + L).mul(f).add(0.0f).intoArray(c, co + r * cs + L);
        }
    }

    private static void write1(float[] slab, int from, int factor, int step, int rows, float[] c, int co, int cs) {
        for (int r = 0; r < rows; r++) {
            FloatVector f = FloatVector.broadcast(F, slab[factor + r * step]);
            FloatVector.fromArray(F, slab, from + r * ROW).mul(f).add(0.0f).intoArray(c, co + r * cs);
        }
    }

    /**
     * Writes the rows that some query has seen to a head's gradient, all times one factor, and zeros for the others.
     */
    static void writeSeen(float[] slab, int from, int factor, int seen, int rows, int dim, Rows grad, int b, int h) {
        int to = grad.at(b, h);
        write(slab, from, factor, 0, seen, dim, grad.array(), to, grad.row());
        clear(rows - seen, dim, grad.array(), to + seen * grad.row(), grad.row());
    }

    /** Writes zeros to rows of {@code dim} floats. */
    private static void clear(int rows, int dim, float[] c, int co, int cs) {
        for (int r = 0; r < rows; r++) {
            Arrays.fill(c, co + r * cs, co + r * cs + dim, 0.0f);
        }
    }

    /**
     * {@code C[i][r] = A[r][i] factor} of the first rows of a head, of {@code dim} floats. Where they fill whole
     * squares of lanes they are read in place; else a copy is, and what lies beyond them in scratch memory is transposed
     * with it.
     *
     * @param copy scratch rows for the copy
     * @param factor one vector that holds the factor in every lane
     */
    static void turn(Rows from, int b, int h, int rows, int dim, float[] slab, int copy, int factor, int c) {
        if (rows % L == 0 && dim % L == 0) {
            transpose(from.array(), from.at(b, h), from.row(), rows, dim, slab, factor, c);
        } else {
            read(from, b, h, rows, dim, slab, copy);
            transpose(slab, copy, rows, dim, factor, c);
        }
    }

    /** The same of scratch rows in whole squares of lanes. */
    static void transpose(float[] slab, int a, int rows, int dim, int factor, int c) {
        transpose(slab, a, ROW, rows, dim, slab, factor, c);
    }

    private static void transpose(float[] from, int a, int as, int rows, int dim, float[] slab, int factor, int c) {
        for (int r = 0; r < rows; r += L) {
            for (int i = 0; i < dim; i += L) {
                if (L == 16) {
                    Transpose16.run(from, a + r * as + i, as, slab, factor, slab, c + i * ROW + r, ROW);
                } else {
                    Transpose8.run(from, a + r * as + i, as, slab, factor, slab, c + i * ROW + r, ROW);
                }
            }
        }
    }
}
