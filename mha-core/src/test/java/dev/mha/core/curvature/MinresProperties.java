package dev.mha.core.curvature;

import dev.mha.core.linear.SymmetricEigen;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.random.RandomSource;
import dev.mha.core.linear.Vectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class MinresProperties {

    /** A dense symmetric matrix. */
    private record Dense(double[][] rows) implements LinearOperator {
        @Override
        public int size() {
            return rows.length;
        }

        @Override
        public void apply(double[] vector, double[] result) {
            for (int i = 0; i < rows.length; i++) {
                result[i] = Vectors.dot(rows[i], vector);
            }
        }
    }

    private static double[] normal(int n, RandomSource random) {
        double[] vector = new double[n];
        for (int i = 0; i < n; i++) {
            vector[i] = random.nextGaussian();
        }
        return vector;
    }

    /** Eigenvalues of both signs, none within a tenth of zero: after n products the solution is exact. */
    @Property(tries = 200)
    void solvesIndefiniteSystems(@ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int n) {
        RandomSource random = RandomSource.of(seed);
        double[][] rows = new double[n][];
        for (int i = 0; i < n; i++) {
            rows[i] = normal(n, random);
        }
        double[][] basis = SymmetricEigen.withVectors(rows).vectors();
        double[] values = new double[n];
        double[][] matrix = new double[n][n];
        double shift = random.nextGaussian();
        for (int k = 0; k < n; k++) {
            values[k] = random.nextSign() * Math.pow(10, 2 * random.nextDouble() - 1);
            for (int i = 0; i < n; i++) {
                Vectors.add((values[k] - shift) * basis[k][i], basis[k], matrix[i]);
            }
        }
        double[] b = normal(n, random);
        Minres solved = Minres.solve(new Dense(matrix), shift, b, 1e-9, 8 * n + 8);
        assertTrue(solved.converged(), () -> "residual " + solved.residual() + " after " + solved.products());
        double[] exact = new double[n];
        for (int k = 0; k < n; k++) {
            Vectors.add(Vectors.dot(basis[k], b) / values[k], basis[k], exact);
        }
        // the inverse is at most 10 in norm
        assertArrayEquals(exact, solved.x(), 10 * 2e-9 * Vectors.norm(b) + 1e-11 * Vectors.norm(exact));
    }

    /** The residual is the least of the Krylov space, so it never rises with more products, and is told as it is. */
    @Example
    void tellsTheResidualWhereItDoesNotConverge() {
        RandomSource random = RandomSource.of(4);
        double[][] rows = new double[40][40];
        for (int i = 0; i < 40; i++) {
            for (int j = 0; j <= i; j++) {
                rows[i][j] = random.nextGaussian();
                rows[j][i] = rows[i][j];
            }
        }
        double[] b = normal(40, random);
        double last = Vectors.norm(b);
        for (int products = 0; products < 20; products++) {
            Minres solved = Minres.solve(new Dense(rows), 0.1, b, 1e-12, products);
            assertFalse(solved.converged());
            assertTrue(solved.residual() <= last * (1 + 1e-12));
            double[] product = new double[40];
            new Dense(rows).apply(solved.x(), product);
            Vectors.add(0.1, solved.x(), product);
            Vectors.add(-1, b, product);
            assertEquals(Vectors.norm(product), solved.residual(), 1e-12);
            last = solved.residual();
        }
        assertTrue(last < 0.9 * Vectors.norm(b));
    }

    @Example
    void solvesForZeroAndRefusesWhatIsNotFinite() {
        Dense one = new Dense(new double[][]{{2, 1}, {1, -3}});
        Minres zero = Minres.solve(one, 0, new double[2], 1e-9, 10);
        assertArrayEquals(new double[2], zero.x());
        assertTrue(zero.converged());
        Dense bad = new Dense(new double[][]{{Double.NaN, 0}, {0, 1}});
        assertThrows(ArithmeticException.class, () -> Minres.solve(bad, 0, new double[]{1, 1}, 1e-9, 10));
        assertThrows(IllegalArgumentException.class, () -> Minres.solve(one, 0, new double[3], 1e-9, 10));
    }
}
