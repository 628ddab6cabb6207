package dev.mha.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionShape;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskOrderTest {
    private static final int W = Lanes.WIDTH;

    @ParameterizedTest
    @CsvSource({
            // causal, workers, whether the longest of all heads come first
            "false, 1, false", "false, 64, false", "true, 1, false", "true, 2, false", "true, 3, true",
            "true, 64, true"})
    void everyBlockAndEveryRangeOfAHeadIsOneTask(boolean causal, int workers, boolean longestFirst) {
        AttentionShape shape = new AttentionShape(2, 6, 3, 5 * W + 1, 5 * W + 1, 8, 8);
        AttentionMask mask = causal ? AttentionMask.CAUSAL : AttentionMask.NONE;
        QueryBlocks blocks = new QueryBlocks();
        blocks.plan(shape, causal, 1, workers);
        Set<Integer> queries = new HashSet<>();
        for (int task = 0; task < blocks.tasks; task++) {
            for (int row = 0; row < blocks.rows(task); row++) {
                queries.add(blocks.head(task) * shape.queries() + blocks.first(task) + row);
            }
        }
        assertEquals(12 * 6, blocks.tasks);
        assertEquals(12 * shape.queries(), queries.size());
        assertEquals(longestFirst, falls(blocks.tasks, task -> blocks.pairs(mask, task)) && causal);

        RangeTasks ranges = new RangeTasks();
        ranges.plan(shape, causal, workers);
        Set<Integer> keys = new HashSet<>();
        for (int task = 0; task < ranges.tasks; task++) {
            for (int row = 0; row < ranges.keys(task); row++) {
                keys.add(ranges.head(task) * shape.keys() + ranges.firstKey(task) + row);
            }
        }
        assertEquals(6 * shape.keys(), keys.size());
        assertTrue(!longestFirst || falls(ranges.tasks, task -> ranges.pairs(mask, task)));
    }

    /** Pairs as a task counts them, over all tasks, are those of whole blocks of queries. */
    @ParameterizedTest
    @CsvSource({"false, 2, 1", "true, 2, 1", "true, 64, 1", "false, 2, 2", "true, 2, 2", "true, 64, 3"})
    void countsThePairsOfWholeBlocks(boolean causal, int workers, int group) {
        AttentionShape shape = new AttentionShape(1, 4, 2, 3 * W, 3 * W, 8, 8);
        AttentionMask mask = causal ? AttentionMask.CAUSAL : AttentionMask.NONE;
        long blocksOfHead = causal ? 1 + 2 + 3 : 3 * 3;
        QueryBlocks blocks = new QueryBlocks();
        blocks.plan(shape, causal, group, workers);
        assertEquals(4 * 3, sum(blocks.tasks, blocks::count));
        RangeTasks ranges = new RangeTasks();
        ranges.plan(shape, causal, workers);
        long pairs = 4 * blocksOfHead * W * W;
        assertEquals(pairs, sum(blocks.tasks, task -> blocks.pairs(mask, task)));
        assertEquals(pairs, sum(ranges.tasks, task -> ranges.pairs(mask, task)));
    }

    /** Gradients of a key and a value take W floats each at least. */
    @Test
    void refusesAHeadWhoseGradientsAreLongerThanAnArray() {
        int most = (Integer.MAX_VALUE - (1 << 26)) / (2 * W);
        RangeTasks ranges = new RangeTasks();
        ranges.plan(new AttentionShape(1, 1, 1, 1, most, 1, 1), false, 1);
        assertEquals(1, ranges.tasks);
        AttentionShape longer = new AttentionShape(1, 1, 1, 1, most + 1, 1, 1);
        String message = assertThrows(IllegalArgumentException.class, () -> ranges.plan(longer, false, 1)).getMessage();
        assertTrue(
                message.startsWith("keys is " + (most + 1) + ": the gradients of " + (most + 1) + " keys and values"),
                message);
    }

    /** A long call goes head by head, so that a core keeps its keys. */
    @ParameterizedTest
    @CsvSource({"31, true", "32, false"})
    void goesHeadByHeadWithManyTasksAWorker(int tasksOfWorker, boolean longestFirst) {
        assertEquals(longestFirst, CausalOrder.longestFirst(true, 64L * tasksOfWorker, 64));
    }

    private static boolean falls(int tasks, IntToLongFunction work) {
        for (int task = 1; task < tasks; task++) {
            if (work.applyAsLong(task) > work.applyAsLong(task - 1)) {
                return false;
            }
        }
        return true;
    }

    private static long sum(int tasks, IntToLongFunction work) {
        long sum = 0;
        for (int task = 0; task < tasks; task++) {
            sum += work.applyAsLong(task);
        }
        return sum;
    }
}
