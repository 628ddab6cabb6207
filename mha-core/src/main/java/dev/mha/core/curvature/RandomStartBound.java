package dev.mha.core.curvature;

import dev.mha.core.random.RandomSource;
import dev.mha.core.random.Streams;

/**
 * A lower bound on the least eigenvalue of an operator that fails with a small probability over the random start
 * vector: after k Lanczos steps on a positive semidefinite matrix of size P the largest Ritz value is below {@code (1 -
 * e) lambda_max} with a probability of at most {@code 1.648 sqrt(P) exp(-(2k - 1) sqrt(e))} (Kuczynski, Wozniakowski
 * 1992, theorem 4.2).
 *
 * <p>A Krylov space does not feel a shift, so this holds for {@code lambda_max I - A} and {@code A - lambda_min I},
 * whose largest eigenvalue is the spread s of A: with both, {@code s <= (ritz_max - ritz_min) / (1 - 2e)} and {@code
 * lambda_min >= ritz_min - e s}. The number of steps is fixed beforehand, as the theorem asks.
 *
 * @param value the bound; NaN when there are too few steps for any
 * @param failure probability that the bound is wrong, at most
 * @param steps products that it took
 */
public record RandomStartBound(double value, double failure, int steps) {
    /**
     * Bounds the least eigenvalue.
     *
     * @param steps number of products; each keeps a vector
     * @param failure probability to fail that is allowed
     * @param seed seed of the start vector
     */
    public static RandomStartBound of(LinearOperator operator, int steps, double failure, long seed) {
        int limit = Math.min(steps, operator.size());
        Krylov space = new Krylov(operator, limit, RandomSource.of(seed, Streams.RANDOM_START), null);
        while (space.steps() < limit) {
            space.step();
        }
        double[] values = space.values(null);
        double least = values[0];
        double width = values[limit - 1] - least;
        if (limit == operator.size()) {
            return new RandomStartBound(least, failure, limit);
        }
        // half of the failure for either end
        double root = Math.log(2 * 1.648 * Math.sqrt(operator.size()) / failure) / (2.0 * limit - 1);
        double e = root * root;
        return new RandomStartBound(e < 0.5 ? least - e * width / (1 - 2 * e) : Double.NaN, failure, limit);
    }

    /**
     * This bound on the residual as a bound on the Hessian, which is the residual and a positive semidefinite part.
     *
     * @param rounding allowance for an eigenvalue
     */
    public RandomStartBound ofResidual(double rounding) {
        return new RandomStartBound(Math.min(0, value) - rounding, failure, steps);
    }
}
