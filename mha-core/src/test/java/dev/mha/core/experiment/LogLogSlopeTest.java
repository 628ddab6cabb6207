package dev.mha.core.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LogLogSlopeTest {
    @Test
    void fitsByLeastSquares() {
        // in logarithms to the base 2 the points are (0, 0), (1, 1), (2, 3): (-1 * -4/3 + 1 * 5/3) / 2 = 3/2
        assertEquals(1.5, LogLogSlope.of(new double[]{1, 2, 4}, new double[]{1, 2, 8}), 1e-15);
    }

    @Test
    void findsThePowerWhateverTheFactor() {
        double[] x = {1, 3, 10, 64};
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = 7 / Math.sqrt(x[i]);
        }
        assertEquals(-0.5, LogLogSlope.of(x, y), 1e-15);
    }

    @Test
    void hasNoneForValuesThatAreNoPower() {
        for (double bad : new double[]{0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertTrue(Double.isNaN(LogLogSlope.of(new double[]{1, 2}, new double[]{1, bad})), "" + bad);
        }
    }
}
