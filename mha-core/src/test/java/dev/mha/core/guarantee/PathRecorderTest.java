package dev.mha.core.guarantee;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.train.GradientDescent;
import dev.mha.core.train.TrainingSettings;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One token of one feature: the attention is 1, so Phi = u x and everything is a formula of u. */
class PathRecorderTest {
    private static final ClassifierShape SHAPE = new ClassifierShape(1, 1, 1);
    private static final float[] X = {1, -2, 0.5f};
    private static final float[] LABELS = {1, -1, -1};
    private static final PackedSamples SAMPLES = PackedSamples.pack(X, 3, 1, 1, null);
    /** W, which does nothing, and u. */
    private static final float[] START = {0.25f, -1};

    private static ClassifierLoss problem() {
        return new ClassifierLoss(SHAPE, SAMPLES, LABELS, null, Workspace.serial());
    }

    private static double loss(double u, int sample) {
        return Math.log1p(Math.exp(-LABELS[sample] * u * X[sample]));
    }

    private static double loss(double u) {
        return (loss(u, 0) + loss(u, 1) + loss(u, 2)) / 3;
    }

    /** A step so large that some of the steps do not descend as they should. */
    @Test
    void recordsWhatTheFormulasSay() {
        double step = 6;
        double[] other = {0.25, 1.5};
        ComparisonPoint point = ComparisonPoint.of(problem(), START, other);
        assertEquals(2.5, point.distance());
        assertEquals(loss(1.5), point.loss(), 1e-15);
        List<Double> u = new ArrayList<>();
        PathRecorder recorder = new PathRecorder(problem(), START, step, List.of(point));
        var run = GradientDescent.run(SHAPE, SAMPLES, LABELS, null, START, TrainingSettings.of(step, 5),
                Workspace.serial(), (k, value, theta) -> {
                    assertEquals(START[0], theta[0]);
                    u.add((double) theta[1]);
                    return recorder.onIteration(k, value, theta);
                });
        assertEquals(5, run.steps());
        TrainingPath path = recorder.path();
        double defect = 0;
        double slackSum = 0;
        double mean = 0;
        double farthest = 0;
        double decoder = 0;
        double away = 0;
        double selfBound = 0;
        int slackSteps = 0;
        double[] sums = new double[3];
        for (int k = 0; k <= 5; k++) {
            double uk = u.get(k);
            assertEquals(loss(uk), path.losses()[k], 1e-15);
            farthest = Math.max(farthest, Math.abs(uk + 1));
            decoder = Math.max(decoder, Math.abs(uk));
            away = Math.max(away, Math.abs(uk - 1.5));
            mean += k > 0 ? loss(uk) / 5 : 0;
            double slope = 0;
            for (int i = 0; i < 3; i++) {
                slope -= LABELS[i] * X[i] / (1 + Math.exp(LABELS[i] * uk * X[i])) / 3;
            }
            selfBound = Math.max(selfBound, Math.abs(slope) / (1 - Math.exp(-loss(uk))));
            if (k < 5) {
                double g = (uk - u.get(k + 1)) / step;
                double slack = Math.max(0, loss(u.get(k + 1)) - loss(uk) + step / 2 * g * g);
                slackSum += slack;
                slackSteps += slack > 0 ? 1 : 0;
                assertEquals(slack, path.descentSlacks()[k], 1e-14);
                defect = Math.max(defect, (loss(uk) - loss(1.5) - g * (uk - 1.5)) / (loss(uk) + loss(1.5)));
                for (int i = 0; i < 3; i++) {
                    sums[i] += loss(uk, i);
                }
            }
        }
        assertTrue(slackSteps > 0 && slackSteps < 5, "the step is chosen so that some steps fall short");
        assertEquals(slackSteps, path.slackSteps());
        assertEquals(slackSum / 5, path.meanSlack(), 1e-14);
        assertEquals(mean, path.meanLoss(), 1e-14);
        assertEquals(loss(u.get(5)), path.lastLoss(), 1e-15);
        assertEquals(farthest, path.farthest(), 1e-14);
        assertEquals(decoder, path.decoderNorm(), 1e-11);
        assertEquals(selfBound, path.selfBound(), 1e-13);
        assertArrayEquals(sums, path.sampleLossSums(), 1e-14);
        PathCertificate certificate = path.certificates().getFirst();
        assertEquals(defect, certificate.convexityDefect(), 1e-13);
        assertEquals(away, certificate.farthest(), 1e-14);
        double bound = ((1 + defect) * loss(1.5) + 2.5 * 2.5 / (2 * step * 5) + defect * loss(-1) / 5 + slackSum / 5)
                / (1 - defect);
        // rounded outwards by 2^-40 of itself, which 1 - a divides
        assertEquals(bound, certificate.bound(), 1e-10);
        assertTrue(certificate.holds() && path.meanLoss() <= certificate.bound());
        // no loss of the mean comes before the first step, which alone fell short
        double rise = 0;
        for (int k = 1; k < 5; k++) {
            rise += k * path.descentSlacks()[k] / 5;
        }
        assertEquals(0, rise);
        assertEquals(certificate.bound() + rise, certificate.lastBound(), 1e-10);
    }

