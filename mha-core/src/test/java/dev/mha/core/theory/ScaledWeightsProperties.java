package dev.mha.core.theory;

import static dev.mha.core.theory.UsualCurvature.USUAL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.Problem;
import dev.mha.core.bound.GlobalBounds;
import dev.mha.core.bound.LossRange;
import dev.mha.core.bound.Rounding;
import dev.mha.core.bound.SampleBounds;
import dev.mha.core.bound.TokenGeometry;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.linear.Vectors;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * What is printed as guaranteed or certified holds for the true value where losses and slopes underflow to 0: the truth
 * is told by its logarithm.
 */
class ScaledWeightsProperties {

    /** A problem with other decoders, whose labels are the signs of its scores where these are known. */
    private static Problem fitted(Problem problem, double factor) {
        ClassifierShape shape = problem.shape();
        float[] theta = problem.start().clone();
        for (int head = 0; head < shape.heads(); head++) {
            int end = shape.attentionOffset(head) + shape.headParameters();
            for (int i = shape.decoderOffset(head); i < end; i++) {
                theta[i] = (float) (factor * theta[i]);
            }
        }
        Problem scaled = new Problem(shape, problem.x(), problem.lengths(), problem.labels().clone(), theta);
        double[] scores = scaled.loss().scores(scaled.theta());
        for (int i = 0; i < scores.length; i++) {
            scaled.labels()[i] = scores[i] < 0 ? -1 : 1;
        }
        return scaled;
    }

