package dev.mha.kernels.vector;

/**
 * Matrix products over any number of rows, cut into register tiles. B and C lie in scratch memory with
 * {@link Lanes#WIDTH} floats a row; A is read where the caller has it.
 */
final class Products {
    private static final boolean WIDE = Lanes.REGISTERS == 32;
    private static final int W = Lanes.WIDTH;
    private static final int HALF = 2 * Lanes.COUNT;

    private Products() {}

    /** {@code C[r][lanes] = sum_k A[ao + r as + k] B[k][lanes]}, k below {@code steps}. */
    static void rows(float[] a, int ao, int as, int rows, int steps, float[] slab, int b, int c) {
        int r = 0;
        if (WIDE) {
            for (; r + 6 <= rows; r += 6) {
                RowsSet6x4.set6(a, ao + r * as, as, steps, slab, b, slab, c + r * W);
            }
            if (r + 4 <= rows) {
                RowsSet6x4.set4(a, ao + r * as, as, steps, slab, b, slab, c + r * W);
                r += 4;
            }
        }
        for (; r + 2 <= rows; r += 2) {
            RowsSet6x4.set2(a, ao + r * as, as, steps, slab, b, slab, c + r * W);
        }
        if (r < rows) {
            RowsSet6x4.set1(a, ao + r * as, as, steps, slab, b, slab, c + r * W);
        }
    }

    /**
     * {@code C[r][lanes] += sum_k A[ao + r as + k] B[k][lanes]}, k below {@code steps}. The sum is taken on its own and
     * then added: gradients of keys and values, sums over all queries, err half as much so for thousands of queries.
     */
    static void addRows(float[] a, int ao, int as, int rows, int steps, float[] slab, int b, int c) {
        if (as == W) {
            panelRows(a, ao, rows, steps, slab, b, c);
            return;
        }
        int r = 0;
        if (WIDE) {
            for (; r + 6 <= rows; r += 6) {
                RowsAdd6x4.add6(a, ao + r * as, as, steps, slab, b, c + r * W);
            }
            if (r + 4 <= rows) {
                RowsAdd6x4.add4(a, ao + r * as, as, steps, slab, b, c + r * W);
                r += 4;
            }
        }
        for (; r + 2 <= rows; r += 2) {
            RowsAdd6x4.add2(a, ao + r * as, as, steps, slab, b, c + r * W);
        }
        if (r < rows) {
            RowsAdd6x4.add1(a, ao + r * as, as, steps, slab, b, c + r * W);
        }
    }

    /** {@link #addRows} when A has the row stride of B. */
    private static void panelRows(float[] a, int ao, int rows, int steps, float[] slab, int b, int c) {
        int r = 0;
        if (WIDE) {
            for (; r + 6 <= rows; r += 6) {
                PanelRowsAdd6x4.add6(a, ao + r * W, steps, slab, b, c + r * W);
            }
            if (r + 4 <= rows) {
                PanelRowsAdd6x4.add4(a, ao + r * W, steps, slab, b, c + r * W);
                r += 4;
            }
        }
        for (; r + 2 <= rows; r += 2) {
            PanelRowsAdd6x4.add2(a, ao + r * W, steps, slab, b, c + r * W);
        }
        if (r < rows) {
            PanelRowsAdd6x4.add1(a, ao + r * W, steps, slab, b, c + r * W);
        }
    }

    /**
     * {@code C[r][lanes] += sum_k A[ao + k as + r] B[k][lanes]}, k below {@code steps}: the same bits for every stride.
     * Rows at the distance of the scratch rows, as in dense arrays of 64 floats with 16 lanes, have tiles of their own:
     * 95 % instead of 86 % of the FMA peak.
     */
    static void addColumns(float[] a, int ao, int as, int rows, int steps, float[] slab, int b, int c) {
        if (as == W) {
            panelColumns(a, ao, rows, steps, slab, b, c);
            return;
        }
        int r = 0;
        if (WIDE) {
            for (; r + 6 <= rows; r += 6) {
                ColumnsAdd6x4.add6(a, ao + r, as, steps, slab, b, c + r * W);
            }
            if (r + 4 <= rows) {
                ColumnsAdd6x4.add4(a, ao + r, as, steps, slab, b, c + r * W);
                r += 4;
            }
        } else {
            for (; r + 6 <= rows; r += 6) {
                ColumnsAdd6x2.add6(a, ao + r, as, steps, slab, b, c + r * W);
                ColumnsAdd6x2.add6(a, ao + r, as, steps, slab, b + HALF, c + r * W + HALF);
            }
        }
        for (; r + 2 <= rows; r += 2) {
            ColumnsAdd6x4.add2(a, ao + r, as, steps, slab, b, c + r * W);
        }
        if (r < rows) {
            ColumnsAdd6x4.add1(a, ao + r, as, steps, slab, b, c + r * W);
        }
    }

    /** {@link #addColumns} when A has the row stride of B. */
    private static void panelColumns(float[] a, int ao, int rows, int steps, float[] slab, int b, int c) {
        int r = 0;
        if (WIDE) {
            for (; r + 6 <= rows; r += 6) {
                PanelColumnsAdd6x4.add6(a, ao + r, steps, slab, b, c + r * W);
            }
            if (r + 4 <= rows) {
                PanelColumnsAdd6x4.add4(a, ao + r, steps, slab, b, c + r * W);
                r += 4;
            }
        } else {
            for (; r + 6 <= rows; r += 6) {
                PanelColumnsAdd6x2.add6(a, ao + r, steps, slab, b, c + r * W);
                PanelColumnsAdd6x2.add6(a, ao + r, steps, slab, b + HALF, c + r * W + HALF);
            }
        }
        for (; r + 2 <= rows; r += 2) {
            PanelColumnsAdd6x4.add2(a, ao + r, steps, slab, b, c + r * W);
        }
        if (r < rows) {
            PanelColumnsAdd6x4.add1(a, ao + r, steps, slab, b, c + r * W);
        }
    }

    /**
     * {@code C[r][lanes] = factor[lanes] C[r][lanes] + sum_k A[ao + k W + r] B[k][lanes]}, k below {@code steps}:
     * {@link #addColumns} of a sum on its own, with the row stride of B for A.
     */
    static void sumColumns(float[] a, int ao, int rows, int steps, float[] slab, int b, int c, int factor) {
        int r = 0;
        if (WIDE) {
            for (; r + 6 <= rows; r += 6) {
                PanelColumnsSum6x4.sum6(a, ao + r, steps, slab, b, c + r * W, factor);
            }
            if (r + 4 <= rows) {
                PanelColumnsSum6x4.sum4(a, ao + r, steps, slab, b, c + r * W, factor);
                r += 4;
            }
        } else {
            for (; r + 6 <= rows; r += 6) {
                PanelColumnsSum6x2.sum6(a, ao + r, steps, slab, b, c + r * W, factor);
                PanelColumnsSum6x2.sum6(a, ao + r, steps, slab, b + HALF, c + r * W + HALF, factor + HALF);
            }
        }
        for (; r + 2 <= rows; r += 2) {
            PanelColumnsSum6x4.sum2(a, ao + r, steps, slab, b, c + r * W, factor);
        }
        if (r < rows) {
            PanelColumnsSum6x4.sum1(a, ao + r, steps, slab, b, c + r * W, factor);
        }
    }
}
