package dev.mha.core.curvature;

import dev.mha.core.linear.Vectors;

import java.util.Arrays;

/**
 * Sums of products of arrays over lanes. Arrays start at lane 0 and have one length: only then does the compiler turn
 * these loops into vector instructions. It does not where an offset could make two arrays overlap. Once, on a busy Zen
 * 5 class core with 64 lanes, they were about four times as fast so.
 */
final class LaneProducts {
    private LaneProducts() {}

    /** {@code out = sum_i a[aFrom + i aStep] x[xFrom + i xStep]}, i from 0 to {@code terms - 1}. */
    static void combine(double[] a, int aFrom, int aStep, double[][] x, int xFrom, int xStep, int terms,
            double[] out) {
        Arrays.fill(out, 0);
        int i = 0;
        int ai = aFrom;
        int xi = xFrom;
        for (; i + 4 <= terms; i += 4) {
            Vectors.addFour(a[ai], x[xi], a[ai + aStep], x[xi + xStep], a[ai + 2 * aStep], x[xi + 2 * xStep],
                    a[ai + 3 * aStep], x[xi + 3 * xStep], out);
            ai += 4 * aStep;
            xi += 4 * xStep;
        }
        for (; i < terms; i++) {
            Vectors.add(a[ai], x[xi], out);
            ai += aStep;
            xi += xStep;
        }
    }

    /** {@code out = sum_i a[aFrom + i aStep] o x[xFrom + i xStep]}, lane by lane. */
    static void multiply(double[][] a, int aFrom, int aStep, double[][] x, int xFrom, int xStep, int terms,
            double[] out) {
        Arrays.fill(out, 0);
        int i = 0;
        int ai = aFrom;
        int xi = xFrom;
        for (; i + 4 <= terms; i += 4) {
            addFour(a[ai], x[xi], a[ai + aStep], x[xi + xStep], a[ai + 2 * aStep], x[xi + 2 * xStep],
                    a[ai + 3 * aStep], x[xi + 3 * xStep], out);
            ai += 4 * aStep;
            xi += 4 * xStep;
        }
        for (; i < terms; i++) {
            add(a[ai], x[xi], out);
            ai += aStep;
            xi += xStep;
        }
    }

    private static void addFour(double[] a0, double[] x0, double[] a1, double[] x1, double[] a2, double[] x2,
            double[] a3, double[] x3, double[] y) {
        for (int l = 0; l < y.length; l++) {
            y[l] += a0[l] * x0[l] + a1[l] * x1[l] + (a2[l] * x2[l] + a3[l] * x3[l]);
        }
    }

    /** {@code y += a o x}. */
    static void add(double[] a, double[] x, double[] y) {
        for (int l = 0; l < y.length; l++) {
            y[l] += a[l] * x[l];
        }
    }

    /** The sum over lanes, whose number is a multiple of eight: eight sums at once do not wait for each other. */
    static double sum(double[] x) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        for (int l = 0; l < x.length; l += 8) {
            s0 += x[l];
            s1 += x[l + 1];
            s2 += x[l + 2];
            s3 += x[l + 3];
            s4 += x[l + 4];
            s5 += x[l + 5];
            s6 += x[l + 6];
            s7 += x[l + 7];
        }
        return (s0 + s1 + (s2 + s3)) + (s4 + s5 + (s6 + s7));
    }
}
