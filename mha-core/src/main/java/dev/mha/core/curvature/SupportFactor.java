package dev.mha.core.curvature;

import dev.mha.core.linear.Vectors;
import java.util.Arrays;

/**
 * A Cholesky factor of {@code K + D} on the samples of a support, to which samples are added and from which they are
 * dropped. D is diagonal, {@code 4 n u K_ii}: rounding takes at most {@code (s + 1) u K_ii} from a pivot of s samples,
 * so that every pivot is positive and the factor exists, however nearly the features depend on each other. Scaling a
 * feature scales its row and no more.
 *
 * <p>Adding and dropping take {@code s^2} multiply-adds, a step as many; the factor takes {@code 4 s^2} bytes.
 */
final class SupportFactor {
    /** D in units of {@code n u K_ii}. */
    private static final double REGULARIZATION = 4;

    /** A pivot below this share of D is rounding of the entries of K, which may leave it not quite semidefinite. */
    private static final double LEAST_PIVOT = 0.5;

    private final double[][] gram;
    /** Every entry of the second right-hand side: of the size of K, so that nothing over- or underflows. */
    private final double unit;
    private final int[] samples;
    private final boolean[] held;
    /** Row r has r + 1 entries. */
    private final double[][] rows;
    private final double[] cosines;
    private final double[] sines;
    private final double[] ones;
    private int size;
    private int dropped;

    /**
     * @param gram symmetric positive semidefinite rows with a positive diagonal
     * @param unit about the least entry of the diagonal
     */
    SupportFactor(double[][] gram, double unit) {
        this.gram = gram;
        this.unit = unit;
        samples = new int[gram.length];
        held = new boolean[gram.length];
        rows = new double[gram.length][];
        cosines = new double[gram.length];
        sines = new double[gram.length];
        ones = new double[gram.length];
    }

    /** Number of samples of the support. */
    int size() {
        return size;
    }

    /** The sample at a position. */
    int sample(int position) {
        return samples[position];
    }

    boolean holds(int sample) {
        return held[sample];
    }

    /** Appends a sample that is not there yet. */
    void add(int sample) {
        if (rows[size] == null) {
            rows[size] = new double[size + 1];
        }
        double[] row = rows[size];
        double[] entries = gram[sample];
        double square = 0;
        for (int r = 0; r < size; r++) {
            row[r] = (entries[samples[r]] - Vectors.dot(rows[r], row, r)) / rows[r][r];
            square += row[r] * row[r];
        }
        double regularization = REGULARIZATION * gram.length * Math.ulp(1.0) / 2 * entries[sample];
        double pivot = entries[sample] + regularization - square;
        double least = Math.max(LEAST_PIVOT * regularization, Double.MIN_NORMAL);
        row[size] = Math.sqrt(pivot > least ? pivot : least);
        samples[size++] = sample;
        held[sample] = true;
    }

    /** Drops the sample at a position; those behind it move up. */
    void drop(int position) {
        held[samples[position]] = false;
        size--;
        // rows that move up have an entry too many, which rotations of columns next to each other bring to 0
        for (int r = position; r < size; r++) {
            samples[r] = samples[r + 1];
            double[] row = rows[r + 1];
            for (int c = position; c < r; c++) {
                double next = row[c + 1];
                row[c + 1] = cosines[c] * next - sines[c] * row[c];
                row[c] = cosines[c] * row[c] + sines[c] * next;
            }
            double diagonal = Math.sqrt(row[r] * row[r] + row[r + 1] * row[r + 1]);
            cosines[r] = row[r] / diagonal;
            sines[r] = row[r + 1] / diagonal;
            row[r] = diagonal;
            System.arraycopy(row, 0, rows[r], 0, r + 1);
        }
        dropped++;
        // rotations round; in the long run a factor made afresh costs no more than they do
        if (dropped > size) {
            factorAfresh();
        }
    }

    private void factorAfresh() {
        int all = size;
        size = 0;
        dropped = 0;
        for (int r = 0; r < all; r++) {
            add(samples[r]);
        }
    }

    /**
     * Writes the step d of the weights of the support, by position, that makes {@code d'(K + D)d / 2 + d'products}
     * least among those with {@code sum d = 0}.
     *
     * @param products {@code K lam}, by sample
     * @param step is overwritten, up to the size of the support
     */
    void step(double[] products, double[] step) {
        for (int r = 0; r < size; r++) {
            step[r] = -products[samples[r]];
        }
        Arrays.fill(ones, 0, size, unit);
        forward(step);
        forward(ones);
        Vectors.add(-Vectors.dot(step, ones, size) / Vectors.dot(ones, ones, size), ones, step, size);
        for (int r = size - 1; r >= 0; r--) {
            step[r] /= rows[r][r];
            Vectors.add(-step[r], rows[r], step, r);
        }
    }

    private void forward(double[] vector) {
        for (int r = 0; r < size; r++) {
            vector[r] = (vector[r] - Vectors.dot(rows[r], vector, r)) / rows[r][r];
        }
    }
}
