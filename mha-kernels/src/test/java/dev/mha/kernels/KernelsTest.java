package dev.mha.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.vector.Lanes;
import org.junit.jupiter.api.Test;

/** The description and the self-test that users see. */
class KernelsTest {
    @Test
    void describesTheVectorKernelsOfThisMachine() {
        KernelDescription description = Kernels.describe();
        assertEquals(new KernelDescription(true, Lanes.COUNT, Lanes.REGISTERS, Lanes.TILE_ROWS, Lanes.TILE_VECTORS, ""),
                description);
        assertTrue(description.toString().startsWith("vector kernels, " + Lanes.COUNT + " lanes"));
        assertEquals("plain kernels: too slow", new KernelDescription(false, 1, 1, 1, 1, "too slow").toString());
    }

    @Test
    void everyKernelPassesItsSelfTest() {
        for (KernelCheck check : Kernels.selfTest()) {
            assertTrue(check.passed(), check.toString());
            // kernel and twin round differently: no difference at all would mean that one was compared with itself
            assertTrue(check.largestError() > 0.0 && check.largestError() <= check.allowedError(), check.toString());
            assertTrue(check.cases() > 0);
        }
    }

    /** 65536 x 65536 floats are 0 in an int: the product must not wrap round. */
    @Test
    void warmUpRefusesSizesThatNoArrayHolds() {
        AttentionShape shape = new AttentionShape(1, 1, 1, 65_536, 1, 65_536, 1);
        assertEquals(
                "batch 1 x heads 1 x rows 65536 x dim 65536 is 4294967296 floats, an array holds at most 2147483647",
                assertThrows(IllegalArgumentException.class,
                        () -> Kernels.warmUp(shape, AttentionMask.NONE, false, 0)).getMessage());
    }

    @Test
    void warmUpRunsForTheTimeAsked() {
        long start = System.nanoTime();
        Kernels.warmUp(new AttentionShape(1, 2, 1, 9, 10, 8, 8), AttentionMask.CAUSAL, true, 0.05);
        assertTrue(System.nanoTime() - start >= 50_000_000);
    }

    @Test
    void warmUpTakesTheSecondOrderAndTheClassifierToo() {
        Kernels.warmUpTangents(new AttentionShape(1, 2, 1, 9, 10, 8, 5), AttentionMask.CAUSAL, 0);
        Kernels.warmUp(new ClassifierShape(2, 5, 4), 20, true, 0);
        Kernels.warmUp(new ClassifierShape(2, 70, 4), 1, true, 0);
        assertEquals("samples is 0, which must be at least 1 and with 5 tokens of 4 features fit into an array",
                assertThrows(IllegalArgumentException.class,
                        () -> Kernels.warmUp(new ClassifierShape(2, 5, 4), 0, false, 0)).getMessage());
        assertThrows(IllegalArgumentException.class,
                () -> Kernels.warmUp(new ClassifierShape(2, 1000, 1000), 3000, false, 0));
    }
}
