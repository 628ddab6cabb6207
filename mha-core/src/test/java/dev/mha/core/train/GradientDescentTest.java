package dev.mha.core.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.Problem;
import dev.mha.core.random.RandomSource;
import dev.mha.core.model.AttentionClassifier;
import dev.mha.core.model.Initialization;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierKernel;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class GradientDescentTest {
    private static final ClassifierShape SHAPE = new ClassifierShape(3, 4, 3);
    private static final int COUNT = 37;
    private static final float[] X = Initialization.GAUSS
            .create(new ClassifierShape(1, COUNT * 4 - 3, 3), null, null, Math.sqrt((COUNT * 4 - 3) * 3.0), 1);
    private static final PackedSamples SAMPLES = PackedSamples.pack(X, COUNT, 4, 3, null);
    private static final float[] LABELS = labels();
    private static final float[] START = Initialization.GAUSS.create(SHAPE, null, null, 1, 2);

    private static float[] labels() {
        float[] labels = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            labels[i] = X[i * 12] + X[i * 12 + 4] > 0 ? 1 : -1;
        }
        return labels;
    }

    private static TrainingRun run(float[] start, TrainingSettings settings, TrainingListener listener) {
        return GradientDescent.run(SHAPE, SAMPLES, LABELS, null, start, settings, Workspace.serial(), listener);
    }

    /** Each iterate is the one before less step times its gradient, rounded once; each loss is the loss there. */
    @Test
    void stepsAgainstTheGradientByExactlyTheStep() {
        List<float[]> iterates = new ArrayList<>();
        double step = 0.37;
        TrainingRun run = run(START, TrainingSettings.of(step, 3), (k, loss, theta) -> iterates.add(theta.clone()));
        float[] theta = START.clone();
        float[] gradient = new float[theta.length];
        float[] scores = new float[COUNT];
        for (int k = 0; k <= 3; k++) {
            assertArrayEquals(theta, iterates.get(k), "iterate " + k);
            double loss = ClassifierKernel
                    .lossAndGradient(SHAPE, SAMPLES, theta, LABELS, null, scores, gradient, Workspace.serial());
            assertEquals(loss, run.losses()[k], "loss " + k);
            double square = 0;
            for (int j = 0; j < theta.length; j++) {
                square += (double) gradient[j] * gradient[j];
                if (k < 3) {
                    theta[j] = (float) (theta[j] - step * gradient[j]);
                }
            }
            if (k == 3) {
                assertEquals(Math.sqrt(square), run.gradientNorm(), 1e-12);
            }
        }
        assertArrayEquals(theta, run.theta());
    }

    @Test
    void refusesAStartThatIsNotFiniteByName() {
        for (float value : new float[]{Float.NaN, Float.POSITIVE_INFINITY}) {
            float[] start = START.clone();
            start[5] = value;
            String message = assertThrows(IllegalArgumentException.class,
                    () -> run(start, TrainingSettings.of(1, 3), (k, loss, theta) -> true)).getMessage();
            assertEquals("start[5] is " + value + ", must be finite", message);
        }
    }

    @Test
    void lowersTheLossAndTellsEveryIterate() {
        List<Double> heard = new ArrayList<>();
        List<Integer> steps = new ArrayList<>();
        float[] before = START.clone();
        TrainingRun run = run(START, TrainingSettings.of(0.5, 60), (k, loss, theta) -> {
            steps.add(k);
            heard.add(loss);
            return true;
        });
        assertArrayEquals(before, START);
        assertEquals(StopReason.ITERATIONS, run.reason());
        assertEquals(60, run.steps());
        assertEquals(61, heard.size());
        for (int k = 0; k <= 60; k++) {
            assertEquals(k, steps.get(k));
            assertEquals(run.losses()[k], heard.get(k));
        }
        assertEquals(0, run.ascents());
        assertTrue(run.finalLoss() < 0.5 * run.losses()[0]);
        assertTrue(run.gradientNorm() > 0 && run.gradientNorm() < 1);
    }

    @Test
    void twoRunsGiveTheBitsOfOne() {
        TrainingRun whole = run(START, TrainingSettings.of(0.7, 30), TrainingListener.NONE);
        TrainingRun first = run(START, TrainingSettings.of(0.7, 13), TrainingListener.NONE);
        TrainingRun second = run(first.theta(), TrainingSettings.of(0.7, 17), TrainingListener.NONE);
        assertArrayEquals(whole.theta(), second.theta());
        assertEquals(whole.finalLoss(), second.finalLoss());
    }

    /** The losses of a step that is too large rise now and then: ascents before and after a stop count alike. */
    @Test
    void goesOnFromAnyIterateWithTheBitsOfOneRun() {
        TrainingRun whole = run(START, TrainingSettings.of(60, 30), TrainingListener.NONE);
        assertTrue(whole.ascents() >= 3, "ascents " + whole.ascents());
        for (int stop : new int[]{0, 1, 13, 29, 30}) {
            TrainingRun first = run(START, TrainingSettings.of(60, 30), (k, loss, theta) -> k < stop);
            assertEquals(stop, first.steps());
            Iterate from = new Iterate(first.theta(), Arrays.copyOf(first.losses(), stop));
            List<Integer> told = new ArrayList<>();
            TrainingRun second = GradientDescent.run(SHAPE, SAMPLES, LABELS, null, from, TrainingSettings.of(60, 30),
                    Workspace.serial(), (k, loss, theta) -> told.add(k));
            assertArrayEquals(whole.theta(), second.theta());
            assertArrayEquals(whole.losses(), second.losses());
            assertEquals(whole.ascents(), second.ascents(), "stopped at " + stop);
            assertEquals(whole.gradientNorm(), second.gradientNorm());
            assertEquals(StopReason.ITERATIONS, second.reason());
            assertEquals(31 - stop, told.size());
            assertEquals(stop, told.getFirst());
            assertArrayEquals(first.theta(), from.theta());
        }
    }

    @Test
    void refusesAnIterateBeyondTheLast() {
        Iterate from = new Iterate(START, new double[7]);
        assertEquals("the training has taken 7 steps, iterations is 6",
                assertThrows(IllegalArgumentException.class,
                        () -> GradientDescent.run(SHAPE, SAMPLES, LABELS, null, from,
                                TrainingSettings.of(1, 6), Workspace.serial(), TrainingListener.NONE))
                        .getMessage());
    }

    @Test
    void hasTheSameBitsForEveryThreadCount() {
        TrainingRun serial = run(START, TrainingSettings.of(1, 20), TrainingListener.NONE);
        try (ExecutorService pool = Executors.newFixedThreadPool(3)) {
            for (int workers : new int[]{2, 3, 7}) {
                TrainingRun parallel = GradientDescent.run(
                        SHAPE,
                        SAMPLES,
                        LABELS,
                        null,
                        START,
                        TrainingSettings.of(1, 20),
                        Workspace.parallel(pool, workers),
                        TrainingListener.NONE);
                assertArrayEquals(serial.theta(), parallel.theta());
                assertArrayEquals(serial.losses(), parallel.losses());
            }
        }
    }

    @Test
    void headsThatStartEqualStayEqual() {
        float[] zero = new float[SHAPE.parameters()];
        TrainingRun run = run(zero, TrainingSettings.of(1, 25), TrainingListener.NONE);
        assertNotEquals(0, run.theta()[0]);
        assertEquals(1, new AttentionClassifier(SHAPE, run.theta()).distinctHeads());
    }

    @Test
    void stopsAtTheTargetLoss() {
        TrainingRun whole = run(START, TrainingSettings.of(1, 40), TrainingListener.NONE);
        double target = whole.losses()[20];
        TrainingRun run = run(START, new TrainingSettings(1, 40, target, Double.POSITIVE_INFINITY),
                TrainingListener.NONE);
        assertEquals(StopReason.TARGET_LOSS, run.reason());
        assertTrue(run.finalLoss() <= target);
        assertTrue(run.losses()[run.steps() - 1] > target);
    }

    @Test
    void stopsByTimeAndWhenTheListenerSaysSo() {
        TrainingRun late = run(START, new TrainingSettings(1, 40, 0, 0), TrainingListener.NONE);
        assertEquals(StopReason.TIME, late.reason());
        assertEquals(0, late.steps());
        TrainingRun told = run(START, TrainingSettings.of(1, 40), (k, loss, theta) -> k < 7);
        assertEquals(StopReason.LISTENER, told.reason());
        assertEquals(7, told.steps());
        TrainingRun none = run(START, TrainingSettings.of(1, 0), TrainingListener.NONE);
        assertEquals(StopReason.ITERATIONS, none.reason());
        assertArrayEquals(START, none.theta());
    }

    @Test
    void saysThatItDiverged() {
        TrainingRun run = run(START, TrainingSettings.of(1e38, 2000), TrainingListener.NONE);
        assertEquals(StopReason.DIVERGED, run.reason());
        assertTrue(run.steps() < 2000);
        assertFalse(Double.isFinite(run.finalLoss()));
        assertTrue(Double.isNaN(run.gradientNorm()));
    }

    @Test
    void keepsMoreLossesThanItsFirstBuffer() {
        TrainingRun run = run(START, TrainingSettings.of(1e-3, 2500), TrainingListener.NONE);
        assertEquals(2501, run.losses().length);
        for (int k = 1; k <= 2500; k++) {
            assertTrue(run.losses()[k] > 0 && run.losses()[k] <= run.losses()[k - 1] * (1 + 1e-6));
        }
    }

    @Test
    void countsAscents() {
        double step = 40;
        TrainingRun run = run(START, TrainingSettings.of(step, 30), TrainingListener.NONE);
        int ascents = 0;
        for (int k = 1; k <= run.steps(); k++) {
            ascents += run.losses()[k] > run.losses()[k - 1] ? 1 : 0;
        }
        assertTrue(ascents > 0);
        assertEquals(ascents, run.ascents());
    }

    /** Near a minimum the loss, summed from float scores, goes up and down by their rounding: no step is to blame. */
    @Test
    void roundingOfTheLossIsNoAscent() {
        ClassifierShape shape = new ClassifierShape(1, 1, 3);
        // labels at random for more samples than parameters: no classes to separate, so the loss has a minimum
        Problem problem = Problem.of(shape, 60, 1, 0.5, RandomSource.of(8));
        TrainingRun run = GradientDescent.run(shape, problem.samples(), problem.labels(), null, problem.start(),
                TrainingSettings.of(1, 400), Workspace.serial(), TrainingListener.NONE);
        int rises = 0;
        for (int k = 1; k <= 400; k++) {
            rises += run.losses()[k] > run.losses()[k - 1] ? 1 : 0;
        }
        assertTrue(rises > 0, "no rise to forgive");
        assertEquals(0, run.ascents());
    }

    @Test
    void aSampleOfWeightTwoIsTheSampleTwice() {
        int n = COUNT;
        float[] twice = new float[(n + 1) * 12];
        System.arraycopy(X, 0, twice, 0, n * 12);
        System.arraycopy(X, 12, twice, n * 12, 12);
        float[] labels = new float[n + 1];
        System.arraycopy(LABELS, 0, labels, 0, n);
        labels[n] = LABELS[1];
        double[] weights = new double[n];
        Arrays.fill(weights, 1.0 / (n + 1));
        weights[1] = 2.0 / (n + 1);
        TrainingSettings settings = TrainingSettings.of(0.5, 5);
        TrainingRun weighted = GradientDescent
                .run(SHAPE, SAMPLES, LABELS, weights, START, settings, Workspace.serial(), TrainingListener.NONE);
        TrainingRun doubled = GradientDescent.run(
                SHAPE,
                PackedSamples.pack(twice, n + 1, 4, 3, null),
                labels,
                null,
                START,
                settings,
                Workspace.serial(),
                TrainingListener.NONE);
        // 4 n u L a step in the loss; the parameters it is computed at differ by the rounding of at most five steps
        double allowed = 4 * (n + 1) * 0x1p-24;
        for (int k = 0; k <= 5; k++) {
            assertEquals(doubled.losses()[k], weighted.losses()[k], (k + 1) * allowed * doubled.losses()[k]);
        }
    }

    @Test
    void settingsNameWhatIsWrong() {
        assertEquals(
                "step is 0.0, must be above 0 and finite",
                assertThrows(IllegalArgumentException.class, () -> TrainingSettings.of(0, 1)).getMessage());
        assertEquals(
                "iterations is -1, must be at least 0",
                assertThrows(IllegalArgumentException.class, () -> TrainingSettings.of(1, -1)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> new TrainingSettings(1, 1, Double.NaN, 1));
        assertThrows(IllegalArgumentException.class, () -> new TrainingSettings(1, 1, 0, -1));
    }

    /** exp(-1000) is 0 in double, and so is this loss; a target of 0 still means never. */
    @Test
    void aLossOfZeroIsNoTarget() {
        ClassifierShape shape = new ClassifierShape(1, 1, 1);
        PackedSamples one = PackedSamples.pack(new float[]{1}, 1, 1, 1, null);
        TrainingRun run = GradientDescent.run(shape, one, new float[]{1}, null, new float[]{0, 1000},
                TrainingSettings.of(1, 3), Workspace.serial(), TrainingListener.NONE);
        assertEquals(0.0, run.finalLoss());
        assertEquals(StopReason.ITERATIONS, run.reason());
        assertEquals(3, run.steps());
    }
}
