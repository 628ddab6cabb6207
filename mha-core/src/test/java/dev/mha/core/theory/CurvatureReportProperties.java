package dev.mha.core.theory;

import static dev.mha.core.theory.UsualCurvature.withTrace;
import static dev.mha.core.theory.UsualCurvature.withProbes;
import static dev.mha.core.theory.UsualCurvature.withMemory;
import static dev.mha.core.theory.UsualCurvature.withFloat;
import static dev.mha.core.theory.UsualCurvature.USUAL;
import static dev.mha.core.curvature.TraceEstimate.Method.HUTCHINSON;
import static dev.mha.core.curvature.TraceEstimate.Method.HUTCHPP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.linear.Roundoff;
import dev.mha.core.Problem;
import dev.mha.core.bound.GlobalBounds;
import dev.mha.core.curvature.ClassifierHessian;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.DenseHessian;
import dev.mha.core.curvature.Lanczos;
import dev.mha.core.curvature.PartStore;
import dev.mha.core.curvature.RandomStartBound;
import dev.mha.core.curvature.RitzPair;
import dev.mha.core.linear.SymmetricEigen;
import dev.mha.core.curvature.TangentKernel;
import dev.mha.core.curvature.TraceEstimate;
import dev.mha.core.curvature.TraceEstimator;
import dev.mha.core.random.RandomSource;
import dev.mha.core.model.Initialization;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

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
        double[][] written = DenseHessian.lowerTriangle(hessian);
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
        assertTrue(report.margin().lower() <= report.margin().upper());
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

    @Example
    void largeHeadsGoWithoutTheirBlocks() {
        ClassifierShape shape = new ClassifierShape(2, 2, 50);
        Problem problem = Problem.of(shape, 4, 0.3, 0.1, RandomSource.of(2));
        CurvatureReport report = CurvatureReport.of(problem.loss(), problem.start(),
                USUAL.withEigenvalues(2).withMaxSteps(40));
        assertNull(report.heads().minima());
        // where nothing is computed a random start says more than the sizes, and may fail
        RandomStartBound probable = report.lowerBounds().probable();
        assertEquals(1e-9, probable.failure());
        assertTrue(report.lowerBounds().best() < probable.value());
        assertTrue(probable.value() <= report.eigenvalues().lowest().getFirst().value());
        // the bound on the residual, less what the least eigenvalue may round to
        ClassifierHessian hessian = problem.loss().hessian(problem.theta());
        RandomStartBound residual = RandomStartBound.of(hessian.residual(), probable.steps(), 1e-9, USUAL.seed());
        assertEquals(Math.min(0, residual.value()) - report.rounding(), probable.value());
        assertTrue(probable.value() < residual.value());
        assertTrue(Double.isNaN(report.lowerBounds().block()) && Double.isNaN(report.lowerBounds().factorized()));
        assertTrue(report.lowerBounds().best() < report.eigenvalues().lowest().getFirst().value());
        assertEquals(2, report.eigenvalues().highest().size());
        assertEquals(List.of(
                new Limit(Limit.Quantity.BLOCK, "a head has 2600 parameters; its block is taken apart up to 1500"),
                new Limit(Limit.Quantity.FACTORIZED,
                        "the model has 5200 parameters; the whole Hessian is factorized up to 2500")),
                report.limits());
    }

    @Example
    void leavesOutWhatDoesNotFitTheMemory() {
        Problem problem = Problem.of(new ClassifierShape(2, 3, 2), 200, 1, 1, RandomSource.of(4));
        CurvatureReport whole = CurvatureReport.of(problem.loss(), problem.start(), USUAL);
        // the kernel of 200 samples, the gradients of one head, and the scratch of one group of samples
        long kernel = TangentKernel.bytes(problem.loss());
        assertTrue(kernel > 8 * 200 * (200 + 10) && kernel < 1.2 * 8 * 200 * (200 + 10));
        // the scratch of the derivatives before it is still there
        long needed = problem.loss().scratchBytes() + kernel;
        CurvatureReport part = CurvatureReport.of(problem.loss(), problem.start(),
                withMemory(USUAL, needed - 1));
        assertNull(part.margin());
        assertEquals(List.of(new Limit(Limit.Quantity.MARGIN, String.format(Locale.ROOT,
                "200 samples and 20 parameters ask for %.1f kB of memory, there are %.1f kB", needed / 1024.0,
                (needed - 1) / 1024.0))), part.limits());
        assertEquals(whole.lowerBounds(), part.lowerBounds());
        assertNotNull(CurvatureReport.of(problem.loss(), problem.start(),
                withMemory(USUAL, needed)).margin());
        Problem wide = Problem.of(new ClassifierShape(2, 1, 32), 4, 1, 1, RandomSource.of(4));
        long vectors = wide.loss().scratchBytes() + 8 * 302 * 2112;
        assertEquals(String.format(Locale.ROOT, "300 Lanczos steps for 2112 parameters ask for %.1f MB of memory,"
                + " there are %.1f MB; ask for fewer steps", vectors / 1048576.0, (vectors - 1) / 1048576.0),
                refusal(wide, vectors - 1));
    }

    /** Probes that share their products keep a space of vectors each, and Hutch++ one of its own. */
    @Example
    void leavesOutEstimatesWhoseVectorsDoNotFit() {
        Problem problem = Problem.of(new ClassifierShape(2, 1, 32), 4, 1, 1, RandomSource.of(4));
        int size = problem.shape().parameters();
        CurvatureSettings settings = withTrace(withProbes(USUAL.withMaxSteps(6), 2), HUTCHPP, 0);
        long spaces = problem.loss().scratchBytes() + 2 * Lanczos.bytes(30, size);
        CurvatureReport part = CurvatureReport.of(problem.loss(), problem.start(), withMemory(settings, spaces - 1));
        assertNull(part.density());
        assertTrue(part.limits().stream().anyMatch(limit -> limit.quantity() == Limit.Quantity.DENSITY),
                part::toString);
        assertEquals(HUTCHPP, part.trace().method());
        assertNotNull(
                CurvatureReport.of(problem.loss(), problem.start(), withMemory(settings, spaces)).density());
        // a third of the products spans the space
        assertEquals(Lanczos.bytes(200, size), TraceEstimator.bytes(600, size));
        assertEquals("derivatives of samples of 1 token with 2 heads", problem.loss().scratchUse());
    }

    private static String refusal(Problem problem, long memory) {
        return assertThrows(IllegalArgumentException.class, () -> CurvatureReport.of(problem.loss(), problem.start(),
                withMemory(USUAL, memory))).getMessage();
    }

    /** Attention grows with the square of the tokens: that of the samples at work is counted before it is taken. */
    @Example
    void refusesTokensWhoseAttentionDoesNotFitTheMemory() {
        Problem problem = Problem.of(new ClassifierShape(2, 200, 1), 2, 1, 1, RandomSource.of(4));
        long scratch = problem.loss().scratchBytes();
        // four matrices of 8 samples for one head beside each other, and four of every head at least once
        assertTrue(scratch >= 8L * 200 * 200 * (4 * 8 + 4 * 2), "" + scratch);
        assertEquals(String.format(Locale.ROOT,
                "derivatives of samples of 200 tokens with 2 heads ask for %.1f MB of memory, there are %.1f MB; take"
                        + " fewer threads, shorter samples or fewer heads",
                scratch / 1048576.0, (scratch - 1) / 1048576.0), refusal(problem, scratch - 1));
        assertNotNull(CurvatureReport.of(problem.loss(), problem.start(),
                withMemory(USUAL.withMaxSteps(5), scratch + Lanczos.bytes(5, problem.shape().parameters()))));
    }

    /** A search in float keeps scratch of its own beside that in double. */
    @Example
    void countsTheScratchOfASearchInFloat() {
        Problem problem = Problem.of(new ClassifierShape(2, 200, 1), 2, 1, 1, RandomSource.of(4));
        CurvatureSettings settings = USUAL.withMaxSteps(5);
        long inDouble = problem.loss().scratchBytes() + Lanczos.bytes(5, problem.shape().parameters());
        long inFloat = problem.loss().floatScratchBytes(1);
        assertTrue(inFloat >= 4L * 200 * 200 * 4 * 2, "" + inFloat);
        assertNotNull(CurvatureReport.of(problem.loss(), problem.start(), withMemory(settings, inDouble)));
        CurvatureSettings narrow = withFloat(settings, true);
        assertThrows(IllegalArgumentException.class, () -> CurvatureReport.of(problem.loss(), problem.start(),
                withMemory(narrow, inDouble + inFloat - 1)));
        assertNotNull(CurvatureReport.of(problem.loss(), problem.start(), withMemory(narrow, inDouble + inFloat)));
    }

    /** Finite values whose bounds are not: no interval can be told. */
    @Example
    void refusesSizesThatOverflow() {
        Problem problem = Problem.of(new ClassifierShape(2, 3, 2), 4, 3e37, 3e37, RandomSource.of(4));
        String message = assertThrows(ArithmeticException.class,
                () -> CurvatureReport.of(problem.loss(), problem.start(), USUAL)).getMessage();
        assertTrue(message.startsWith("the bounds overflow: the largest token has norm "), message);
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
    void tellsHowFarItIs() {
        Problem problem = Problem.of(new ClassifierShape(2, 3, 2), 40, 1, 1, RandomSource.of(4));
        List<Double> shares = new ArrayList<>();
        CurvatureReport.of(problem.loss(), problem.start(), withProbes(USUAL, 2),
                share -> shares.add(share));
        assertEquals(shares.stream().sorted().toList(), shares);
        assertEquals(1, shares.getLast(), 1e-12);
        assertTrue(shares.getFirst() < 0.5 && shares.size() > 20, shares.toString());
    }

    /** Wherever it is stopped, what it says holds, and what it does not say it names. */
    @Example
    void holdsWhereverItIsStopped() {
        Problem problem = Problem.of(new ClassifierShape(3, 4, 3), 30, 1, 1, RandomSource.of(4));
        CurvatureSettings settings = withProbes(withTrace(USUAL, HUTCHINSON, 0), 2);
        CurvatureReport whole = CurvatureReport.of(problem.loss(), problem.start(), settings);
        double exact = CurvatureReport.of(problem.loss(), problem.start(), USUAL).trace().value();
        assertTrue(whole.complete());
        assertEquals(List.of(), whole.limits());
        Set<String> stoppedAt = new HashSet<>();
        boolean complete = false;
        for (int calls = 1; !complete; calls++) {
            int last = calls;
            int[] called = {0};
            CurvatureReport part = CurvatureReport.of(problem.loss(), problem.start(), settings,
                    share -> ++called[0] < last);
            complete = part.complete();
            assertEquals(complete, part.limits().isEmpty());
            part.limits().forEach(limit -> stoppedAt.add(limit.quantity().word()));
            RitzPair least = part.eigenvalues().lowest().getFirst();
            assertTrue(least.value() >= whole.lowerBounds().best());
            assertTrue(part.lowerBounds().best() <= whole.eigenvalues().lowest().getFirst().value());
            assertTrue(part.upperBounds().bestLambdaMax() >= whole.eigenvalues().highest().getFirst().value());
            assertEquals(!part.eigenvalues().converged(),
                    part.limits().stream().anyMatch(limit -> limit.quantity() == Limit.Quantity.EIGENVALUES));
            assertEquals(part.margin() == null,
                    part.limits().stream().anyMatch(limit -> limit.quantity() == Limit.Quantity.MARGIN));
            assertEquals(part.density() == null,
                    part.limits().stream().anyMatch(limit -> limit.quantity() == Limit.Quantity.DENSITY));
            boolean estimated = part.trace().method() == HUTCHINSON;
            assertEquals(estimated ? whole.trace().value() : exact, part.trace().value());
            if (calls == 1) {
                // the end asked for at once: the eigenvalues of one Lanczos step, and bounds without any work
                assertEquals(1, part.eigenvalues().steps());
                assertTrue(Double.isNaN(part.lowerBounds().block()) && Double.isNaN(part.lowerBounds().factorized()));
            }
        }
        assertEquals(Set.of("eigenvalues", "block", "factorized", "margin", "trace estimate", "density"), stoppedAt);
    }

    /** Where no certificate fits, the bound from a random start can be stopped as well. */
    @Example
    void leavesTheProbableBoundOutWhenItIsStopped() {
        Problem problem = Problem.of(new ClassifierShape(2, 2, 40), 4, 1, 0.1, RandomSource.of(4));
        CurvatureSettings settings = USUAL.withMaxSteps(30);
        int[] called = {0};
        CurvatureReport part = CurvatureReport.of(problem.loss(), problem.start(), settings,
                share -> ++called[0] < 40);
        assertNull(part.lowerBounds().probable());
        assertTrue(part.limits().stream().anyMatch(limit -> limit.quantity() == Limit.Quantity.PROBABLE),
                part::toString);
        assertTrue(part.lowerBounds().best() <= part.eigenvalues().lowest().getFirst().value());
    }

    @Example
    void saysThatAllHeadsAreOne() {
        Problem problem = Problem.of(new ClassifierShape(5, 3, 2), 6, 1, 1, RandomSource.of(4));
        float[] zero = Initialization.ZERO.create(problem.shape(), null, null, 1, 1);
        assertEquals(1, CurvatureReport.of(problem.loss(), zero, USUAL).distinctHeads());
    }

    @Example
    void asksForWeightsThatSumToOne() {
        Problem problem = Problem.of(new ClassifierShape(1, 2, 2), 3, 1, 1, RandomSource.of(4));
        ClassifierLoss loss = new ClassifierLoss(problem.shape(), problem.samples(), problem.labels(),
                new double[]{1, 1, 1}, Workspace.serial());
        String message = assertThrows(
                IllegalArgumentException.class,
                () -> CurvatureReport.of(loss, problem.start(), USUAL)).getMessage();
        assertEquals("weights sum to 3.0, the bounds ask for 1", message);
        CurvatureSettings usual = USUAL;
        assertThrows(IllegalArgumentException.class, () -> usual.withEigenvalues(0));
        assertThrows(IllegalArgumentException.class, () -> usual.withMaxSteps(0));
        assertThrows(IllegalArgumentException.class, () -> withMemory(usual, 0));
        assertThrows(IllegalArgumentException.class, () -> withProbes(usual, -1));
        assertThrows(IllegalArgumentException.class, () -> withTrace(usual, TraceEstimate.Method.EXACT, -1));
        assertThrows(IllegalArgumentException.class,
                () -> new CurvatureSettings(1, 1, -1, 1, 1, 0, TraceEstimate.Method.EXACT, 1, false));
    }
}
