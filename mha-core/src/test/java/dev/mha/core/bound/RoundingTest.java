package dev.mha.core.bound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import org.junit.jupiter.api.Test;

/** The allowances that proofs ask for: no run comes near them, so that only their formulas tell when one is too small. */
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
}
