package dev.mha.core.curvature;

import dev.mha.core.linear.Vectors;
import java.util.Arrays;

/**
 * Solves {@code (A + shift I) x = b} for a symmetric A that may be indefinite, by the minimal residual method (Paige,
 * Saunders 1975): of all vectors that k products can reach, the one with the least residual. Conjugate gradients break
 * down where A is not positive definite.
 *
 * @param x the solution found, as long as b
 * @param residual {@code |b - (A + shift I) x|}, from a product of its own
 * @param products products that were needed
 * @param converged whether the residual is within twice the tolerance: the recurrence that stops the loop drifts from
 *     the residual itself
 */
public record Minres(double[] x, double residual, int products, boolean converged) {

    /**
     * Solves one system.
     *
     * @param operator A
     * @param b {@code operator.size()} values
     * @param tolerance largest residual, as a share of {@code |b|}
     * @param maxProducts most products
     * @throws IllegalArgumentException
     *             if {@code b} has another length, naming both
     * @throws ArithmeticException
     *             if the operator gives a value that is not finite
     */
    public static Minres solve(LinearOperator operator, double shift, double[] b, double tolerance, int maxProducts) {
        ClassifierLoss.checkLength("b", b.length, "operator", operator.size());
        int n = b.length;
        double[] x = new double[n];
        double beta = Vectors.norm(b);
        double first = beta;
        double[] v = b.clone();
        double[] previous = new double[n];
        double[] next = new double[n];
        double[] d = new double[n];
        double[] dOld = new double[n];
        double[] dOlder = new double[n];
        double c = -1;
        double s = 0;
        double delta = 0;
        double epsilon = 0;
        double phi = beta;
        int k = 0;
        if (beta > 0) {
            Vectors.scale(1 / beta, v);
        }
        while (k < maxProducts && phi > tolerance * first) {
            k++;
            operator.apply(v, next);
            Vectors.add(shift, v, next);
            double alpha = Vectors.dot(v, next);
            if (!Double.isFinite(alpha)) {
                throw new ArithmeticException("the operator gave a value that is not finite in product " + k);
            }
            Vectors.add(-alpha, v, next);
            Vectors.add(k == 1 ? 0 : -beta, previous, next);
            double betaNext = Vectors.norm(next);
            // two reflections take column k of the tridiagonal matrix to a triangle
            double deltaTwo = c * delta + s * alpha;
            double gammaBar = s * delta - c * alpha;
            double epsilonNext = s * betaNext;
            double deltaNext = -c * betaNext;
            double gamma = Math.hypot(gammaBar, betaNext);
            if (gamma == 0) {
                break;
            }
            c = gammaBar / gamma;
            s = betaNext / gamma;
            double tau = c * phi;
            phi *= s;
            double[] reuse = dOlder;
            dOlder = dOld;
            dOld = d;
            d = reuse;
            for (int j = 0; j < n; j++) {
                d[j] = (v[j] - deltaTwo * dOld[j] - epsilon * dOlder[j]) / gamma;
                x[j] += tau * d[j];
            }
            epsilon = epsilonNext;
            delta = deltaNext;
            beta = betaNext;
            if (beta == 0) {
                break;
            }
            double[] free = previous;
            previous = v;
            v = next;
            next = free;
            Vectors.scale(1 / beta, v);
        }
        Arrays.fill(next, 0);
        operator.apply(x, next);
        Vectors.add(shift, x, next);
        Vectors.add(-1, b, next);
        double residual = Vectors.norm(next);
        return new Minres(x, residual, k + 1, residual <= 2 * tolerance * first);
    }
}
