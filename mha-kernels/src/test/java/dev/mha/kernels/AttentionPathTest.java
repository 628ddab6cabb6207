package dev.mha.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.vector.HeadForward;
import dev.mha.kernels.vector.Lanes;
import dev.mha.kernels.work.Machine;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which sizes take which kernel: the documented edges, and, for tiny heads, their number. */
class AttentionPathTest {
    @ParameterizedTest
    @CsvSource({"13, 13, 1, 1, SHORT", "48, 192, 64, 64, SHORT", "49, 65, 64, 64, BLOCKS", "64, 64, 64, 64, SHORT",
            "65, 64, 64, 64, BLOCKS", "48, 193, 64, 64, BLOCKS", "8, 8, 65, 64, BLOCKS", "8, 8, 64, 65, BLOCKS",
            "0, 0, 0, 0, SHORT", "10, 10, 17, 16, SHORT", "10, 0, 16, 16, SHORT", "10, 11, 16, 16, SHORT",
            "11, 10, 16, 16, SHORT", "10, 10, 16, 17, SHORT", "1, 1, 64, 64, PLAIN", "1, 1, 0, 4, PLAIN",
            "1, 0, 64, 64, SHORT",
            "0, 1, 64, 64, SHORT", "1, 2, 64, 64, SHORT", "2, 1, 64, 64, SHORT"})
    void pathFollowsTheSizesOfAHead(int queries, int keys, int headDim, int valueDim, AttentionPath path) {
        AttentionPath expected = Machine.VECTOR ? path : AttentionPath.PLAIN;
        for (int batch : new int[]{0, 1, 40}) {
            AttentionShape shape = new AttentionShape(batch, 4, 2, queries, keys, headDim, valueDim);
            assertEquals(expected, AttentionPath.of(shape, 4));
            assertEquals(expected, AttentionPath.ofTangents(shape));
        }
    }

    @ParameterizedTest
    @CsvSource({"11, SHORT", "12, LANES", "16, LANES", "17, SHORT", "23, SHORT", "24, LANES", "0, SHORT"})
    void tinyHeadsGoSideBySideWhereTheyFillTheLanes(int heads, AttentionPath path) {
        AttentionPath wide = HeadForward.runs() ? path : AttentionPath.SHORT;
        AttentionShape shape = new AttentionShape(heads, 1, 1, 10, 10, 16, 16);
        assertEquals(Machine.VECTOR ? wide : AttentionPath.PLAIN, AttentionPath.of(shape, 1));
        assertEquals(Machine.VECTOR ? AttentionPath.SHORT : AttentionPath.PLAIN, AttentionPath.ofTangents(shape));
    }

    /** {@code mha kernels} promises a check of every kernel. */
    @Test
    void theSelfTestTakesEveryPathOfThisMachine() {
        AttentionCheck check = new AttentionCheck();
        EnumSet<AttentionPath> taken = EnumSet.noneOf(AttentionPath.class);
        EnumSet<AttentionPath> takenByTangents = EnumSet.noneOf(AttentionPath.class);
        for (int c = 0; c < AttentionCheck.CASES; c++) {
            AttentionShape shape = check.shape(c);
            taken.add(AttentionPath.of(shape, shape.queryHeads()));
            takenByTangents.add(AttentionPath.ofTangents(shape));
        }
        EnumSet<AttentionPath> expected = EnumSet.of(AttentionPath.PLAIN);
        if (Machine.VECTOR) {
            expected.addAll(EnumSet.of(AttentionPath.BLOCKS, AttentionPath.SHORT));
        }
        assertEquals(expected, takenByTangents);
        if (HeadForward.runs()) {
            expected.add(AttentionPath.LANES);
        }
        assertEquals(expected, taken);
    }

    @Test
    void descriptionNamesThePath() {
        String small = Kernels.describe(new AttentionShape(2, 1, 1, 10, 10, 8, 8));
        String large = Kernels.describe(new AttentionShape(2, 1, 1, 500, 500, 8, 8));
        assertTrue(small.startsWith(Machine.VECTOR ? "short heads" : "plain loops"), small);
        assertTrue(large.startsWith(Machine.VECTOR ? "blocks of" : "plain loops"), large);
        assertEquals(1, large.lines().count());
        if (Machine.VECTOR) {
            assertTrue(small.endsWith(HeadForward.runs()
                    ? "their keys in one block: too few for one a lane"
                    : "their keys in one block: 10 queries, at most 48"), small);
            assertEquals("blocks of " + Lanes.WIDTH + " queries in the lanes by 64 keys, tiles of " + Lanes.TILE_ROWS
                    + " rows of 4 vectors: 500 queries, a short head has room for 64", large);
            assertEndsWith(": 60 keys, at most 64", 50, 60, 8);
            assertEndsWith(": 50 queries and 70 keys, more than 48 and 64", 50, 70, 8);
            assertEndsWith(": 10 queries, at most 48", 10, 192, 8);
            assertEndsWith(": 193 keys, a short head has room for 192", 10, 193, 8);
            assertEndsWith(": rows of 65 floats, a short head has room for 64", 10, 193, 65);
        }
        assertFalse(small.contains("tangent"), small);
        assertFalse(large.contains("tangent"), large);
        String tiny = Kernels.describe(new AttentionShape(16, 1, 1, 10, 10, 8, 8));
        assertEquals(HeadForward.runs(), tiny.contains(": none has one a lane in the second order"), tiny);
        String single = Kernels.describe(new AttentionShape(16, 1, 1, 1, 1, 8, 8));
        assertEquals(Machine.VECTOR, single.equals("plain loops: one query and one key"), single);
    }

    private static void assertEndsWith(String end, int queries, int keys, int dim) {
        String text = Kernels.describe(new AttentionShape(1, 1, 1, queries, keys, dim, dim));
        assertTrue(text.endsWith(end), text);
    }
}
