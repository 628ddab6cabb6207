package dev.mha.kernels.vector;

/**
 * Products of many small matrices at once, one sample a lane: every factor is a vector over samples, or a scalar that
 * all samples share. Nothing is ever summed over lanes here.
 *
 * <p>Factors lie in panels: {@code [step][rows][lanes]}, so that every index has a constant factor and the compiler
 * proves the bounds once a loop; with free strides 41 instead of 48 % of the peak were reached. A tile of rows x
 * columns sums stays in registers over all steps, or two columns of it at a time where registers are too few ({@link
 * SamplePairs}), and is written as {@code [rows][columns][lanes]}.
 *
 * <p>Vectors that straddle two cache lines halve the speed of the tiles that load both factors: 144 against 222
 * GFLOP/s for 4 x 4, 118 against 210 for 3 x 3 (Zen 5 class, peak 228). Keep factors in a {@link
 * dev.mha.kernels.work.Slab}.
 */
public final class SampleProducts {
    /** Whether registers are too few for the sums of a whole tile. */
    private static final boolean PAIRS = Lanes.REGISTERS < 32;

    private SampleProducts() {}

    /** Width of token panels: 5 where it pads fewer tokens than 4. */
    public static int tokenPanel(int tokens) {
        return padded(tokens, 5) < padded(tokens, 4) ? 5 : 4;
    }

    /** Width of feature panels: 3 where 4 would pad a fifth more features; whole tiles are slower by less. */
    public static int featurePanel(int features) {
        return 5 * padded(features, 4) >= 6 * padded(features, 3) ? 3 : 4;
    }

    private static int padded(int size, int panel) {
        return (size + panel - 1) / panel * panel;
    }

    /**
     * {@code c[r][s][lane] = sum over k of a[k][r][lane] b[k][s][lane]}.
     *
     * @param rows panel width of a
     * @param columns panel width of b
     */
    public static void product(int rows, int columns, float[] a, int ao, float[] b, int bo, int steps, float[] c,
            int co) {
        if (PAIRS) {
            SamplePairs.product(rows, columns, a, ao, b, bo, steps, c, co);
            return;
        }
        switch (10 * rows + columns) {
            case 55 -> SampleTile5x5.product(a, ao, b, bo, steps, c, co);
            case 54 -> SampleTile5x4.product(a, ao, b, bo, steps, c, co);
            case 53 -> SampleTile5x3.product(a, ao, b, bo, steps, c, co);
            case 44 -> SampleTile4x4.product(a, ao, b, bo, steps, c, co);
            case 43 -> SampleTile4x3.product(a, ao, b, bo, steps, c, co);
            default -> SampleTile3x3.product(a, ao, b, bo, steps, c, co);
        }
    }

    /** {@code c[r][s][lane] = sum over k of a[k][r][lane] b[k][s]}, the same b for every sample; rows = columns. */
    public static void scalarProduct(int rows, float[] a, int ao, float[] b, int bo, int steps, float[] c, int co) {
        if (PAIRS) {
            SamplePairs.scalarProduct(rows, a, ao, b, bo, steps, c, co);
        } else if (rows == 5) {
            SampleTile5x5.scalarProduct(a, ao, b, bo, steps, c, co);
        } else {
            SampleTile4x4.scalarProduct(a, ao, b, bo, steps, c, co);
        }
    }

    /** {@code c[s][r][lane] = sum over k of a[k][r][lane] b[k][s]}, the same b for every sample. */
    public static void scalarProductTransposed(int rows, int columns, float[] a, int ao, float[] b, int bo, int steps,
            float[] c, int co) {
        if (PAIRS) {
            SamplePairs.scalarProductTransposed(rows, columns, a, ao, b, bo, steps, c, co);
            return;
        }
        switch (10 * rows + columns) {
            case 54 -> SampleTile5x4.scalarProductTransposed(a, ao, b, bo, steps, c, co);
            case 53 -> SampleTile5x3.scalarProductTransposed(a, ao, b, bo, steps, c, co);
            case 44 -> SampleTile4x4.scalarProductTransposed(a, ao, b, bo, steps, c, co);
            default -> SampleTile4x3.scalarProductTransposed(a, ao, b, bo, steps, c, co);
        }
    }
}
