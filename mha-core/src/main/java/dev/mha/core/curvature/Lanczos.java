package dev.mha.core.curvature;

import dev.mha.core.random.RandomSource;
import dev.mha.core.random.Streams;
import dev.mha.core.linear.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Extreme eigenvalues of a symmetric operator by the Lanczos method, with full reorthogonalization. Further copies of a
 * multiple eigenvalue come in when the Krylov space is exhausted; before that, one copy of each is all that one start
 * vector can see.
 *
 * @param lowest number of least eigenvalues wanted
 * @param highest number of largest eigenvalues wanted
 * @param maxSteps most products for the Krylov space; it keeps as many vectors
 * @param tolerance a pair has converged when its residual is at most this share of its own absolute value, or rounding
 *        of the largest absolute one
 * @param seed seed of the random start vectors
 * @param rounding below this share of the largest Ritz value a residual is rounding, however small its own value: zero
 *        converges too
 */
public record Lanczos(int lowest, int highest, int maxSteps, double tolerance, long seed, double rounding) {
    /**
     * Fewest steps before convergence is believed: a start vector can be so poor in the extreme eigenvector that an
     * inner eigenvalue converges first and looks like the end of the spectrum.
     */
    private static final int FEWEST_STEPS = 20;

    /** {@link #rounding} of operators in double. */
    public static final double DOUBLE = 1e-12;

    /** {@link #rounding} of operators in float. */
    public static final double FLOAT = 1e-6;

    /**
     * @throws IllegalArgumentException
     *             naming the setting that is out of range
     */
    public Lanczos {
        if (lowest < 0 || highest < 0 || (lowest == 0 && highest == 0)) {
            throw new IllegalArgumentException("lowest " + lowest + ", highest " + highest + ": ask for at least one");
        }
        if (maxSteps < 1) {
            throw new IllegalArgumentException("maxSteps is " + maxSteps + ", must be at least 1");
        }
        if (!(tolerance >= 0)) {
            throw new IllegalArgumentException("tolerance is " + tolerance + ", must be at least 0");
        }
    }

    /** For an operator in double. */
    public Lanczos(int lowest, int highest, int maxSteps, double tolerance, long seed) {
        this(lowest, highest, maxSteps, tolerance, seed, DOUBLE);
    }

    /** One eigenvalue of each end. */
    public static Lanczos ends(int maxSteps, double tolerance, long seed) {
        return new Lanczos(1, 1, maxSteps, tolerance, seed);
    }

    /** Bytes that the vectors of so many steps take. */
    public static long bytes(int steps, int size) {
        return 8L * (steps + 2L) * size;
    }

    /** Runs from a random start vector. */
    public ExtremeEigenvalues run(LinearOperator operator) {
        return run(operator, null);
    }

    /**
     * Runs from a given vector, for example the last eigenvector along a path.
     *
     * @param start {@code operator.size()} values, not all zero; null for random ones
     * @throws ArithmeticException
     *             if the operator gives a value that is not finite
     */
    public ExtremeEigenvalues run(LinearOperator operator, double[] start) {
        return run(operator, start, () -> false);
    }

    /**
     * Runs until it is done or told to stop.
     *
     * @param start {@code operator.size()} values, not all zero; null for random ones
     * @param stop asked after every step; once it says so, the pairs found so far come back with their residuals
     * @throws ArithmeticException
     *             if the operator gives a value that is not finite
     */
    public ExtremeEigenvalues run(LinearOperator operator, double[] start, BooleanSupplier stop) {
        int limit = Math.min(maxSteps, operator.size());
        Krylov space = new Krylov(operator, limit, RandomSource.of(seed, Streams.LANCZOS), start);
        while (true) {
            space.step();
            int k = space.steps();
            boolean last = k == limit || stop.getAsBoolean();
            if (last || (k >= FEWEST_STEPS && (k & 3) == 0)) {
                boolean converged = converged(space, operator.size());
                if (converged || last) {
                    return pairs(operator, space, converged);
                }
            }
        }
    }

    /** Whether the residuals of the pairs asked for, estimated as beta times a last component, are small enough. */
    private boolean converged(Krylov space, int size) {
        int k = space.steps();
        double[][] tail = new double[k][1];
        tail[k - 1][0] = 1;
        double[] values = space.values(tail);
        double largest = Math.max(Math.abs(values[0]), Math.abs(values[k - 1]));
        boolean converged = k == size || (lowest <= k && highest <= k);
        for (int i = 0; i < k; i++) {
            if (i < lowest || k - 1 - i < highest) {
                converged &= space.outside() * Math.abs(tail[i][0]) <= allowed(values[i], largest);
            }
        }
        return converged;
    }

    /**
     * Largest residual with which a pair has converged.
     *
     * @param value its Ritz value
     * @param largest absolute Ritz value
     */
    private double allowed(double value, double largest) {
        return Math.max(tolerance * Math.abs(value), rounding * largest);
    }

    /** Whether one pair of those that were found has converged, as all have where the search did. */
    public boolean converged(ExtremeEigenvalues found, RitzPair pair) {
        double largest = Stream.of(found.lowest(), found.highest()).flatMap(List::stream)
                .mapToDouble(other -> Math.abs(other.value())).max().orElseThrow();
        return found.converged() || pair.residual() <= allowed(pair.value(), largest);
    }

    private ExtremeEigenvalues pairs(LinearOperator operator, Krylov space, boolean converged) {
        int k = space.steps();
        double[][] vectors = new double[k][k];
        for (int i = 0; i < k; i++) {
            vectors[i][i] = 1;
        }
        double[] values = space.values(vectors);
        List<RitzPair> low = new ArrayList<>();
        for (int i = 0; i < Math.min(lowest, k); i++) {
            low.add(pair(operator, values[i], space.vector(vectors[i])));
        }
        List<RitzPair> high = new ArrayList<>();
        for (int i = 0; i < Math.min(highest, k); i++) {
            high.add(pair(operator, values[k - 1 - i], space.vector(vectors[k - 1 - i])));
        }
        return new ExtremeEigenvalues(List.copyOf(low), List.copyOf(high), k, converged);
    }

    private static RitzPair pair(LinearOperator operator, double value, double[] vector) {
        Vectors.scale(1 / Vectors.norm(vector), vector);
        double[] product = new double[vector.length];
        operator.apply(vector, product);
        Vectors.add(-value, vector, product);
        return new RitzPair(value, Vectors.norm(product), vector);
    }
}