    /** A step up that is short enough: what is certified is divided by what is left of 1. */
    @Test
    void dividesByWhatTheDefectLeaves() {
        ComparisonPoint point = ComparisonPoint.of(problem(), START, new double[]{0.25, 1.5});
        PathRecorder recorder = new PathRecorder(problem(), START, 1, List.of(point));
        float[] up = {0.25f, -1.25f};
        assertTrue(recorder.onIteration(0, 0, START) && recorder.onIteration(1, 0, up));
        double defect = (loss(-1) - loss(1.5) + 0.25 * 2.5) / (loss(-1) + loss(1.5));
        assertTrue(defect > 0.5 && defect < 1, "" + defect);
        PathCertificate certificate = recorder.path().certificates().getFirst();
        assertEquals(defect, certificate.convexityDefect(), 1e-13);
        double slack = loss(-1.25) - loss(-1) + 0.25 * 0.25 / 2;
        double bound = ((1 + defect) * loss(1.5) + 2.5 * 2.5 / 2 + defect * loss(-1) + slack) / (1 - defect);
        assertEquals(bound, certificate.bound(), 1e-9 * bound);
    }

    /**
     * To and fro in weights that no score of one token depends on: each product is off by some units of as many terms
     * as there are parameters, which is more than the last rounding outwards makes room for.
     */
    @Test
    void countsTheRoundingOfEveryStep() {
        ClassifierShape wide = new ClassifierShape(1, 1, 90);
        ClassifierLoss loss = new ClassifierLoss(wide, PackedSamples.pack(new float[90], 1, 1, 90, null),
                new float[]{1}, null, Workspace.serial());
        float[] start = new float[wide.parameters()];
        float[] there = start.clone();
        there[0] = 1;
        ComparisonPoint here = ComparisonPoint.of(loss, start, ClassifierLoss.widen(start));
        PathRecorder recorder = new PathRecorder(loss, start, 1, List.of(here));
        int steps = 100;
        for (int k = 0; k <= steps; k++) {
            assertTrue(recorder.onIteration(k, 0, k % 2 == 0 ? start : there));
        }
        PathCertificate certificate = recorder.path().certificates().getFirst();
        assertEquals(0, certificate.convexityDefect());
        // every step falls short by 1/2; 1 away, each product is of moves of 1 and distances of 2
        double exact = Math.log(2) + 0.5;
        double rounding = wide.parameters() * Math.ulp(1.0) * (2 * steps - 1) / steps;
        assertTrue(rounding > 3 * 0x1p-40 * exact, "" + rounding);
        assertTrue(certificate.bound() >= exact + rounding, () -> certificate.bound() - exact + " < " + rounding);
        assertEquals(exact, certificate.bound(), 2 * rounding);
        // so far may the last loss be above the mean: a mean over k of what the 100 - k steps after it fell short
        assertEquals(exact + (steps - 1) / 4.0, certificate.lastBound(), 1e-9);
    }

