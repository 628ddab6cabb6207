package dev.mha.core.curvature;

import dev.mha.core.linear.SymmetricEigen;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.random.RandomSource;
import dev.mha.core.linear.Vectors;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Trace, density and a bound from random vectors, against matrices whose answers are known. */
class SpectrumProperties {
    /** A diagonal matrix: a probe of signs gives its trace and the trace of its square exactly. */
    private record Diagonal(double[] values) implements LinearOperator {
        @Override
        public int size() {
            return values.length;
        }

        @Override
        public void apply(double[] vector, double[] result) {
            for (int i = 0; i < values.length; i++) {
                result[i] = values[i] * vector[i];
            }
        }

        double sum(int power) {
            double sum = 0;
            for (double value : values) {
                sum += Math.pow(value, power);
            }
            return sum;
        }

        static Diagonal normal(int size, long seed) {
            RandomSource random = RandomSource.of(seed, 80);
            double[] values = new double[size];
            for (int i = 0; i < size; i++) {
                values[i] = random.nextGaussian();
            }
            return new Diagonal(values);
        }
    }

    /** {@code F F'}, F with normal columns: no basis of its own. */
    private record Gram(double[][] columns) implements LinearOperator {
        static Gram normal(int size, int rank, long seed) {
            double[][] columns = new double[rank][];
            for (int k = 0; k < rank; k++) {
                columns[k] = Diagonal.normal(size, seed + 1000L * k).values();
            }
            return new Gram(columns);
        }

        @Override
        public int size() {
            return columns[0].length;
        }

        @Override
        public void apply(double[] vector, double[] result) {
            Arrays.fill(result, 0);
            for (double[] column : columns) {
                Vectors.add(Vectors.dot(column, vector), column, result);
            }
        }

        double trace() {
            double trace = 0;
            for (double[] column : columns) {
                trace += Vectors.dot(column, column);
            }
            return trace;
        }

        /** Trace of the square. */
        double square() {
            double square = 0;
            for (double[] a : columns) {
                for (double[] b : columns) {
                    square += Vectors.dot(a, b) * Vectors.dot(a, b);
                }
            }
            return square;
        }

        double[][] dense() {
            double[][] dense = new double[size()][size()];
            double[] unit = new double[size()];
            for (int i = 0; i < unit.length; i++) {
                unit[i] = 1;
                apply(unit, dense[i]);
                unit[i] = 0;
            }
            return dense;
        }
    }

    /** 300 intervals: fewer than 264 that hold the truth have a probability of 3e-4 at a confidence of 93 %. */
    @Example
    void intervalsHoldTheTraceAsOftenAsTheySay() {
        Gram gram = Gram.normal(25, 25, 1);
        int plain = 0;
        int deflated = 0;
        for (int seed = 0; seed < 300; seed++) {
            TraceEstimator estimator = new TraceEstimator(0.05, 60, seed);
            TraceEstimate one = estimator.hutchinson(gram, PartStore.NONE);
            TraceEstimate two = new TraceEstimator(0, 60, seed).hutchPlusPlus(gram);
            plain += one.low() <= gram.trace() && gram.trace() <= one.high() ? 1 : 0;
            deflated += two.low() <= gram.trace() && gram.trace() <= two.high() ? 1 : 0;
            assertTrue(one.products() <= 60 && two.products() == 60);
            assertTrue(one.products() == 60 || one.high() - one.value() <= 0.05 * Math.abs(one.value()));
            assertTrue(one.products() >= 20);
        }
        assertTrue(plain >= 264 && plain < 300, "Hutchinson " + plain);
        assertTrue(deflated >= 264 && deflated < 300, "Hutch++ " + deflated);
    }

    @Property(tries = 30)
    void hutchPlusPlusIsExactWhenItsSpaceHoldsAll(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int rank) {
        Gram gram = Gram.normal(30, rank, seed);
        TraceEstimate found = new TraceEstimator(1e-9, 40, seed).hutchPlusPlus(gram);
        assertEquals(gram.trace(), found.value(), 1e-9 * gram.trace());
        assertTrue(found.high() - found.low() <= 1e-9 * gram.trace());
        assertEquals(TraceEstimate.Method.HUTCHPP, found.method());
        TraceEstimate plain = new TraceEstimator(1e-9, 40, seed).hutchinson(gram, PartStore.NONE);
        assertTrue(plain.high() - plain.low() > 1e-3 * gram.trace());
    }

    /**
     * A third of the products for the space, a third for its trace, and then probes until the interval is narrow
     * enough.
     */
    @Example
    void hutchPlusPlusStopsAtTheWidthAskedFor() {
        Gram gram = Gram.normal(60, 60, 2);
        TraceEstimate narrow = new TraceEstimator(0, 150, 7).hutchPlusPlus(gram);
        assertEquals(150, narrow.products());
        double reached = (narrow.high() - narrow.value()) / narrow.value();
        // wide enough for the fewest probes that are believed
        TraceEstimate first = new TraceEstimator(1, 150, 7).hutchPlusPlus(gram);
        assertEquals(100 + 20, first.products());
        double width = Math.sqrt(reached * (first.high() - first.value()) / first.value());
        TraceEstimate between = new TraceEstimator(width, 150, 7).hutchPlusPlus(gram);
        assertTrue(between.products() > 120 && between.products() < 150, between::toString);
        assertTrue(between.high() - between.value() <= width * between.value());
        for (TraceEstimate one : new TraceEstimate[]{first, between, narrow}) {
            assertTrue(one.low() <= gram.trace() && gram.trace() <= one.high(), one::toString);
        }
    }

