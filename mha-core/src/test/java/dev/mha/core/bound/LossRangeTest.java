package dev.mha.core.bound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.metric.Logistic;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LossRangeTest {
    /** Losses are {@code log(1 + exp(-m))}; the third sample has no weight, and its allowance bounds nothing. */
    @Test
    void movesEveryMarginByItsAllowance() {
        double[] margins = {0, Math.log(2), 1};
        double[] weights = {0.25, 0.75, 0};
        double[] allowances = {Math.log(3), Math.log(2), Double.POSITIVE_INFINITY};
        LossRange range = LossRange.of(margins, weights, allowances);
        double low = Math.log(4.0 / 3) / 4 + 3 * Math.log(5.0 / 4) / 4;
        double high = Math.log(4) / 4 + 3 * Math.log(2) / 4;
        assertEquals(low, range.low(), 1e-11);
        assertTrue(range.low() < low);
        assertEquals(high, range.high(), 1e-11);
        assertTrue(range.high() > high);
        assertEquals(high - 0.5, range.above(0.5), 1e-11);
        assertTrue(range.above(2) > 0 && range.above(2) < 1e-300);
    }

    /**
     * A million equal samples: at the one margin the bits that every addition loses add up to 28 times what a term is
     * moved outwards by, at the other the bits that it gains.
     */
    @Test
    void sumsOfAMillionSamplesHoldTheirLoss() {
        int samples = 1 << 20;
        double[] weights = new double[samples];
        Arrays.fill(weights, 1.0 / samples);
        for (double margin : new double[]{-3.0 / 7, 8.0 / 7}) {
            double[] margins = new double[samples];
            Arrays.fill(margins, margin);
            LossRange range = LossRange.of(margins, weights, new double[samples]);
            double loss = Logistic.loss(margin);
            assertTrue(range.low() <= loss && loss <= range.high(), () -> loss + " is not in " + range);
            assertEquals(range.low(), range.high(), 1e-9);
        }
    }
}
