package dev.mha.kernels.vector;

import java.util.Arrays;

/**
 * Moves rows of the caller into scratch memory with the rows in the lanes, and back. Scratch has {@link Lanes#WIDTH}
 * floats a row. Rows and floats that are missing to whole vectors go through a padded square, never through a scalar
 * loop over the whole block.
 */
final class Transpose {
    /** Floats of the square that the caller of these methods lends. */
    static final int SQUARE = Lanes.COUNT * Lanes.COUNT;

    private static final int L = Lanes.COUNT;
    private static final int W = Lanes.WIDTH;

    private Transpose() {}

    /**
     * {@code C[i][r] = factor A[r][i]} for {@code rows} rows of {@code dim} floats; C is filled up with zeros to
     * {@code padded(dim)} rows of {@code padded(rows)} floats.
     *
     * @param factor one vector that holds the factor in every lane
     */
    static void pack(float[] a, int ao, int as, int rows, int dim, float[] slab, int factor, int to,
            int square) {
        for (int r = 0; r < rows; r += L) {
            for (int i = 0; i < dim; i += L) {
                int at = ao + r * as + i;
                if (r + L <= rows && i + L <= dim) {
                    block(a, at, as, slab, factor, slab, to + i * W + r, W);
                } else {
                    Arrays.fill(slab, square, square + SQUARE, 0.0f);
                    for (int t = 0; t < Math.min(L, rows - r); t++) {
                        System.arraycopy(a, at + t * as, slab, square + t * L, Math.min(L, dim - i));
                    }
                    block(slab, square, L, slab, factor, slab, to + i * W + r, W);
                }
            }
        }
    }

    /** {@code C[r][i] = factor[r] A[i][r]} for {@code rows} rows of {@code dim} floats: the way back. */
    static void unpack(float[] slab, int from, int rows, int dim, int factor, float[] c, int co, int cs,
            int square) {
        for (int r = 0; r < rows; r += L) {
            for (int i = 0; i < dim; i += L) {
                int at = co + r * cs + i;
                if (r + L <= rows && i + L <= dim) {
                    block(slab, from + i * W + r, W, slab, factor + r, c, at, cs);
                } else {
                    block(slab, from + i * W + r, W, slab, factor + r, slab, square, L);
                    for (int t = 0; t < Math.min(L, rows - r); t++) {
                        System.arraycopy(slab, square + t * L, c, at + t * cs, Math.min(L, dim - i));
                    }
                }
            }
        }
    }

    private static void block(float[] a, int ao, int as, float[] factor, int fo, float[] c, int co, int cs) {
        if (L == 16) {
            Transpose16.run(a, ao, as, factor, fo, c, co, cs);
        } else {
            Transpose8.run(a, ao, as, factor, fo, c, co, cs);
        }
    }

    /** The next multiple of the lane count. */
    static int padded(int n) {
        return (n + L - 1) / L * L;
    }
}
