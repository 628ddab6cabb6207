package dev.mha.core.theory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.Flat;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.Lanczos;
import dev.mha.core.curvature.RitzPair;
import dev.mha.core.data.Dataset;
import dev.mha.core.generate.Planted;
import dev.mha.core.linear.Vectors;
import dev.mha.core.model.Initialization;
import dev.mha.core.train.GradientDescent;
import dev.mha.core.train.TrainingSettings;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class SharpnessPathTest {
    private final Dataset data = new Planted(2, 5, 5).train(80, 3);
    private final PackedSamples samples = PackedSamples
            .pack(data.x(), data.samples(), data.tokens(), data.features(), null);

    private List<float[]> path(ClassifierShape shape, double step, int iterations, int every) {
        List<float[]> path = new ArrayList<>();
        float[] start = Initialization.GAUSS.create(shape, samples, data.labels(), 1, 1);
        GradientDescent.run(shape, samples, data.labels(), null, start, TrainingSettings.of(step, iterations),
                Workspace.serial(), (k, loss, theta) -> {
                    if (k % every == 0) {
                        path.add(theta.clone());
                    }
                    return true;
                });
        return path;
    }

    /** Starts from the point before find the same ends as starts from nowhere, with fewer products. */
    @Test
    void warmStartsChangeNoFigure() {
        ClassifierShape shape = new ClassifierShape(8, 5, 5);
        ClassifierLoss loss = new ClassifierLoss(shape, samples, data.labels(), null, Workspace.serial());
        SharpnessPath path = new SharpnessPath(loss, 200, 1e-5, 1);
        int warm = 0;
        int cold = 0;
        int iteration = 0;
        for (float[] theta : path(shape, 1, 100, 10)) {
            SharpnessPath.Point point = path.measure(iteration, theta);
            SharpnessPath alone = new SharpnessPath(loss, 200, 1e-5, 1);
            SharpnessPath.Point fresh = alone.measure(iteration, theta);
            assertTrue(point.converged() && fresh.converged());
            double allowed = 2e-5 * fresh.lambdaMax().value();
            assertEquals(fresh.lambdaMax().value(), point.lambdaMax().value(), allowed);
            assertEquals(fresh.lambdaMin().value(), point.lambdaMin().value(), allowed);
            assertEquals(fresh.certified(), point.certified(), allowed);
            assertTrue(point.certified() <= point.lambdaMin().value());
            // 400 parameters have blocks of 50: the bracket is close
            assertTrue(point.certified() >= 1.5 * point.lambdaMin().value() - allowed);
            warm += iteration == 0 ? 0 : point.steps();
            cold += iteration == 0 ? 0 : fresh.steps();
            iteration += 10;
        }
        assertEquals(11, path.points().size());
        assertEquals(100, path.points().getLast().iteration());
        assertTrue(warm < cold, warm + " steps, " + cold + " without the point before");
    }

    /**
     * The next search starts from both vectors and, out of their plane, a tenth at random: else it would see nothing
     * new.
     */
    @Test
    void aTenthOfAStartVectorIsNew() {
        ClassifierShape shape = new ClassifierShape(8, 5, 5);
        ClassifierLoss loss = new ClassifierLoss(shape, samples, data.labels(), null, Workspace.serial());
        SharpnessPath path = new SharpnessPath(loss, 200, 1e-5, 1);
        SharpnessPath.Point point = path.measure(0, path(shape, 1, 10, 10).getLast(), () -> false);
        double[] state = path.state();
        double[] rest = Arrays.copyOfRange(state, state.length - shape.parameters(), state.length);
        for (RitzPair pair : List.of(point.lambdaMax(), point.lambdaMin())) {
            double along = Vectors.dot(pair.vector(), rest);
            assertEquals(1, along, 0.05);
            Vectors.add(-along, pair.vector(), rest);
        }
        assertEquals(0.1 * Math.sqrt(2), Vectors.norm(rest), 0.03);
    }

    /** Stopped in the middle of a point, and taken up by another path: nothing that follows can tell. */
    @Test
    void goesOnFromAStateWithTheSameBits() {
        ClassifierShape shape = new ClassifierShape(8, 5, 5);
        ClassifierLoss loss = new ClassifierLoss(shape, samples, data.labels(), null, Workspace.serial());
        List<float[]> iterates = path(shape, 1, 60, 20);
        SharpnessPath whole = new SharpnessPath(loss, 200, 1e-5, 1);
        iterates.forEach(theta -> whole.measure(20 * whole.points().size(), theta));
        assertEquals(4, whole.points().size());
        for (int stop = 0; stop <= 4; stop++) {
            SharpnessPath first = new SharpnessPath(loss, 200, 1e-5, 1);
            for (int i = 0; i < stop; i++) {
                first.measure(20 * i, iterates.get(i));
            }
            int[] products = {0};
            float[] next = iterates.get(stop % 4);
            assertThrows(CancellationException.class, () -> first.measure(99, next, () -> ++products[0] > 5));
            SharpnessPath second = new SharpnessPath(loss, 200, 1e-5, 1);
            second.restore(DoubleBuffer.wrap(first.state()));
            for (int i = stop; i < 4; i++) {
                second.measure(20 * i, iterates.get(i));
            }
            assertEquals(Flat.of(whole.points()), Flat.of(second.points()), "after a stop at " + stop);
            assertArrayEquals(whole.state(), second.state());
        }
    }

    /** Small models are factorized: the interval closes up to rounding. */
    @Test
    void closesTheIntervalOfSmallModels() {
        ClassifierShape shape = new ClassifierShape(2, 5, 5);
        ClassifierLoss loss = new ClassifierLoss(shape, samples, data.labels(), null, Workspace.serial());
        SharpnessPath path = new SharpnessPath(loss, 200, 1e-8, 1);
        for (float[] theta : path(shape, 1, 20, 10)) {
            SharpnessPath.Point point = path.measure(0, theta);
            assertEquals(point.lambdaMin().value(), point.certified(), 1e-3 * Math.abs(point.certified()));
            double exact = Lanczos.ends(100, 1e-9, 7).run(loss.hessian(ClassifierLoss.widen(theta))).highest()
                    .getFirst().value();
            assertEquals(3 * exact, point.sharpness(3), 1e-6);
        }
    }

    /** Heads that cancel, as in {@link CurvatureReportProperties}: the score is rounding, the least eigenvalue -1. */
    @Test
    void certifiesNothingFromAScoreThatIsRounding() {
        ClassifierShape shape = new ClassifierShape(4, 2, 1);
        PackedSamples one = PackedSamples.pack(new float[]{2, 0}, 1, 2, 1, null);
        float[] theta = {0, 0x1p70f, 0, 0, -0x1p15f, 0, 0, -0x1p70f, 0, 0, 0x1p10f, 0};
        ClassifierLoss loss = new ClassifierLoss(shape, one, new float[]{1}, null, Workspace.serial());
        SharpnessPath.Point point = new SharpnessPath(loss, 200, 1e-4, 1).measure(0, theta);
        assertTrue(point.certified() <= -1, "certified " + point.certified());
    }

    /**
     * Decoders of 0: the loss is log 2 whatever W is, and kappa is sqrt 2 for two tokens of norm 1. With this W, what
     * rounding may do to an eigenvalue leaves no other bound than that of kappa; some of its factors are rounded
     * outwards by 2^-40 each, fewer than 64.
     */
    @Test
    void certifiesByTheLossWhereWeightsAreHuge() {
        ClassifierShape shape = new ClassifierShape(1, 2, 1);
        PackedSamples one = PackedSamples.pack(new float[]{1, -1}, 1, 2, 1, null);
        ClassifierLoss loss = new ClassifierLoss(shape, one, new float[]{1}, null, Workspace.serial());
        SharpnessPath.Point point = new SharpnessPath(loss, 200, 1e-4, 1).measure(0, new float[]{0x1p60f, 0, 0});
        assertTrue(point.rounding() > 1, "rounding " + point.rounding());
        double bound = -Math.sqrt(2) / 2;
        assertEquals(bound, point.certified(), 0x1p-34);
        assertTrue(point.certified() <= bound, "certified " + point.certified());
    }

    /** A step far too large drives the sharpness above 2 or the loss up; a small one stays below and descends. */
    @Test
    void aSmallStepStaysBelowTwo() {
        ClassifierShape shape = new ClassifierShape(4, 5, 5);
        ClassifierLoss loss = new ClassifierLoss(shape, samples, data.labels(), null, Workspace.serial());
        SharpnessPath path = new SharpnessPath(loss, 200, 1e-4, 1);
        double before = Double.POSITIVE_INFINITY;
        for (float[] theta : path(shape, 0.5, 60, 20)) {
            SharpnessPath.Point point = path.measure(0, theta);
            assertTrue(point.sharpness(0.5) < 2 && point.loss() < before);
            before = point.loss();
        }
    }
}
