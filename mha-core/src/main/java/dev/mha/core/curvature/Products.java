package dev.mha.core.curvature;

import java.util.Arrays;

/** Products of small row-major matrices, the inner loop along rows of both the right factor and the result. */
final class Products {
    private Products() {}

    /** {@code out = A B}: A is {@code [rows, inner]} from {@code aFrom} on, B {@code [inner, columns]} from {@code bFrom} on. */
    static void times(double[] a, int aFrom, int rows, int inner, double[] b, int bFrom, int columns, double[] out) {
        Arrays.fill(out, 0, rows * columns, 0);
        addTimes(a, aFrom, rows, inner, b, bFrom, columns, out, 0);
    }

    /** {@code out += A B}, the result from {@code outFrom} on. */
    static void addTimes(double[] a, int aFrom, int rows, int inner, double[] b, int bFrom, int columns, double[] out,
            int outFrom) {
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < inner; k++) {
                addRow(a[aFrom + i * inner + k], b, bFrom + k * columns, columns, out, outFrom + i * columns);
            }
        }
    }

    /** {@code out += A' B}: A is {@code [rows, inner]}, B {@code [rows, columns]}, the result from {@code outFrom} on. */
    static void addTransposedTimes(double[] a, int rows, int inner, double[] b, int columns, double[] out,
            int outFrom) {
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < inner; k++) {
                addRow(a[i * inner + k], b, i * columns, columns, out, outFrom + k * columns);
            }
        }
    }

    private static void addRow(double factor, double[] x, int xFrom, int length, double[] y, int yFrom) {
        for (int j = 0; j < length; j++) {
            y[yFrom + j] += factor * x[xFrom + j];
        }
    }

    /** The transpose of a {@code [rows, columns]} matrix. */
    static void transpose(double[] a, int rows, int columns, double[] out) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                out[j * rows + i] = a[i * columns + j];
            }
        }
    }
}
