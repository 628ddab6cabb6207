package dev.mha.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SplitsTest {
    private static void refuses(String message, Executable action) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
    }

    @Test
    void splitsAreTheSameOnEveryMachine() {
        float[] labels = {-1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1};
        List<Split> splits = Splits.stratified(labels, 3, 2, 42);
        assertEquals("repeat 1 of 2, fold 1 of 3", splits.get(0).name());
        assertEquals("repeat 2 of 2, fold 3 of 3", splits.get(5).name());
        assertEquals("fold 2 of 3", Splits.stratified(labels, 3, 1, 42).get(1).name());
        assertArrayEquals(new int[]{0, 1, 4, 7}, splits.get(0).test());
        assertArrayEquals(new int[]{0, 6, 7}, splits.get(5).test());
    }

    @Test
    void byPartTakesTheGivenParts() {
        Split split = Splits.byPart(new boolean[]{true, false, false, true, false});
        assertArrayEquals(new int[]{1, 2, 4}, split.train());
        assertArrayEquals(new int[]{0, 3}, split.test());
        refuses("all 2 samples are in the test part: both parts need samples",
                () -> Splits.byPart(new boolean[]{true, true}));
        refuses("all 3 samples are in the training part: both parts need samples",
                () -> Splits.byPart(new boolean[3]));
    }

    @Test
    void refusesWhatCannotBeDivided() {
        float[] labels = {1, 1, 1, -1, -1};
        refuses("folds is 3, but class '-1' has 2 samples and class '+1' 3: each class needs at least one "
                + "sample a fold", () -> Splits.stratified(labels, 3, 1, 1));
        refuses("folds is 1, must be at least 2", () -> Splits.stratified(labels, 1, 1, 1));
        refuses("repeats is 0, must be at least 1", () -> Splits.stratified(labels, 2, 0, 1));
        refuses("samples is 5, must be more than the 5 folds in order of time", () -> Splits.forwardChaining(5, 5));
        refuses("folds is 0, must be at least 1", () -> Splits.forwardChaining(5, 0));
        assertTrue(Splits.stratified(labels, 2, 1, 1).size() == 2);
    }
}
