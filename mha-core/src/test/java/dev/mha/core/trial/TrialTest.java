package dev.mha.core.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.data.Dataset;
import dev.mha.core.data.Split;
import dev.mha.core.data.Splits;
import dev.mha.core.random.RandomSource;
import dev.mha.core.model.Initialization;
import dev.mha.core.trial.TrialSettings.Validation;
import dev.mha.kernels.Workspace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class TrialTest {
    private static final TrialSettings SMALL = TrialSettings.QUICK.withHeads(List.of(1, 4))
            .withSteps(List.of(0.5, 2.0)).withIterations(40);

    /**
     * Three tokens of two features; the class is whether the first features of the first two tokens have the same sign,
     * which no linear model sees.
     */
    private static Dataset exclusiveOr(int samples, boolean[] test, long seed) {
        RandomSource random = RandomSource.of(seed);
        float[] x = new float[samples * 6];
        float[] labels = new float[samples];
        for (int i = 0; i < samples; i++) {
            for (int k = 0; k < 6; k++) {
                x[i * 6 + k] = (float) (0.3 * random.nextGaussian());
            }
            x[i * 6] += random.nextSign();
            x[i * 6 + 2] += random.nextSign();
            labels[i] = x[i * 6] * x[i * 6 + 2] > 0 ? 1 : -1;
        }
        return new Dataset("exclusive or", samples, 3, 2, x, null, labels, "different", "same", test);
    }

    /** Class by a weighted sum of all values, flipped one time in five: linear is all there is. */
    private static Dataset linear(int samples, long seed) {
        RandomSource random = RandomSource.of(seed);
        float[] x = new float[samples * 6];
        float[] labels = new float[samples];
        for (int i = 0; i < samples; i++) {
            double sum = 0;
            for (int k = 0; k < 6; k++) {
                x[i * 6 + k] = (float) random.nextGaussian();
                sum += (k - 2.5) * x[i * 6 + k];
            }
            labels[i] = sum > 0 == random.nextInt(5) > 0 ? 1 : -1;
        }
        return new Dataset("linear", samples, 3, 2, x, null, labels, "down", "up", null);
    }

    private static boolean[] lastThird(int samples) {
        boolean[] test = new boolean[samples];
        for (int i = samples - samples / 3; i < samples; i++) {
            test[i] = true;
        }
        return test;
    }

    /** Everything but seconds and threads, as text: equal exactly when every figure is bitwise equal. */
    private static String figures(TrialResult result) {
        List<String> lines = new ArrayList<>();
        result.cells().forEach(cell -> lines.add(figures(cell)));
        lines.add("" + result.baselines() + result.comparisons() + result.stepRanges() + result.recommendation()
                + result.heldOut() + result.splits() + result.data());
        return String.join("\n", lines);
    }

    private static String figures(CellResult cell) {
        return "" + cell.cell() + cell.checkpoints() + cell.ascents() + cell.ending() + cell.train() + cell.test()
                + cell.distinctHeadsAtStart() + cell.distinctHeads();
    }

    @Test
    void givesTheSameBitsForEveryThreadCount() {
        Dataset data = exclusiveOr(90, lastThird(90), 1);
        String one = figures(Trial.run(data, SMALL, 1, TrialListener.NONE));
        assertEquals(one, figures(Trial.run(data, SMALL, 2, TrialListener.NONE)));
        assertEquals(one, figures(Trial.run(data, SMALL, 5, TrialListener.NONE)));
        assertNotEquals(one, figures(Trial.run(data, SMALL.withSeed(2), 2, TrialListener.NONE)));
    }

    @Test
    void recommendsAttentionWhereLinearModelsFail() {
        Dataset data = exclusiveOr(240, null, 1);
        TrialResult result = Trial.run(data, SMALL.withIterations(200), 2, TrialListener.NONE);
        Recommendation recommendation = result.recommendation();
        assertFalse(recommendation.baselineAsGood(), recommendation.headline());
        assertEquals(Difference.Confidence.CLEAR, recommendation.confidence());
        assertTrue(recommendation.corrected().error() < 0.15, recommendation.headline());
        assertTrue(Recommender.strongest(result.baselines()).error().mean() > 0.35, "linear models guess");
        assertNull(result.heldOut());
    }

    @Test
    void putsTheBaselineFirstWhereLinearIsAllThereIs() {
        Recommendation recommendation = Trial.run(linear(240, 1), SMALL.withIterations(200), 2, TrialListener.NONE)
                .recommendation();
        assertTrue(recommendation.baselineAsGood(), recommendation.headline());
        assertTrue(recommendation.headline().startsWith("Use logistic regression"), recommendation.headline());
    }

    @Test
    void testRowsDoNotReachTheTraining() {
        Dataset data = exclusiveOr(90, lastThird(90), 1);
        TrialPlan plan = TrialPlan.of(data, SMALL);
        Split first = plan.splits().getFirst();
        Dataset changed = exclusiveOr(90, lastThird(90), 1);
        for (int[] rows : List.of(first.test(), new int[]{60, 75, 89})) {
            for (int row : rows) {
                for (int k = 0; k < 6; k++) {
                    changed.x()[row * 6 + k] = 1000 * changed.x()[row * 6 + k] + 7;
                }
            }
        }
        TrialResult before = Trial.run(data, SMALL, 2, TrialListener.NONE);
        TrialResult after = Trial.run(changed, SMALL, 2, TrialListener.NONE);
        int compared = 0;
        for (int c = 0; c < before.cells().size(); c++) {
            if (before.cells().get(c).cell().split() == 0) {
                assertEquals(trainFigures(before.cells().get(c)), trainFigures(after.cells().get(c)));
                assertNotEquals(before.cells().get(c).test(), after.cells().get(c).test());
                compared++;
            }
        }
        assertEquals(4, compared);
    }

    private static String trainFigures(CellResult cell) {
        return cell.checkpoints().stream().map(Checkpoint::trainLoss).toList() + "" + cell.train() + cell.ascents();
    }

    @Test
    void samplesSetApartAreJudgedOnceAndOnlyAtTheEnd() {
        Dataset data = exclusiveOr(90, lastThird(90), 1);
        TrialResult result = Trial.run(data, SMALL, 2, TrialListener.NONE);
        assertNotNull(result.heldOut());
        assertEquals(30, result.heldOut().testSamples());
        assertEquals(60, result.heldOut().trainSamples());
        assertEquals(60, result.splits().stream().mapToInt(SplitFacts::testSamples).sum());
        for (Split split : TrialPlan.of(data, SMALL).splits()) {
            for (int[] part : List.of(split.train(), split.test())) {
                for (int row : part) {
                    assertTrue(row < 60, split.name() + " has sample " + row + ", which is set apart");
                }
            }
        }
        assertEquals(List.of(), result.recommendation().toBaseline().pairs());
        assertTrue(result.recommendation().text().verdict().getFirst().startsWith("On the 30 samples"),
                result.recommendation().text().verdict().getFirst());
    }

    /** One label in five is wrong: training to the end would learn the wrong ones by heart. */
    @Test
    void theLastTestTrainsForTheChosenIterations() {
        Dataset data = linear(90, 3);
        Dataset apart = new Dataset("linear", 90, 3, 2, data.x(), null, data.labels(), "down", "up", lastThird(90));
        TrialSettings settings = SMALL.withHeads(List.of(4)).withSteps(List.of(2.0));
        TrialResult result = Trial.run(apart, settings, 2, TrialListener.NONE);
        Setting chosen = result.recommendation().chosen();
        assertTrue(chosen.iterations() < settings.iterations(), chosen + " must not take them all");
        EncodedSplit split = EncodedSplit.of(apart, Splits.byPart(apart.test()), settings.tokens());
        CellResult again = CellTraining.run(split, new Cell(4, 2, Initialization.GAUSS, -1), settings,
                chosen.iterations(), settings.seed(), Workspace.serial(), (iteration, loss, theta) -> true).result();
        assertEquals(again.train(), result.heldOut().train());
        assertEquals(again.test(), result.heldOut().test());
        Difference difference = result.recommendation().toBaseline();
        double own = again.test().error();
        double other = result.heldOut().baselines().stream().filter(b -> b.name().equals(difference.other()))
                .findFirst().orElseThrow().test().error();
        assertTrue(own < 0.45 && other < 0.45 && own != other, own + " and " + other + " must tell signs apart");
        assertEquals(other - own, difference.error().mean(), 1e-12);
    }

    @Test
    void everySplitStartsFromASeedOfItsOwn() {
        Dataset data = exclusiveOr(60, null, 1);
        TrialPlan plan = TrialPlan.of(data, SMALL);
        for (CellResult result : Trial.run(data, SMALL, 2, TrialListener.NONE).cells()) {
            Cell cell = result.cell();
            EncodedSplit split = EncodedSplit.of(data, plan.splits().get(cell.split()), SMALL.tokens());
            CellResult again = CellTraining.run(split, cell, SMALL, SMALL.iterations(),
                    SMALL.seed() + 1 + cell.split(), Workspace.serial(), (iteration, loss, theta) -> true).result();
            assertEquals(figures(again), figures(result));
        }
    }

    @Test
    void timeOrderTrainsOnThePastOnly() {
        TrialResult result = Trial.run(exclusiveOr(90, null, 1),
                SMALL.withValidation(Validation.FORWARD_CHAINING, 3, 1),
                2, TrialListener.NONE);
        assertEquals(List.of("forward fold 1 of 3", "forward fold 2 of 3", "forward fold 3 of 3"),
                result.splits().stream().map(SplitFacts::name).toList());
        for (Split split : TrialPlan.of(exclusiveOr(90, null, 1),
                SMALL.withValidation(Validation.FORWARD_CHAINING, 3, 1)).splits()) {
            assertTrue(split.train()[split.train().length - 1] < split.test()[0], split.name());
        }
    }

    @Test
    void zeroStartKeepsOneDistinctHead() {
        TrialResult result = Trial.run(exclusiveOr(60, null, 1), SMALL.withIterations(10).withInitializations(
                List.of(Initialization.ZERO, Initialization.GAUSS), true), 2, TrialListener.NONE);
        for (SettingsSummary summary : result.summaries()) {
            assertEquals(summary.initialization() == Initialization.ZERO ? 1 : summary.heads(),
                    summary.distinctHeads(), summary.toString());
        }
    }

    @Test
    void furtherStartsAreTriedOnceAndZeroWithTheFewestHeads() {
        List<Cell> cells = TrialPlan.of(exclusiveOr(60, null, 1),
                SMALL.withInitializations(List.of(Initialization.SIGN, Initialization.WARM, Initialization.ZERO),
                        false))
                .cells();
        List<Cell> first = cells.stream().filter(cell -> cell.split() == 0).toList();
        assertEquals(
                List.of(new Cell(1, 0.5, Initialization.SIGN, 0), new Cell(1, 2, Initialization.SIGN, 0),
                        new Cell(4, 0.5, Initialization.SIGN, 0), new Cell(4, 2, Initialization.SIGN, 0),
                        new Cell(4, 0.5, Initialization.WARM, 0), new Cell(1, 0.5, Initialization.ZERO, 0)),
                first);
        assertEquals(3 * first.size(), cells.size());
    }

    @Test
    void stopsWhatDivergesAndRecommendsTheRest() {
        TrialResult result = Trial.run(exclusiveOr(60, null, 1), SMALL.withSteps(List.of(0.5, 1e30)), 2,
                TrialListener.NONE);
        assertTrue(result.cells().stream().filter(cell -> cell.cell().step() > 1).allMatch(CellResult::diverged));
        assertTrue(result.cells().stream().filter(cell -> cell.cell().step() > 1)
                .allMatch(cell -> cell.checkpoints().getLast().iteration() < 10), "stopped early");
        assertEquals(0.5, result.recommendation().chosen().step());
    }

    @Test
    void progressAscendsToTheEndOnTheCallingThread() {
        List<Double> seen = new ArrayList<>();
        Thread caller = Thread.currentThread();
        Trial.run(exclusiveOr(60, null, 1), SMALL, 2, share -> {
            assertEquals(caller, Thread.currentThread());
            seen.add(share);
            return true;
        });
        assertEquals(1, seen.getLast());
        for (int i = 1; i < seen.size(); i++) {
            assertTrue(seen.get(i) >= seen.get(i - 1), seen.toString());
        }
    }

    @Test
    void theListenerCancels() {
        assertThrows(CancellationException.class,
                () -> Trial.run(exclusiveOr(300, null, 1), SMALL.withIterations(1_000_000), 2, progress -> false));
    }

    /** Knows some trainings, keeps the others, and has the trial stopped after so many. */
    private static final class Store implements TrialStore {
        private final Map<Cell, CellResult> known = new HashMap<>();
        private final List<CellResult> kept = Collections.synchronizedList(new ArrayList<>());
        private final CountDownLatch stopped = new CountDownLatch(1);
        private final int last;

        Store(int last) {
            this.last = last;
        }

        @Override
        public CellResult find(Cell cell) {
            return known.get(cell);
        }

        @Override
        public void keep(CellResult result) {
            kept.add(result);
            if (kept.size() == last) {
                try {
                    // the trial would be at its end before it is asked
                    stopped.await();
                } catch (InterruptedException never) {
                    throw new IllegalStateException(never);
                }
            }
        }

        boolean goOn() {
            if (kept.size() < last) {
                return true;
            }
            stopped.countDown();
            return false;
        }
    }

    /** Stopped between the last training and the look at the test part: nothing of it is lost, and it is not whole. */
    @Test
    void aTrialThatIsStoppedBeforeItsTestPartReportsTheFolds() {
        Dataset data = exclusiveOr(90, lastThird(90), 1);
        TrialResult whole = Trial.run(data, SMALL, 1, TrialListener.NONE);
        assertEquals(0, whole.known());
        Store first = new Store(whole.cells().size());
        TrialResult part = Trial.run(data, SMALL, 1, first, progress -> first.goOn());
        assertFalse(part.complete());
        assertEquals(0, part.settingsLeftOut());
        assertNull(part.heldOut());
        assertEquals(whole.cells().size(), part.cells().size());
        assertTrue(part.recommendation().headline()
                .startsWith("So far (the trial was stopped before it was judged on the samples that the data sets"
                        + " aside): "),
                part.recommendation().headline());
        Store second = new Store(Integer.MAX_VALUE);
        first.kept.forEach(one -> second.known.put(one.cell(), one));
        TrialResult again = Trial.run(data, SMALL, 2, second, TrialListener.NONE);
        assertEquals(whole.cells().size(), again.known());
        assertEquals(figures(whole), figures(again));
    }

    @Test
    void aTrialThatIsStoppedComparesWhatIsWholeAndGoesOnFromIt() {
        Dataset data = exclusiveOr(90, lastThird(90), 1);
        TrialResult whole = Trial.run(data, SMALL, 1, TrialListener.NONE);
        assertTrue(whole.complete() && whole.heldOut() != null);
        Store first = new Store(5);
        TrialResult part = Trial.run(data, SMALL, 1, first, progress -> first.goOn());
        assertFalse(part.complete());
        assertNull(part.heldOut());
        int done = part.summaries().size();
        assertTrue(done >= 1 && done + part.settingsLeftOut() == whole.summaries().size());
        assertEquals(done * whole.splits().size(), part.cells().size());
        List<String> all = whole.cells().stream().map(TrialTest::figures).toList();
        assertTrue(all.containsAll(part.cells().stream().map(TrialTest::figures).toList()));
        assertTrue(part.recommendation().headline().startsWith("So far (the trial was stopped with " + done + " of "
                + whole.summaries().size() + " settings done): "), part.recommendation().headline());

        Store second = new Store(Integer.MAX_VALUE);
        first.kept.forEach(one -> second.known.put(one.cell(), one));
        TrialResult again = Trial.run(data, SMALL, 2, second, TrialListener.NONE);
        assertEquals(figures(whole), figures(again));
        assertEquals(whole.cells().size() - first.kept.size(), second.kept.size());
        assertEquals(first.kept.size(), again.known());
        // three of a setting were known and one of the next, of which only one more was made
        Store third = new Store(1);
        first.kept.subList(0, 4).forEach(one -> third.known.put(one.cell(), one));
        TrialResult more = Trial.run(data, SMALL, 1, third, progress -> third.goOn());
        assertEquals(3, more.cells().size());
        assertEquals(3, more.known());
        assertThrows(CancellationException.class, () -> Trial.run(data, SMALL.withIterations(1_000_000), 1,
                TrialStore.NONE, progress -> false));
    }

    @Test
    void interruptionCancelsAndStays() {
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class,
                () -> Trial.run(exclusiveOr(300, null, 1), SMALL.withIterations(1_000_000), 2, TrialListener.NONE));
        assertTrue(Thread.interrupted());
    }

    @Test
    void refusesWhatCannotBeTried() {
        assertEquals("threads is 0, must be at least 1",
                assertThrows(IllegalArgumentException.class,
                        () -> Trial.run(exclusiveOr(60, null, 1), SMALL, 0, TrialListener.NONE)).getMessage());
        Dataset one = new Dataset("one", 4, 1, 1, new float[4], null, new float[]{1, 1, 1, 1}, "no", "yes", null);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> TrialPlan.of(one, SMALL)).getMessage()
                .contains("two classes are needed"));
    }
}
