package dev.mha.core.bound;

import dev.mha.core.linear.Roundoff;
import dev.mha.core.Roundings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.ExactClassifier;
import dev.mha.core.Leaning;
import dev.mha.core.Problem;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.math.BigDecimal;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** The allowances against figures of sixty digits. */
class RoundingProperties {

    @Property(tries = 60)
    void coverScoresAndTheirGradients(@ForAll long seed, @ForAll @IntRange(max = 6) int decade) {
        hold(Leaning.of(3, decade, seed));
    }

    @Property(tries = 20)
    void coverThoseOfUsualProblems(@ForAll long seed) {
        hold(Problem.random(seed));
    }

    private static void hold(Problem problem) {
        double[] theta = problem.theta();
        TokenGeometry geometry = TokenGeometry.of(problem.samples());
        double[] scores = problem.loss().scores(theta);
        double[] ofScores = Rounding.scores(problem.shape(), geometry, theta);
        double[] ofGradients = Rounding.gradients(problem.shape(), geometry, theta);
        ExactClassifier exact = new ExactClassifier(problem);
        for (int i = 0; i < scores.length; i++) {
            BigDecimal off = exact.score(i).subtract(new BigDecimal(scores[i])).abs();
            assertTrue(off.compareTo(new BigDecimal(ofScores[i])) <= 0, off + " > " + ofScores[i]);
            double[] factors = new double[scores.length];
            factors[i] = problem.labels()[i];
            double[] gradient = new double[theta.length];
            problem.loss().marginGradient(theta, factors, gradient);
            BigDecimal far = ExactClassifier.distance(exact.gradient(i), gradient);
            assertTrue(far.compareTo(new BigDecimal(ofGradients[i])) <= 0, far + " > " + ofGradients[i]);
        }
    }

    /**
     * W of 1e15, so that scores of the size of 1 are off by as much: slope and curvature are those of the worst margin.
     */
    @Property(tries = 50)
    void ofTheCurvatureIsItsFormula(@ForAll @DoubleRange(min = -9, max = 9) double margin) {
        ClassifierShape shape = new ClassifierShape(1, 1, 1);
        TokenGeometry geometry = TokenGeometry.of(PackedSamples.pack(new float[]{1}, 1, 1, 1, null));
        double[] theta = {1e15, 1};
        double score = Rounding.scores(shape, geometry, theta)[0];
        assertTrue(score > 1 && score < 2, "" + score);
        GlobalBounds bounds = GlobalBounds.of(shape, geometry, theta);
        double nearest = Math.max(0, Math.abs(margin) - score);
        double curvature = 1 / (2 + Math.exp(nearest) + Math.exp(-nearest)) * bounds.gradient() * bounds.gradient()
                + 1 / (1 + Math.exp(margin - score)) * bounds.kappa();
        double relative = Roundings.at(shape, geometry, theta, Roundoff.DOUBLE).relative();
        double formula = 8 * (relative + score) * curvature;
        assertEquals(formula, Rounding.curvature(shape, geometry, theta, new double[]{margin}, new double[]{1}),
                1e-9 * formula);
    }

    /** What no sample with a weight has is not taken times a size that overflows. */
    @Example
    void areNumbersWhereSizesOverflow() {
        ClassifierShape shape = new ClassifierShape(1, 1, 1);
        TokenGeometry geometry = TokenGeometry.of(PackedSamples.pack(new float[]{0, 1}, 2, 1, 1, null));
        double[] theta = {1e300, 1e300};
        double[] margins = {0, 0};
        double some = Rounding.curvature(shape, geometry, theta, margins, new double[]{1, 0});
        assertTrue(some >= 0, "" + some);
        assertEquals(Double.POSITIVE_INFINITY,
                Rounding.curvature(shape, geometry, theta, margins, new double[]{0.5, 0.5}));
        double[] scores = Rounding.scores(shape, geometry, theta);
        assertEquals(0, scores[0]);
        assertEquals(0, Rounding.gradients(shape, geometry, theta)[0]);
        assertEquals(0, Rounding.scores(shape, geometry, new double[]{1e300, 0})[1]);
        assertEquals(1e300, Rounding.attentionNorm(shape, theta), 1e290);
    }
}
