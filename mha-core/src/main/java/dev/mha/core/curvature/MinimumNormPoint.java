package dev.mha.core.curvature;

import dev.mha.core.linear.Stop;
import dev.mha.core.linear.Vectors;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * The point of the convex hull of n vectors that is nearest to 0, from their Gram matrix K: weights lam of the simplex
 * with the least {@code lam'K lam}. The method of Wolfe (Finding the nearest point in a polytope, Mathematical
 * Programming 11, 1976): on the support the nearest point of the affine hull is found exactly; where that has a
 * negative weight, the way there is gone until the first weight is 0, whose vector is dropped; from a point that is
 * nearest on its support, the vector with the least product joins.
 *
 * <p>Nearly dependent vectors, such as tangent features at small weights, make K so ill-conditioned that these systems
 * cannot be solved in doubles. So a step d solves the system of {@code K + D}, D a diagonal of the size of rounding
 * ({@link SupportFactor}), for what is left at the weights so far: {@code (K + D) d = -K lam + mu, sum d = 0}. Steps
 * are those of the proximal point method and end at the solution for K, however large D is. Most supports take one of
 * them.
 */
final class MinimumNormPoint {
    /** So many settled points in a row without an improvement are rounding. */
    private static final int FRUITLESS = 30;

    private final double[][] gram;
    private final SupportFactor factor;
    private final double[] weights;
    private final double[] products;
    private final double[] step;
    private final double[] best;
    private double bestGap = Double.POSITIVE_INFINITY;
    private double bestSquare = Double.POSITIVE_INFINITY;
    private double leastSquare = Double.POSITIVE_INFINITY;
    private int fruitless;
    /** Whether the last step was a whole one. */
    private boolean settled = true;
    /** How far products on the support were apart before the last whole step on it. */
    private double spreadBefore = Double.POSITIVE_INFINITY;

    private MinimumNormPoint(double[][] gram, double[] start, double unit) {
        this.gram = gram;
        weights = start;
        products = new double[start.length];
        step = new double[start.length];
        best = new double[start.length];
        factor = new SupportFactor(gram, unit);
        for (int i = 0; i < start.length; i++) {
            if (start[i] > 0) {
                factor.add(i);
            }
        }
    }

    /**
     * Weights and what it took to find them.
     *
     * @param weights lam, at least 0, which sum to 1 within rounding
     * @param steps systems solved
     */
    record Found(double[] weights, int steps) {}

    /**
     * Searches until {@code upper - lower} of the margin is small enough, or rounding leaves nothing to do.
     *
     * @param gram symmetric positive semidefinite rows
     * @param before weights to begin with; null to begin with the shortest vector
     * @param progress gets the number of steps
     * @param stop asked before every step
     * @throws ArithmeticException
     *             if the matrix holds a value that is not finite
     */
    static Found of(double[][] gram, Margin.Search search, double[] before, IntConsumer progress,
            BooleanSupplier stop) {
        int n = gram.length;
        int shortest = 0;
        for (int i = 0; i < n; i++) {
            requireFinite(gram[i][i]);
            shortest = gram[i][i] < gram[shortest][shortest] ? i : shortest;
        }
        double[] start = new double[n];
        double least = gram[shortest][shortest];
        // a vector of length 0 is the point, and would have no row in the factor
        if (before == null || least <= 0) {
            start[shortest] = 1;
        } else {
            ClassifierLoss.checkLength("before.weights", before.length, "samples", n);
            System.arraycopy(before, 0, start, 0, n);
        }
        return new MinimumNormPoint(gram, start, least).run(search, progress, stop);
    }

    private Found run(Margin.Search search, IntConsumer progress, BooleanSupplier stop) {
        for (int steps = 0;; steps++) {
            Stop.obey(stop);
            progress.accept(steps);
            refresh();
            double square = Vectors.dot(weights, products);
            requireFinite(square);
            int least = least();
            keep(square, products[least]);
            if (bestGap <= search.gap() || steps == search.maxSteps() || fruitless > FRUITLESS
                    || !widen(square, least)) {
                return new Found(best, steps);
            }
            step();
        }
    }

    /** Weights that sum to 1, and their products. */
    private void refresh() {
        Vectors.scale(1 / Arrays.stream(weights).sum(), weights);
        Arrays.fill(products, 0);
        int r = 0;
        for (; r + 4 <= factor.size(); r += 4) {
            int i = factor.sample(r);
            int j = factor.sample(r + 1);
            int k = factor.sample(r + 2);
            int l = factor.sample(r + 3);
            Vectors.addFour(weights[i], gram[i], weights[j], gram[j], weights[k], gram[k], weights[l], gram[l],
                    products);
        }
        for (; r < factor.size(); r++) {
            Vectors.add(weights[factor.sample(r)], gram[factor.sample(r)], products);
        }
    }

    /** First index of the least product. */
    private int least() {
        int least = 0;
        for (int i = 1; i < products.length; i++) {
            least = products[i] < products[least] ? i : least;
        }
        return least;
    }

    /**
     * Keeps the weights with the narrowest interval so far; of those whose lower end is 0, the ones with the least
     * upper end.
     */
    private void keep(double square, double least) {
        double gap = square > 0 ? Math.min(1, 1 - least / square) : 0;
        boolean better = gap < bestGap || (gap == bestGap && square < bestSquare);
        if (better) {
            bestGap = gap;
            bestSquare = square;
            System.arraycopy(weights, 0, best, 0, weights.length);
        }
        if (better || square < leastSquare) {
            fruitless = 0;
        } else if (settled) {
            fruitless++;
        }
        leastSquare = Math.min(leastSquare, square);
    }

    /**
     * Lets the sample with the least product join where the point is the nearest one on its support; false at the end.
     */
    private boolean widen(double square, int least) {
        if (!settled) {
            return true;
        }
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int r = 0; r < factor.size(); r++) {
            low = Math.min(low, products[factor.sample(r)]);
            high = Math.max(high, products[factor.sample(r)]);
        }
        double spread = high - low;
        // where a whole step did not halve it, rounding is left
        boolean nearest = spread > spreadBefore / 2;
        boolean outside = !factor.holds(least);
        if (outside && (nearest || square - products[least] > spread)) {
            factor.add(least);
            spreadBefore = Double.POSITIVE_INFINITY;
            return true;
        }
        spreadBefore = spread;
        return !nearest;
    }

    /** To the nearest point of the affine hull of the support, or as far as no weight is negative. */
    private void step() {
        factor.step(products, step);
        double share = 1;
        int first = -1;
        for (int r = 0; r < factor.size(); r++) {
            double most = step[r] < 0 ? -weights[factor.sample(r)] / step[r] : 1;
            if (most < share) {
                share = most;
                first = r;
            }
        }
        for (int r = 0; r < factor.size(); r++) {
            int i = factor.sample(r);
            weights[i] = Math.max(0, weights[i] + share * step[r]);
        }
        settled = first < 0;
        if (!settled) {
            weights[factor.sample(first)] = 0;
            factor.drop(first);
            spreadBefore = Double.POSITIVE_INFINITY;
        }
    }

    private static void requireFinite(double value) {
        if (!Double.isFinite(value)) {
            throw new ArithmeticException("the kernel holds a value that is not finite");
        }
    }
}
