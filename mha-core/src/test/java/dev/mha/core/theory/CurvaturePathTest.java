package dev.mha.core.theory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.Flat;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.Lanczos;
import dev.mha.core.curvature.Margin;
import dev.mha.core.curvature.RitzPair;
import dev.mha.core.curvature.TraceEstimate;
import dev.mha.core.data.Dataset;
import dev.mha.core.generate.Planted;
import dev.mha.core.model.Initialization;
import dev.mha.core.train.GradientDescent;
import dev.mha.core.train.TrainingSettings;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class CurvaturePathTest {
    private static final Set<CurvaturePath.Part> ALL = EnumSet.allOf(CurvaturePath.Part.class);
    private static final double TOLERANCE = 1e-7;

    private final Dataset data = new Planted(2, 5, 5).train(80, 3);
    private final PackedSamples samples = PackedSamples
            .pack(data.x(), data.samples(), data.tokens(), data.features(), null);
    private final ClassifierShape shape = new ClassifierShape(4, 5, 5);

    private ClassifierLoss loss(Workspace work) {
        return new ClassifierLoss(shape, samples, data.labels(), null, work);
    }

    private CurvaturePath path(Workspace work) {
        return new CurvaturePath(loss(work), 200, TOLERANCE, 1, ALL);
    }

    /** The iterates 0, 10, ..., 60. */
    private List<float[]> iterates() {
        List<float[]> iterates = new ArrayList<>();
        float[] start = Initialization.GAUSS.create(shape, samples, data.labels(), 1, 1);
        GradientDescent.run(shape, samples, data.labels(), null, start, TrainingSettings.of(1, 60),
                Workspace.serial(), (k, loss, theta) -> {
                    if (k % 10 == 0) {
                        iterates.add(theta.clone());
                    }
                    return true;
                });
        return iterates;
    }

    private static void assertSameMargin(Margin expected, Margin actual) {
        assertTrue(actual.lower() <= expected.upper() && expected.lower() <= actual.upper(),
                () -> actual.lower() + " .. " + actual.upper() + ", " + expected.lower() + " .. " + expected.upper());
    }

    private static void assertClose(RitzPair expected, RitzPair actual) {
        assertEquals(expected.value(), actual.value(), expected.residual() + actual.residual() + 1e-12);
    }

    /** Every figure of a point is that of the report at the same parameters: to the bit, or within what both state. */
    @Test
    void measuresWhatTheReportMeasures() {
        CurvaturePath path = path(Workspace.serial());
        CurvatureSettings settings = new CurvatureSettings(1, 200, TOLERANCE, 1, 1L << 30, 4,
                TraceEstimate.Method.EXACT, 0.05, false);
        int iteration = 0;
        for (float[] theta : iterates()) {
            CurvaturePoint point = path.measure(iteration, theta, Progress.NONE);
            CurvatureReport report = CurvatureReport.of(loss(Workspace.serial()), theta, settings);
            SharpnessPath.Point ends = point.ends();
            assertEquals(iteration, ends.iteration());
            assertEquals(report.loss(), ends.loss());
            assertEquals(report.gradientNorm(), ends.gradientNorm());
            assertEquals(report.rounding(), ends.rounding());
            assertEquals(report.trace(), point.trace());
            assertArrayEquals(report.density().values(), point.density().values());
            assertArrayEquals(report.density().weights(), point.density().weights());
            assertArrayEquals(report.heads().minima(), point.heads().minima());
            assertTrue(ends.converged() && report.eigenvalues().converged());
            assertClose(report.eigenvalues().highest().getFirst(), ends.lambdaMax());
            assertClose(report.eigenvalues().lowest().getFirst(), ends.lambdaMin());
            // vectors differ by residual / gap, the gap here more than a thousandth of the largest eigenvalue
            double allowed = 1e4 * TOLERANCE * ends.lambdaMax().value();
            assertArrayEquals(report.heads().residual(), point.heads().residual(), allowed);
            assertArrayEquals(report.heads().mass(), point.heads().mass(), 1e4 * TOLERANCE);
            double sum = point.heads().gaussNewton();
            for (double head : point.heads().residual()) {
                sum += head;
                assertTrue(head >= point.heads().residual()[point.heads().least()]);
            }
            assertEquals(ends.lambdaMin().value(), sum, 1e-12 + ends.lambdaMin().residual());
            assertSameMargin(report.margin(), point.margin());
            assertTrue(point.margin().upper() - point.margin().lower() <= 2 * TOLERANCE * point.margin().upper());
            iteration += 10;
        }
    }

    /**
     * A point that starts from the one before claims what one claims that starts from nowhere, and takes fewer steps.
     */
    @Test
    void warmStartsChangeNoClaim() {
        CurvaturePath path = path(Workspace.serial());
        int warm = 0;
        int cold = 0;
        for (float[] theta : iterates()) {
            CurvaturePoint point = path.measure(0, theta, Progress.NONE);
            CurvaturePoint fresh = path(Workspace.serial()).measure(0, theta, Progress.NONE);
            assertClose(fresh.ends().lambdaMax(), point.ends().lambdaMax());
            assertClose(fresh.ends().lambdaMin(), point.ends().lambdaMin());
            // the factorization is tried at the Ritz value and below
            assertEquals(fresh.ends().certified(), point.ends().certified(),
                    TOLERANCE * -point.ends().lambdaMin().value());
            assertEquals(fresh.heads().least(), point.heads().least());
            assertSameMargin(fresh.margin(), point.margin());
            warm += point.margin().steps();
            cold += fresh.margin().steps();
        }
        assertTrue(warm < cold, warm + " steps of the margin, " + cold + " without the point before");
    }

    @Test
    void isTheSameForAnyNumberOfThreads() {
        List<float[]> iterates = iterates();
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            CurvaturePath one = path(Workspace.serial());
            CurvaturePath three = path(Workspace.parallel(pool, 3));
            for (float[] theta : iterates) {
                CurvaturePoint a = one.measure(0, theta, Progress.NONE);
                CurvaturePoint b = three.measure(0, theta, Progress.NONE);
                assertEquals(a.ends().lambdaMax().value(), b.ends().lambdaMax().value());
                assertEquals(a.ends().lambdaMin().value(), b.ends().lambdaMin().value());
                assertEquals(a.ends().certified(), b.ends().certified());
                assertEquals(a.trace(), b.trace());
                assertArrayEquals(a.density().values(), b.density().values());
                assertArrayEquals(a.heads().residual(), b.heads().residual());
                assertEquals(a.heads().gaussNewton(), b.heads().gaussNewton());
                assertArrayEquals(a.margin().weights(), b.margin().weights());
            }
        }
    }

    /** The estimated sum of the negative eigenvalues beside all of them, one by one. */
    @Test
    void addsTheNegativeEigenvaluesUp() {
        CurvaturePoint point = path(Workspace.serial()).measure(0, iterates().getLast(), Progress.NONE);
        int parameters = shape.parameters();
        double[] theta = ClassifierLoss.widen(iterates().getLast());
        List<RitzPair> all = new Lanczos(parameters, 1, parameters, 0, 3).run(loss(Workspace.serial()).hessian(theta))
                .lowest();
        double size = all.getLast().value();
        double sum = all.stream().mapToDouble(pair -> Math.min(0, pair.value())).sum();
        double count = all.stream().filter(pair -> pair.value() < -0.01 * size).count();
        // Student's 99 % for four probes
        assertTrue(sum < 0 && count > 0);
        assertEquals(sum, point.negativeTrace().mean(), 5.84 * point.negativeTrace().standardError());
        assertEquals(count / parameters, point.negativeShare().mean(), 5.84 * point.negativeShare().standardError());
        assertTrue(point.negativeTrace().standardError() < -sum);
    }

    /** A point is whole or not there, and the next one holds all the same. */
    @Test
    void stopsWhereverItIsAsked() {
        List<float[]> iterates = iterates();
        int[] calls = {0};
        CurvaturePoint whole = path(Workspace.serial()).measure(0, iterates.getLast(), share -> {
            assertTrue(share >= 0 && share <= 1);
            calls[0]++;
            return true;
        });
        assertTrue(calls[0] > 150, calls[0] + " calls");
        for (int most = 0; most < calls[0] - 1; most += 40) {
            int patience = most;
            int[] asked = {0};
            CurvaturePath path = path(Workspace.serial());
            assertThrows(CancellationException.class,
                    () -> path.measure(0, iterates.getFirst(), share -> ++asked[0] <= patience));
            CurvaturePoint after = path.measure(0, iterates.getLast(), Progress.NONE);
            assertClose(whole.ends().lambdaMin(), after.ends().lambdaMin());
            assertSameMargin(whole.margin(), after.margin());
        }
    }

    @Test
    void leavesOutWhatIsNotWanted() {
        CurvaturePath path = new CurvaturePath(loss(Workspace.serial()), 200, TOLERANCE, 1, Set.of());
        CurvaturePoint point = path.measure(0, iterates().getFirst(), Progress.NONE);
        assertNull(point.density());
        assertNull(point.margin());
        assertEquals(1, point.trace().confidence());
    }

    /** Stopped in the middle of a point, and taken up by another path: nothing that follows can tell. */
    @Test
    void goesOnFromAStateWithTheSameBits() {
        List<float[]> iterates = iterates().subList(0, 4);
        CurvaturePath whole = path(Workspace.serial());
        List<String> points = new ArrayList<>();
        int[] calls = {0};
        for (float[] theta : iterates) {
            points.add(Flat.of(whole.measure(points.size(), theta, share -> ++calls[0] > 0)).toString());
        }
        for (int stop = 0; stop < 4; stop++) {
            CurvaturePath first = path(Workspace.serial());
            for (int i = 0; i < stop; i++) {
                first.measure(i, iterates.get(i), Progress.NONE);
            }
            float[] next = iterates.get(stop);
            // in the middle of the eigenvectors, and where both ends have been measured
            int patience = stop % 2 == 0 ? 5 : calls[0] / 4 - 100;
            int[] asked = {0};
            assertThrows(CancellationException.class, () -> first.measure(9, next,
                    share -> ++asked[0] <= patience));
            CurvaturePath second = path(Workspace.serial());
            second.restore(DoubleBuffer.wrap(first.state()));
            for (int i = stop; i < 4; i++) {
                assertEquals(points.get(i), Flat.of(second.measure(i, iterates.get(i), Progress.NONE)).toString(),
                        "after a stop at " + stop);
            }
            assertArrayEquals(whole.state(), second.state());
        }
    }
}
