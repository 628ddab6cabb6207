package dev.mha.kernels.vector;

/**
 * Products of many small matrices at once, one sample a lane: every factor is a vector over samples, or a scalar that
 * all samples share. Nothing is ever summed over lanes here.
 *
 * <p>Factors lie in panels: {@code [step][rows][lanes]}, so that every index has a constant factor and the compiler
 * proves the bounds once a loop. A tile of rows x columns sums stays in registers over all steps. Panels of 5 and 4
 * cover most sizes without much padding: 16 tokens and 9 features take 4 x 5.
 */
public final class SampleProducts {
    private SampleProducts() {}

    /** Width of the panels that cover {@code size} rows with the fewest rows of padding, then with the fewest panels. */
    public static int panel(int size) {
        if (Lanes.REGISTERS < 32) {
            return 3;
        }
        int padded5 = (size + 4) / 5 * 5;
        int padded4 = (size + 3) / 4 * 4;
        return padded5 <= padded4 ? 5 : 4;
    }

    /**
     * {@code c[r][s][lane] = sum over k of a[k][r][lane] b[k][s][lane]}.
     *
     * @param rows panel width of a
     * @param columns panel width of b
     */
    public static void product(int rows, int columns, float[] a, int ao, float[] b, int bo, int steps, float[] c,
            int co) {
        switch (10 * rows + columns) {
            case 55 -> SampleTile5x5.product(a, ao, b, bo, steps, c, co);
            case 54 -> SampleTile5x4.product(a, ao, b, bo, steps, c, co);
            case 45 -> SampleTile4x5.product(a, ao, b, bo, steps, c, co);
            case 44 -> SampleTile4x4.product(a, ao, b, bo, steps, c, co);
            default -> SampleTile3x3.product(a, ao, b, bo, steps, c, co);
        }
    }

    /** The same, added to what {@code c} holds. */
    public static void addProduct(int rows, int columns, float[] a, int ao, float[] b, int bo, int steps, float[] c,
            int co) {
        switch (10 * rows + columns) {
            case 55 -> SampleTile5x5.addProduct(a, ao, b, bo, steps, c, co);
            case 54 -> SampleTile5x4.addProduct(a, ao, b, bo, steps, c, co);
            case 45 -> SampleTile4x5.addProduct(a, ao, b, bo, steps, c, co);
            case 44 -> SampleTile4x4.addProduct(a, ao, b, bo, steps, c, co);
            default -> SampleTile3x3.addProduct(a, ao, b, bo, steps, c, co);
        }
    }

    /** {@code c[r rowStep + s columnStep + lane] = sum over k of a[k][r] b[k][s][lane]}, the same a for every sample. */
    public static void scalarProduct(int rows, int columns, float[] a, int ao, float[] b, int bo, int steps, float[] c,
            int co, int rowStep, int columnStep) {
        switch (10 * rows + columns) {
            case 55 -> SampleTile5x5.scalarProduct(a, ao, b, bo, steps, c, co, rowStep, columnStep);
            case 54 -> SampleTile5x4.scalarProduct(a, ao, b, bo, steps, c, co, rowStep, columnStep);
            case 45 -> SampleTile4x5.scalarProduct(a, ao, b, bo, steps, c, co, rowStep, columnStep);
            case 44 -> SampleTile4x4.scalarProduct(a, ao, b, bo, steps, c, co, rowStep, columnStep);
            default -> SampleTile3x3.scalarProduct(a, ao, b, bo, steps, c, co, rowStep, columnStep);
        }
    }
}
