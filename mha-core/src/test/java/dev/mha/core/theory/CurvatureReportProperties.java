package dev.mha.core.theory;

import static dev.mha.core.theory.UsualCurvature.withTrace;
import static dev.mha.core.theory.UsualCurvature.withProbes;
import static dev.mha.core.theory.UsualCurvature.withFloat;
import static dev.mha.core.theory.UsualCurvature.USUAL;
import static dev.mha.core.curvature.TraceEstimate.Method.HUTCHINSON;
import static dev.mha.core.curvature.TraceEstimate.Method.HUTCHPP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.linear.Roundoff;
import dev.mha.core.Problem;
import dev.mha.core.bound.GlobalBounds;
import dev.mha.core.curvature.ClassifierHessian;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.DenseHessian;
import dev.mha.core.curvature.PartStore;
import dev.mha.core.curvature.RitzPair;
import dev.mha.core.linear.SymmetricEigen;
import dev.mha.core.curvature.TraceEstimate;
import dev.mha.core.curvature.TraceEstimator;
import dev.mha.core.random.RandomSource;
import dev.mha.core.model.Initialization;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What a report says holds: every interval has the truth in it, whatever rounding did. */
class CurvatureReportProperties {
    /** Found at random: one token, a small W and many samples, so that the sum over them rounds most. */
    @Example
    void theSumOverTheSamplesRoundsToo() {
        everyIntervalHoldsTheTruth(-364);
    }

    @Property(tries = 80)
    void everyIntervalHoldsTheTruth(@ForAll long seed) {
        Problem problem = Problem.random(seed);
        CurvatureReport report = CurvatureReport.of(problem.loss(), problem.start(), USUAL);
        ClassifierHessian hessian = problem.loss().hessian(problem.theta());
        double[][] dense = new double[hessian.size()][hessian.size()];
        double[] unit = new double[hessian.size()];
        double trace = 0;
        for (int k = 0; k < dense.length; k++) {
            unit[k] = 1;
            hessian.apply(unit, dense[k]);
            unit[k] = 0;
            trace += dense[k][k];
        }
        double rounding = problem.curvatureRounding();
        // either is rounded outwards by some 2^-40
        assertTrue(report.rounding() <= rounding * (1 + 1e-11));
        double[][] written = DenseHessian.lowerTriangle(hessian, () -> false);
        for (int i = 0; i < dense.length; i++) {
            for (int j = 0; j <= i; j++) {
                assertEquals(dense[i][j], written[i][j], report.rounding());
            }
        }
        double[] values = SymmetricEigen.values(dense).values();
        LowerBounds lower = report.lowerBounds();
        double least = values[0];
        for (double bound : new double[]{lower.global(), lower.perSample(), lower.block(), lower.factorized()}) {
            // the dense solver rounds as well: n u of the largest entry of its spectrum
            double solver = 20 * values.length * Roundoff.DOUBLE * Math.max(-least, values[values.length - 1]);
            assertTrue(bound <= least + solver, () -> bound + " > " + least);
            assertTrue(bound <= lower.best());
        }
        double ritz = report.eigenvalues().lowest().getFirst().value();
        assertTrue(lower.best() <= ritz);
        assertEquals(ritz, lower.factorized(), report.eigenvalues().lowest().getFirst().residual() + 4 * rounding);
        double largest = report.eigenvalues().highest().getFirst().value();
        assertEquals(values[values.length - 1], largest, 1e-6 * Math.abs(largest) + rounding);
        assertTrue(largest <= report.upperBounds().lambdaMax() * (1 + 1e-9) + rounding);
        UpperBounds upper = report.upperBounds();
        assertTrue(upper.lambdaMax() <= upper.global().rho() * (1 + 1e-9) + rounding);
        assertTrue(values[values.length - 1] <= upper.factorized() + rounding);
        assertEquals(largest, upper.factorized(), 1e-6 * Math.abs(largest) + 4 * rounding);
        assertEquals(Math.min(upper.lambdaMax(), Math.min(upper.factorized(), upper.global().rho())),
                upper.bestLambdaMax());
        assertTrue(report.gradientNorm() <= upper.gradient() * (1 + 1e-9));
        assertTrue(report.largestScore() <= upper.global().phi() * (1 + 1e-9));
        // the exact score is told by no double: the allowance of the score of every sample has to be in it
        assertTrue(report.largestScore() < upper.score());
        assertEquals(report.largestScore(), upper.score(),
                problem.rounding(Roundoff.DOUBLE).score() + 1e-12 * report.largestScore());
        double[] scores = problem.loss().scores(problem.theta());
        assertEquals(Arrays.stream(scores).map(Math::abs).max().orElseThrow(), report.largestScore());
        assertEquals(trace, report.trace().value(), dense.length * rounding);
        assertTrue(report.trace().low() <= trace && trace <= report.trace().high());
        // each of the eigenvalues that it adds up may be off by the allowance of one
        assertEquals(report.trace().value() + dense.length * report.rounding(), report.trace().high());
        assertEquals(List.of(), report.limits());
        assertEquals(problem.shape().heads(), report.distinctHeads());
        HeadCurvature heads = report.heads();
        double sum = heads.gaussNewton();
        double mass = 0;
        for (int head = 0; head < problem.shape().heads(); head++) {
            sum += heads.residual()[head];
            mass += heads.mass()[head];
            assertTrue(heads.residual()[head] >= heads.minima()[head] * heads.mass()[head] - rounding);
        }
        assertEquals(ritz, sum, report.eigenvalues().lowest().getFirst().residual() + rounding);
        assertEquals(1, mass, 1e-12);
        assertTrue(heads.gaussNewton() >= -rounding);
        assertNull(report.density());
    }

