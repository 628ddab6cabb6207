package dev.mha.core.curvature;

import dev.mha.core.linear.SymmetricEigen;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.Problem;
import dev.mha.core.random.RandomSource;
import dev.mha.core.linear.Vectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class EigenProperties {
    private static final double UNIT = 0x1p-53;

    /** A matrix as an operator. */
    private record Dense(double[][] matrix) implements LinearOperator {
        @Override
        public int size() {
            return matrix.length;
        }

        @Override
        public void apply(double[] vector, double[] result) {
            for (int i = 0; i < matrix.length; i++) {
                result[i] = Vectors.dot(matrix[i], vector);
            }
        }

        /** Frobenius norm. */
        double size2() {
            double square = 0;
            for (double[] row : matrix) {
                square += Vectors.dot(row, row);
            }
            return Math.sqrt(square);
        }
    }

    /** {@code Q diag(values) Q'}, Q a product of random reflections. */
    private static Dense withValues(double[] values, long seed) {
        int n = values.length;
        double[][] a = new double[n][n];
        for (int i = 0; i < n; i++) {
            a[i][i] = values[i];
        }
        for (int turn = 0; turn < 3; turn++) {
            double[] v = Problem.unit(n, seed + turn);
            // A - 2 v (v'A) - 2 (A v) v' + 4 (v'A v) v v'
            double[] av = new double[n];
            new Dense(a).apply(v, av);
            double middle = Vectors.dot(v, av);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    a[i][j] += -2 * v[i] * av[j] - 2 * av[i] * v[j] + 4 * middle * v[i] * v[j];
                }
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                a[j][i] = a[i][j];
            }
        }
        return new Dense(a);
    }

    /** Spectra that hurt: random, clustered, with copies, of low rank, graded over twelve decades. */
    private static double[] spectrum(int n, int kind, long seed) {
        RandomSource random = RandomSource.of(seed, 79);
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            double g = random.nextGaussian();
            values[i] = switch (kind) {
                case 0 -> g;
                case 1 -> (i % 3) - 1 + 1e-9 * g;
                case 2 -> i % 3;
                case 3 -> i < 2 ? g : 0;
                case 4 -> Math.pow(10, -12.0 * i / n);
                default -> 0;
            };
        }
        return values;
    }

    @Property(tries = 300)
    void denseAgreesWithJacobi(@ForAll @IntRange(min = 1, max = 24) int n, @ForAll @IntRange(min = 0, max = 5) int kind,
            @ForAll long seed) {
        Dense a = withValues(spectrum(n, kind, seed), seed);
        double[] expected = JacobiEigen.values(a.matrix());
        SymmetricEigen found = SymmetricEigen.withVectors(a.matrix());
        // both are backward stable: a few n u |A|
        double tolerance = 20 * n * UNIT * a.size2();
        double[] alone = SymmetricEigen.values(a.matrix()).values();
        for (int i = 0; i < n; i++) {
            assertEquals(expected[i], found.values()[i], tolerance);
            assertEquals(found.values()[i], alone[i], tolerance);
            double[] product = new double[n];
            a.apply(found.vectors()[i], product);
            Vectors.add(-found.values()[i], found.vectors()[i], product);
            assertTrue(Vectors.norm(product) <= tolerance);
            for (int j = 0; j <= i; j++) {
                double inner = Vectors.dot(found.vectors()[i], found.vectors()[j]);
                assertEquals(i == j ? 1 : 0, inner, 40 * n * UNIT);
            }
        }
    }

    /** Where the rounding unit of the matrix underflows: its eigenvalues are those of a larger one, made as small. */
    @Property(tries = 100)
    void eigenvaluesNearTheLeastNumberConverge(@ForAll @IntRange(min = 2, max = 16) int n,
            @ForAll @IntRange(min = 980, max = 1070) int power, @ForAll long seed) {
        RandomSource random = RandomSource.of(seed);
        double[][] small = new double[n][n];
        double[][] same = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                small[i][j] = Math.scalb(random.nextGaussian(), -power);
                same[i][j] = Math.scalb(small[i][j], 900);
            }
        }
        double[] expected = SymmetricEigen.values(same).values();
        double[] actual = SymmetricEigen.values(small).values();
        double size = Math.max(-expected[0], expected[n - 1]);
        // four roundings of each entry in each of n reflections
        double allowed = 4 * n * n * (Double.MIN_VALUE + Math.scalb(UNIT * size, -900));
        for (int i = 0; i < n; i++) {
            assertEquals(Math.scalb(expected[i], -900), actual[i], allowed);
        }
    }

    @Property(tries = 300)
    void lanczosFindsTheWholeSpectrumWithItsCopies(@ForAll @IntRange(min = 1, max = 24) int n,
            @ForAll @IntRange(min = 0, max = 5) int kind, @ForAll long seed) {
        Dense a = withValues(spectrum(n, kind, seed), seed);
        double[] expected = JacobiEigen.values(a.matrix());
        ExtremeEigenvalues found = new Lanczos(n, n, n, 0, seed).run(a);
        assertEquals(n, found.steps());
        // what counts as an exhausted Krylov space, 1e-13 of the size, is left out of the matrix
        double tolerance = 20 * n * UNIT * a.size2() + n * 1e-13 * a.size2();
        for (int i = 0; i < n; i++) {
            assertEquals(expected[i], found.lowest().get(i).value(), tolerance);
            assertEquals(expected[n - 1 - i], found.highest().get(i).value(), tolerance);
        }
    }

    @Property(tries = 50)
    void lanczosFindsTheEndsOfALargerOperator(@ForAll @IntRange(min = 0, max = 4) int kind, @ForAll long seed) {
        int n = 120;
        Dense a = withValues(spectrum(n, kind, seed), seed);
        double[] expected = SymmetricEigen.values(a.matrix()).values();
        ExtremeEigenvalues found = Lanczos.ends(n, 1e-7, seed).run(a);
        assertTrue(found.converged());
        double size = a.size2();
        for (boolean low : new boolean[]{true, false}) {
            RitzPair pair = low ? found.lowest().getFirst() : found.highest().getFirst();
            double truth = expected[low ? 0 : n - 1];
            // inside a cluster closer than the tolerance, or than rounding of the size, any member is an answer
            assertEquals(truth, pair.value(), 1e-7 * Math.abs(truth) + 1e-12 * size + 20 * n * UNIT * size);
            assertTrue(low
                    ? pair.value() >= truth - 20 * n * UNIT * size
                    : pair.value() <= truth + 20 * n * UNIT * size);
            assertEquals(1, Vectors.norm(pair.vector()), 1e-12);
            assertTrue(pair.residual() <= 1.01e-7 * Math.abs(pair.value()) + 2e-12 * size);
        }
    }

    @Example
    void noGhostsAppearAndTheResidualIsTrue() {
        double[] values = new double[200];
        for (int i = 0; i < 200; i++) {
            values[i] = i == 199 ? 1e4 : i / 200.0;
        }
        Dense a = withValues(values, 3);
        // without reorthogonalization 1e4 comes back about every 10 steps
        ExtremeEigenvalues found = new Lanczos(0, 3, 150, 1e-9, 5).run(a);
        assertEquals(1e4, found.highest().get(0).value(), 1e-7);
        assertEquals(198 / 200.0, found.highest().get(1).value(), 1e-6);
        assertEquals(197 / 200.0, found.highest().get(2).value(), 1e-6);
    }

    @Example
    void doesNotStopAtAnInnerEigenvalue() {
        // power iteration that watches its value stops at 9.88 here
        double[] values = new double[400];
        for (int i = 0; i < 400; i++) {
            values[i] = i == 0 ? 10 : i == 1 ? 9.88 : 9 * Math.sin(i);
        }
        LinearOperator a = new LinearOperator() {
            @Override
            public int size() {
                return 400;
            }

            @Override
            public void apply(double[] vector, double[] result) {
                for (int i = 0; i < 400; i++) {
                    result[i] = values[i] * vector[i];
                }
            }
        };
        assertEquals(9.88, byPowerIteration(a, 1e-4), 0.01);
        for (int seed = 0; seed < 20; seed++) {
            ExtremeEigenvalues found = new Lanczos(0, 1, 200, 1e-5, seed).run(a);
            assertTrue(found.converged());
            assertEquals(10, found.highest().getFirst().value(), 1e-4);
        }
    }

    /**
     * The failure of others: stops when the value changes by less than a share of itself. From a start poor in the
     * answer.
     */
    private static double byPowerIteration(LinearOperator a, double share) {
        double[] vector = Problem.unit(a.size(), 1);
        vector[0] *= 1e-3;
        double[] image = new double[a.size()];
        double before = Double.NaN;
        while (true) {
            Vectors.scale(1 / Vectors.norm(vector), vector);
            a.apply(vector, image);
            double value = Vectors.dot(vector, image);
            if (Math.abs(value - before) <= share * value) {
                return value;
            }
            before = value;
            System.arraycopy(image, 0, vector, 0, vector.length);
        }
    }

    /**
     * Six steps find nothing below zero where the least eigenvalue is -0.3: a small fixed number must never look like
     * an answer.
     */
    @Example
    void fewStepsAreNotTakenForAnAnswer() {
        double[] values = new double[400];
        for (int i = 0; i < 400; i++) {
            values[i] = i == 0 ? -0.3 : 10 * Math.pow(i / 400.0, 2);
        }
        Dense a = withValues(values, 2);
        for (int seed = 0; seed < 5; seed++) {
            ExtremeEigenvalues few = Lanczos.ends(6, 1e-6, seed).run(a);
            assertTrue(few.lowest().getFirst().value() > 0);
            assertFalse(few.converged());
            ExtremeEigenvalues found = Lanczos.ends(300, 1e-6, seed).run(a);
            assertTrue(found.converged());
            assertEquals(-0.3, found.lowest().getFirst().value(), 1e-9);
        }
    }

    /** A start with 1e-9 of the extreme vector: the next eigenvalue, far from the others, converges first. */
    @Example
    void aStartPoorInTheExtremeVectorIsNotBelieved() {
        double[][] matrix = new double[60][60];
        double[] start = new double[60];
        for (int i = 0; i < 60; i++) {
            matrix[i][i] = i == 0 ? 20 : i == 1 ? 9 : 0.1 * Math.sin(i);
            start[i] = i == 0 ? 1e-9 : 1;
        }
        ExtremeEigenvalues found = new Lanczos(0, 1, 60, 1e-4, 1).run(new Dense(matrix), start);
        assertTrue(found.converged());
        assertEquals(20, found.highest().getFirst().value(), 1e-3);
    }

    /** The least eigenvalue is 0, so its Ritz value is rounding, of which no residual is a small share. */
    @Example
    void anEigenvalueOfZeroConverges() {
        double[] values = new double[300];
        for (int i = 0; i < 300; i++) {
            values[i] = i == 0 ? 0 : 1 + i / 300.0;
        }
        ExtremeEigenvalues found = Lanczos.ends(300, 1e-6, 1).run(withValues(values, 2));
        assertTrue(found.converged());
        assertEquals(0, found.lowest().getFirst().value(), 1e-10);
        assertTrue(found.steps() <= 150, found.steps() + " steps");
    }

    /** Of a search that was not done, an end that is has converged, 0 too. */
    @Example
    void saysOfEachPairWhetherItConverged() {
        double[] values = new double[300];
        for (int i = 0; i < 300; i++) {
            values[i] = i == 0 ? 0 : 1 + i / 300.0;
        }
        Lanczos search = Lanczos.ends(60, 1e-6, 1);
        ExtremeEigenvalues found = search.run(withValues(values, 2));
        assertFalse(found.converged());
        assertTrue(search.converged(found, found.lowest().getFirst()), found.lowest()::toString);
        assertFalse(search.converged(found, found.highest().getFirst()), found.highest()::toString);
    }

    @Example
    void saysThatItDidNotConverge() {
        double[] values = new double[100];
        for (int i = 0; i < 100; i++) {
            values[i] = i;
        }
        ExtremeEigenvalues found = Lanczos.ends(5, 1e-6, 1).run(withValues(values, 1));
        assertFalse(found.converged());
        RitzPair pair = found.highest().getFirst();
        assertTrue(pair.residual() > 1 && pair.value() < 99);
        // an eigenvalue lies within the residual all the same
        assertTrue(Math.abs(pair.value() - Math.rint(pair.value())) <= pair.residual());
    }

    @Example
    void refusesNumbersThatAreNotFinite() {
        double[][] broken = {{1, Double.NaN}, {Double.NaN, 1}};
        assertThrows(ArithmeticException.class, () -> Lanczos.ends(2, 1e-6, 1).run(new Dense(broken)));
        assertThrows(ArithmeticException.class, () -> SymmetricEigen.values(broken));
        assertThrows(IllegalArgumentException.class, () -> new Lanczos(0, 0, 5, 1e-6, 1));
        assertThrows(IllegalArgumentException.class, () -> new Lanczos(1, 0, 0, 1e-6, 1));
        assertThrows(IllegalArgumentException.class, () -> new Lanczos(1, 0, 5, Double.NaN, 1));
        Dense one = new Dense(new double[][]{{1}});
        assertThrows(IllegalArgumentException.class, () -> Lanczos.ends(1, 1, 1).run(one, new double[]{0}));
        assertThrows(IllegalArgumentException.class, () -> Lanczos.ends(1, 1, 1).run(one, new double[]{1, 2}));
    }
}
