package dev.mha.core.curvature;

/**
 * Lower bounds on least eigenvalues that hold in spite of rounding. If the Cholesky factorization of A runs to its end in
 * floating point, then {@code lambda_min(A) >= -g / (1 - g) trace(A)} with {@code g = (n + 2) u / (1 - (n + 2) u)} (Rump 2006;
 * Demmel 1989; the 2 instead of 1 covers the rounding of a shifted diagonal).
 */
public final class Cholesky {
    /** Growth of the shift when a factorization fails; the first shift is a guess of the rounding alone. */
    private static final double GROWTH = 4;

    /** Unit roundoff of double arithmetic. */
    private static final double UNIT = 0x1p-53;

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
        double size = 0;
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j <= i; j++) {
                size = Math.max(size, Math.abs(matrix[i][j]));
            }
        }
        if (!Double.isFinite(size + estimate)) {
            throw new ArithmeticException("the matrix or the estimate holds a value that is not finite");
        }
        double slack = Math.max(matrix.length * UNIT * Math.max(size, Math.abs(estimate)), Double.MIN_NORMAL);
        // a diagonal shift of n times the largest entry makes any matrix dominant: the loop ends
        while (true) {
            double shift = slack - estimate;
            double allowance = factor(matrix, shift);
            if (allowance >= 0) {
                return Math.nextDown(-shift - allowance);
            }
            slack *= GROWTH;
        }
    }

    /** What rounding may have hidden in a factorization of {@code matrix + shift I}; negative when that broke off. */
    private static double factor(double[][] matrix, double shift) {
        int n = matrix.length;
        double[][] factor = new double[n][];
        double trace = 0;
        for (int i = 0; i < n; i++) {
            // row i of A - L L', up to its diagonal, right-looking along rows of L'
            double[] row = new double[i + 1];
            System.arraycopy(matrix[i], 0, row, 0, i + 1);
            row[i] += shift;
            trace += Math.max(row[i], 0);
            for (int j = 0; j < i; j++) {
                double[] other = factor[j];
                double sum = row[j];
                for (int k = 0; k < j; k++) {
                    sum -= row[k] * other[k];
                }
                row[j] = sum / other[j];
            }
            double pivot = row[i];
            for (int k = 0; k < i; k++) {
                pivot -= row[k] * row[k];
            }
            if (!(pivot > 0)) {
                return -1;
            }
            row[i] = Math.sqrt(pivot);
            factor[i] = row;
        }
        double g = (n + 2) * UNIT;
        g /= 1 - g;
        // the sums of the trace and of this line round too: 1 + n u covers them
        return g / (1 - g) * trace * (1 + (n + 4) * UNIT) + Double.MIN_NORMAL;
    }
}
