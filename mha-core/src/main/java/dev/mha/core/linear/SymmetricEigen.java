package dev.mha.core.linear;

import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * All eigenvalues of a dense symmetric matrix: Householder's reduction to tridiagonal form, then QL. Backward stable:
 * the eigenvalues are those of a matrix that differs by a small multiple of {@code n u |A|} (Wilkinson 1965).
 *
 * @param values eigenvalues, ascending
 * @param vectors {@code vectors[i]} is the unit eigenvector of {@code values[i]}; null when not asked for
 */
public record SymmetricEigen(double[] values, double[][] vectors) {

    /** Eigenvalues alone, of the matrix with these rows; the upper triangle is not read. */
    public static SymmetricEigen values(double[][] matrix) {
        return values(matrix, () -> false);
    }

    /** The same, unless it is told to stop: it asks for every column. */
    public static SymmetricEigen values(double[][] matrix, BooleanSupplier stop) {
        return of(matrix, false, stop);
    }

    /** Eigenvalues and eigenvectors of the matrix with these rows; the upper triangle is not read. */
    public static SymmetricEigen withVectors(double[][] matrix) {
        return of(matrix, true, () -> false);
    }

    private static SymmetricEigen of(double[][] matrix, boolean wantVectors, BooleanSupplier stop) {
        int n = matrix.length;
        double[][] a = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                a[i][j] = matrix[i][j];
                a[j][i] = matrix[i][j];
            }
        }
        double[] diagonal = new double[n];
        double[] off = new double[n];
        double[][] reflectors = reduce(a, diagonal, off, stop);
        double[][] rows = wantVectors ? identity(n) : null;
        Tridiagonal.eigen(diagonal, off, rows);
        if (wantVectors) {
            for (double[] row : rows) {
                for (int k = n - 3; k >= 0; k--) {
                    reflect(reflectors[k], row, k + 1);
                }
            }
        }
        return new SymmetricEigen(diagonal, rows);
    }

    private static double[][] identity(int n) {
        double[][] rows = new double[n][n];
        for (int i = 0; i < n; i++) {
            rows[i][i] = 1;
        }
        return rows;
    }

    /**
     * Step k removes column k below the first subdiagonal by the reflection I - v v' with |v|^2 = 2, on both sides; v
     * is returned, null where nothing was to remove.
     */
    private static double[][] reduce(double[][] a, double[] diagonal, double[] off, BooleanSupplier stop) {
        int n = a.length;
        double[][] reflectors = new double[Math.max(n - 2, 0)][];
        double[] p = new double[n];
        for (int k = 0; k < n - 2; k++) {
            Stop.obey(stop);
            double[] v = reflector(a[k], k + 1);
            reflectors[k] = v;
            diagonal[k] = a[k][k];
            if (v == null) {
                off[k] = a[k][k + 1];
                continue;
            }
            off[k] = v[k];
            v[k] = 0;
            // by rows of the symmetric matrix, not by dot products: only sums into an array are vectorized
            Arrays.fill(p, 0);
            for (int i = k + 1; i < n; i++) {
                Vectors.add(v[i], a[i], p);
            }
            double pv = Vectors.dot(p, v);
            for (int i = k + 1; i < n; i++) {
                p[i] -= pv / 2 * v[i];
            }
            for (int i = k + 1; i < n; i++) {
                double[] row = a[i];
                double vi = v[i];
                double pi = p[i];
                for (int j = k + 1; j < n; j++) {
                    row[j] -= vi * p[j] + pi * v[j];
                }
            }
        }
        for (int k = Math.max(n - 2, 0); k < n; k++) {
            diagonal[k] = a[k][k];
            off[k] = k + 1 < n ? a[k][k + 1] : 0;
        }
        return reflectors;
    }

    /**
     * The v of the reflection that maps {@code row[from ..]} to a multiple of its first axis; v[from - 1] is the
     * multiple.
     */
    private static double[] reflector(double[] row, int from) {
        int n = row.length;
        double largest = 0;
        for (int i = from + 1; i < n; i++) {
            largest = Math.max(largest, Math.abs(row[i]));
        }
        if (largest == 0) {
            return null;
        }
        largest = Math.max(largest, Math.abs(row[from]));
        double[] v = new double[n];
        double square = 0;
        for (int i = from; i < n; i++) {
            v[i] = row[i] / largest;
            square += v[i] * v[i];
        }
        double image = -Math.copySign(Math.sqrt(square), v[from]);
        v[from] -= image;
        // |v|^2 / 2 = square - image * x_from: no cancellation, as image has the other sign
        double half = -image * v[from];
        double factor = 1 / Math.sqrt(half);
        for (int i = from; i < n; i++) {
            v[i] *= factor;
        }
        v[from - 1] = image * largest;
        return v;
    }

    private static void reflect(double[] v, double[] x, int from) {
        if (v == null) {
            return;
        }
        double sum = 0;
        for (int i = from; i < x.length; i++) {
            sum += v[i] * x[i];
        }
        for (int i = from; i < x.length; i++) {
            x[i] -= sum * v[i];
        }
    }
}
