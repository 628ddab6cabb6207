package dev.mha.core.curvature;

import dev.mha.core.linear.Stop;
import dev.mha.core.linear.Cholesky;
import dev.mha.core.linear.Vectors;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * The whole Hessian as a matrix, for models of up to a few thousand parameters: what iterative methods find at its ends
 * can then be proved ({@code docs/theory.md}, 3.4; Rump 2006).
 */
public final class DenseHessian {
    /** Largest number of parameters: 2500 are 50 MB, and twice that while a factorization runs. */
    public static final int LARGEST = 2500;

    /** Samples whose rows are in memory at once. */
    private static final int SLAB = 2048;

    private DenseHessian() {}

    /** Whether the Hessian of a shape is small enough. */
    public static boolean fits(ClassifierShape shape) {
        return shape.parameters() <= LARGEST;
    }

    /** Bytes that {@link #ends} takes at once. */
    public static long bytes(ClassifierLoss loss) {
        long size = loss.shape().parameters();
        long slab = Math.min(SLAB, loss.samples().samples());
        // rows of samples and blocks of heads are made with scratch of their own
        return 8 * size * (2 * size + slab) + loss.groupBytes() + BlockCertificate.bytes(loss);
    }

    /**
     * Rows of the matrix up to the diagonal; the rest is zero.
     *
     * @param stop asked many times a second, from any thread
     * @return {@code [parameters][parameters]}
     * @throws IllegalArgumentException
     *             if there are more than {@link #LARGEST} parameters
     * @throws CancellationException
     *             once {@code stop} says so
     */
    public static double[][] lowerTriangle(ClassifierHessian hessian, BooleanSupplier stop) {
        ClassifierShape shape = hessian.loss().shape();
        int size = hessian.size();
        if (!fits(shape)) {
            throw new IllegalArgumentException(
                    size + " parameters: the Hessian is written out up to " + LARGEST + " parameters");
        }
        double[][] matrix = new double[size][size];
        int count = hessian.loss().samples().samples();
        // a share of the rows a task: the sums do not depend on the split
        int tasks = Math.min(size, 64);
        for (int slab = 0; slab < count; slab += SLAB) {
            double[][] roots = new double[Math.min(SLAB, count - slab)][size];
            hessian.gaussNewtonRows(slab, roots, stop);
            hessian.loss().forTasks(tasks, task -> {
                Stop.obey(stop);
                LowerTriangle.addSquare(roots, roots.length, matrix, task, tasks);
            });
        }
        double scale = 1 / Math.sqrt(shape.heads());
        HeadBlocks blocks = hessian.blocks();
        hessian.loss().forTasks(shape.heads(), head -> {
            double[][] block = blocks.dense(head, stop);
            int from = shape.attentionOffset(head);
            for (int i = 0; i < block.length; i++) {
                for (int j = 0; j <= i; j++) {
                    matrix[from + i][from + j] += scale * block[i][j];
                }
            }
        });
        return matrix;
    }

    /**
     * Proved bounds on both ends of the spectrum.
     *
     * @param low at most the least eigenvalue
     * @param high at least the largest eigenvalue
     */
    public record Ends(double low, double high) {}

    /**
     * Bounds on both ends, proved up to the rounding of the entries, for which {@code rounding} is taken off.
     *
     * @param least about where the least eigenvalue lies, for example a Ritz value
     * @param largest about where the largest lies
     * @param rounding allowance for an eigenvalue of the Hessian, see {@code Rounding.curvature}
     * @param stop asked many times a second, from any thread
     * @throws IllegalArgumentException
     *             if there are more than {@link #LARGEST} parameters
     * @throws CancellationException
     *             once {@code stop} says so
     */
    public static Ends ends(ClassifierHessian hessian, double least, double largest, double rounding,
            BooleanSupplier stop) {
        double[][] matrix = lowerTriangle(hessian, stop);
        double low = Cholesky.lowerBound(matrix, least, stop) - rounding;
        for (double[] row : matrix) {
            Vectors.scale(-1, row);
        }
        return new Ends(low, rounding - Cholesky.lowerBound(matrix, -largest, stop));
    }
}
