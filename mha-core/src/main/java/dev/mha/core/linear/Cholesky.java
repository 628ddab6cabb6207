package dev.mha.core.linear;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Lower bounds on least eigenvalues that hold in spite of rounding. If the Cholesky factorization of A runs to its end
 * in floating point, then {@code lambda_min(A) >= -g / (1 - g) trace(A)} with {@code g = (n + 2) u / (1 - (n + 2) u)}
 * (Rump 2006; Demmel 1989; the 2 instead of 1 covers the rounding of a shifted diagonal).
 */
public final class Cholesky {
    /** Growth of the shift when a factorization fails; the first shift is a guess of the rounding alone. */
    private static final double GROWTH = 4;

    /** Rows whose products are subtracted at once from each row below, which then passes once for all of them. */
    private static final int BLOCK = 32;

    private Cholesky() {}

    /**
     * A proved lower bound on the least eigenvalue of a symmetric matrix, close to {@code estimate} when that is good.
     *
     * @param matrix rows; the upper triangle is not read
     * @param estimate about where the least eigenvalue lies, for example as another method computed it
     * @throws ArithmeticException
     *             if the matrix holds a value that is not finite
     */
    public static double lowerBound(double[][] matrix, double estimate) {
        return lowerBound(matrix, estimate, () -> false);
    }

    /**
     * The same, unless it is told to stop.
     *
     * @param stop asked after every few rows
     * @throws CancellationException
     *             once it says so
     */
    public static double lowerBound(double[][] matrix, double estimate, BooleanSupplier stop) {
        double size = 0;
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j <= i; j++) {
                size = Math.max(size, Math.abs(matrix[i][j]));
            }
        }
        if (!Double.isFinite(size + estimate)) {
            throw new ArithmeticException("the matrix or the estimate holds a value that is not finite");
        }
        double slack = Math.max(matrix.length * Roundoff.DOUBLE * Math.max(size, Math.abs(estimate)),
                Double.MIN_NORMAL);
        // a diagonal shift of n times the largest entry makes any matrix dominant: the loop ends
        while (true) {
            double shift = slack - estimate;
            double allowance = factor(matrix, shift, stop);
            if (allowance >= 0) {
                return Math.nextDown(-shift - allowance);
            }
            slack *= GROWTH;
        }
    }

    /** What rounding may have hidden in a factorization of {@code matrix + shift I}; negative when that broke off. */
    private static double factor(double[][] matrix, double shift, BooleanSupplier stop) {
        int n = matrix.length;
        double trace = 0;
        // rows of L' from the diagonal on: all loops then run along rows
        double[][] rows = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                rows[j][i] = matrix[i][j];
            }
            rows[i][i] += shift;
            trace += Math.max(rows[i][i], 0);
        }
        for (int first = 0; first < n; first += BLOCK) {
            int end = Math.min(n, first + BLOCK);
            Stop.obey(stop);
            for (int k = first; k < end; k++) {
                subtract(rows, first, k, k);
                if (!(rows[k][k] > 0)) {
                    return -1;
                }
                double root = Math.sqrt(rows[k][k]);
                rows[k][k] = root;
                divide(rows[k], k + 1, root);
            }
            for (int i = end; i < n; i++) {
                subtract(rows, first, end, i);
            }
        }
        double g = (n + 2) * Roundoff.DOUBLE;
        g /= 1 - g;
        // the sums of the trace and of this line round too: 1 + n u covers them
        return g / (1 - g) * trace * (1 + (n + 4) * Roundoff.DOUBLE) + Double.MIN_NORMAL;
    }

    /** Subtracts from row i what rows {@code first} to {@code end - 1} of L' account for. */
    private static void subtract(double[][] rows, int first, int end, int i) {
        double[] row = rows[i];
        int k = first;
        for (; k + 4 <= end; k += 4) {
            subtractFour(rows[k], rows[k + 1], rows[k + 2], rows[k + 3], i, row);
        }
        for (; k < end; k++) {
            double[] other = rows[k];
            double factor = other[i];
            for (int j = i; j < row.length; j++) {
                row[j] -= factor * other[j];
            }
        }
    }

    private static void subtractFour(double[] a, double[] b, double[] c, double[] d, int i, double[] row) {
        double fa = a[i];
        double fb = b[i];
        double fc = c[i];
        double fd = d[i];
        for (int j = i; j < row.length; j++) {
            row[j] -= fa * a[j] + fb * b[j] + (fc * c[j] + fd * d[j]);
        }
    }

    private static void divide(double[] row, int from, double divisor) {
        for (int j = from; j < row.length; j++) {
            row[j] /= divisor;
        }
    }
}