    /**
     * {@code k (3, 4)(3, 4)' + I}: any image points along (3, 4) but for some 1e-10 of its length. What rounding leaves
     * of the first direction in the rest of the second is as long as some 1e-6 of it, and the operator sees that 25 k
     * times as large. With two passes the space holds all, and some dozen roundings of products are left that are no
     * larger than the trace. These seeds draw signs that differ, else there were one direction.
     */
    @Example
    void hutchPlusPlusIsExactWhereDirectionsAlmostAgree() {
        double k = 1e9;
        LinearOperator steep = new LinearOperator() {
            @Override
            public int size() {
                return 2;
            }

            @Override
            public void apply(double[] vector, double[] result) {
                result[0] = (9 * k + 1) * vector[0] + 12 * k * vector[1];
                result[1] = 12 * k * vector[0] + (16 * k + 1) * vector[1];
            }
        };
        double trace = 25 * k + 2;
        double tolerance = 16 * 0x1p-53 * trace;
        for (long seed : new long[]{0, 1, 2}) {
            TraceEstimate found = new TraceEstimator(0, 30, seed).hutchPlusPlus(steep);
            assertEquals(trace, found.low(), tolerance);
            assertEquals(trace, found.high(), tolerance);
        }
    }

    /** A swap of two numbers gives 2 or -2 from every probe, so the mean tells their spread. */
    @Example
    void theIntervalOfTheTraceIsStudents() {
        LinearOperator swap = new LinearOperator() {
            @Override
            public int size() {
                return 2;
            }

            @Override
            public void apply(double[] vector, double[] result) {
                result[0] = vector[1];
                result[1] = vector[0];
            }
        };
        TraceEstimate found = new TraceEstimator(0, 25, 3).hutchinson(swap, PartStore.NONE);
        double variance = (4 - found.value() * found.value()) * 25 / 24;
        // 2.0639 is the 97.5 % point of 24 degrees of freedom
        assertEquals(2.0638985616 * Math.sqrt(variance / 25), found.high() - found.value(), 1e-9);
        assertEquals(found.value() - found.low(), found.high() - found.value(), 1e-12);
        // three products leave two probes, fewer than which have no interval
        TraceEstimate short3 = new TraceEstimator(0, 3, 3).hutchPlusPlus(Gram.normal(9, 9, 4));
        assertEquals(3, short3.products());
        assertTrue(Double.isFinite(short3.high()));
    }

    /** Eigenvalues 0 and 1: both are found exactly, so the bound is the formula of the theorem. */
    @Example
    void theBoundFromARandomStartIsTheFormula() {
        double[] values = new double[1000];
        Arrays.fill(values, 0, 400, 1);
        RandomStartBound bound = RandomStartBound.of(new Diagonal(values), 100, 1e-9, 5);
        double root = Math.log(2 * 1.648 * Math.sqrt(1000) / 1e-9) / 199;
        double e = root * root;
        assertEquals(-e / (1 - 2 * e), bound.value(), 1e-12);
        assertEquals(-0.25, new RandomStartBound(0.5, 1e-9, 7).ofResidual(0.25).value());
        assertEquals(-0.75, new RandomStartBound(-0.5, 1e-9, 7).ofResidual(0.25).value());
    }

    @Example
    void sharesOfTheDensityByHand() {
        SpectralDensity density = new SpectralDensity(new double[][]{{0, 1}, {0, 1, 3}},
                new double[][]{{0.25, 0.75}, {0.5, 0.25, 0.25}});
        assertEquals(new SpectralDensity.Share(0.375, 0.125), density.between(0, 1));
        assertEquals(new SpectralDensity.Share(0.875, 0.125), density.mean(value -> value));
    }

    /** Two probes that see other values: each node counts for half of its weight. */
    @Example
    void quantilesOfTheDensityByHand() {
        SpectralDensity density = new SpectralDensity(new double[][]{{-1, 3}, {0, 2}},
                new double[][]{{0.25, 0.75}, {0.5, 0.5}});
        double[][] expected = {{0, -1}, {0.125, -1}, {0.13, 0}, {0.375, 0}, {0.5, 2}, {0.625, 2}, {0.7, 3}, {1, 3}};
        for (double[] pair : expected) {
            assertEquals(pair[1], density.quantile(pair[0]), () -> "share " + pair[0]);
        }
        assertEquals(2, new SpectralDensity(new double[][]{{1, 2}}, new double[][]{{0.3, 0.7 - 1e-16}}).quantile(1));
    }

