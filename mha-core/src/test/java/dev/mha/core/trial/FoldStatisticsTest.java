package dev.mha.core.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.trial.Difference.Confidence;
import org.junit.jupiter.api.Test;

class FoldStatisticsTest {
    @Test
    void estimatesFromFoldsByHand() {
        Estimate estimate = FoldStatistics.estimate(new double[]{1, 2, 3, 6}, 1);
        assertEquals(3, estimate.mean(), 1e-15);
        // squared deviations 4 1 0 9, variance 14/3, over 4 folds
        assertEquals(Math.sqrt(14.0 / 3 / 4), estimate.standardError(), 1e-15);
    }

    @Test
    void repeatingTheFoldsDoesNotShrinkTheStandardError() {
        Estimate once = FoldStatistics.estimate(new double[]{1, 3, 1, 3, 1, 3, 1, 3}, 1);
        Estimate twice = FoldStatistics.estimate(new double[]{1, 3, 1, 3, 1, 3, 1, 3}, 2);
        assertEquals(once.standardError() * Math.sqrt(2), twice.standardError(), 1e-15);
    }

    @Test
    void oneSplitHasNoStandardError() {
        assertTrue(Double.isNaN(FoldStatistics.estimate(new double[]{1}, 1).standardError()));
    }

    /** A model that errs {@code own} on every split beside one that errs so much more. */
    private static Difference difference(double own, int samples, double testToTrain, double... more) {
        double[] others = new double[more.length];
        double[] owns = new double[more.length];
        for (int s = 0; s < more.length; s++) {
            owns[s] = own;
            others[s] = own + more[s];
        }
        return FoldStatistics.overSplits("other", others, owns, testToTrain, samples);
    }

    @Test
    void allowsForOverlappingTrainingParts() {
        Difference difference = difference(.1, 1_000_000, 0.25, 0.02, 0.04, 0.06, 0.08, 0.10);
        assertEquals(0.06, difference.error().mean(), 1e-15);
        assertEquals(Math.sqrt((0.2 + 0.25) * 0.001), difference.error().standardError(), 1e-12);
        // 0.06 / 0.0212 = 2.83, just above the 2.776 of four degrees of freedom
        assertEquals(Confidence.CLEAR, difference.confidence());
        assertEquals(Confidence.LIKELY, difference(.1, 1_000_000, 0.25, 0.01, 0.04, 0.06, 0.08, 0.10).confidence());
    }

    @Test
    void equalDifferencesOnFewSamplesAreNotCertain() {
        Difference few = difference(.1, 30, 0.5, 0.1, 0.1, 0.1);
        assertEquals(Math.sqrt((0.1 * 0.9 + 0.2 * 0.8) / 30), few.error().standardError(), 1e-15);
        assertEquals(Confidence.LIKELY, few.confidence());
        assertEquals(Confidence.CLEAR, difference(.1, 3000, 0.5, 0.1, 0.1, 0.1).confidence());
        // what three folds of weather gave: nearly equal and nearly the same on each
        assertEquals(Confidence.NONE, difference(.285, 1447, 0.5, 0.001, 0.0014, 0.0018).confidence());
    }

    @Test
    void ordersConfidence() {
        assertEquals(Confidence.NONE, difference(0, 30, 0.5, 0, 0, 0).confidence());
        assertEquals(Confidence.NONE, difference(.2, 300, 0.5, -0.1, 0.1, 0.02).confidence());
        assertEquals(Confidence.WORSE, difference(.2, 300, 0.5, -0.1, -0.11, -0.12).confidence());
    }

    @Test
    void judgesPairsOfSamples() {
        double[] pairs = new double[100];
        for (int i = 0; i < 10; i++) {
            pairs[i] = i < 9 ? 1 : -1;
        }
        Difference difference = FoldStatistics.overSamples("other", pairs);
        assertEquals(0.08, difference.error().mean(), 1e-15);
        assertEquals(Math.sqrt((10 - 100 * 0.0064) / 99 / 100), difference.error().standardError(), 1e-12);
        assertEquals(Confidence.CLEAR, difference.confidence());
    }

    /** 2.65 standard errors: clear with five degrees of freedom, of which five folds leave four. */
    @Test
    void foldsLeaveOneDegreeOfFreedomLess() {
        assertEquals(Confidence.LIKELY, difference(.1, 1_000_000, 0.25, 0.015, 0.04, 0.06, 0.08, 0.10).confidence());
    }
}
