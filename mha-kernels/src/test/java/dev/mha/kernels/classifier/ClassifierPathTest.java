package dev.mha.kernels.classifier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.KernelCheck;
import dev.mha.kernels.Kernels;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierCase.Result;
import dev.mha.kernels.vector.Lanes;
import org.junit.jupiter.api.Test;

/** The surefire runs of this module have vectors of 8 and 16 lanes. */
class ClassifierPathTest {
    /** Lanes full of samples, 8 or 16 of them, against lanes full of tokens, 32 or 64. */
    @Test
    void theFullerLanesWin() {
        assertEquals(ClassifierPath.SAMPLE_LANES, path(1, 10, 4, 512));
        assertEquals(ClassifierPath.SAMPLE_LANES, path(1, 65, 4, 16));
        assertEquals(ClassifierPath.TOKEN_LANES, path(1, 64, 4, 2));
        assertEquals(ClassifierPath.TOKEN_LANES, path(1, 192, 4, 16));
        assertEquals(ClassifierPath.TOKEN_LANES, path(1, 64, 4, 1));
    }

    /** Lanes all full either way, or as full, and the longest samples that go side by side. */
    @Test
    void theBoundariesBelongToTheTokensAndToTheSamples() {
        assertEquals(ClassifierPath.SAMPLE_LANES, path(1, Lanes.WIDTH, 4, Lanes.COUNT));
        assertEquals(ClassifierPath.TOKEN_LANES, path(1, 2 * Lanes.WIDTH, 4, Lanes.COUNT));
        assertEquals(ClassifierPath.TOKEN_LANES, path(1, Lanes.WIDTH / 2, 4, Lanes.COUNT / 2));
        assertEquals(ClassifierPath.SAMPLE_LANES, path(1, 144, 4, Lanes.COUNT));
        assertEquals(ClassifierPath.TOKEN_LANES, path(1, 145, 4, Lanes.COUNT));
    }

    @Test
    void longSamplesGoOneByOneHoweverMany() {
        assertEquals(ClassifierPath.TOKEN_LANES, path(1, 257, 1, 512));
    }

    @Test
    void aHandfulOfTokensIsNotWorthAVector() {
        assertEquals(ClassifierPath.PLAIN, path(4, 7, 4, 1));
        assertEquals(ClassifierPath.TOKEN_LANES, path(4, 8, 4, 1));
    }

    @Test
    void manyHeadsGoOneByOne() {
        assertEquals(ClassifierPath.SAMPLE_LANES, path(40, 33, 4, 64));
        assertEquals(ClassifierPath.TOKEN_LANES, path(4000, 33, 4, 64));
    }

    @Test
    void descriptionNamesThePathsAndTheirReasons() {
        String panels = " at a time, panels of 5 tokens and 4 features: ";
        assertEquals("one sample a lane, " + Lanes.COUNT + panels
                + "fewer lanes are empty than with the tokens of a sample in them; in double one sample a lane, "
                + Lanes.DOUBLES + panels + "the vector kernel in double", describe(1, 10, 4, 512));
        assertTrue(describe(1, Lanes.WIDTH, 4, Lanes.COUNT)
                .contains(": no lane is empty, and a sample is one block of tokens; in double"));
        assertTrue(describe(60, 1100, 1, 1)
                .endsWith("; in double plain loops: one sample a lane would keep more than 2^26 numbers"));
        assertStarts("the tokens of a sample in the lanes, " + Lanes.WIDTH + " at a time: 257 tokens, more than 144; "
                + "in double one sample a lane", describe(1, 257, 1, 512));
        assertStarts("the tokens of a sample in the lanes, " + Lanes.WIDTH
                + " at a time: one sample a lane would leave no fewer lanes empty;", describe(1, 64, 4, 1));
        assertStarts("the tokens of a sample in the lanes, " + Lanes.WIDTH
                + " at a time: one sample a lane would keep more than 2^26 numbers;", describe(4000, 33, 4, 64));
        assertEquals("plain loops: fewer than 8 tokens in all", describe(4, 7, 4, 1));
        PackedSamples samples = PackedSamples.pack(new float[6], 1, 3, 2, null);
        assertEquals("samples have 3 tokens of 2 features, the shape has 2 of 3", assertThrows(
                IllegalArgumentException.class, () -> Kernels.describe(new ClassifierShape(1, 2, 3), samples))
                .getMessage());
    }

    /** Four matrices of a head, where the gradient keeps two: products alone go another way, and it is said. */
    @Test
    void descriptionTellsWhereProductsGoAnotherWay() {
        int heads = 60 * 16 / Lanes.COUNT;
        String text = describe(heads, 144, 2, 2 * Lanes.COUNT);
        assertStarts("one sample a lane", text);
        assertTrue(text.contains("; Hessian products the tokens of a sample in the lanes, " + Lanes.WIDTH
                + " at a time: one sample a lane would keep more than 2^26 numbers; in double"), text);
    }

    private static void assertStarts(String start, String text) {
        assertTrue(text.startsWith(start), text);
    }

    private static String describe(int heads, int tokens, int features, int samples) {
        return Kernels.describe(new ClassifierShape(heads, tokens, features), PackedSamples
                .pack(new float[samples * tokens * features], samples, tokens, features, null));
    }

    private static ClassifierPath path(int heads, int tokens, int features, int samples) {
        return ClassifierKernel.path(new ClassifierShape(heads, tokens, features), PackedSamples
                .pack(new float[samples * tokens * features], samples, tokens, features, null));
    }

    /** The panels of 2^27 features in 16 lanes would be longer than an int counts. */
    @Test
    void panelsMustFitAnArray() {
        assertNull(ClassifierPath.layout(16, 1, 1 << 27));
        assertNull(ClassifierPath.layout(16, 1, 46341));
        assertNotNull(ClassifierPath.layout(16, 1, 1 << 10));
    }

    /** 64 heads of 256 tokens keep 64 * 2 * 256 * 256 * 16 floats, 512 MB; 8 features of 4096 heads are no trouble. */
    @Test
    void whatManyHeadsKeepMustFitMemory() {
        PanelLayout layout = new PanelLayout(16, 256, 8, 16, 4, 4);
        assertTrue(ClassifierPath.fits(layout, 32));
        assertEquals(false, ClassifierPath.fits(layout, 33));
    }

    @Test
    void samplesArePackedForLanesOnlyWhereTheyAreUsed() {
        assertNotNull(PackedSamples.pack(new float[96], 16, 3, 2, null).panels());
        assertNull(PackedSamples.pack(new float[6], 1, 3, 2, null).panels());
    }

    @Test
    void theSelfTestPasses() {
        KernelCheck check = ClassifierCheck.run();
        assertTrue(check.passed(), check.toString());
        assertTrue(check.largestError() > 0, "two summation orders must differ somewhere");
    }

    /** The second, larger call passes the size from which tiles are compiled first. */
    @Test
    void waitingForTheCompilerChangesNoBit() {
        ClassifierCase small = new ClassifierCase(2, 9, 8, 40, false, 1, 21);
        Result cold = small.run(Workspace.serial());
        ClassifierCase large = new ClassifierCase(4, 9, 8, 3000, false, 1, 22);
        Result warm = large.run(Workspace.serial());
        Result again = large.run(Workspace.serial());
        assertEquals(warm.loss(), again.loss());
        assertArrayEquals(warm.gradient(), again.gradient());
        assertArrayEquals(cold.gradient(), small.run(Workspace.serial()).gradient());
    }
}
