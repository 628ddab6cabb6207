package dev.mha.core.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final float[] LABELS = {1, -1, 1, -1};

    @Test
    void handComputedCase() {
        Metrics metrics = Metrics.of(new float[]{2, -1, -0.5f, 0}, LABELS);
        assertEquals(4, metrics.samples());
        // log(1 + e^-2), log(1 + e^-1), log(1 + e^0.5), log 2
        double loss = (0.12692801104297263 + 0.31326168751822286 + 0.9740769841801067 + 0.6931471805599453) / 4;
        assertEquals(loss, metrics.loss(), 1e-15);
        assertEquals(1.5 / 4, metrics.error());
        // pairs: 2 over -1, 2 over 0, -0.5 over -1 are right, -0.5 over 0 is not
        assertEquals(0.75, metrics.auc());
    }

    @Test
    void lossKeepsItsPrecisionForLargeMargins() {
        // log(1 + e^-50) = e^-50 to 16 digits: 1.9287498479639178e-22; log(1 + e^m) = m + log(1 + e^-m)
        float[] label = {1};
        assertEquals(1.9287498479639178e-22, Metrics.of(new float[]{50}, label).loss(), 1e-37);
        assertEquals(50, Metrics.of(new float[]{-50}, label).loss());
        assertEquals(3e38f, Metrics.of(new float[]{-3e38f}, label).loss());
        assertEquals(0, Metrics.of(new float[]{3e38f}, label).loss());
    }

    /** Ends computed from the definition in 17 digits by another program. */
    @Test
    void wilsonAgainstKnownValues() {
        Interval ten = Interval.wilson(0, 10);
        assertEquals(0, ten.low());
        assertEquals(0.2775327998628892, ten.high(), 1e-15);
        Interval third = Interval.wilson(10, 30);
        assertEquals(0.19230498083676134, third.low(), 1e-15);
        assertEquals(0.5121994835545616, third.high(), 1e-15);
        Interval all = Interval.wilson(30, 30);
        assertEquals(0.8864866068260312, all.low(), 1e-15);
        assertEquals(1, all.high());
    }

    @Test
    void oneClassHasNoRanking() {
        assertEquals(Double.NaN, Metrics.of(new float[]{1, 2}, new float[]{1, 1}).auc());
        assertEquals(Double.NaN, Metrics.of(new float[]{1, 2}, new float[]{-1, -1}).auc());
    }

    @Test
    void manySamplesDoNotOverflowTheRanks() {
        int n = 300_000;
        float[] scores = new float[n];
        float[] labels = new float[n];
        for (int i = 0; i < n; i++) {
            scores[i] = i;
            labels[i] = i < n / 2 ? -1 : 1;
        }
        assertEquals(1, Metrics.of(scores, labels).auc());
    }

    @Test
    void refusesWhatCannotBeJudged() {
        assertRefused("scores has 0 values, labels has 0: both must have the same number, at least 1", new float[0],
                new float[0]);
        assertRefused("scores has 3 values, labels has 4: both must have the same number, at least 1", new float[3],
                LABELS);
        assertRefused("scores[1] is NaN", new float[]{1, Float.NaN, 1, 1}, LABELS);
        assertRefused("labels[0] is 0.0, must be -1 or +1", new float[]{1}, new float[1]);
    }

    private static void assertRefused(String message, float[] scores, float[] labels) {
        assertEquals(message,
                assertThrows(IllegalArgumentException.class, () -> Metrics.of(scores, labels)).getMessage());
    }

    @Test
    void refusesALabelThatIsNone() {
        for (float label : new float[]{0, 2, -3}) {
            assertEquals("labels[1] is " + label + ", must be -1 or +1", assertThrows(IllegalArgumentException.class,
                    () -> Metrics.of(new float[]{1, 1}, new float[]{1, label})).getMessage());
        }
    }
}
