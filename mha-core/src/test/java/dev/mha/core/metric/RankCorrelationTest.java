package dev.mha.core.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RankCorrelationTest {
    @Test
    void lookAtRanksAlone() {
        assertEquals(1, RankCorrelation.spearman(new double[]{1, 2, 3}, new double[]{-5, 0, 1e9}), 1e-15);
        assertEquals(-1, RankCorrelation.spearman(new double[]{1, 2, 3}, new double[]{3, 2, 1}), 1e-15);
        // 1 - 6 sum d^2 / (n (n^2-1)), d = 1, 1, 2, 0, 2
        assertEquals(1 - 6 * 10.0 / 120,
                RankCorrelation.spearman(new double[]{10, 20, 30, 40, 50}, new double[]{2, 1, 5, 4, 3}), 1e-15);
    }

    /** scipy.stats.spearmanr([1, 2, 2, 3], [1, 3, 2, 2]). */
    @Test
    void equalValuesShareTheMeanRank() {
        assertEquals(0.5, RankCorrelation.spearman(new double[]{1, 2, 2, 3}, new double[]{1, 3, 2, 2}), 1e-15);
        assertEquals(1, RankCorrelation.spearman(new double[]{0.0, -0.0, 1}, new double[]{4, 4, 5}), 1e-15);
        assertTrue(Double.isNaN(RankCorrelation.spearman(new double[]{1, 1}, new double[]{1, 2})));
    }

    /** 4.5 / sqrt(4.5 * 5): equal values on one side alone. */
    @Test
    void dividesByTheSpreadOfBothRanks() {
        double[] tied = {1, 2, 2, 3};
        double[] rising = {1, 2, 3, 4};
        assertEquals(4.5 / Math.sqrt(22.5), RankCorrelation.spearman(tied, rising), 1e-15);
        assertEquals(4.5 / Math.sqrt(22.5), RankCorrelation.spearman(rising, tied), 1e-15);
    }

    @Test
    void refusesWhatHasNoRanks() {
        assertThrows(IllegalArgumentException.class, () -> RankCorrelation.spearman(new double[1], new double[1]));
        assertThrows(IllegalArgumentException.class, () -> RankCorrelation.spearman(new double[2], new double[3]));
        assertThrows(IllegalArgumentException.class,
                () -> RankCorrelation.spearman(new double[]{1, Double.NaN}, new double[]{1, 2}));
    }
}
