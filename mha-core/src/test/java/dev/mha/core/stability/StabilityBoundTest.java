package dev.mha.core.stability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.Problem;
import dev.mha.core.bound.GlobalBounds;
import dev.mha.core.bound.Rounding;
import dev.mha.core.bound.TokenGeometry;
import dev.mha.core.random.RandomSource;
import dev.mha.core.guarantee.TrainingPath;
import dev.mha.core.linear.Vectors;
import dev.mha.core.train.Training;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.List;
import org.junit.jupiter.api.Test;

class StabilityBoundTest {
    private static final Problem PROBLEM = Problem.of(new ClassifierShape(4, 3, 2), 5, 0.1, 1, RandomSource.of(1));
    private static final TokenGeometry GEOMETRY = TokenGeometry.of(PROBLEM.samples());

    private static StabilityBound of(double step, double farthest) {
        return of(step, farthest, 1.5);
    }

    private static StabilityBound of(double step, double farthest, double decoder) {
        Training training = new Training(PROBLEM.shape(), PROBLEM.samples(), PROBLEM.labels(), PROBLEM.start(), step,
                2);
        TrainingPath path = new TrainingPath(new double[]{0.7, 0.5, 0.4}, new double[2],
                new double[]{2.5, 0.25, 0.5, 1.5, 0.75}, farthest,
                decoder, 1, 1e-3, List.of());
        return StabilityBound.of(training, path,
                List.of(new Retraining(0, Retraining.LEFT_OUT, 0.1, 0.2, 0.3, 0.2, 1.3, 2, 2.5),
                        new Retraining(3, Retraining.LEFT_OUT, 0.1, 0.2, 0.3, 0.2, 1.25,
                                1, 1.75)));
    }

    @Test
    void isTheFormula() {
        StabilityBound bound = of(0.5, 1);
        GlobalBounds bounds = GlobalBounds.of(4, GEOMETRY.longest(), GEOMETRY.largestRadius(), 2.5);
        assertEquals(bounds, bound.bounds());
        // the larger sum is that of a retraining
        double lossSum = 1.3;
        assertEquals(lossSum, bound.lossSum());
        // for what is proved it is moved up by the rounding of its scores, which are in float
        double score = ofScores(2, 2.5).score();
        double sum = 1.3 * Math.exp(score);
        assertEquals(sum, bound.largestLossSum(), 1e-11);
        assertTrue(sum > lossSum * (1 + 1e-8));
        double q = bounds.kappa() / 2 * 9;
        assertEquals(q, bound.q(), 1e-10);
        double s = 0.5 * bounds.kappa() / (1 - q / 8) * sum / 2;
        assertEquals(s, bound.exponent(), 1e-10);
        assertEquals(4 * lossSum / 5, bound.indicator(), 1e-10);
        assertEquals(0.5 * bounds.gradient() * lossSum / 5, bound.meanDistanceIndicator(), 1e-10);
        // samples 0 and 3 were left out; their losses, too, are as large as their own rounding allows
        double r = bound.rounding();
        // by the same share, or by as much in each of two steps, whichever is less
        double own = (2.5 + 2e-3 + 1.5 * Math.exp(1e-3)) / 2;
        assertEquals(Math.exp(s) * (0.5 * bounds.gradient() * own / 5 + r), bound.meanDistance(), 1e-9);
        assertEquals(Math.exp(s) * bounds.gradient() * (0.5 * bounds.gradient() * own / 5 + r), bound.gap(), 1e-9);
        assertEquals(Math.exp(s) * (0.5 * bounds.gradient() * 0.25 / 5 + r), bound.distance(0.25), 1e-10);
        assertEquals(rounding(bound, 2, 2.5), r, 1e-5 * r);
        assertTrue(bound.proved());
    }

    /** The training with every sample has the larger decoder and goes the farther way, or the one retrained does. */
    @Test
    void takesTheLargestSizesOfAllTrainings() {
        for (double decoder : new double[]{1.5, 3}) {
            for (double farthest : new double[]{1, 5}) {
                StabilityBound bound = of(0.5, farthest, decoder);
                double largest = Math.max(decoder, 2.5);
                assertEquals(GlobalBounds.of(4, GEOMETRY.longest(), GEOMETRY.largestRadius(), largest),
                        bound.bounds());
                double r = rounding(bound, Math.max(farthest, 2), largest);
                assertEquals(r, bound.rounding(), 1e-5 * r);
            }
        }
    }

