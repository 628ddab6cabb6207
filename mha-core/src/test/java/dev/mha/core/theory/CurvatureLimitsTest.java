package dev.mha.core.theory;

import static dev.mha.core.theory.UsualCurvature.withTrace;
import static dev.mha.core.theory.UsualCurvature.withProbes;
import static dev.mha.core.theory.UsualCurvature.withMemory;
import static dev.mha.core.theory.UsualCurvature.withFloat;
import static dev.mha.core.theory.UsualCurvature.USUAL;
import static dev.mha.core.curvature.TraceEstimate.Method.HUTCHPP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.Problem;
import dev.mha.core.curvature.ClassifierHessian;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.Lanczos;
import dev.mha.core.curvature.RandomStartBound;
import dev.mha.core.curvature.TangentKernel;
import dev.mha.core.curvature.TraceEstimate;
import dev.mha.core.curvature.TraceEstimator;
import dev.mha.core.random.RandomSource;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What is too large for the memory or for a method is left out with a reason, or refused in a sentence. */
class CurvatureLimitsTest {
    @Test
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

    @Test
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

    /** The kernel, and beside it the gradients of one head or the factor of the search, whichever is larger. */
    @Test
    void countsTheBytesOfAMargin() {
        // 1056 parameters of a head
        Problem wide = Problem.of(new ClassifierShape(2, 1, 32), 200, 1, 1, RandomSource.of(4));
        assertTrue(TangentKernel.bytes(wide.loss()) >= 8L * 200 * (200 + 1056));
        // 192 parameters in all, 6 of a head: a support of up to 193 samples, whose factor is a triangle
        Problem narrow = Problem.of(new ClassifierShape(32, 1, 2), 193, 1, 1, RandomSource.of(4));
        assertTrue(TangentKernel.bytes(narrow.loss()) >= 8L * 193 * 193 + 8L * 193 * 193 / 2);
    }

    /** Probes that share their products keep a space of vectors each, and Hutch++ one of its own. */
    @Test
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
    @Test
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
    @Test
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
    @Test
    void refusesSizesThatOverflow() {
        Problem problem = Problem.of(new ClassifierShape(2, 3, 2), 4, 3e37, 3e37, RandomSource.of(4));
        String message = assertThrows(ArithmeticException.class,
                () -> CurvatureReport.of(problem.loss(), problem.start(), USUAL)).getMessage();
        assertTrue(message.startsWith("the bounds overflow: the largest token has norm "), message);
    }

    @Test
    void asksForWeightsThatSumToOne() {
        Problem problem = Problem.of(new ClassifierShape(1, 2, 2), 3, 1, 1, RandomSource.of(4));
        for (double last : new double[]{2.25, 0.2500001}) {
            double[] weights = {0.5, 0.25, last};
            ClassifierLoss loss = new ClassifierLoss(problem.shape(), problem.samples(), problem.labels(), weights,
                    Workspace.serial());
            String message = assertThrows(IllegalArgumentException.class,
                    () -> CurvatureReport.of(loss, problem.start(), USUAL)).getMessage();
            assertEquals("weights sum to " + (0.75 + last) + ", the bounds ask for 1", message);
        }
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