    /**
     * As before, with the comparison point 64 away in another such weight: each product is of a move of 1 and that
     * distance.
     */
    @Test
    void countsTheRoundingOfAFarPoint() {
        ClassifierShape wide = new ClassifierShape(1, 1, 90);
        ClassifierLoss loss = new ClassifierLoss(wide, PackedSamples.pack(new float[90], 1, 1, 90, null),
                new float[]{1}, null, Workspace.serial());
        float[] start = new float[wide.parameters()];
        float[] there = start.clone();
        there[0] = 1;
        double[] away = ClassifierLoss.widen(start);
        away[1] = 64;
        PathRecorder recorder = new PathRecorder(loss, start, 1, List.of(ComparisonPoint.of(loss, start, away)));
        int steps = 400;
        for (int k = 0; k <= steps; k++) {
            assertTrue(recorder.onIteration(k, 0, k % 2 == 0 ? start : there));
        }
        double exact = Math.log(2) + 64 * 64 / (2.0 * steps) + 0.5;
        double rounding = wide.parameters() * Math.ulp(1.0) * 64;
        assertTrue(rounding > 10 * 0x1p-40 * exact, "" + rounding);
        PathCertificate certificate = recorder.path().certificates().getFirst();
        assertEquals(0, certificate.convexityDefect());
        assertTrue(certificate.bound() >= exact + rounding, () -> certificate.bound() - exact + " < " + rounding);
        assertEquals(exact, certificate.bound(), 2 * rounding);
    }

    /** Four heads that cancel: Phi is 2^10 in double, and in truth (2^11 - 2^16)/2 = -31744. */
    private static final ClassifierShape FOUR = new ClassifierShape(4, 1, 1);
    private static final float[] CANCELLING = {0, 0x1p70f, 0, -0x1p15f, 0, -0x1p70f, 0, 0x1p10f};
    private static final double LOSS = 31744;

    private static ClassifierLoss one() {
        return new ClassifierLoss(FOUR, PackedSamples.pack(new float[]{2}, 1, 1, 1, null), new float[]{1}, null,
                Workspace.serial());
    }

    /** No step and no distance: the bound on the mean of the losses as computed is 0, and so is what the path knows. */
    @Test
    void countsOnceWhatRoundingTookFromALoss() {
        ComparisonPoint here = ComparisonPoint.of(one(), CANCELLING, ClassifierLoss.widen(CANCELLING));
        PathRecorder recorder = new PathRecorder(one(), CANCELLING, 1, List.of(here));
        assertTrue(recorder.onIteration(0, 0, CANCELLING) && recorder.onIteration(1, 0, CANCELLING));
        TrainingPath path = recorder.path();
        assertEquals(0, path.meanLoss());
        assertTrue(path.largestSampleLossSum(0) >= LOSS, () -> "" + path.largestSampleLossSum(0));
        PathCertificate certificate = path.certificates().getFirst();
        assertTrue(certificate.bound() >= LOSS && certificate.lastBound() >= LOSS, certificate::toString);
        assertEquals(here.range().high(), certificate.bound(), 1e-9 * here.range().high());
        assertEquals(certificate.bound(), certificate.lastBound(), 1e-9 * certificate.bound());
    }

    /** Only the last of two losses is rounding: the mean has half of it, the last one all. */
    @Test
    void countsForTheLastLossWhatRoundingTookFromIt() {
        float[] start = {0, 0.5f, 0, 0, 0, 0, 0, 0};
        ComparisonPoint here = ComparisonPoint.of(one(), start, ClassifierLoss.widen(start));
        PathRecorder recorder = new PathRecorder(one(), start, 0x1p150, List.of(here));
        assertTrue(recorder.onIteration(0, 0, start) && recorder.onIteration(1, 0, start)
                && recorder.onIteration(2, 0, CANCELLING));
        TrainingPath path = recorder.path();
        assertEquals(0, path.slackSteps());
        PathCertificate certificate = path.certificates().getFirst();
        assertEquals(0, certificate.convexityDefect());
        double most = ComparisonPoint.of(one(), start, ClassifierLoss.widen(CANCELLING)).range().high();
        assertEquals(here.loss() + most / 2, certificate.bound(), 1e-9 * most);
        assertEquals(here.loss() + most, certificate.lastBound(), 1e-9 * most);
    }

    /** A step upwards: the loss is above the line through the start, so towards the start it is not convex at all. */
    @Test
    void certifiesNothingWhenTheDefectIsOneOrMore() {
        ComparisonPoint point = ComparisonPoint.of(problem(), START, new double[]{0.25, 9});
        PathRecorder recorder = new PathRecorder(problem(), START, 1, List.of(point));
        assertTrue(recorder.onIteration(0, 0, START));
        assertTrue(recorder.onIteration(1, 0, new float[]{0.25f, -20}));
        PathCertificate certificate = recorder.path().certificates().getFirst();
        assertTrue(certificate.convexityDefect() > 1);
        assertFalse(certificate.holds());
        assertEquals(Double.POSITIVE_INFINITY, certificate.bound());
        assertEquals(Double.POSITIVE_INFINITY, certificate.lastBound());
    }

