package dev.mha.core.curvature;

import dev.mha.core.linear.Vectors;
import java.util.Arrays;

/** Margins of features of which only the products are there, so that tests can choose those. */
final class GramMargin {
    private GramMargin() {}

    /**
     * The margin of features by their products.
     *
     * @param gram symmetric positive semidefinite rows, taken as exact
     * @param gap stop when {@code upper - lower} is at most this share of {@code upper}
     * @param maxSteps most steps
     */
    static Margin of(double[][] gram, double gap, int maxSteps) {
        return of(gram, new Margin.Search(gap, maxSteps), null);
    }

    /**
     * The same from another beginning.
     *
     * <p>With u the unit roundoff and k the largest entry of the diagonal, {@code K lam} and {@code lam'K lam} are sums
     * of n terms, and the weights, n of them, sum to 1 within {@code n u}: both forms are off by less than
     * {@code 2 u (2n + 16) k}, the rounding of the root and the quotient included.
     *
     * @param before whose weights the search begins with; null to begin with the shortest feature
     */
    static Margin of(double[][] gram, Margin.Search search, Margin before) {
        MinimumNormPoint.Found found = MinimumNormPoint
                .of(gram, search, before == null ? null : before.weights(), steps -> {}, () -> false);
        double[] products = new double[gram.length];
        double largest = 0;
        for (int i = 0; i < gram.length; i++) {
            largest = Math.max(largest, gram[i][i]);
            if (found.weights()[i] != 0) {
                Vectors.add(found.weights()[i], gram[i], products);
            }
        }
        double rounding = (2.0 * gram.length + 16) * Math.ulp(1.0) * largest;
        double length = Math.sqrt(Math.max(0, Vectors.dot(found.weights(), products)) + rounding);
        double least = Arrays.stream(products).min().orElseThrow() - rounding;
        return Margin.ends(length > 0 ? least / length : 0, length, found);
    }
}
