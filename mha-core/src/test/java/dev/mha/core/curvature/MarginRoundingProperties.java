package dev.mha.core.curvature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.ExactClassifier;
import dev.mha.core.Leaning;
import dev.mha.core.Problem;
import dev.mha.core.bound.Rounding;
import dev.mha.core.bound.TokenGeometry;
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
        Margin margin = TangentKernel.of(problem.loss(), problem.theta()).margin();
        holds(margin, ExactClassifier.dot(feature, feature).sqrt(ExactClassifier.DIGITS));
        double moved = Rounding.gradients(problem.shape(), TokenGeometry.of(problem.samples()), problem.theta())[0];
        assertEquals(margin.lower(), margin.upper(), 2 * moved + 4e-12 * margin.upper());
    }

    /** The nearest point to 0 of the segment between both. */
    @Property(tries = 60)
    void theIntervalHoldsTheDistanceOfTwoFeatures(@ForAll long seed, @ForAll @IntRange(max = 6) int decade) {
        Problem problem = Leaning.of(2, decade, seed);
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
        BigDecimal gamma = square.max(BigDecimal.ZERO).sqrt(ExactClassifier.DIGITS);
        holds(TangentKernel.of(problem.loss(), problem.theta()).margin(), gamma);
    }

    private static BigDecimal[] signed(BigDecimal[] feature, float label) {
        return Arrays.stream(feature).map(value -> value.multiply(new BigDecimal(label))).toArray(BigDecimal[]::new);
    }

    private static void holds(Margin margin, BigDecimal gamma) {
        assertTrue(new BigDecimal(margin.lower()).compareTo(gamma) <= 0, margin.lower() + " > " + gamma);
        assertTrue(new BigDecimal(margin.upper()).compareTo(gamma) >= 0, margin.upper() + " < " + gamma);
    }

    /** Features 1 and 1/2 long, each up to a quarter off: the longer has no say on the lower end, both have on the upper. */
    @Example
    void bothEndsAreMovedByWhatTheFeaturesAreOff() {
        double[][] gram = {{1, 0.5}, {0.5, 0.25}};
        Margin margin = Margin.of(gram, new Margin.Entries(0, new double[]{0.25, 0.125}), new Margin.Search(1e-9, 100),
                null, steps -> {},
                () -> false);
        assertEquals(0.375, margin.lower(), 1e-12);
        assertEquals(0.625, margin.upper(), 1e-12);
        Margin other = Margin.of(gram, new Margin.Entries(0, new double[]{0.75, 0.125}), new Margin.Search(1e-9, 100),
                null, steps -> {},
                () -> false);
        assertEquals(0.25, other.lower(), 1e-12);
        // nothing is known of a feature that has no weight: it has no say on the upper end
        Margin unknown = Margin.of(gram, new Margin.Entries(0, new double[]{Double.POSITIVE_INFINITY, 0.125}),
                new Margin.Search(1e-9, 100), null, steps -> {}, () -> false);
        assertEquals(0, unknown.lower());
        assertEquals(0.625, unknown.upper(), 1e-12);
        // sums of 2^30 products are off by 2^-22 of the largest, and so is the square of a length
        Margin many = Margin.of(gram, new Margin.Entries(1 << 30, new double[2]), new Margin.Search(1e-9, 100), null,
                steps -> {}, () -> false);
        assertEquals((0.25 - 0x1p-22) / Math.sqrt(0.25 + 0x1p-22), many.lower(), 1e-12);
        assertEquals(Math.sqrt(0.25 + 0x1p-22), many.upper(), 1e-12);
    }
}