    /** Margins so large that both losses are 0 exactly, and so is the step: the quotients are 0 / 0. */
    @Test
    void lossesOfZeroAreConvex() {
        ClassifierLoss separable = new ClassifierLoss(SHAPE, SAMPLES, new float[]{1, -1, 1}, null, Workspace.serial());
        float[] far = {0.25f, 5000};
        ComparisonPoint point = ComparisonPoint.of(separable, far, new double[]{0.25, 4000});
        assertEquals(0, point.loss());
        PathRecorder recorder = new PathRecorder(separable, far, 1, List.of(point));
        assertTrue(recorder.onIteration(0, 0, far) && recorder.onIteration(1, 0, far));
        TrainingPath path = recorder.path();
        assertEquals(0, path.meanLoss());
        assertEquals(0, path.selfBound());
        assertEquals(0, path.certificates().getFirst().convexityDefect());
        assertEquals(1000 * 1000 / 2.0, path.certificates().getFirst().bound(), 1e-6);
    }

    /** The losses underflow, and so would a bound on their mean, which is exp(-2500) and more. */
    @Test
    void certifiesNoLossOfZero() {
        ClassifierLoss separable = new ClassifierLoss(SHAPE, SAMPLES, new float[]{1, -1, 1}, null, Workspace.serial());
        float[] far = {0.25f, 5000};
        ComparisonPoint here = ComparisonPoint.of(separable, far, ClassifierLoss.widen(far));
        assertEquals(0, here.loss());
        PathRecorder recorder = new PathRecorder(separable, far, 1, List.of(here));
        assertTrue(recorder.onIteration(0, 0, far) && recorder.onIteration(1, 0, far));
        TrainingPath path = recorder.path();
        assertEquals(0, path.meanLoss());
        assertTrue(path.certificates().getFirst().bound() > 0);
        assertTrue(path.largestSampleLossSum(0) > 0);
        TrainingTheorem theorem = TrainingTheorem.of(separable, far, here, 1, 1);
        assertTrue(theorem.lossBound() > 0 && theorem.firstLoss() > 0 && theorem.reachFromPoint() > 0);
    }

    /** 2^-53 (11 + 12 R^2/4) R |u| of the sample with R = 2 at the iterate with |u| = 3, neither of them the last. */
    @Test
    void keepsTheLargestAllowanceForAScore() {
        PathRecorder recorder = new PathRecorder(problem(), START, 1, List.of());
        assertTrue(recorder.onIteration(0, 0, START) && recorder.onIteration(1, 0, new float[]{0.25f, -3})
                && recorder.onIteration(2, 0, START));
        double allowance = 0x1p-53 * (11 + 12) * 2 * 3;
        assertEquals(allowance, recorder.path().scoreRounding(), 1e-9 * allowance);
    }

    /** To and fro 150 times: more than the first buffer holds, and every step up falls short by as much. */
    @Test
    void keepsMoreStepsThanItsFirstBuffer() {
        PathRecorder recorder = new PathRecorder(problem(), START, 1, List.of());
        for (int k = 0; k <= 300; k++) {
            assertTrue(recorder.onIteration(k, 0, k % 2 == 0 ? START : new float[]{0.25f, -2}));
        }
        TrainingPath path = recorder.path();
        double up = Math.max(loss(-1), loss(-2)) - Math.min(loss(-1), loss(-2)) + 0.5;
        double down = Math.max(0, 1 - up);
        for (int k = 0; k < 300; k++) {
            boolean rises = loss(-2) > loss(-1) == (k % 2 == 0);
            assertEquals(rises ? up : down, path.descentSlacks()[k], 1e-14, "step " + k);
        }
        assertEquals((up + down) / 2, path.meanSlack(), 1e-12);
    }

    @Test
    void needsEveryIterateInOrderAndOneStep() {
        PathRecorder recorder = new PathRecorder(problem(), START, 1, List.of());
        assertEquals("the training has not taken a step",
                assertThrows(IllegalStateException.class, recorder::path).getMessage());
        assertTrue(recorder.onIteration(0, 0, START));
        assertThrows(IllegalStateException.class, recorder::path);
        assertEquals("iterate 2 came after 0",
                assertThrows(IllegalStateException.class, () -> recorder.onIteration(2, 0, START)).getMessage());
    }
}
