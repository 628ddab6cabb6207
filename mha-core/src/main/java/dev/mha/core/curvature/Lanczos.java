package dev.mha.core.curvature;

import dev.mha.core.generate.RandomSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Extreme eigenvalues of a symmetric operator by the Lanczos method. Each new vector is orthogonalized twice against all
 * earlier ones: without it rounding makes ghost copies of converged eigenvalues. When the Krylov space is exhausted it goes
 * on from a new random vector orthogonal to it, which is how further copies of a multiple eigenvalue come in; before
 * that, one copy of each is all that one start vector can see.
 *
 * @param lowest number of least eigenvalues wanted
 * @param highest number of largest eigenvalues wanted
 * @param maxSteps most products for the Krylov space; it keeps as many vectors
 * @param tolerance a pair has converged when its residual is at most this share of its own absolute value, or rounding of
 *        the largest absolute one
 * @param seed seed of the random start vectors
 */
public record Lanczos(int lowest, int highest, int maxSteps, double tolerance, long seed) {
    /**
     * Fewest steps before convergence is believed: a start vector can be so poor in the extreme eigenvector that an inner
     * eigenvalue converges first and looks like the end of the spectrum.
     */
    private static final int FEWEST_STEPS = 20;

    /** Below this share of the operator's size a new direction is rounding: the Krylov space is exhausted. */
    private static final double EXHAUSTED = 1e-13;

    /** Below this share of the largest Ritz value a residual is rounding, however small its own value: zero converges too. */
    private static final double ROUNDING = 1e-12;

