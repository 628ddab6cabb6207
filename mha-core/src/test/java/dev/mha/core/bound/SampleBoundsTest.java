package dev.mha.core.bound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.Weights;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.math.BigDecimal;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The formulas themselves: {@link BoundsProperties} would not see a bound that is too large. */
class SampleBoundsTest {
    private static final ClassifierShape SHAPE = new ClassifierShape(2, 3, 2);
    /** The first sample has R = 2, D^2 = 5, N = 2; the second one token of norm 1, then padding. */
    private static final TokenGeometry GEOMETRY = TokenGeometry.of(
            PackedSamples.pack(new float[]{1, 0, -1, 0, 0, 2, 1, 0, 9, 9, 9, 9}, 2, 3, 2, new int[]{3, 1}));
    private static final double AL = 2 * 5 / 4.0;
    private static final double CUBE = GlobalBounds.C3 * 5 * Math.sqrt(5);

    /** W does not matter. */
    private static double[] theta(double... decoders) {
        double[] theta = new double[20];
        System.arraycopy(decoders, 0, theta, 4, 6);
        System.arraycopy(decoders, 6, theta, 14, 6);
        theta[1] = 7;
        return theta;
    }

    private static double kappa(double b) {
        return b / 2 + Math.sqrt(b * b / 4 + AL * AL);
    }

    /** Rows of U of norms 3, 0, 0 and 1, 1, 0: {@code sum_s |x_s|^2 |u_hs|} is 3 and 2, below N^2 max |u_hs| = 12. */
    @Test
    void takeTheDecoderRowsWithTheirTokens() {
        SampleBounds bounds = SampleBounds.of(SHAPE, GEOMETRY, theta(0, 3, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0));
        double kappa = kappa(3 * CUBE);
        double g = Math.sqrt(3 * 4 + AL * AL * (9 + 2) / 2);
        assertEquals(kappa, bounds.kappa(0), 1e-10);
        assertEquals(g, bounds.gradient(0), 1e-10);
        assertEquals(0, bounds.kappa(1));
        assertEquals(1, bounds.gradient(1), 1e-10);
        double[] margins = {0, 0};
        double perHead = kappa / Math.sqrt(2);
        assertEquals(-0.5 * perHead / 2, bounds.lambdaMin(margins, Weights.equal(margins.length)), 1e-9);
        assertEquals((0.25 * g * g + 0.5 * perHead + 0.25) / 2,
                bounds.lambdaMax(margins, Weights.equal(margins.length)), 1e-9);
        assertEquals((0.5 * g + 0.5) / 2, bounds.lossGradient(margins, Weights.equal(margins.length)), 1e-9);
        double[] weights = {0.75, 0.25};
        assertEquals(-0.5 * perHead * 0.75, bounds.lambdaMin(margins, weights), 1e-9);
        assertEquals((0.25 * g * g + 0.5 * perHead) * 0.75 + 0.25 / 4, bounds.lambdaMax(margins, weights), 1e-9);
        assertEquals(0.75 * 0.5 * g + 0.25 * 0.5, bounds.lossGradient(margins, weights), 1e-9);
    }

    /** All rows of U of norm 2: N^2 max |u_hs| = 8 is below sum_s |x_s|^2 |u_hs| = 12. */
    @Test
    void takeTheSpectralNormWhereThatIsLess() {
        SampleBounds bounds = SampleBounds.of(SHAPE, GEOMETRY, theta(2, 0, 0, 2, -2, 0, 0, 2, 0, -2, 2, 0));
        assertEquals(kappa(8 * CUBE), bounds.kappa(0), 1e-10);
        assertEquals(Math.sqrt(3 * 4 + AL * AL * 12), bounds.gradient(0), 1e-10);
    }

    /**
     * A million equal samples: where the last bits of a term are lost in every addition, the sum falls short by more
     * than its terms are moved outwards. One head, margins 0 and a power of two samples: all formulas are exact but for
     * the sums.
     */
    @Test
    void sumsOfAMillionSamplesAreNotBelowTheirFormulas() {
        int samples = 1 << 20;
        ClassifierShape shape = new ClassifierShape(1, 2, 1);
        int tooSmall = 0;
        for (int value = 1; value <= 6; value++) {
            float[] x = new float[2 * samples];
            for (int i = 0; i < samples; i++) {
                x[2 * i] = value / 7f;
                x[2 * i + 1] = -value / 9f;
            }
            SampleBounds bounds = SampleBounds.of(shape,
                    TokenGeometry.of(PackedSamples.pack(x, samples, 2, 1, null)), new double[]{0, 1, 0.5});
            BigDecimal half = new BigDecimal("0.5");
            BigDecimal gradient = new BigDecimal(bounds.gradient(0));
            BigDecimal kappa = new BigDecimal(bounds.kappa(0));
            double[] margins = new double[samples];
            assertAtLeast(gradient.multiply(half), bounds.lossGradient(margins, Weights.equal(margins.length)));
            assertAtLeast(kappa.multiply(half), -bounds.lambdaMin(margins, Weights.equal(margins.length)));
            assertAtLeast(gradient.pow(2).multiply(new BigDecimal("0.25")).add(kappa.multiply(half)),
                    bounds.lambdaMax(margins, Weights.equal(margins.length)));
            double sum = 0;
            for (int i = 0; i < samples; i++) {
                sum += Outward.up(0.5 * bounds.gradient(0) / samples);
            }
            tooSmall += sum < 0.5 * bounds.gradient(0) ? 1 : 0;
        }
        // else the sums would need nothing
        assertTrue(tooSmall > 0);
    }

    /** The same of one token, where the bound on the least eigenvalue is 0 and has no room for the other sum. */
    @Test
    void theSumOfSquaresOfAMillionSamplesIsNotBelowItsFormula() {
        int samples = 1 << 20;
        float[] x = new float[samples];
        // the sum of its terms falls short by 18 times what a term is moved outwards by
        Arrays.fill(x, 9 / 7f);
        SampleBounds bounds = SampleBounds.of(new ClassifierShape(1, 1, 1),
                TokenGeometry.of(PackedSamples.pack(x, samples, 1, 1, null)), new double[]{0, 1});
        assertEquals(0, bounds.kappa(0));
        assertAtLeast(new BigDecimal(bounds.gradient(0)).pow(2).multiply(new BigDecimal("0.25")),
                bounds.lambdaMax(new double[samples], Weights.equal(samples)));
    }

    private static void assertAtLeast(BigDecimal exact, double bound) {
        assertTrue(new BigDecimal(bound).compareTo(exact) >= 0, () -> bound + " < " + exact);
    }
}
