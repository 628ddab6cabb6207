package dev.mha.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.AttentionShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyRangesTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "768, 1", "769, 2", "4096, 6"})
    void coverAllKeys(int keys, int ranges) {
        assertEquals(ranges, KeyRanges.count(shape(1, 1, 10, keys, 8)));
    }

    @Test
    void areTasksWhereHeadsAreFewerThanFourForEachWorker() {
        assertTrue(KeyRanges.cut(shape(1, 7, 10, 4096, 8), 2));
        assertFalse(KeyRanges.cut(shape(1, 8, 10, 4096, 8), 2));
        assertTrue(KeyRanges.cut(shape(3, 85, 10, 4096, 8), 64));
        assertFalse(KeyRanges.cut(shape(4, 64, 10, 4096, 8), 64));
    }

    @Test
    void areNoTasksForOneWorkerOrOneRange() {
        assertFalse(KeyRanges.cut(shape(1, 1, 10, 4096, 8), 1));
        assertFalse(KeyRanges.cut(shape(1, 1, 10, 768, 8), 64));
        assertFalse(KeyRanges.cut(shape(1, 1, 10, 0, 8), 64));
    }

    /** 2^25 floats of dQ in all: 64 ranges of 4096 queries of 128 floats are as many. */
    @Test
    void areNoTasksWhereTheirPartsOfTheGradientTakeMoreThan128Megabytes() {
        assertTrue(KeyRanges.cut(shape(1, 1, 4096, 64 * KeyRanges.KEYS, 128), 64));
        assertFalse(KeyRanges.cut(shape(1, 1, 4097, 64 * KeyRanges.KEYS, 128), 64));
    }

    private static AttentionShape shape(int batch, int heads, int queries, int keys, int dim) {
        return new AttentionShape(batch, heads, heads, queries, keys, dim, dim);
    }
}