    /** Tokens of zeros have a flat loss: products in either arithmetic are 0, and do not differ. */
    @Example
    void productsThatAreZeroDoNotDiffer() {
        Problem flat = Problem.of(new ClassifierShape(2, 3, 2), 5, 0, 1, RandomSource.of(4));
        CurvatureReport report = CurvatureReport.of(flat.loss(), flat.start(),
                withFloat(USUAL, true));
        assertEquals(0, report.eigenvalues().highest().getFirst().value());
        assertEquals(0, report.floatDifference());
    }

    /** The vectors are those of a search in float; what is said of them holds in double. */
    @Property(tries = 40)
    void aSearchInFloatEndsInFiguresOfDouble(@ForAll long seed) {
        Problem problem = Problem.random(seed);
        CurvatureReport exact = CurvatureReport.of(problem.loss(), problem.start(), USUAL);
        CurvatureReport report = CurvatureReport.of(problem.loss(), problem.start(),
                withFloat(USUAL, true));
        ClassifierHessian hessian = problem.loss().hessian(problem.theta());
        assertTrue(Double.isNaN(exact.floatDifference()));
        assertTrue(report.floatDifference() >= 0 && report.floatDifference() < 1e-3, "" + report.floatDifference());
        for (List<RitzPair> end : List.of(report.eigenvalues().lowest(), report.eigenvalues().highest())) {
            RitzPair pair = end.getFirst();
            assertEquals(RitzPair.of(hessian, pair.vector()), pair);
            assertTrue(report.lowerBounds().best() <= pair.value());
        }
        double largest = exact.eigenvalues().highest().getFirst().value();
        double rounding = problem.curvatureRounding();
        double residual = report.eigenvalues().highest().getFirst().residual();
        assertEquals(largest, report.eigenvalues().highest().getFirst().value(),
                residual + exact.eigenvalues().highest().getFirst().residual() + rounding);
    }

    /** A Hessian of so low a rank that the sweeps of the dense solver never ended. */
    @Example
    void holdsTheTruthOfAMatrixThatIsMostlyRounding() {
        everyIntervalHoldsTheTruth(-45161);
    }

