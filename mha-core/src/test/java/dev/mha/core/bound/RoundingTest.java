package dev.mha.core.bound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.linear.Roundoff;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * The allowances that proofs ask for: no run comes near them, so that only their formulas tell when one is too small.
 */
class RoundingTest {
    private static final double U = 0x1p-53;

    /** Two samples of two tokens, of norm 5 and 1 at most. */
    private static final PackedSamples SAMPLES = PackedSamples
            .pack(new float[]{3, 4, 0, 1, 1, 0, 0, 1}, 2, 2, 2, null);

    private static final ClassifierShape SHAPE = new ClassifierShape(1, 2, 2);

    /** W of norm 2, U of norm 3. */
    private static final double[] THETA = {2, 0, 0, 0, 3, 0, 0, 0};

    private static double eps(double radius) {
        return U * (2 + 2 + 1 + 8 + 4 * 4 * radius * radius * 2);
    }

    private static double gradient(double radius) {
        return Math.sqrt(2) * radius * Math.sqrt(1 + Math.pow(radius, 4) * 9);
    }

    @Test
    void allowsAGradientSixteenShares() {
        double[] allowed = Rounding.gradients(SHAPE, TokenGeometry.of(SAMPLES), THETA);
        double[] expected = {16 * eps(5) * gradient(5), 16 * eps(1) * gradient(1)};
        for (int i = 0; i < 2; i++) {
            assertEquals(expected[i], allowed[i], 1e-9 * expected[i]);
        }
    }

    @Test
    void allowsAScoreItsShare() {
        double root = Math.sqrt(2);
        double[] expected = {eps(5) * root * 5 * 3, eps(1) * root * 3};
        assertArrayEquals(expected, Rounding.scores(SHAPE, TokenGeometry.of(SAMPLES), THETA), 1e-9 * expected[0]);
    }

    /** One token of norm 1 and parameters of 0: eps is 11 u, scores are exact, G and kappa are 1. */
    @Test
    void allowsACurvatureTheSumOverManySamples() {
        int samples = 1 << 10;
        ClassifierShape shape = new ClassifierShape(1, 1, 1);
        float[] x = new float[samples];
        Arrays.fill(x, 1);
        TokenGeometry geometry = TokenGeometry.of(PackedSamples.pack(x, samples, 1, 1, null));
        double[] theta = new double[2];
        double[] weights = new double[samples];
        Arrays.fill(weights, 0x1p-10);
        double ofSamples = 8 * (11 + samples) * U * (1 / 4.0 + 1 / 2.0);
        assertEquals(ofSamples, Rounding.curvature(shape, geometry, theta, new double[samples], weights),
                1e-9 * ofSamples);
        // a slope of exp(-1e4) underflows
        double[] far = new double[samples];
        Arrays.fill(far, 1e4);
        double least = Double.MIN_NORMAL * 64;
        assertEquals(least, Rounding.curvature(shape, geometry, theta, far, weights), 1e-9 * least);
    }

    /** Whichever head it is that has the larger W: norms 5 and 2. */
    @Test
    void theLargestAttentionCountsInEveryOrder() {
        ClassifierShape two = new ClassifierShape(2, 2, 2);
        double[] first = {3, 4, 0, 0, 9, 9, 9, 9, 0, 0, 2, 0, 9, 9, 9, 9};
        double[] last = {0, 0, 2, 0, 9, 9, 9, 9, 3, 4, 0, 0, 9, 9, 9, 9};
        assertEquals(5, Rounding.attentionNorm(two, first), 1e-9);
        assertEquals(5, Rounding.attentionNorm(two, last), 1e-9);
        TokenGeometry geometry = TokenGeometry.of(SAMPLES);
        assertArrayEquals(Rounding.scores(two, geometry, last), Rounding.scores(two, geometry, first));
    }

    /**
     * Ten losses whose scores are off by 1, at the small and at the large end: no less than the true ones, and little
     * more.
     */
    @Test
    void aLossIsNoLargerThanItsScoreLets() {
        for (double margin : new double[]{-10, 10}) {
            double largest = Rounding.largestLoss(10 * Math.log1p(Math.exp(-margin)), 1, 10);
            double exact = 10 * Math.log1p(Math.exp(1 - margin));
            assertTrue(largest >= exact, () -> largest + " < " + exact);
            assertEquals(exact, largest, 1e-3 * exact);
        }
    }

    /** Four parameters that are all below the least float. */
    @Test
    void allowsAStepWhatUnderflows() {
        assertEquals(0x1p-148, Rounding.ofStep(0, 4), 1e-9 * 0x1p-148);
        assertEquals(0x1p-24, Rounding.ofStep(1, 4), 1e-5 * 0x1p-24);
    }

    /** One token of norm 1, W of 0 and u of 100: the slope exp(-100) is 0 in float, and the whole gradient is lost. */
    @Test
    void allowsGradientsWhatUnderflows() {
        ClassifierShape shape = new ClassifierShape(1, 1, 1);
        Rounding rounding = Rounding.of(shape, 1, 0, 100, Roundoff.FLOAT);
        GlobalBounds bounds = GlobalBounds.of(1, 1, 1, 100);
        double lost = Math.exp(-100);
        double allowed = rounding.gradientSum(shape, 1, 100, bounds, 3 * lost, 3);
        assertTrue(allowed >= 3 * lost, () -> allowed + " < " + 3 * lost);
        double underflow = 3 * 0x1p-126 * 64 * 101 * 101;
        assertEquals(underflow, allowed, 1e-6 * underflow);
    }
}