    private static Rounding ofScores(double farthest, double decoder) {
        double attention = Rounding.attentionNorm(PROBLEM.shape(), PROBLEM.theta()) + farthest;
        return Rounding.of(PROBLEM.shape(), GEOMETRY.largestRadius(), attention, decoder, 0x1p-24);
    }

    /** Two steps of each training, no farther from the start than that, and the errors of their gradients. */
    private static double rounding(StabilityBound bound, double farthest, double decoder) {
        double norm = Vectors.norm(PROBLEM.theta()) + farthest;
        double attention = Rounding.attentionNorm(PROBLEM.shape(), PROBLEM.theta()) + farthest;
        double eps = 0x1p-24 * (3 + 2 + 4 + 8 + 4 * 4 * Math.pow(GEOMETRY.largestRadius(), 2) * attention);
        double shares = 16 * eps + (1 + 16 * eps) * (4 * 3 + 32) * 0x1p-24;
        double score = ofScores(farthest, decoder).score();
        double sum = bound.largestLossSum();
        double gradients = bound.bounds().gradient()
                * (Math.min(sum * Math.expm1(score), score / 2) + shares * sum);
        return 2 * (2 * 0x1p-24 * norm + 0.5 * gradients);
    }

    @Test
    void theMeanOverSomeSamplesIsBoundedByTheirOwnLosses() {
        StabilityBound bound = of(0.5, 1);
        // their losses exceed the mean over all: its bound, e^s eta G S_L/n, does not hold for them
        double mean = (bound.distance(2.5) + bound.distance(1.5)) / 2;
        assertTrue(mean > Math.exp(bound.exponent()) * bound.meanDistanceIndicator());
        assertTrue(bound.meanDistance() >= mean * (1 - 1e-15));
        assertTrue(bound.gap() >= bound.bounds().gradient() * mean * (1 - 1e-15));
        // no loss is 0 in truth
        assertTrue(new StabilityBound(bound.bounds(), 0.5, 5, 0, 0, 0, 0, 0).gap() > 0);
    }

    @Test
    void isNoBoundWhereAConditionFails() {
        assertFalse(of(1.001 / of(1, 1).bounds().rho(), 1).proved());
        assertTrue(of(0.999 / of(1, 1).bounds().rho(), 1).proved());
        StabilityBound wide = of(0.5, 1e3);
        assertTrue(wide.q() > 8 && wide.step() < 1 / wide.bounds().rho());
        assertFalse(wide.proved());
        assertEquals(Double.POSITIVE_INFINITY, wide.gap());
        StabilityBound edge = new StabilityBound(wide.bounds(), 0.5, 5, 1, 1, 1, 8, 0);
        assertFalse(edge.proved());
        assertEquals(Double.POSITIVE_INFINITY, edge.gap());
        assertEquals(Double.POSITIVE_INFINITY, new StabilityBound(wide.bounds(), 0.5, 5, 1, 1, 1, 9, 0).gap());
        assertTrue(new StabilityBound(wide.bounds(), 0.5, 5, 1, 1, 1, 7.5, 0).proved());
    }

    /** The conditions hold, and e^s is beyond a double: a bound of infinity says nothing. */
    @Test
    void isNoBoundWhereItIsInfinite() {
        GlobalBounds bounds = of(0.5, 1).bounds();
        StabilityBound edge = new StabilityBound(bounds, 0.5, 5, 1, 1, 1, Math.nextDown(8.0), 0);
        assertEquals(Double.POSITIVE_INFINITY, edge.gap());
        assertFalse(edge.proved());
        // the largest sums of losses with bounds below and beyond it
        double most = 700 / (0.5 * bounds.scoreCurvature());
        StabilityBound finite = new StabilityBound(bounds, 0.5, 5, 1, most, 1, 0, 0);
        assertTrue(finite.gap() > 1e300 && finite.proved());
        assertFalse(new StabilityBound(bounds, 0.5, 5, 1, 1.1 * most, 1, 0, 0).proved());
        // no sample was left out
        assertFalse(new StabilityBound(bounds, 0.5, 5, 1, 1, Double.NaN, 0, 0).proved());
    }
}