    /**
     * Heads that cancel: in double the score is (2^70 - 2^15 - 2^70 + 2^10)/2 = 2^9, and a slope of exp(-512) would
     * hide all curvature; in truth it is (2^10 - 2^15)/2, the slope 1 and the least eigenvalue -1.
     */
    @Example
    void provesNothingFromAScoreThatIsRounding() {
        ClassifierShape shape = new ClassifierShape(4, 2, 1);
        PackedSamples samples = PackedSamples.pack(new float[]{2, 0}, 1, 2, 1, null);
        float[] theta = {0, 0x1p70f, 0, 0, -0x1p15f, 0, 0, -0x1p70f, 0, 0, 0x1p10f, 0};
        ClassifierLoss loss = new ClassifierLoss(shape, samples, new float[]{1}, null, Workspace.serial());
        CurvatureReport report = CurvatureReport.of(loss, theta, USUAL);
        assertEquals(512, report.largestScore());
        assertTrue(report.lowerBounds().best() <= -1, () -> report.lowerBounds().toString());
        // the loss is 15872, and 0 in double
        GlobalBounds global = report.upperBounds().global();
        assertTrue(report.lowerBounds().global() <= -global.scoreCurvature(), () -> report.lowerBounds().toString());
        assertTrue(report.upperBounds().globalGradient() >= global.gradient(), () -> report.upperBounds().toString());
        SharpnessPath.Point point = new SharpnessPath(loss, 20, 1e-3, 0).measure(0, theta);
        assertTrue(point.certified() <= -1, point::toString);
        // the W of a head with U = (2^70, 0) has the derivative 2^70 x_1 Cov(x) / sqrt(H) = 2^70
        assertTrue(report.upperBounds().gradient() >= 0x1p70, () -> report.upperBounds().toString());
        assertTrue(report.upperBounds().score() >= (0x1p15 - 0x1p10) / 2, () -> report.upperBounds().toString());
    }

    /**
     * Heads that cancel to 2^10 in double, and to 0 in truth: there the loss has the curvature x^2 / 4 = 1 along all U.
     */
    @Example
    void boundsACurvatureThatRoundingHides() {
        ClassifierShape shape = new ClassifierShape(4, 1, 1);
        float[] theta = {0, 0x1p70f, 0, -0x1p10f, 0, -0x1p70f, 0, 0x1p10f};
        ClassifierLoss loss = new ClassifierLoss(shape, PackedSamples.pack(new float[]{2}, 1, 1, 1, null),
                new float[]{1}, null, Workspace.serial());
        CurvatureReport report = CurvatureReport.of(loss, theta, UsualCurvature.USUAL);
        assertEquals(1024, report.largestScore());
        assertTrue(report.upperBounds().lambdaMax() >= 1, () -> report.upperBounds().toString());
        assertTrue(report.upperBounds().bestLambdaMax() >= 1, () -> report.upperBounds().toString());
    }

    @Property(tries = 20)
    void estimatesAgreeWithTheExactTrace(@ForAll long seed) {
        Problem problem = Problem.random(seed);
        CurvatureReport exact = CurvatureReport.of(problem.loss(), problem.start(), USUAL);
        assertNull(exact.lowerBounds().probable());
        for (TraceEstimate.Method method : new TraceEstimate.Method[]{HUTCHINSON, HUTCHPP}) {
            CurvatureReport report = CurvatureReport.of(problem.loss(), problem.start(),
                    withProbes(withTrace(USUAL, method, 0), 3));
            TraceEstimate trace = report.trace();
            assertTrue(trace.products() <= 300 && trace.method() == method);
            // the interval of the probes alone, and what rounding does to a trace and to the probes
            ClassifierHessian hessian = problem.loss().hessian(problem.theta());
            TraceEstimator estimator = new TraceEstimator(0, 300, USUAL.seed());
            TraceEstimate probes = method == HUTCHINSON
                    ? estimator.hutchinson(hessian, PartStore.NONE)
                    : estimator.hutchPlusPlus(hessian);
            assertEquals(probes.low() - 2 * hessian.size() * report.rounding(), trace.low());
            assertEquals(probes.high() + 2 * hessian.size() * report.rounding(), trace.high());
            // 100 probes and more: the interval is about two standard errors to a side, allowed are eight
            double allowed = 4 * (trace.high() - trace.value()) + exact.trace().high() - exact.trace().value();
            assertEquals(exact.trace().value(), trace.value(), allowed);
            assertEquals(3, report.density().values().length);
            double widest = Math.max(Math.abs(report.eigenvalues().lowest().getFirst().value()),
                    report.eigenvalues().highest().getFirst().value());
            assertEquals(1, report.density().between(-1.001 * widest - 1e-9, 1.001 * widest + 1e-9).mean(), 1e-9);
        }
    }

    @Example
    void saysThatAllHeadsAreOne() {
        Problem problem = Problem.of(new ClassifierShape(5, 3, 2), 6, 1, 1, RandomSource.of(4));
        float[] zero = Initialization.ZERO.create(problem.shape(), null, null, 1, 1);
        assertEquals(1, CurvatureReport.of(problem.loss(), zero, USUAL).distinctHeads());
    }
}
