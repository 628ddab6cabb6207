package dev.mha.core.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PairedDifferenceTest {

    /** Student 1908, the sleep data: R's t.test(extra ~ group, paired = TRUE) gives these figures. */
    @Test
    void studentsSleepData() {
        double[] first = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
        double[] second = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
        PairedDifference difference = PairedDifference.ofSamples(first, second);
        assertEquals(10, difference.pairs());
        assertEquals(-1.58, difference.mean(), 1e-12);
        assertEquals(-1.58 / -4.0621, difference.standardError(), 1e-5);
        assertEquals(-2.4598858, difference.low(), 1e-7);
        assertEquals(-0.7001142, difference.high(), 1e-7);
    }

    @Test
    void foldsCountTheirOverlap() {
        double[] first = {0.1, 0.2, 0.15, 0.12, 0.18};
        double[] second = {0.12, 0.19, 0.2, 0.15, 0.2};
        double plain = PairedDifference.ofSamples(first, second).standardError();
        double folds = PairedDifference.ofFolds(first, second, 0.25).standardError();
        // (1/5 + 1/4) / (1/5)
        assertEquals(plain * 1.5, folds, 1e-15);
    }

    @Test
    void onePairSaysNothingOfSpread() {
        PairedDifference one = PairedDifference.ofSamples(new double[]{3}, new double[]{1});
        assertEquals(2, one.mean());
        assertEquals(Double.NaN, one.standardError());
        assertEquals(Double.NEGATIVE_INFINITY, one.low());
        assertEquals(Double.POSITIVE_INFINITY, one.high());
    }

    @Test
    void refusesWhatCannotBePaired() {
        assertRefused("first has 0 values, second has 0: both must have the same number, at least 1",
                () -> PairedDifference.ofSamples(new double[0], new double[0]));
        assertRefused("first has 1 values, second has 2: both must have the same number, at least 1",
                () -> PairedDifference.ofSamples(new double[1], new double[2]));
        assertRefused("pair 1 is NaN and 0.0: both must be finite",
                () -> PairedDifference.ofSamples(new double[]{1, Double.NaN}, new double[2]));
        assertRefused("testToTrain is 0.0, must be above 0 and finite",
                () -> PairedDifference.ofFolds(new double[2], new double[2], 0));
    }

    private static void assertRefused(String message, org.junit.jupiter.api.function.Executable action) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
    }

    /** The closed form against Simpson's rule on the density, and the quantile against the closed form. */
    @Test
    void studentDistributionAgainstItsDensity() {
        for (int freedom : new int[]{1, 2, 3, 4, 5, 9, 10, 29, 100, 300}) {
            double x = StudentT.quantile975(freedom);
            int steps = 20_000;
            double sum = density(0, freedom) + density(x, freedom);
            for (int i = 1; i < steps; i++) {
                sum += (i % 2 == 1 ? 4 : 2) * density(x * i / steps, freedom);
            }
            assertEquals(0.95, 2 * sum * x / steps / 3, 1e-10, "freedom " + freedom);
        }
        double above = StudentT.quantile975(301);
        assertEquals(0.95, StudentT.central(above, 301), 1e-10);
        assertTrue(above < StudentT.quantile975(300));
        assertEquals(Interval.Z, StudentT.quantile975(1_000_000_000), 1e-8);
    }

    /** Gamma((v+1)/2) / (sqrt(v pi) Gamma(v/2)) (1 + x^2/v)^(-(v+1)/2), the gammas by their recursion. */
    private static double density(double x, int freedom) {
        // ratio(v) = Gamma((v+1)/2) / Gamma(v/2), ratio(v) = ratio(v-2) (v-1) / (v-2)
        double ratio = freedom % 2 == 1 ? 1 / Math.sqrt(Math.PI) : Math.sqrt(Math.PI) / 2;
        for (int v = freedom % 2 == 1 ? 3 : 4; v <= freedom; v += 2) {
            ratio *= (v - 1.0) / (v - 2);
        }
        return ratio / Math.sqrt(freedom * Math.PI) * Math.pow(1 + x * x / freedom, -(freedom + 1) / 2.0);
    }
}
