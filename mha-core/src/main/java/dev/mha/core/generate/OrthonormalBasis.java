package dev.mha.core.generate;

import dev.mha.core.random.RandomSource;
import dev.mha.core.linear.Vectors;

/**
 * A random orthonormal basis: Q of the QR decomposition of a Gaussian matrix, with the diagonal of R above 0, so that Q
 * is unique and uniformly distributed (Stewart 1980; Mezzadri 2007).
 */
final class OrthonormalBasis {
    private OrthonormalBasis() {}

    /**
     * The first {@code count} columns of Q, each an array of {@code dimension} numbers. Modified Gram-Schmidt in
     * double, each vector twice ("twice is enough", Giraud et al. 2005): inner products of different columns are below
     * 1e-14. The diagonal of R is the norm of what is left, so it is above 0 by construction.
     */
    static double[][] columns(int dimension, int count, RandomSource random) {
        double[][] columns = new double[count][dimension];
        for (int k = 0; k < count; k++) {
            double[] column = columns[k];
            for (int i = 0; i < dimension; i++) {
                column[i] = random.nextGaussian();
            }
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < k; j++) {
                    double share = Vectors.dot(columns[j], column);
                    for (int i = 0; i < dimension; i++) {
                        column[i] -= share * columns[j][i];
                    }
                }
                double norm = Vectors.norm(column);
                for (int i = 0; i < dimension; i++) {
                    column[i] /= norm;
                }
            }
        }
        return columns;
    }
}
