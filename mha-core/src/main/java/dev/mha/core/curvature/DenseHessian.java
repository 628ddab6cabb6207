package dev.mha.core.curvature;

import dev.mha.kernels.classifier.ClassifierShape;

/**
 * The whole Hessian as a matrix, for models of up to a few thousand parameters: what iterative methods find at its ends can
 * then be proved.
 */
public final class DenseHessian {
    /** Largest number of parameters: 2500 are 50 MB, and twice that while a factorization runs. */
    public static final int LARGEST = 2500;

    /** Samples added at once: their rows stay in the second cache while all rows of the matrix pass. */
    private static final int BATCH = 16;

    private DenseHessian() {}

    /** Whether the Hessian of a shape is small enough. */
    public static boolean fits(ClassifierShape shape) {
        return shape.parameters() <= LARGEST;
    }

    /**
     * Rows of the matrix up to the diagonal; the rest is zero.
     *
     * @throws IllegalArgumentException
     *             if there are more than {@link #LARGEST} parameters
     */
    public static double[][] lowerTriangle(ClassifierHessian hessian) {
        ClassifierShape shape = hessian.loss().shape();
        int size = hessian.size();
        if (!fits(shape)) {
            throw new IllegalArgumentException(
                    size + " parameters: the Hessian is written out up to " + LARGEST + " parameters");
        }
        int count = hessian.loss().samples().samples();
        int padded = (count + BATCH - 1) / BATCH * BATCH;
        double[][] roots = new double[padded][size];
        hessian.gaussNewtonRows(roots);
        double[][] matrix = new double[size][size];
        // a share of the rows a task: the sums do not depend on the split
        int tasks = Math.min(size, 64);
        hessian.loss().forTasks(tasks, task -> {
            for (int first = 0; first < padded; first += BATCH) {
                for (int i = task; i < size; i += tasks) {
                    for (int s = first; s < first + BATCH; s += 4) {
                        addFour(roots, s, i, matrix[i]);
                    }
                }
            }
        });
        double scale = 1 / Math.sqrt(shape.heads());
        HeadBlocks blocks = hessian.blocks();
        hessian.loss().forTasks(shape.heads(), head -> {
            double[][] block = blocks.dense(head);
            int from = shape.attentionOffset(head);
            for (int i = 0; i < block.length; i++) {
                for (int j = 0; j <= i; j++) {
                    matrix[from + i][from + j] += scale * block[i][j];
                }
            }
        });
        return matrix;
    }

    private static void addFour(double[][] roots, int first, int i, double[] row) {
        double[] a = roots[first];
        double[] b = roots[first + 1];
        double[] c = roots[first + 2];
        double[] d = roots[first + 3];
        for (int j = 0; j <= i; j++) {
            row[j] += a[i] * a[j] + b[i] * b[j] + (c[i] * c[j] + d[i] * d[j]);
        }
    }

    /**
     * A proved lower bound on the least eigenvalue, up to the rounding of the entries, for which {@code rounding} is subtracted.
     *
     * @param estimate about where it lies, for example a Ritz value
     */
    public static double lowerBound(ClassifierHessian hessian, double estimate, double rounding) {
        return Cholesky.lowerBound(lowerTriangle(hessian), estimate) - rounding;
    }
}
