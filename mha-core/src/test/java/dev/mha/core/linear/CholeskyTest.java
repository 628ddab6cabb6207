package dev.mha.core.linear;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CholeskyTest {
    /** Least eigenvalue -1, and the first entry alone tells: without it the matrix looks definite. */
    @Test
    void seesThroughAnEstimateThatIsTooHigh() {
        assertTrue(Cholesky.lowerBound(new double[][]{{1, 0}, {2, 1}}, 0) <= -1);
        assertTrue(Cholesky.lowerBound(new double[][]{{1, 0, 0}, {0, 1, 0}, {2, 0, 1}}, 0) <= -1);
    }

    /** Least eigenvalue -1: shifted by as much it has a trace of 2, and none before. */
    @Test
    void takesTheTraceOfTheShiftedMatrix() {
        double bound = Cholesky.lowerBound(new double[][]{{0, 1}, {1, 0}}, -1);
        assertTrue(bound <= -1 - (2 + 2) * 0x1p-53 * 2, "bound " + bound);
    }

    /** What rounding may hide, (n + 2) u trace at the least, is taken off even where nothing was rounded. */
    @Test
    void takesTheAllowanceForRoundingOff() {
        int n = 40;
        double[][] matrix = new double[n][n];
        for (int i = 0; i < n; i++) {
            matrix[i][i] = 1e6;
        }
        double u = 0x1p-53;
        double bound = Cholesky.lowerBound(matrix, 0);
        assertTrue(bound <= -n * u * 1e6 - (n + 2) * u * n * 1e6, "bound " + bound);
    }
}
