package dev.mha.kernels.vector;

/**
 * {@link SampleProducts} where 16 registers do not hold a tile's sums: the same panels, the columns of a tile two at a
 * time. Each sum has the same steps in the same order, so the bits are those of whole tiles.
 */
final class SamplePairs {
    private SamplePairs() {}

    static void product(int rows, int columns, float[] a, int ao, float[] b, int bo, int steps, float[] c, int co) {
        switch (10 * rows + columns) {
            case 55 -> SamplePairs5x5.product(a, ao, b, bo, steps, c, co);
            case 54 -> SamplePairs5x4.product(a, ao, b, bo, steps, c, co);
            case 53 -> SamplePairs5x3.product(a, ao, b, bo, steps, c, co);
            case 44 -> SamplePairs4x4.product(a, ao, b, bo, steps, c, co);
            case 43 -> SamplePairs4x3.product(a, ao, b, bo, steps, c, co);
            default -> SampleTile3x3.product(a, ao, b, bo, steps, c, co);
        }
    }

    static void scalarProduct(int rows, float[] a, int ao, float[] b, int bo, int steps, float[] c, int co) {
        if (rows == 5) {
            SamplePairs5x5.scalarProduct(a, ao, b, bo, steps, c, co);
        } else {
            SamplePairs4x4.scalarProduct(a, ao, b, bo, steps, c, co);
        }
    }

    static void scalarProductTransposed(int rows, int columns, float[] a, int ao, float[] b, int bo, int steps,
            float[] c, int co) {
        switch (10 * rows + columns) {
            case 54 -> SamplePairs5x4.scalarProductTransposed(a, ao, b, bo, steps, c, co);
            case 53 -> SamplePairs5x3.scalarProductTransposed(a, ao, b, bo, steps, c, co);
            case 44 -> SamplePairs4x4.scalarProductTransposed(a, ao, b, bo, steps, c, co);
            default -> SamplePairs4x3.scalarProductTransposed(a, ao, b, bo, steps, c, co);
        }
    }
}