    /**
     * Where every margin is positive, {@code |grad L| >= <grad L, -U> / |U| = sum_i w_i sig(-m_i) m_i / |U|}, which is
     * at least each of its terms; the margins are taken as large as rounding allows.
     */
    private static double logGradient(Problem problem) {
        double[] scores = problem.loss().scores(problem.theta());
        double[] allowance = Rounding.scores(problem.shape(), TokenGeometry.of(problem.samples()), problem.theta());
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < scores.length; i++) {
            double margin = Math.abs(scores[i]);
            if (margin <= 2 * allowance[i]) {
                return Double.NEGATIVE_INFINITY;
            }
            double slope = -(margin + allowance[i]) - Math.log1p(Math.exp(-margin));
            largest = Math.max(largest, slope + Math.log(margin - allowance[i]));
        }
        return largest - Math.log(scores.length) - Math.log(Vectors.norm(problem.theta()));
    }

    /** {@code log sig(-m)}. */
    private static double logSlope(double margin) {
        return -Math.max(margin, 0) - Math.log1p(Math.exp(-Math.abs(margin)));
    }

    /** {@code log log(1 + exp(-m))}; the next term of the series is half of exp(-m). */
    private static double logLoss(double margin) {
        return margin > 40 ? -margin : Math.log(Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin))));
    }

    private static double logSum(double[] logs) {
        double largest = Arrays.stream(logs).max().orElseThrow();
        return largest == Double.NEGATIVE_INFINITY
                ? largest
                : largest + Math.log(Arrays.stream(logs).map(log -> Math.exp(log - largest)).sum());
    }

    /** A bound is what its formula says, told by its logarithm, up to what underflows. */
    private static void is(double logFormula, double bound, double size) {
        double least = Math.log(bound);
        assertTrue(least >= logFormula - 1e-9, () -> bound + " < exp(" + logFormula + ")");
        double lost = 8 * Double.MIN_VALUE * size;
        assertTrue(bound <= Math.exp(logFormula) * (1 + 1e-9) + lost, () -> bound + " >> exp(" + logFormula + ")");
    }

    /** Neither larger nor smaller than the formulas of section 3.3 at the margins and losses that rounding allows. */
    @Property(tries = 150)
    void boundsAreTheirFormulasHoweverSmallTheyAre(@ForAll long seed,
            @ForAll @IntRange(min = -30, max = 30) int decade) {
        Problem problem = fitted(Problem.random(seed), Math.pow(10, decade));
        CurvatureReport report = CurvatureReport.of(problem.loss(), problem.start(),
                USUAL.withMaxSteps(5));
        TokenGeometry geometry = TokenGeometry.of(problem.samples());
        SampleBounds samples = SampleBounds.of(problem.shape(), geometry, problem.theta());
        double[] scores = problem.loss().scores(problem.theta());
        double[] allowance = Rounding.scores(problem.shape(), geometry, problem.theta());
        int n = scores.length;
        double[] losses = new double[n];
        double[] gradients = new double[n];
        double[] convexities = new double[n];
        double size = 0;
        for (int i = 0; i < n; i++) {
            double margin = problem.labels()[i] * scores[i];
            double kappa = samples.kappa(i) / Math.sqrt(problem.shape().heads());
            losses[i] = logLoss(margin - allowance[i]) - Math.log(n);
            gradients[i] = logSlope(margin - allowance[i]) + Math.log(samples.gradient(i) / n);
            convexities[i] = logSlope(margin) + Math.log(kappa / n);
            size = Math.max(size, Math.max(samples.gradient(i), kappa));
        }
        GlobalBounds global = report.upperBounds().global();
        // as many terms, each of which may have lost a least double at each of its factors
        size = n * (1 + Math.max(size, Math.max(global.gradient(), global.scoreCurvature())));
        UpperBounds upper = report.upperBounds();
        LowerBounds lower = report.lowerBounds();
        double logLoss = logSum(losses);
        double logShare = logLoss < -40 ? logLoss : Math.log(-Math.expm1(-Math.exp(logLoss)));
        is(logSum(gradients), upper.gradient(), size);
        is(logShare + Math.log(global.gradient()), upper.globalGradient(), size);
        is(logShare + Math.log(global.scoreCurvature()), -lower.global(), size);
        // the rounding of second derivatives is taken off, and is more than the bound where that underflows
        is(Math.log(Math.exp(logSum(convexities)) + report.rounding()), -lower.perSample(), size);
    }

    /** Heads that cancel: what rounding allows single samples is then more than theory allows all. */
    @Property(tries = 60)
    void whatIsCertifiedIsNeverWorseThanWhatIsGuaranteed(@ForAll long seed,
            @ForAll @IntRange(min = -15, max = 15) int decade) {
        Problem problem = Problem.random(seed);
        float[] theta = problem.start().clone();
        for (int i = 0; i < theta.length; i++) {
            theta[i] = (float) (Math.pow(10, decade) * theta[i]);
        }
        CurvatureReport report = CurvatureReport.of(problem.loss(), theta, USUAL.withMaxSteps(5));
        UpperBounds upper = report.upperBounds();
        LowerBounds lower = report.lowerBounds();
        assertTrue(upper.bestGradient() <= upper.globalGradient() && upper.bestGradient() <= upper.gradient());
        assertTrue(upper.bestScore() <= upper.global().phi() && upper.bestScore() <= upper.score());
        assertTrue(upper.bestLambdaMax() <= upper.global().rho() && upper.bestLambdaMax() <= upper.lambdaMax());
        assertTrue(lower.best() >= lower.global() && lower.best() >= lower.perSample());
        SharpnessPath.Point point = new SharpnessPath(problem.loss(), 5, 1e-3, 0).measure(0, theta);
        assertTrue(point.certified() >= lower.global(), () -> point + " " + lower);
        // theory knows no second derivatives, and has none of their rounding
        assertTrue(lower.global() >= -upper.global().scoreCurvature() * (1 + 1e-9), lower::toString);
    }

    /** Found at random: the norm of a direction whose reciprocal is infinite. */
    @Example
    void directionsBelowTheLeastNormalNumberAreNone() {
        boundsOfTheGradientHoldHoweverSmallItIs(-84245, 3);
    }

    @Property(tries = 150)
    void boundsOfTheGradientHoldHoweverSmallItIs(@ForAll long seed, @ForAll @IntRange(min = -30, max = 30) int decade) {
        Problem problem = fitted(Problem.random(seed), Math.pow(10, decade));
        CurvatureReport report = CurvatureReport.of(problem.loss(), problem.start(),
                USUAL.withMaxSteps(20));
        double truth = logGradient(problem);
        UpperBounds upper = report.upperBounds();
        for (double bound : new double[]{upper.globalGradient(), upper.gradient()}) {
            assertTrue(bound > 0 && bound < Double.POSITIVE_INFINITY, upper::toString);
            assertTrue(Math.log(bound) >= truth, () -> bound + " < exp(" + truth + ")");
        }
        assertTrue(upper.lambdaMax() > 0 && upper.bestLambdaMax() > 0, upper::toString);
        LowerBounds lower = report.lowerBounds();
        for (double bound : new double[]{lower.global(), lower.perSample(), lower.block()}) {
            assertTrue(bound < 0 && bound > Double.NEGATIVE_INFINITY, lower::toString);
            // a factorization may prove that all eigenvalues are above 0
            assertTrue(lower.best() >= bound, lower::toString);
        }
    }

    /**
     * Two tokens t and 0 with W = 0 and the decoder (0, 2m/t): the margin is m, {@code grad Phi = (0, t/2, t/2)}, and
     * {@code Hess Phi} has the one entry t^3/4 in W and u_1. With p = exp(-m) the least eigenvalue is below
     * {@code p (t^2/2 - t^3/4)/2}, the value along (1, 1, 0) by 2. Here p underflows, and t^3 makes it large again.
     */
    @Example
    void curvatureHoldsWhereTheSlopeUnderflows() {
        double t = 1e12;
        double m = 760;
        PackedSamples samples = PackedSamples.pack(new float[]{(float) t, 0}, 1, 2, 1, null);
        float[] theta = {0, 0, (float) (2 * m / t)};
        ClassifierLoss loss = new ClassifierLoss(new ClassifierShape(1, 2, 1), samples, new float[]{1}, null,
                Workspace.serial());
        CurvatureReport report = CurvatureReport.of(loss, theta, USUAL);
        assertEquals(0, report.loss());
        double truth = -m - 1e-3 + Math.log(t * t * t / 8 * (1 - 1e-3));
        LowerBounds lower = report.lowerBounds();
        for (double bound : new double[]{lower.global(), lower.perSample(), lower.block(), lower.factorized()}) {
            assertTrue(bound < 0 && Math.log(-bound) >= truth, lower::toString);
        }
        double least = Math.log(report.upperBounds().factorized());
        assertTrue(least >= truth, "largest eigenvalue below exp(" + least + ")");
        SharpnessPath path = new SharpnessPath(loss, 20, 1e-3, 0);
        SharpnessPath.Point point = path.measure(0, theta);
        assertTrue(Math.log(-point.certified()) >= truth, point::toString);
        assertEquals(0, point.leastLoss());
    }

    /** Parameters that only doubles hold: sizes beyond their range bound nothing, but no bound is 0 or NaN. */
    @Property(tries = 150)
    void noBoundIsZeroOrNaN(@ForAll long seed, @ForAll @IntRange(min = -300, max = 300) int decade,
            @ForAll @IntRange(max = 800) int margin) {
        Problem problem = Problem.random(seed);
        ClassifierShape shape = problem.shape();
        TokenGeometry geometry = TokenGeometry.of(problem.samples());
        double[] theta = problem.theta();
        for (int head = 0; head < shape.heads(); head++) {
            for (int i = shape.decoderOffset(head); i < shape.attentionOffset(head) + shape.headParameters(); i++) {
                theta[i] *= Math.pow(10, decade);
            }
        }
        double exact = GlobalBounds.decoderNorm(shape, problem.theta()) * Math.pow(10, decade);
        assertEquals(exact, GlobalBounds.decoderNorm(shape, theta), 1e-9 * exact);
        GlobalBounds global = GlobalBounds.of(shape, geometry, theta);
        SampleBounds bounds = SampleBounds.of(shape, geometry, theta);
        double[] margins = new double[problem.labels().length];
        Arrays.fill(margins, margin);
        double[] weights = new double[margins.length];
        Arrays.fill(weights, 1.0 / margins.length);
        LossRange range = LossRange.of(shape, geometry, theta, margins, weights);
        assertTrue(range.low() >= 0 && range.low() < range.high(), range::toString);
        assertTrue(Math.log(range.high()) >= -margin - 1, range::toString);
        assertTrue(global.phi() > 0 && global.gradient() > 0 && global.kappa() > 0 && global.rho() > 0,
                global::toString);
        double curvature = Rounding.curvature(shape, geometry, theta, margins, weights);
        double[] upper = {global.lossGradient(range.high()), bounds.lossGradient(margins, weights),
                bounds.lambdaMax(margins, weights), -global.lambdaMin(range.high()), curvature};
        for (double bound : upper) {
            assertTrue(bound >= 0, () -> Arrays.toString(upper));
        }
        assertTrue(upper[1] > 0 && upper[2] > 0 && curvature > 0, () -> Arrays.toString(upper));
        assertFalse(bounds.lambdaMin(margins, weights) > 0);
    }
}
