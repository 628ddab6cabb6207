package dev.mha.core.linear;

import java.util.Arrays;

/**
 * Eigenvalues of symmetric tridiagonal matrices by the QL method with implicit shifts (Dubrulle, Martin, Wilkinson
 * 1968).
 */
public final class Tridiagonal {
    /** Two or three sweeps an eigenvalue are usual; more than this many mean that the input holds a NaN. */
    private static final int MOST_SWEEPS = 100;

    /** The rounding unit of a smaller matrix underflows, and no entry would ever be negligible. */
    private static final double SMALLEST = 0x1p-900;

    private Tridiagonal() {}

    /**
     * Overwrites a matrix with its eigenvalues, ascending.
     *
     * @param diagonal the n diagonal entries; the eigenvalues afterwards
     * @param off entries beside the diagonal, the first n - 1 count; not changed
     * @param rows n arrays of any one length, or null: taken as the rows of a matrix R, afterwards row i is row i of
     *        V'R, V the eigenvectors as columns. Start with unit rows for the eigenvectors, with their first components
     *        alone for quadrature weights
     */
    public static void eigen(double[] diagonal, double[] off, double[][] rows) {
        int n = diagonal.length;
        double[] e = Arrays.copyOf(off, n);
        if (n > 0) {
            e[n - 1] = 0;
        }
        double size = size(diagonal, e);
        if (size > 0 && size < SMALLEST) {
            int power = -Math.getExponent(size);
            scale(diagonal, power);
            scale(e, power);
            converge(diagonal, e, rows, size(diagonal, e));
            scale(diagonal, -power);
        } else {
            converge(diagonal, e, rows, size);
        }
        sort(diagonal, rows);
    }

    private static double size(double[] diagonal, double[] e) {
        double size = 0;
        for (int i = 0; i < e.length; i++) {
            size = Math.max(size, Math.abs(diagonal[i]) + Math.abs(e[i]));
        }
        return size;
    }

    private static void scale(double[] values, int power) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.scalb(values[i], power);
        }
    }

    private static void converge(double[] diagonal, double[] e, double[][] rows, double size) {
        // measured against the whole matrix: beside diagonal entries that are rounding themselves, as a matrix of low
        // rank has them, rounding of the large ones renews an entry as fast as sweeps reduce it
        double negligible = Roundoff.DOUBLE * size;
        for (int l = 0; l < e.length; l++) {
            int sweeps = 0;
            int m = split(e, l, negligible);
            while (m != l) {
                if (sweeps++ == MOST_SWEEPS) {
                    throw new ArithmeticException("the tridiagonal matrix holds a value that is not finite");
                }
                sweep(diagonal, e, rows, l, m);
                m = split(e, l, negligible);
            }
        }
    }

    /** First index from l on whose entry beside the diagonal is negligible. */
    private static int split(double[] e, int l, double negligible) {
        int m = l;
        while (m < e.length - 1 && !(Math.abs(e[m]) <= negligible)) {
            m++;
        }
        return m;
    }

    private static void sweep(double[] d, double[] e, double[][] rows, int l, int m) {
        double g = (d[l + 1] - d[l]) / (2 * e[l]);
        g = d[m] - d[l] + e[l] / (g + Math.copySign(Math.hypot(g, 1), g));
        double s = 1;
        double c = 1;
        double p = 0;
        for (int i = m - 1; i >= l; i--) {
            double f = s * e[i];
            double b = c * e[i];
            double r = Math.hypot(f, g);
            e[i + 1] = r;
            if (r == 0) {
                d[i + 1] -= p;
                e[m] = 0;
                return;
            }
            s = f / r;
            c = g / r;
            g = d[i + 1] - p;
            r = (d[i] - g) * s + 2 * c * b;
            p = s * r;
            d[i + 1] = g + p;
            g = c * r - b;
            if (rows != null) {
                rotate(rows[i], rows[i + 1], c, s);
            }
        }
        d[l] -= p;
        e[l] = g;
        e[m] = 0;
    }

    private static void rotate(double[] low, double[] high, double c, double s) {
        for (int k = 0; k < low.length; k++) {
            double value = high[k];
            high[k] = s * low[k] + c * value;
            low[k] = c * low[k] - s * value;
        }
    }

    private static void sort(double[] d, double[][] rows) {
        for (int i = 0; i < d.length - 1; i++) {
            int least = i;
            for (int j = i + 1; j < d.length; j++) {
                least = d[j] < d[least] ? j : least;
            }
            double value = d[least];
            d[least] = d[i];
            d[i] = value;
            if (rows != null) {
                double[] row = rows[least];
                rows[least] = rows[i];
                rows[i] = row;
            }
        }
    }
}