    @Property(tries = 50)
    void aDiagonalHasItsTraceFromEveryProbe(@ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int size) {
        Diagonal diagonal = Diagonal.normal(size, seed);
        TraceEstimate found = new TraceEstimator(0, 30, seed).hutchinson(diagonal, PartStore.NONE);
        assertEquals(diagonal.sum(1), found.value(), 1e-12 * size);
        assertTrue(found.products() >= 20 && found.products() <= 30);
    }

    /**
     * Moments 0, 1 and 2 are 1, trace / P and norm^2 / P: for a diagonal exactly, as a quadrature of two nodes is
     * exact.
     */
    @Property(tries = 100)
    void theMomentsOfTheDensityAreThoseOfTheMatrix(@ForAll long seed, @ForAll @IntRange(min = 2, max = 40) int size,
            @ForAll @IntRange(min = 2, max = 12) int steps) {
        Diagonal diagonal = Diagonal.normal(size, seed);
        SpectralDensity density = SpectralDensity.of(diagonal, 2, steps, seed);
        double tolerance = 1e-12 * size;
        assertEquals(1, density.mean(value -> 1).mean(), tolerance);
        assertEquals(diagonal.sum(1) / size, density.mean(value -> value).mean(), tolerance);
        assertEquals(diagonal.sum(2) / size, density.mean(value -> value * value).mean(), tolerance);
        assertEquals(1, density.between(-1e9, 1e9).mean(), tolerance);
    }

    /** Without a basis of its own the moments agree within six standard errors. */
    @Property(tries = 30)
    void theMomentsAgreeOverRandomProbes(@ForAll long seed) {
        Gram gram = Gram.normal(40, 40, seed);
        SpectralDensity density = SpectralDensity.of(gram, 40, 10, seed);
        SpectralDensity.Share first = density.mean(value -> value);
        SpectralDensity.Share second = density.mean(value -> value * value);
        assertTrue(first.standardError() > 0);
        assertEquals(gram.trace() / 40, first.mean(), 6 * first.standardError());
        assertEquals(gram.square() / 40, second.mean(), 6 * second.standardError());
    }

    /** Half of the eigenvalues are zero: an exhausted space ends the quadrature and finds them. */
    @Example
    void theDensityKnowsTheShareOfZeros() {
        double[] values = new double[50];
        for (int i = 0; i < 25; i++) {
            values[i] = 1 + i % 2;
        }
        SpectralDensity density = SpectralDensity.of(new Diagonal(values), 3, 20, 5);
        assertEquals(0.5, density.between(-1e-9, 1e-9).mean(), 1e-12);
        assertEquals(12.0 / 50, density.between(1.5, 3).mean(), 1e-12);
        assertEquals(3, density.values()[0].length);
    }

    @Property(tries = 60)
    void theRandomStartBoundLiesBelowTheLeastEigenvalue(@ForAll long seed) {
        Gram gram = Gram.normal(60, 90, seed);
        double least = SymmetricEigen.values(gram.dense()).values()[0];
        double largest = SymmetricEigen.values(gram.dense()).values()[59];
        RandomStartBound bound = RandomStartBound.of(gram, 50, 1e-6, seed);
        assertTrue(bound.value() <= least, () -> bound + " > " + least);
        // (ln(2 1.648 sqrt(60) 1e6) / 99)^2 = 0.03 of the spread, a little more for the spread itself
        assertTrue(bound.value() >= least - 0.04 * (largest - least), () -> bound + " far from " + least);
        assertEquals(50, bound.steps());
        RandomStartBound whole = RandomStartBound.of(gram, 500, 1e-6, seed);
        assertEquals(least, whole.value(), 1e-10 * largest);
        assertTrue(Double.isNaN(RandomStartBound.of(gram, 5, 1e-6, seed).value()));
    }

    /** A shift moves the bound and nothing else. */
    @Example
    void theRandomStartBoundDoesNotFeelAShift() {
        double[] values = Diagonal.normal(80, 3).values();
        double[] moved = values.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += 100;
        }
        double plain = RandomStartBound.of(new Diagonal(values), 40, 1e-3, 1).value();
        assertEquals(plain + 100, RandomStartBound.of(new Diagonal(moved), 40, 1e-3, 1).value(), 1e-9);
    }

    @Example
    void refusesSettingsThatMakeNoSense() {
        assertThrows(IllegalArgumentException.class, () -> new TraceEstimator(-1, 10, 1));
        assertThrows(IllegalArgumentException.class, () -> new TraceEstimator(Double.NaN, 10, 1));
        assertThrows(IllegalArgumentException.class, () -> new TraceEstimator(1, 1, 1));
        Diagonal one = new Diagonal(new double[]{1});
        assertThrows(IllegalArgumentException.class, () -> SpectralDensity.of(one, 0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> SpectralDensity.of(one, 1, 0, 1));
        assertEquals(1, SpectralDensity.of(one, 2, 5, 1).mean(value -> value).mean());
    }
}
