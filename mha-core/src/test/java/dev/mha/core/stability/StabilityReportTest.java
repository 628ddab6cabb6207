package dev.mha.core.stability;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.Problem;
import dev.mha.core.random.RandomSource;
import dev.mha.core.train.Training;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class StabilityReportTest {
    private static final ClassifierShape SHAPE = new ClassifierShape(1, 1, 1);

    private static Training training(int samples) {
        return training(samples, 1);
    }

    private static Training training(int samples, int iterations) {
        Problem problem = Problem.of(SHAPE, samples, 1, 1, RandomSource.of(8));
        return new Training(SHAPE, problem.samples(), problem.labels(), problem.start(), 1, iterations);
    }

    private static StabilitySettings settings(int leftOut, int replaced) {
        return new StabilitySettings(leftOut, 0, replaced, 4);
    }

    /** So many samples that not all are followed, since the work grows with their cube. */
    @Test
    void theUnrolledGapIsTheMeanOverTheSamplesFollowed() {
        Training training = training(3200);
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            Workspace work = Workspace.parallel(pool, 2);
            StabilityReport report = StabilityReport.of(training, settings(2, 0), null, work, (part, share) -> {});
            int[] followed = report.unrolled().samples();
            assertTrue(followed.length > 2 && followed.length < 3200, "" + followed.length);
            double[] before = new Retrainer(training, work).sampleLosses();
            double mean = 0;
            for (int k = 0; k < followed.length; k++) {
                mean += (report.unrolled().lossAfter()[k] - before[followed[k]]) / followed.length;
            }
            assertTrue(mean > 0);
            assertEquals(mean, report.unrolledGap(), 1e-9 * mean);
        }
    }

    /** 25 multiply-adds for each of 2^31 steps: less than one sample could be followed for the work allowed. */
    @Test
    void followsEverySampleThatIsLeftOut() {
        assertEquals(3, StabilityReport.followed(training(5, Integer.MAX_VALUE), 3));
    }

    /** Says once that there is to be a stop, when so many retrainings were made: the next one alone is left out. */
    private static final class Skipping implements StabilityReport.Listener {
        private final int at;
        private int made;
        private boolean skipped;

        Skipping(int at) {
            this.at = at;
        }

        @Override
        public void onProgress(StabilityReport.Part part, double share) {}

        @Override
        public void ended(StabilityReport.Part part, Retraining one) {
            made++;
        }

        @Override
        public boolean stop() {
            boolean skip = made == at && !skipped;
            skipped |= skip;
            return skip;
        }
    }

    @Test
    void goesOnPastARetrainingThatIsMissing() {
        Training training = training(5);
        Problem drawn = Problem.of(SHAPE, 2, 1, 1, RandomSource.of(9));
        Fresh fresh = new Fresh(drawn.samples(), drawn.labels());
        // three samples left out, then two replaced
        for (int at : new int[]{1, 3, 6}) {
            StabilityReport report = StabilityReport.of(training, settings(3, 2), fresh, Workspace.serial(),
                    new Skipping(at));
            assertEquals(at == 1 ? 2 : 3, report.leftOut().size());
            assertEquals(at == 3 ? 1 : 2, report.replaced().size());
            assertNotNull(report.unrolled());
        }
    }

    /** The one whose own loss rises most need not be the one that moves another's loss most. */
    @Test
    void takesTheMeanAndTheLargestOverAllThatWereLeftOut() {
        List<Retraining> two = List.of(new Retraining(0, Retraining.LEFT_OUT, 0.5, 0.9, 0.25, 0.4, 1, 1, 1),
                new Retraining(1, Retraining.LEFT_OUT, 0.5, 0.6, 0.75, 0.7, 1, 1, 1));
        StabilityReport report = new StabilityReport(5, two, null, null, Double.NaN, null, null, List.of(), 0, 0,
                List.of());
        assertEquals(0.5, report.meanDistance());
        assertEquals(0.7, report.largestLossChange());
        assertEquals(0, report.worstGap().sample());
        assertEquals(1, report.worstDistance().sample());
    }

    /** Samples 2 and 4 are so large that a training without one of them diverges: nothing is there to rank them by. */
    @Test
    void saysWhyThereIsNoInfluence() {
        Training training = new Training(new ClassifierShape(1, 1, 1),
                PackedSamples.pack(new float[]{1e-9f, 1e9f, 1e-9f, 1e9f}, 4, 1, 1, null), new float[]{1, 1, -1, -1},
                new float[2], 1e30, 1);
        for (int seed = 1; seed <= 8; seed++) {
            StabilityReport report = StabilityReport.of(training, new StabilitySettings(4, 1, 0, seed), null,
                    Workspace.serial(), (part, share) -> {});
            boolean diverged = Retrainer.choose(4, 1, seed)[0] % 2 == 1;
            assertEquals(diverged, report.influence() == null);
            assertEquals(diverged,
                    report.failures()
                            .contains("influence functions, since the trainings without their samples diverged"));
        }
    }

    /** No sample twice by the same fresh one, and none that is not there. */
    @Test
    void replacesNoMoreThanThereAre() {
        Problem drawn = Problem.of(SHAPE, 9, 1, 1, RandomSource.of(9));
        Fresh fresh = new Fresh(drawn.samples(), drawn.labels());
        assertEquals(4, settings(2, 4).replacements(5, fresh));
        assertEquals(5, settings(2, 30).replacements(5, fresh));
        assertEquals(9, settings(2, 30).replacements(20, fresh));
        assertEquals(0, settings(2, 30).replacements(20, null));
        StabilityReport report = StabilityReport.of(training(5), settings(2, 30), fresh, Workspace.serial(),
                (part, share) -> {});
        assertEquals(5, report.replaced().size());
        assertEquals(List.of(0, 1, 2, 3, 4), report.replaced().stream().map(Retraining::sample).sorted().toList());
        // as they are drawn
        assertArrayEquals(Retrainer.draw(5, 5, 4),
                report.replaced().stream().mapToInt(Retraining::sample).toArray());
    }

    /**
     * One weight u, four samples that want it to rise and two that do not: with this step it never settles, and to
     * first order a step takes a small change of it farther on average, until it is no number.
     */
    @Test
    void anUnrollThatLeavesTheRangeOfNumbersCostsNothingElse() {
        float[] ones = {1, 1, 1, 1, 1, 1};
        Training training = new Training(SHAPE, PackedSamples.pack(ones, 6, 1, 1, null),
                new float[]{1, 1, 1, 1, -1, -1}, new float[]{0, 0.1f}, 17, 8000);
        StabilityReport report = StabilityReport.of(training, settings(6, 0), null, Workspace.serial(),
                (part, share) -> {});
        assertEquals(6, report.leftOut().size());
        assertFalse(report.unrolled().finite());
        assertNull(report.unrollError());
        assertTrue(Double.isNaN(report.unrolledGap()));
        assertTrue(Double.isNaN(report.unrollRank()));
        assertTrue(Double.isNaN(report.unrollRatio()));
        assertTrue(Double.isFinite(report.gap().mean()));
    }

    /** The same training a little shorter: changes of 1e200 are numbers, and none of first order. */
    @Test
    void anUnrollThatIsFarBeyondFirstOrderIsNoEstimate() {
        float[] ones = {1, 1, 1, 1, 1, 1};
        boolean large = false;
        for (int steps = 1000; steps <= 8000; steps += 500) {
            Training training = new Training(SHAPE, PackedSamples.pack(ones, 6, 1, 1, null),
                    new float[]{1, 1, 1, 1, -1, -1}, new float[]{0, 0.1f}, 17, steps);
            KernelUnroll unroll = KernelUnroll.run(training, new int[]{0, 5}, KernelUnroll.Refresh.USUAL,
                    Workspace.serial(), Retrainer.Listener.NONE);
            large |= !unroll.finite();
            for (double loss : unroll.lossAfter()) {
                assertTrue(loss < 2e100 || loss == Double.POSITIVE_INFINITY, "" + loss);
            }
        }
        assertTrue(large);
    }
}
