package dev.mha.core.linear;

/** Plain loops over vectors of doubles. */
public final class Vectors {
    /** A sum of squares above this has lost none of weight to underflow. */
    private static final double SMALLEST_SQUARE = 0x1p-900;

    private Vectors() {}

    /** {@code sum_i a_i b_i}, in eight sums at once, which do not wait for each other. */
    public static double dot(double[] a, double[] b) {
        return dot(a, b, a.length);
    }

    /** The same of the first {@code length} entries. */
    public static double dot(double[] a, double[] b, int length) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
            s4 += a[i + 4] * b[i + 4];
            s5 += a[i + 5] * b[i + 5];
            s6 += a[i + 6] * b[i + 6];
            s7 += a[i + 7] * b[i + 7];
        }
        for (; i < length; i++) {
            s0 += a[i] * b[i];
        }
        return (s0 + s1 + (s2 + s3)) + (s4 + s5 + (s6 + s7));
    }

    /** Euclidean norm, also where squares under- or overflow. */
    public static double norm(double[] a) {
        double square = dot(a, a);
        return root(square, a, 0, a.length);
    }

    /**
     * The root of a sum of squares, which is formed anew where squares under- or overflow: entries are divided by the
     * largest.
     */
    private static double root(double plain, double[] a, int offset, int length) {
        if (plain > SMALLEST_SQUARE && plain < Double.POSITIVE_INFINITY) {
            return Math.sqrt(plain);
        }
        double largest = 0;
        for (int i = offset; i < offset + length; i++) {
            largest = Math.max(largest, Math.abs(a[i]));
        }
        if (!(largest > 0 && largest < Double.POSITIVE_INFINITY)) {
            return largest;
        }
        double square = 0;
        for (int i = offset; i < offset + length; i++) {
            square += a[i] / largest * (a[i] / largest);
        }
        return largest * Math.sqrt(square);
    }

    /** Euclidean norm, in double. */
    public static double norm(float[] a) {
        double square = 0;
        for (float value : a) {
            square += (double) value * value;
        }
        return Math.sqrt(square);
    }

    /** Euclidean norm of {@code length} entries from {@code offset} on, also where squares under- or overflow. */
    public static double norm(double[] a, int offset, int length) {
        double square = 0;
        for (int i = offset; i < offset + length; i++) {
            square += a[i] * a[i];
        }
        return root(square, a, offset, length);
    }

    /** Euclidean distance. */
    public static double distance(double[] a, double[] b) {
        double square = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = a[i] - b[i];
            square += difference * difference;
        }
        return Math.sqrt(square);
    }

    /** {@code y += factor x}. */
    public static void add(double factor, double[] x, double[] y) {
        add(factor, x, y, x.length);
    }

    /** {@code y += factor x} on the first {@code length} entries. */
    public static void add(double factor, double[] x, double[] y, int length) {
        for (int i = 0; i < length; i++) {
            y[i] += factor * x[i];
        }
    }

    /** {@code y += a0 x0 + a1 x1 + a2 x2 + a3 x3}: one pass over y for four. */
    public static void addFour(double a0, double[] x0, double a1, double[] x1, double a2, double[] x2, double a3,
            double[] x3,
            double[] y) {
        addFour(a0, x0, a1, x1, a2, x2, a3, x3, y, y.length);
    }

    /** {@code y += a0 x0 + a1 x1 + a2 x2 + a3 x3} on the first {@code length} entries. */
    public static void addFour(double a0, double[] x0, double a1, double[] x1, double a2, double[] x2, double a3,
            double[] x3,
            double[] y, int length) {
        for (int i = 0; i < length; i++) {
            y[i] += a0 * x0[i] + a1 * x1[i] + (a2 * x2[i] + a3 * x3[i]);
        }
    }

    /** {@code x *= factor}. */
    public static void scale(double factor, double[] x) {
        for (int i = 0; i < x.length; i++) {
            x[i] *= factor;
        }
    }
}
