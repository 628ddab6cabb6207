package dev.mha.kernels.vector;

/**
 * {@link Products} of a block of keys that a causal mask hides from its first queries, without most of what is hidden:
 * lane i sees row j if i &gt;= j + shift, so late rows are seen by late lanes alone. The sums are those of the whole
 * products, whose other terms are 0, in the same order.
 *
 * <p>Steps of half the lanes need one more tile for each form, and leave three quarters of a square of 64 queries and
 * keys; steps of one vector would need three, and leave five eighths.
 */
final class DiagonalProducts {
    private static final boolean WIDE = Lanes.REGISTERS == 32;
    private static final int L = Lanes.COUNT;
    private static final int W = Lanes.WIDTH;
    private static final int HALF = 2 * L;
    private static final int ROWS = WIDE ? 6 : 4;
    private static final int COLUMNS = WIDE ? 8 : 6;

    private DiagonalProducts() {}

    /** {@link Products#rows}; what a vector sees nothing of may be left as it is. */
    static void rows(float[] a, int ao, int as, int rows, int steps, float[] slab, int b, int c, int shift) {
        int r = rows - late(rows, shift) / ROWS * ROWS;
        Products.rows(a, ao, as, r, steps, slab, b, c);
        for (; r < rows; r += ROWS) {
            if (WIDE) {
                HalfRowsSet6x2.set6(a, ao + r * as, as, steps, slab, b + HALF, c + r * W + HALF);
            } else {
                HalfRowsSet4x2.set4(a, ao + r * as, as, steps, slab, b + HALF, c + r * W + HALF);
            }
        }
    }

    /** {@link Products#addRows} of factors whose hidden lanes are 0, [rows][W]: the lanes are the steps. */
    static void addRows(float[] slab, int a, int rows, int steps, int b, int c, int shift) {
        for (int k = 0; k < steps; k += L) {
            int from = k == 0 ? 0 : Diagonal.seen(rows, shift, k - L);
            int to = Diagonal.seen(rows, shift, k);
            Products.addRows(slab, a + from * W + k, W, to - from, steps - k, slab, b + k * W, c + from * W);
        }
    }

    /** {@link Products#addColumns} of factors whose hidden lanes are 0. */
    static void addColumns(float[] a, int ao, int as, int rows, int steps, float[] slab, int b, int c, int shift) {
        int late = late(steps, shift);
        int early = steps - late;
        Products.addColumns(a, ao, as, rows, early, slab, b, c);
        if (late == 0) {
            return;
        }
        int r = 0;
        for (; r + COLUMNS <= rows; r += COLUMNS) {
            if (WIDE) {
                HalfColumnsAdd8x2.add8(a, ao + early * as + r, as, late, slab, b + early * W + HALF, c + r * W + HALF);
            } else {
                ColumnsAdd6x2.add6(a, ao + early * as + r, as, late, slab, b + early * W + HALF, c + r * W + HALF);
            }
        }
        Products.addColumns(a, ao + early * as + r, as, rows - r, late, slab, b + early * W, c + r * W);
    }

    /** Rows that only the second half of the lanes sees. */
    private static int late(int rows, int shift) {
        return rows - Diagonal.seen(rows, shift, L);
    }
}