    /**
     * @throws IllegalArgumentException
     *             naming the setting that is out of range
     */
    public Lanczos {
        if (lowest < 0 || highest < 0 || lowest + highest < 1) {
            throw new IllegalArgumentException("lowest " + lowest + ", highest " + highest + ": ask for at least one");
        }
        if (maxSteps < 1) {
            throw new IllegalArgumentException("maxSteps is " + maxSteps + ", must be at least 1");
        }
        if (!(tolerance >= 0)) {
            throw new IllegalArgumentException("tolerance is " + tolerance + ", must be at least 0");
        }
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
     * @param start not zero; null for a random one
     * @throws ArithmeticException
     *             if the operator gives a value that is not finite
     */
    public ExtremeEigenvalues run(LinearOperator operator, double[] start) {
        return new Run(operator, start).toTheEnd();
    }

    /** The state of one run. */
    private final class Run {
        private final LinearOperator operator;
        private final int limit;
        private final RandomSource random = RandomSource.of(seed);
        private final List<double[]> basis = new ArrayList<>();
        private final double[] alpha;
        /** beta[k] couples vectors k and k + 1. */
        private final double[] beta;
        private double size;

        Run(LinearOperator operator, double[] start) {
            this.operator = operator;
            this.limit = Math.min(maxSteps, operator.size());
            this.alpha = new double[limit];
            this.beta = new double[limit];
            double[] first = start == null ? gaussian() : start.clone();
            ClassifierLoss.checkLength("start", first.length, "operator", operator.size());
            double norm = Vectors.norm(first);
            if (!(norm > 0 && norm < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("the start vector has the norm " + norm);
            }
            Vectors.scale(1 / norm, first);
            basis.add(first);
        }

        ExtremeEigenvalues toTheEnd() {
            int k = 0;
            double[] next = new double[operator.size()];
            while (true) {
                step(k, next);
                k++;
                boolean last = k == limit;
                if (last || (k >= FEWEST_STEPS && (k & 3) == 0)) {
                    ExtremeEigenvalues found = harvest(k, last);
                    if (found != null) {
                        return found;
                    }
                }
                basis.add(extend(k, next));
            }
        }

        /** Product with vector k; leaves the part orthogonal to all vectors so far in {@code next} and its norm in beta. */
        private void step(int k, double[] next) {
            double[] vector = basis.get(k);
            operator.apply(vector, next);
            alpha[k] = Vectors.dot(vector, next);
            orthogonalize(next);
            beta[k] = Vectors.norm(next);
            size = Math.max(size, Math.max(Math.abs(alpha[k]), beta[k]));
            if (!Double.isFinite(alpha[k] + beta[k])) {
                throw new ArithmeticException("the operator gave a value that is not finite in step " + (k + 1));
            }
        }

        private double[] extend(int k, double[] next) {
            double[] vector = next.clone();
            if (beta[k - 1] > EXHAUSTED * size) {
                Vectors.scale(1 / beta[k - 1], vector);
                return vector;
            }
            beta[k - 1] = 0;
            while (true) {
                double[] fresh = gaussian();
                orthogonalize(fresh);
                double norm = Vectors.norm(fresh);
                if (norm > 1e-6) {
                    Vectors.scale(1 / norm, fresh);
                    orthogonalize(fresh);
                    Vectors.scale(1 / Vectors.norm(fresh), fresh);
                    return fresh;
                }
            }
        }

        private void orthogonalize(double[] vector) {
            for (int pass = 0; pass < 2; pass++) {
                for (double[] other : basis) {
                    Vectors.add(-Vectors.dot(other, vector), other, vector);
                }
            }
        }

        private double[] gaussian() {
            double[] vector = new double[operator.size()];
            for (int i = 0; i < vector.length; i++) {
                vector[i] = random.nextGaussian();
            }
            return vector;
        }

        /** The pairs asked for when their residuals, estimated as beta times a last component, allow it; else null. */
        private ExtremeEigenvalues harvest(int k, boolean last) {
            double[] values = Arrays.copyOf(alpha, k);
            double[][] tail = new double[k][1];
            tail[k - 1][0] = 1;
            Tridiagonal.eigen(values, beta, tail);
            double largest = Math.max(Math.abs(values[0]), Math.abs(values[k - 1]));
            int low = Math.min(lowest, k);
            int high = Math.min(highest, k);
            // a whole basis is the operator itself: nothing is left outside
            double outside = k == operator.size() ? 0 : beta[k - 1];
            boolean converged = k == operator.size() || (low == lowest && high == highest);
            for (int i = 0; i < k; i++) {
                if (i < low || k - 1 - i < high) {
                    double allowed = Math.max(tolerance * Math.abs(values[i]), ROUNDING * largest);
                    converged &= outside * Math.abs(tail[i][0]) <= allowed;
                }
            }
            return converged || last ? pairs(k, low, high, converged) : null;
        }

        private ExtremeEigenvalues pairs(int k, int low, int high, boolean converged) {
            double[] values = Arrays.copyOf(alpha, k);
            double[][] vectors = new double[k][k];
            for (int i = 0; i < k; i++) {
                vectors[i][i] = 1;
            }
            Tridiagonal.eigen(values, beta, vectors);
            List<RitzPair> lowPairs = new ArrayList<>();
            for (int i = 0; i < low; i++) {
                lowPairs.add(pair(values[i], vectors[i]));
            }
            List<RitzPair> highPairs = new ArrayList<>();
            for (int i = 0; i < high; i++) {
                highPairs.add(pair(values[k - 1 - i], vectors[k - 1 - i]));
            }
            return new ExtremeEigenvalues(List.copyOf(lowPairs), List.copyOf(highPairs), k, converged);
        }

        private RitzPair pair(double value, double[] coordinates) {
            double[] vector = new double[operator.size()];
            for (int j = 0; j < coordinates.length; j++) {
                Vectors.add(coordinates[j], basis.get(j), vector);
            }
            Vectors.scale(1 / Vectors.norm(vector), vector);
            double[] product = new double[vector.length];
            operator.apply(vector, product);
            Vectors.add(-value, vector, product);
            return new RitzPair(value, Vectors.norm(product), vector);
        }
    }
}
