package dev.mha.kernels.vector;

/**
 * Matrix products of short attention, all factors in scratch memory with {@link #ROW} floats a row:
 *
 * <pre>
 * rows     C[r][lanes] = sum_k A[r][k] B[k][lanes]
 * columns  C[r][lanes] = sum_k A[k][r] B[k][lanes]
 * </pre>
 *
 * <p>The row is the same for every factor, however narrow the factor is, so that each index has one base and a constant
 * distance from it: tiles that read the caller's rows at a stride of their own reached 42-84 % of the FMA peak for 32 x
 * 32 x 32, these 53-102 %. A row count is filled up to a multiple of 4 with rows of whatever scratch memory holds:
 * nobody reads what they become, and a part has rows up to a multiple of the lanes.
 *
 * <p>Tiles, share of the FMA peak for 32 rows and 32 steps, 16 lanes (Zen 5 class): one vector wide 16 rows 77-80 %, 12
 * rows 75 %, 8 rows 70 %, 4 rows 53-60 % (a load for each product); two wide 8 rows 102 %, 4 rows 86 %; three wide 4
 * rows 97 %, 8 rows 73-100 %; four wide 4 rows 97 %, 6 rows 97 %.
 */
final class ShortProducts {
    /** Floats in a row of every factor: the longest query block, head dimension and value dimension. */
    static final int ROW = 64;
    private static final boolean WIDE = Lanes.REGISTERS == 32;
    private static final int L = Lanes.COUNT;

    private ShortProducts() {}

    /** Vectors that hold {@code floats} floats. */
    static int vectors(int floats) {
        return (floats + L - 1) / L;
    }

    /** {@code C[r][i] = sum_k A[r][k] B[k][i]} for {@code rows} rows of {@code width} floats, k below {@code steps}. */
    static void rows(float[] slab, int a, int rows, int steps, int b, int width, int c) {
        int vectors = vectors(width);
        int v = 0;
        if (WIDE) {
            for (; v + 4 <= vectors; v += 4) {
                rows4(slab, a, rows, steps, b + v * L, c + v * L);
            }
            if (v + 3 <= vectors) {
                rows3(slab, a, rows, steps, b + v * L, c + v * L);
                v += 3;
            }
        }
        for (; v + 2 <= vectors; v += 2) {
            rows2(slab, a, rows, steps, b + v * L, c + v * L);
        }
        if (v < vectors) {
            rows1(slab, a, rows, steps, b + v * L, c + v * L);
        }
    }

    /** {@code C[r][i] = sum_k A[k][r] B[k][i]} for {@code rows} rows of {@code width} floats, k below {@code steps}. */
    static void columns(float[] slab, int a, int rows, int steps, int b, int width, int c) {
        int vectors = vectors(width);
        int v = 0;
        if (WIDE) {
            for (; v + 4 <= vectors; v += 4) {
                columns4(slab, a, rows, steps, b + v * L, c + v * L);
            }
            if (v + 3 <= vectors) {
                columns3(slab, a, rows, steps, b + v * L, c + v * L);
                v += 3;
            }
        }
        for (; v + 2 <= vectors; v += 2) {
            columns2(slab, a, rows, steps, b + v * L, c + v * L);
        }
        if (v < vectors) {
            columns1(slab, a, rows, steps, b + v * L, c + v * L);
        }
    }

    private static void rows4(float[] slab, int a, int rows, int steps, int b, int c) {
        for (int r = 0; r < rows; r += 4) {
            ShortTiles4.rows4(slab, a + r * ROW, steps, b, c + r * ROW);
        }
    }

    private static void rows3(float[] slab, int a, int rows, int steps, int b, int c) {
        for (int r = 0; r < rows; r += 4) {
            ShortTiles3.rows4(slab, a + r * ROW, steps, b, c + r * ROW);
        }
    }

    private static void rows2(float[] slab, int a, int rows, int steps, int b, int c) {
        int r = 0;
        if (WIDE) {
            for (; r + 4 < rows; r += 8) {
                ShortTiles2.rows8(slab, a + r * ROW, steps, b, c + r * ROW);
            }
        }
        for (; r < rows; r += 4) {
            ShortTiles2.rows4(slab, a + r * ROW, steps, b, c + r * ROW);
        }
    }

    private static void rows1(float[] slab, int a, int rows, int steps, int b, int c) {
        int r = 0;
        if (WIDE) {
            for (; r + 12 < rows; r += 16) {
                ShortTiles1.rows16(slab, a + r * ROW, steps, b, c + r * ROW);
            }
        }
        for (; r + 8 < rows; r += 12) {
            ShortTiles1.rows12(slab, a + r * ROW, steps, b, c + r * ROW);
        }
        if (r + 4 < rows) {
            ShortTiles1.rows8(slab, a + r * ROW, steps, b, c + r * ROW);
            r += 8;
        }
        if (r < rows) {
            ShortTiles1.rows4(slab, a + r * ROW, steps, b, c + r * ROW);
        }
    }

    private static void columns4(float[] slab, int a, int rows, int steps, int b, int c) {
        for (int r = 0; r < rows; r += 4) {
            ShortTiles4.columns4(slab, a + r, steps, b, c + r * ROW);
        }
    }

    private static void columns3(float[] slab, int a, int rows, int steps, int b, int c) {
        for (int r = 0; r < rows; r += 4) {
            ShortTiles3.columns4(slab, a + r, steps, b, c + r * ROW);
        }
    }

    private static void columns2(float[] slab, int a, int rows, int steps, int b, int c) {
        int r = 0;
        if (WIDE) {
            for (; r + 4 < rows; r += 8) {
                ShortTiles2.columns8(slab, a + r, steps, b, c + r * ROW);
            }
        }
        for (; r < rows; r += 4) {
            ShortTiles2.columns4(slab, a + r, steps, b, c + r * ROW);
        }
    }

    private static void columns1(float[] slab, int a, int rows, int steps, int b, int c) {
        int r = 0;
        if (WIDE) {
            for (; r + 12 < rows; r += 16) {
                ShortTiles1.columns16(slab, a + r, steps, b, c + r * ROW);
            }
        }
        for (; r + 8 < rows; r += 12) {
            ShortTiles1.columns12(slab, a + r, steps, b, c + r * ROW);
        }
        if (r + 4 < rows) {
            ShortTiles1.columns8(slab, a + r, steps, b, c + r * ROW);
            r += 8;
        }
        if (r < rows) {
            ShortTiles1.columns4(slab, a + r, steps, b, c + r * ROW);
        }
    }
}
