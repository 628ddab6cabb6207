package dev.mha.core.curvature;

import dev.mha.core.linear.Tridiagonal;
import dev.mha.core.random.RandomSource;
import dev.mha.core.linear.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A Krylov space with an orthonormal basis, in which the operator is a tridiagonal matrix. Each new vector is
 * orthogonalized twice against all earlier ones: without it rounding makes ghost copies of converged eigenvalues. When
 * the space is exhausted it goes on from a new random vector orthogonal to it, which is how further copies of a
 * multiple eigenvalue come in.
 */
final class Krylov {
    /** Below this share of the operator's size a new direction is rounding: the space is exhausted. */
    private static final double EXHAUSTED = 1e-13;

    private final LinearOperator operator;
    private final RandomSource random;
    private final List<double[]> basis = new ArrayList<>();
    private final double[] next;
    private final double[] alpha;
    /** beta[k] couples vectors k and k + 1. */
    private final double[] beta;
    private int steps;
    private double size;

    /**
     * @param limit most steps
     * @param start not zero; null for a random vector
     */
    Krylov(LinearOperator operator, int limit, RandomSource random, double[] start) {
        this.operator = operator;
        this.random = random;
        this.next = new double[operator.size()];
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

    /** One product more. */
    void step() {
        step(List.of(this));
    }

    /** One product more in each of some spaces of one operator. */
    static void step(List<Krylov> spaces) {
        double[][] vectors = new double[spaces.size()][];
        double[][] products = new double[spaces.size()][];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = spaces.get(i).newest();
            products[i] = spaces.get(i).next;
        }
        spaces.getFirst().operator.apply(vectors, products);
        for (Krylov space : spaces) {
            space.absorb();
        }
    }

    private double[] newest() {
        if (steps > 0) {
            basis.add(extension());
        }
        return basis.get(steps);
    }

    /** Takes in the product of the newest vector. */
    private void absorb() {
        alpha[steps] = Vectors.dot(basis.get(steps), next);
        orthogonalize(next);
        beta[steps] = Vectors.norm(next);
        size = Math.max(size, Math.max(Math.abs(alpha[steps]), beta[steps]));
        if (!Double.isFinite(alpha[steps] + beta[steps])) {
            throw new ArithmeticException("the operator gave a value that is not finite in step " + (steps + 1));
        }
        steps++;
    }

    /** Products so far. */
    int steps() {
        return steps;
    }

    /**
     * Whether no new direction came out of the last product. Below the least normal number one would have few digits
     * left, and the reciprocal of its norm may be infinite.
     */
    boolean exhausted() {
        return beta[steps - 1] <= Math.max(EXHAUSTED * size, Double.MIN_NORMAL);
    }

    /** The norm of what the last product left outside of the space; 0 when that is all there is. */
    double outside() {
        return steps == operator.size() ? 0 : beta[steps - 1];
    }

    /** Eigenvalues in the space, ascending; {@code rows} as {@link Tridiagonal#eigen} takes them. */
    double[] values(double[][] rows) {
        double[] values = Arrays.copyOf(alpha, steps);
        Tridiagonal.eigen(values, beta, rows);
        return values;
    }

    /** The vector with these coordinates in the basis. */
    double[] vector(double[] coordinates) {
        double[] vector = new double[operator.size()];
        for (int j = 0; j < coordinates.length; j++) {
            Vectors.add(coordinates[j], basis.get(j), vector);
        }
        return vector;
    }

    private double[] extension() {
        double[] vector = next.clone();
        if (!exhausted()) {
            Vectors.scale(1 / beta[steps - 1], vector);
            return vector;
        }
        beta[steps - 1] = 0;
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
}
