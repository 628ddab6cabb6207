package dev.mha.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mha.kernels.AttentionShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyRangesTest {
    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "64, 1", "65, 2", "4096, 64"})
    void coverAllKeys(int keys, int ranges) {
        assertEquals(ranges, KeyRanges.count(shape(1, 1, 10, keys, 8)));
    }

    @ParameterizedTest
    @CsvSource({
            // heads, keys, causal, workers, ranges of a task, tasks of a head
            "1, 4096, false, 1, 64, 1", "1, 0, false, 2, 1, 1", "1, 64, false, 64, 1, 1", "1, 512, false, 2, 4, 2",
            "1, 512, true, 2, 1, 8", "1, 512, false, 64, 1, 8", "1, 4096, false, 2, 16, 4", "1, 4096, true, 2, 4, 16",
            "1, 4096, false, 64, 1, 64", "1, 4096, false, 16, 4, 16", "1, 7168, true, 2, 4, 28",
            "1, 8192, true, 2, 16, 8", "7, 4096, false, 2, 16, 4", "8, 4096, true, 2, 64, 1",
            "10, 640, false, 9, 1, 10", "10, 600, false, 9, 1, 10", "101, 256, false, 93, 1, 4",
            "3, 4097, true, 1, 65, 1", "8, 2048, false, 64, 4, 8", "8, 2048, false, 16, 16, 2",
            "8, 2048, true, 64, 1, 32", "1, 512, true, 4, 1, 8",
            "21, 128, false, 2, 2, 1", "96, 128, false, 64, 1, 2", "256, 256, false, 64, 4, 1"})
    void areTasksWhereHeadsAreTooFew(int heads, int keys, boolean causal, int workers, int ofTask, int tasks) {
        AttentionShape shape = shape(1, heads, 10, keys, 8);
        assertEquals(ofTask, KeyRanges.ofTask(shape, causal, workers));
        assertEquals(tasks, KeyRanges.tasks(shape, ofTask));
    }

    /** 2^25 floats of dQ in all: 64 tasks of 4096 queries of 128 floats are as many. */
    @Test
    void areLargerWhereTheirPartsOfTheGradientTakeMoreThan128Megabytes() {
        assertEquals(1, KeyRanges.ofTask(shape(1, 1, 4096, 64 * KeyRanges.KEYS, 128), false, 64));
        assertEquals(4, KeyRanges.ofTask(shape(1, 1, 4097, 64 * KeyRanges.KEYS, 128), false, 64));
        assertEquals(4, KeyRanges.ofTask(shape(1, 1, 16384, 64 * KeyRanges.KEYS, 128), false, 64));
        assertEquals(16, KeyRanges.ofTask(shape(1, 1, 16385, 64 * KeyRanges.KEYS, 128), false, 64));
        assertEquals(16, KeyRanges.ofTask(shape(1, 1, 65536, 64 * KeyRanges.KEYS, 128), false, 64));
        assertEquals(64, KeyRanges.ofTask(shape(1, 1, 65537, 64 * KeyRanges.KEYS, 128), false, 64));
        // too few groups for 64 workers under a causal mask, but single ranges take too much
        assertEquals(4, KeyRanges.ofTask(shape(1, 1, 16384, 64 * KeyRanges.KEYS, 128), true, 64));
        // too few for 8, which would be as busy with them, and single ranges take as much as they may
        assertEquals(1, KeyRanges.ofTask(shape(1, 1, 4096, 64 * KeyRanges.KEYS, 128), true, 8));
    }

    private static AttentionShape shape(int batch, int heads, int queries, int keys, int dim) {
        return new AttentionShape(batch, heads, heads, queries, keys, dim, dim);
    }
}
