package dev.mha.core.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.random.RandomSource;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class MetricsProperties {

    /** Scores from few values, so that ties, zeros of either sign and infinities are common. */
    private static final float[] VALUES = {0f, -0f, 1f, -1f, 0.5f, -0.5f, Float.MIN_VALUE, -Float.MIN_VALUE, 3e38f,
            -3e38f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};

    @Property(tries = 500)
    void aucIsTheShareOfPairsInTheRightOrder(@ForAll @IntRange(min = 2, max = 60) int n, @ForAll long seed) {
        RandomSource random = RandomSource.of(seed);
        float[] scores = new float[n];
        float[] labels = new float[n];
        boolean few = random.nextSign() > 0;
        for (int i = 0; i < n; i++) {
            scores[i] = few ? VALUES[random.nextInt(VALUES.length)] : (float) random.nextGaussian();
            labels[i] = i == 0 ? 1 : i == 1 ? -1 : random.nextSign();
        }
        double right = 0;
        long pairs = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                if (labels[i] > 0 && labels[j] < 0) {
                    pairs++;
                    right += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                }
            }
        }
        // Halves add exactly, and both sides round one division of the same two integers.
        assertEquals(right / pairs, Metrics.of(scores, labels).auc(), 0);
    }

    @Property(tries = 300)
    void wilsonEndsSolveItsDefinition(@ForAll @IntRange(min = 1, max = 5000) int samples,
            @ForAll @IntRange(max = 10000) int halves) {
        double wrong = halves % (2 * samples + 1) / 2.0;
        Interval interval = Interval.wilson(wrong, samples);
        double share = wrong / samples;
        assertTrue(0 <= interval.low() && interval.low() <= share && share <= interval.high() && interval.high() <= 1);
        // An end e is where share is exactly Z deviations away: (share - e)^2 = Z^2 e (1 - e) / n.
        for (double end : new double[]{interval.low(), interval.high()}) {
            double distance = (share - end) * (share - end);
            assertEquals(distance, Interval.Z * Interval.Z * end * (1 - end) / samples, 1e-14);
        }
    }
}
