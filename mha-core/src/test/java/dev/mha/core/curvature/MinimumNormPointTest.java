package dev.mha.core.curvature;

import dev.mha.core.Tangents;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.data.Dataset;
import dev.mha.core.generate.Planted;
import dev.mha.core.random.RandomSource;
import dev.mha.core.linear.Vectors;
import dev.mha.core.model.Initialization;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MinimumNormPointTest {
    private static Margin atStart(double size) {
        Dataset data = new Planted(2, 5, 5).train(80, 3);
        PackedSamples samples = PackedSamples.pack(data.x(), data.samples(), data.tokens(), data.features(), null);
        ClassifierShape shape = new ClassifierShape(4, 5, 5);
        float[] start = Initialization.GAUSS.create(shape, samples, data.labels(), size, 1);
        ClassifierLoss loss = new ClassifierLoss(shape, samples, data.labels(), null, Workspace.serial());
        return Tangents.margin(loss, ClassifierLoss.widen(start));
    }

    /**
     * The gradient by U is nearly the same mean token in every row and does not separate the classes; what does is the
     * gradient by W, as small as U: the margin is in proportion to the size of the start, and the kernel is as
     * ill-conditioned as its square is small.
     */
    @Test
    void smallWeightsHaveAMarginInProportion() {
        double unit = atStart(1e-2).lower() / 1e-2;
        for (double size : new double[]{1e-3, 1e-4, 1e-5}) {
            Margin margin = atStart(size);
            assertTrue(margin.lower() >= (1 - 1e-3) * margin.upper(),
                    () -> size + ": " + margin.lower() + " .. " + margin.upper());
            assertEquals(unit * size, margin.lower(), 0.02 * unit * size);
            assertTrue(margin.steps() < 400, () -> margin.steps() + " steps");
        }
    }

    /**
     * Vectors at height gamma, whose parts at right angles to it sum to 0, and others above: the margin is gamma.
     * Lengths differ by factors of a thousand and more, and gamma squared is as small as 1e-12 of the longest.
     */
    @ParameterizedTest
    @ValueSource(doubles = {1, 1e-2, 1e-4, 1e-6})
    void findsTheHeightOfAFlatHull(double gamma) {
        for (int seed = 0; seed < 10; seed++) {
            RandomSource random = RandomSource.of(seed);
            int n = 60;
            int p = 25;
            double[][] vectors = new double[n][p];
            double[] sum = new double[p];
            for (int i = 0; i < n; i++) {
                double size = Math.pow(10, -3 * random.nextInt(2));
                for (int k = 1; k < p; k++) {
                    vectors[i][k] = size * random.nextGaussian();
                }
                vectors[i][0] = i < 20 ? gamma : gamma + size * random.nextInt(3);
            }
            // the last of the 20 balances the others
            for (int i = 0; i < 19; i++) {
                Vectors.add(1, vectors[i], sum);
            }
            for (int k = 1; k < p; k++) {
                vectors[19][k] = -sum[k];
            }
            Margin margin = GramMargin.of(gram(vectors), 1e-6, 10_000);
            double rounding = n * n * 0x1p-52 * 1000;
            assertTrue(margin.lower() <= gamma && gamma <= margin.upper(),
                    () -> margin.lower() + " .. " + margin.upper());
            assertEquals(gamma, margin.upper(), 1e-6 * gamma + rounding / gamma);
            assertTrue(margin.steps() < 4 * n, () -> margin.steps() + " steps");
        }
    }

    /** A hull around 0 has no margin, and the search ends by itself soon. */
    @Test
    void endsWhereTheHullHoldsZero() {
        for (int seed = 0; seed < 20; seed++) {
            double[][] gram = gram(random(60, 10, seed));
            Margin margin = GramMargin.of(gram, 1e-6, 100_000);
            assertEquals(0, margin.lower());
            assertTrue(margin.upper() < 1e-5, () -> "upper end " + margin.upper());
            assertTrue(margin.steps() < 200, () -> margin.steps() + " steps");
        }
    }

    /** A vector that is 0 is the nearest point, wherever the search was to begin. */
    @Test
    void aVectorOfLengthZeroIsThePoint() {
        double[][] gram = {{1, 0, 0.5}, {0, 0, 0}, {0.5, 0, 2}};
        for (double[] before : new double[][]{null, {0.5, 0, 0.5}}) {
            assertArrayEquals(new double[]{0, 1, 0}, MinimumNormPoint
                    .of(gram, Margin.Search.USUAL, before, steps -> {}, () -> false).weights());
        }
    }

    /** The least numbers there are, and the largest whose sums are finite. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-306, 1e-290, 1e300})
    void unitsDoNotOverflow(double unit) {
        double[][] gram = {{4 * unit, unit}, {unit, 1.25 * unit}};
        double[] weights = MinimumNormPoint.of(gram, Margin.Search.USUAL, null, steps -> {}, () -> false).weights();
        assertArrayEquals(new double[]{0.25 / 3.25, 3 / 3.25}, weights, 1e-9);
    }

    @Test
    void refusesWhatIsNotFinite() {
        for (double value : new double[]{Double.NaN, Double.POSITIVE_INFINITY}) {
            for (double[][] gram : new double[][][]{{{value}}, {{1, 0}, {0, value}}, {{1, value}, {value, 1}}}) {
                assertEquals("the kernel holds a value that is not finite",
                        assertThrows(ArithmeticException.class, () -> GramMargin.of(gram, 1e-6, 100)).getMessage());
            }
        }
    }

    @Test
    void tellsItsStepsAndStopsBetweenThem() {
        double[][] gram = gram(random(30, 40, 5));
        List<Integer> told = new ArrayList<>();
        int steps = MinimumNormPoint.of(gram, Margin.Search.USUAL, null, told::add, () -> false).steps();
        assertTrue(steps > 10, () -> steps + " steps");
        assertEquals(steps, told.getLast());
        assertEquals(steps + 1, told.size());
        assertEquals(7, MinimumNormPoint
                .of(gram, new Margin.Search(1e-6, 7), null, step -> {}, () -> false).steps());
    }

    /** Samples come and go; each time the step solves the system of those that are there, D counted. */
    @Test
    void theFactorFollowsItsSupport() {
        RandomSource random = RandomSource.of(3);
        int n = 12;
        double[][] gram = gram(random(n, 20, 4));
        double regularization = 4 * n * 0x1p-53;
        SupportFactor factor = new SupportFactor(gram, 1);
        List<Integer> support = new ArrayList<>();
        double[] products = new double[n];
        double[] step = new double[n];
        for (int round = 0; round < 300; round++) {
            int sample = random.nextInt(n);
            assertEquals(support.contains(sample), factor.holds(sample));
            if (support.contains(sample)) {
                int position = support.indexOf(sample);
                factor.drop(position);
                support.remove(/* index */ position);
            } else {
                factor.add(sample);
                support.add(sample);
            }
            assertEquals(support.size(), factor.size());
            for (int i = 0; i < n; i++) {
                products[i] = random.nextGaussian();
            }
            factor.step(products, step);
            double sum = 0;
            double first = 0;
            for (int r = 0; r < support.size(); r++) {
                assertEquals(support.get(r), factor.sample(r));
                double value = products[support.get(r)] + regularization * gram[support.get(r)][support.get(r)];
                for (int c = 0; c < support.size(); c++) {
                    value += gram[support.get(r)][support.get(c)] * step[c];
                }
                first = r == 0 ? value : first;
                assertEquals(first, value, 1e-9);
                sum += step[r];
            }
            assertEquals(0, sum, 1e-9);
        }
    }

    /** Two equal vectors have no factor without D, and one with it. */
    @Test
    void equalVectorsHaveAFactor() {
        SupportFactor factor = new SupportFactor(new double[][]{{1, 1, 1}, {1, 1, 1}, {1, 1, 1}}, 1);
        for (int i = 0; i < 3; i++) {
            factor.add(i);
        }
        double[] step = new double[3];
        factor.step(new double[]{1, 1, 1}, step);
        assertArrayEquals(new double[3], step, 1e-6);
        factor.drop(0);
        assertFalse(factor.holds(0));
        factor.step(new double[]{1, 1 + 0x1p-40, 1}, step);
        assertTrue(step[0] < 0 && step[1] > 0);
    }

    private static double[][] random(int n, int p, long seed) {
        RandomSource random = RandomSource.of(seed);
        double[][] vectors = new double[n][p];
        for (double[] vector : vectors) {
            for (int k = 0; k < p; k++) {
                vector[k] = random.nextGaussian();
            }
        }
        return vectors;
    }

    private static double[][] gram(double[][] vectors) {
        double[][] gram = new double[vectors.length][vectors.length];
        for (int i = 0; i < vectors.length; i++) {
            for (int j = 0; j < vectors.length; j++) {
                gram[i][j] = Vectors.dot(vectors[i], vectors[j]);
            }
        }
        return gram;
    }
}
