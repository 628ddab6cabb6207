package dev.mha.core.curvature;

/** Plain loops over vectors of doubles. */
final class Vectors {
    private Vectors() {}

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    static double norm(double[] a) {
        return Math.sqrt(dot(a, a));
    }

    /** {@code y += factor x}. */
    static void add(double factor, double[] x, double[] y) {
        for (int i = 0; i < x.length; i++) {
            y[i] += factor * x[i];
        }
    }

    /** {@code y += a0 x0 + a1 x1 + a2 x2 + a3 x3}: one pass over y for four. */
    static void addFour(double a0, double[] x0, double a1, double[] x1, double a2, double[] x2, double a3, double[] x3,
            double[] y) {
        addFour(a0, x0, a1, x1, a2, x2, a3, x3, y, y.length);
    }

    /** {@code y += a0 x0 + a1 x1 + a2 x2 + a3 x3} on the first {@code length} entries. */
    static void addFour(double a0, double[] x0, double a1, double[] x1, double a2, double[] x2, double a3, double[] x3,
            double[] y, int length) {
        for (int i = 0; i < length; i++) {
            y[i] += a0 * x0[i] + a1 * x1[i] + (a2 * x2[i] + a3 * x3[i]);
        }
    }

    static void scale(double factor, double[] x) {
        for (int i = 0; i < x.length; i++) {
            x[i] *= factor;
        }
    }
}
