package dev.mha.core.curvature;

import dev.mha.core.Tangents;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.ExactClassifier;
import dev.mha.core.Leaning;
import dev.mha.core.Problem;
import dev.mha.core.bound.Rounding;
import dev.mha.core.bound.TokenGeometry;
import dev.mha.core.random.RandomSource;
import dev.mha.kernels.classifier.ClassifierShape;
import java.math.BigDecimal;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The interval of the margin against the margin of features with sixty digits, where those in double are off. */
class MarginRoundingProperties {

    @Property(tries = 60)
    void theIntervalHoldsTheLengthOfOneFeature(@ForAll long seed, @ForAll @IntRange(max = 6) int decade) {
        Problem problem = Leaning.of(1, decade, seed);
        BigDecimal[] feature = new ExactClassifier(problem).gradient(0);
        Margin margin = Tangents.margin(problem.loss(), problem.theta());
        holds(margin, ExactClassifier.dot(feature, feature).sqrt(ExactClassifier.DIGITS));
        double moved = Rounding.gradients(problem.shape(), TokenGeometry.of(problem.samples()), problem.theta())[0];
        assertEquals(margin.lower(), margin.upper(), 2 * moved + 4e-12 * margin.upper());
    }

    /** The nearest point to 0 of the segment between both. */
    @Property(tries = 60)
    void theIntervalHoldsTheDistanceOfTwoFeatures(@ForAll long seed, @ForAll @IntRange(max = 6) int decade) {
        Problem problem = Leaning.of(2, decade, seed);
        holds(Tangents.margin(problem.loss(), problem.theta()), ofTwo(problem));
    }

    private static BigDecimal ofTwo(Problem problem) {
        ExactClassifier exact = new ExactClassifier(problem);
        BigDecimal[] one = signed(exact.gradient(0), problem.labels()[0]);
        BigDecimal[] two = signed(exact.gradient(1), problem.labels()[1]);
        BigDecimal first = ExactClassifier.dot(one, one);
        BigDecimal both = ExactClassifier.dot(one, two);
        BigDecimal second = ExactClassifier.dot(two, two);
        BigDecimal square = first.min(second);
        if (both.compareTo(square) < 0) {
            BigDecimal apart = first.add(second).subtract(both.add(both));
            square = first.multiply(second).subtract(both.multiply(both)).divide(apart, ExactClassifier.DIGITS);
        }
        return square.max(BigDecimal.ZERO).sqrt(ExactClassifier.DIGITS);
    }

    private static BigDecimal[] signed(BigDecimal[] feature, float label) {
        return Arrays.stream(feature).map(value -> value.multiply(new BigDecimal(label))).toArray(BigDecimal[]::new);
    }

    private static void holds(Margin margin, BigDecimal gamma) {
        assertTrue(new BigDecimal(margin.lower()).compareTo(gamma) <= 0, margin.lower() + " > " + gamma);
        assertTrue(new BigDecimal(margin.upper()).compareTo(gamma) >= 0, margin.upper() + " < " + gamma);
    }

    /**
     * Samples of both classes that are nearly the same: the square of their margin is nearly lost among the entries of
     * the kernel.
     */
    @Property(tries = 20)
    void theIntervalHoldsWhereTwoFeaturesNearlyCancel(@ForAll long seed) {
        Problem first = Problem.of(new ClassifierShape(2, 3, 2), 1, 1, 1, RandomSource.of(seed));
        float[] x = Arrays.copyOf(first.x(), 2 * first.x().length);
        for (int i = 0; i < first.x().length; i++) {
            x[first.x().length + i] = x[i] * (1 + 0x1p-23f * (1 + i % 3));
        }
        int length = first.lengths()[0];
        Problem problem = new Problem(first.shape(), x, new int[]{length, length}, new float[]{1, -1}, first.start());
        BigDecimal gamma = ofTwo(problem);
        Margin margin = Tangents.margin(problem.loss(), problem.theta());
        holds(margin, gamma);
        double moved = Rounding.gradients(problem.shape(), TokenGeometry.of(problem.samples()), problem.theta())[0];
        // entries of the kernel that are off move the weights
        double square = Tangents.gram(problem.loss(), problem.theta())[0][0];
        double weights = problem.theta().length * 0x1p-52 * square / gamma.doubleValue();
        assertTrue(margin.lower() >= gamma.doubleValue() - 4 * moved - weights,
                () -> margin.lower() + " of " + gamma);
    }

    private static Margin along(double[] products, double[] distances, int parameters) {
        return Margin.along(new Margin.Direction(products, 0.5, new double[]{1, 0.5}, distances, parameters),
                new MinimumNormPoint.Found(new double[]{0, 1}, 3));
    }

    /**
     * Features 1 and 1/2 long, each up to a quarter off: the longer has no say on the lower end, both have on the
     * upper.
     */
    @Example
    void bothEndsAreMovedByWhatTheFeaturesAreOff() {
        double[] products = {0.5, 0.25};
        Margin margin = along(products, new double[]{0.25, 0.125}, 0);
        assertEquals(0.375, margin.lower(), 1e-12);
        assertEquals(0.625, margin.upper(), 1e-12);
        assertEquals(3, margin.steps());
        assertEquals(0.25, along(products, new double[]{0.75, 0.125}, 0).lower(), 1e-12);
        // nothing is known of a feature that has no weight: it has no say on the upper end
        Margin unknown = along(products, new double[]{Double.POSITIVE_INFINITY, 0.125}, 0);
        assertEquals(0, unknown.lower());
        assertEquals(0.625, unknown.upper(), 1e-12);
        // sums of 2^30 products are off by 2^-22 of the length of the feature
        Margin many = along(products, new double[2], 1 << 30);
        assertEquals(0.5 - 0x1p-23, many.lower(), 1e-12);
        assertEquals(0.5 + 0x1p-23, many.upper(), 1e-12);
        assertEquals(0.25 - 0x1p-22, along(new double[]{0.125, 0.25}, new double[2], 1 << 30).lower(), 1e-12);
    }

    /** The sum over 2^14 samples is off by 2^-39 of the length that is summed. */
    @Example
    void theSumOfManyFeaturesIsMovedByItsRounding() {
        int n = 1 << 14;
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        double[] weights = new double[n];
        Arrays.fill(weights, 1.0 / n);
        Margin margin = Margin.along(new Margin.Direction(ones, 1, ones, new double[n], 1),
                new MinimumNormPoint.Found(weights, 0));
        assertTrue(margin.upper() >= 1 + n * 0x1p-52, () -> "upper end 1 + " + (margin.upper() - 1));
        assertEquals(1, margin.upper(), 8 * n * 0x1p-52);
    }

    @Example
    void featuresOfLengthZeroHaveTheMarginZero() {
        Margin margin = Margin.along(new Margin.Direction(new double[2], 0, new double[2], new double[2], 9),
                new MinimumNormPoint.Found(new double[]{1, 0}, 0));
        assertEquals(0, margin.lower());
        assertEquals(0, margin.upper());
    }
}
