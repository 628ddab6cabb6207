package dev.mha.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.classifier.ClassifierKernel;
import dev.mha.kernels.Kernels;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.HessianPart;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** How evenly the tasks of a call spread over 64 workers, by the task lists of the kernels themselves. */
class BalanceTest {
    private static final int WORKERS = 64;
    private static final double MOST = 1.10;

    /**
     * Multiply-adds of a worker from which the cases of the table are balanced: a fifth of a millisecond. Below it the
     * time to wake threads counts for more.
     */
    private static final double ENOUGH = 16e6;

    /** In double 256 samples are 32 groups of 8 lanes, and a group is not cut. */
    private static final String FEW_GROUPS = "in double (256, 8, 128, 64)";

    private static final boolean EIGHT_LANES = Kernels.describe().lanes() == 8;

    /** With 8 lanes that holds in float as well. */
    private static final Set<String> FEW_TASKS_OF_EIGHT_LANES = Set.of("classifier step (256, 8, 128, 64)",
            "classifier Hessian product (256, 8, 128, 64)", "4 classifier Hessian products (256, 8, 128, 64)");

    private static boolean hasFewTasks(BenchCase item) {
        return item.title().endsWith(FEW_GROUPS)
                || (EIGHT_LANES && FEW_TASKS_OF_EIGHT_LANES.contains(item.title()));
    }

    @Test
    void casesOfTheTableWithEnoughWorkAreBalanced() {
        int cases = 0;
        for (BenchCase item : BenchCases.all()) {
            if (item.threaded() && item.work() / 2 >= ENOUGH * WORKERS && !hasFewTasks(item)) {
                TaskLedger ledger = new TaskLedger(WORKERS, false);
                item.prepare().apply(ledger).run();
                assertBalanced(item.title(), ledger);
                cases++;
            }
        }
        assertTrue(cases > 20, cases + " cases");
    }

    /** A worker with eleven tasks of the same size where ten are the mean has a tenth more. */
    @Test
    void attentionOfTenTasksAWorkerIsBalanced() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100; i++) {
            int tokens = 64 * random.nextInt(2, 24);
            int heads = random.nextInt(1, 17);
            int blocks = heads * Math.ceilDiv(tokens, 64);
            int batch = Math.ceilDiv(10 * WORKERS, blocks) + random.nextInt(3);
            assertBalanced(new AttentionShape(batch, heads, heads, tokens, tokens, 4, 4), AttentionMask.NONE);
        }
    }

    /** Tasks from one block of keys to all of them: the short ones at the end fill what the long ones leave. */
    @Test
    void causalAttentionOfFourTasksAWorkerIsBalanced() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100; i++) {
            int tokens = random.nextInt(16 * 64, 64 * 64);
            int heads = random.nextInt(1, 17);
            int blocks = heads * Math.ceilDiv(tokens, 64);
            int batch = Math.ceilDiv(4 * WORKERS, blocks) + random.nextInt(3);
            assertBalanced(new AttentionShape(batch, heads, heads, tokens, tokens, 4, 4), AttentionMask.CAUSAL);
        }
    }

    @Test
    void classifierOfTenTasksAWorkerIsBalanced() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 10; i++) {
            // one sample a lane, in blocks of up to four groups
            assertBalanced(new ClassifierShape(random.nextInt(1, 9), random.nextInt(2, 9), 2),
                    random.nextInt(10 * WORKERS * 64, 12 * WORKERS * 64));
            // the tokens in the lanes
            assertBalanced(new ClassifierShape(random.nextInt(4, 9), random.nextInt(150, 200), 16),
                    random.nextInt(10 * WORKERS, 14 * WORKERS));
        }
    }

    /** Of few long samples the heads are tasks, of products with the Hessian too. */
    @Test
    void classifierOfFewLongSamplesIsBalancedByHeads() {
        assertBalanced(new ClassifierShape(4, 300, 2), 16);
        assertBalanced(new ClassifierShape(16, 200, 2), 8);
        assertBalanced(new ClassifierShape(64, 160, 2), 1);
    }

    /** Tasks go in their order, each to the worker that is free first. */
    @Test
    void handsOutAsACrewDoes() {
        assertEquals(9, HandOut.busiest(new long[]{9}, 4));
        assertEquals(5, HandOut.busiest(new long[]{5, 4, 1}, 2));
        assertEquals(6, HandOut.busiest(new long[]{1, 4, 5}, 2));
        // the first of 16 tasks go to two workers in runs of two
        assertEquals(20, HandOut.busiest(new long[]{10, 10, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, 2));
    }

    private static void assertBalanced(AttentionShape shape, AttentionMask mask) {
        for (TangentRun.Passes passes : List.of(TangentRun.Passes.TANGENT, TangentRun.Passes.WITH_FORWARD)) {
            TaskLedger ledger = new TaskLedger(WORKERS, false);
            Runnable call = TangentRun.prepare(shape, mask, passes, ledger);
            ledger.take();
            call.run();
            assertBalanced(passes + " " + shape + " " + mask, ledger);
        }
        TaskLedger ledger = new TaskLedger(WORKERS, false);
        new AttentionRun(shape.batch(), shape.queryHeads(), shape.queries(), shape.headDim(), mask.causal(), true)
                .prepare(ledger).run();
        assertBalanced("backward " + shape + " " + mask, ledger);
    }

    private static void assertBalanced(ClassifierShape shape, int count) {
        ClassifierRun run = new ClassifierRun(count, shape);
        TaskLedger ledger = new TaskLedger(WORKERS, false);
        run.prepare(ledger).run();
        assertBalanced("step " + run, ledger);
        ClassifierRun.Data data = run.data();
        PackedSamples packed = PackedSamples.pack(data.x, count, shape.tokens(), shape.features(), null);
        ClassifierKernel.hessianProducts(shape, packed, data.theta, data.labels, null, HessianPart.WHOLE,
                new float[][]{data.theta}, new float[][]{data.gradient}, ledger);
        assertBalanced("Hessian " + run, ledger);
        double ignored = ClassifierKernel.lossGradientAndHessianProducts(shape, packed, data.theta, data.labels, null,
                data.scores, data.gradient, HessianPart.WHOLE, new float[][]{data.theta},
                new float[][]{new float[data.theta.length]}, ledger);
        assertBalanced("step and Hessian " + run, ledger);
    }

    /** Of all that the busiest worker waits for: the sum over the runs of a call. */
    private static void assertBalanced(String name, TaskLedger ledger) {
        double busiest = 0;
        double mean = 0;
        for (TaskLedger.Phase phase : ledger.take()) {
            busiest += HandOut.busiest(phase.work(), WORKERS);
            mean += phase.total() / (double) WORKERS;
        }
        double most = busiest / mean;
        assertTrue(mean > 0 && most <= MOST, () -> name + ": the busiest worker has " + most + " times the mean");
    }
}
