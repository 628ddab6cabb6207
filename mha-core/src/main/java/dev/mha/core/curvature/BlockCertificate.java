package dev.mha.core.curvature;

import dev.mha.core.linear.Cholesky;
import dev.mha.core.linear.SymmetricEigen;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * A computed lower bound on the least eigenvalue of the Hessian: the Gauss-Newton part is positive semidefinite and the
 * rest is block diagonal over heads, so {@code lambda_min(Hess L) >= H^(-1/2) min(0, min_h lambda_min(N_h))} ({@code
 * docs/theory.md}, 3.3).
 *
 * @param lambdaMin the bound, at most 0
 * @param headMinima for each head a proved lower bound on {@code H^(-1/2) lambda_min(N_h)}: which head can carry the
 *        negative curvature
 */
public record BlockCertificate(double lambdaMin, double[] headMinima) {
    /**
     * Largest block, in parameters of a head, that is taken apart densely. Measured at 600 (500 samples of 10 tokens x
     * 20 features, one thread): 0.3 s and 9 MB a head; the time grows with the cube, the memory with the square.
     */
    public static final int LARGEST_BLOCK = 1500;

    private static final String PART = "blocks";

    /** Whether the blocks of a shape are small enough. */
    public static boolean fits(ClassifierShape shape) {
        return shape.headParameters() <= LARGEST_BLOCK;
    }

    /** Bytes that {@link #of} takes at once: some blocks for each thread. */
    public static long bytes(ClassifierLoss loss) {
        long q = loss.shape().headParameters();
        long pairs = (long) loss.shape().features() * (loss.shape().features() + 1) / 2;
        return 8L * Math.min(loss.workers(), loss.shape().heads()) * (4 * q * q + pairs * pairs + q * pairs)
                + loss.groupBytes();
    }

    /**
     * Takes every block apart.
     *
     * @param rounding allowance for an eigenvalue of the Hessian, see {@code Rounding.curvature}
     * @throws IllegalArgumentException
     *             if the blocks are larger than {@link #LARGEST_BLOCK}
     */
    public static BlockCertificate of(ClassifierHessian hessian, double rounding) {
        return of(hessian, rounding, heads -> {}, () -> false);
    }

    /**
     * Takes every block apart. Proved up to the rounding of the block's own entries, for which {@code rounding} is
     * subtracted.
     *
     * @param rounding allowance for an eigenvalue of the Hessian, see {@code Rounding.curvature}
     * @param progress gets the number of heads that are done, on the calling thread
     * @param stop asked many times for each block, from any thread
     * @throws CancellationException
     *             once it says so: no block may be missing
     * @throws IllegalArgumentException
     *             if the blocks are larger than {@link #LARGEST_BLOCK}
     */
    public static BlockCertificate of(ClassifierHessian hessian, double rounding, IntConsumer progress,
            BooleanSupplier stop) {
        return of(hessian, rounding, progress, stop, PartStore.NONE);
    }

    /**
     * The same, with the heads that an earlier run has taken apart.
     *
     * @param store keeps what is known of each head
     * @throws CancellationException
     *             once {@code stop} says so
     * @throws IllegalArgumentException
     *             if the blocks are larger than {@link #LARGEST_BLOCK}
     */
    public static BlockCertificate of(ClassifierHessian hessian, double rounding, IntConsumer progress,
            BooleanSupplier stop, PartStore store) {
        ClassifierLoss loss = hessian.loss();
        ClassifierShape shape = loss.shape();
        if (!fits(shape)) {
            throw new IllegalArgumentException(
                    "a head has " + shape.headParameters() + " parameters, its block can be taken apart up to "
                            + LARGEST_BLOCK);
        }
        int heads = shape.heads();
        double scale = 1 / Math.sqrt(heads);
        double[] known = store.find(PART);
        int done = known == null ? 0 : known.length;
        double[] minima = known == null ? new double[heads] : Arrays.copyOf(known, heads);
        HeadBlocks blocks = hessian.blocks();
        // in rounds of a head for each thread, so that progress is told between them
        for (int first = done; first < heads; first += loss.workers()) {
            int begin = first;
            loss.forTasks(Math.min(loss.workers(), heads - first), task -> {
                int head = begin + task;
                double[][] block = blocks.dense(head, stop);
                double[] values = SymmetricEigen.values(block, stop).values();
                minima[head] = scale * Cholesky.lowerBound(block, values[0], stop) - rounding;
            });
            int last = Math.min(heads, first + loss.workers());
            store.keep(PART, Arrays.copyOf(minima, last));
            progress.accept(last);
        }
        double least = 0;
        for (int head = 0; head < heads; head++) {
            least = Math.min(least, minima[head]);
        }
        return new BlockCertificate(least, minima);
    }
}
