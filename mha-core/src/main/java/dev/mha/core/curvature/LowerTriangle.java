package dev.mha.core.curvature;

import dev.mha.core.linear.Vectors;

/** Symmetric matrices of which only the rows up to the diagonal are kept. */
final class LowerTriangle {
    /** Rows that are added while they stay in the second cache, so that the matrix passes once for all of them. */
    private static final int SLAB = 64;

    private LowerTriangle() {}

    /**
     * Adds {@code F'F} to some rows of a matrix: {@code matrix[i][j] += sum_k f[k][i] f[k][j]} for j up to i. What a
     * row is does not depend on the split into tasks.
     *
     * @param f rows as long as the matrix
     * @param count rows of {@code f} that count
     * @param task adds rows {@code task}, {@code task + tasks}, ...
     */
    static void addSquare(double[][] f, int count, double[][] matrix, int task, int tasks) {
        for (int first = 0; first < count; first += SLAB) {
            int end = Math.min(count, first + SLAB);
            for (int i = task; i < matrix.length; i += tasks) {
                int k = first;
                for (; k + 4 <= end; k += 4) {
                    Vectors.addFour(f[k][i], f[k], f[k + 1][i], f[k + 1], f[k + 2][i], f[k + 2], f[k + 3][i], f[k + 3],
                            matrix[i], i + 1);
                }
                for (; k < end; k++) {
                    Vectors.add(f[k][i], f[k], matrix[i], i + 1);
                }
            }
        }
    }
}
