package dev.mha.kernels.classifier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.Workspace;
import dev.mha.kernels.work.Crew;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifierHessianTest {
    /** Products of the entry point and of the kernel with the tokens in the lanes. */
    private static final List<BiFunction<HessianCase, Workspace, float[][]>> KERNELS = List.of(HessianCase::run,
            HessianCase::runTokenLanes);

    private final Workspace work = Workspace.serial();

    /** Sizes at and beside lanes (4, 8, 16), panels (3, 4, 5), blocks of groups, and of queries (32, 64). */
    @ParameterizedTest
    @CsvSource({"1,1,1,1", "2,1,7,17", "3,7,1,15", "1,2,3,16", "2,3,5,8", "5,4,4,9", "1,5,5,33", "2,6,6,31",
            "3,9,11,20", "2,10,20,40", "2,16,9,49", "1,15,16,130", "2,17,25,129", "1,33,32,17", "16,10,9,90",
            "2,32,31,3", "1,31,33,2", "3,65,17,3", "2,97,66,2", "1,130,33,2"})
    void agreesWithThePlainTwin(int heads, int tokens, int features, int samples) {
        for (boolean ragged : new boolean[]{false, true}) {
            for (double size : new double[]{0.1, 1, 4}) {
                HessianPart[] parts = size == 1 ? HessianPart.values() : new HessianPart[]{HessianPart.WHOLE};
                for (HessianPart part : parts) {
                    HessianCase item = new HessianCase(
                            new ClassifierCase(heads, tokens, features, samples, ragged, size, samples), part, 6);
                    item.some.weights = ragged ? ClassifierKernelTest.unequalWeights(samples) : null;
                    double[][] exact = item.runPlainDouble();
                    float[][] plain = item.runPlain();
                    assertFormulaOfTheTwin(exact, plain);
                    assertClose(exact, plain, item.run(work));
                    assertClose(exact, plain, item.runTokenLanes(work));
                    assertClose(exact, plain, item.runDouble(work));
                }
            }
        }
    }

    /** The twin sets what others may err by: it must itself be off by rounding alone. */
    private static void assertFormulaOfTheTwin(double[][] exact, float[][] plain) {
        for (int v = 0; v < exact.length; v++) {
            double error = distance(exact[v], HessianCase.widen(plain[v]));
            double size = norm(exact[v]);
            assertTrue(error <= 1e-4 * size + 1e-30, "off by " + error + " of " + size);
        }
    }

    /**
     * Rounding errs by no more than twice what it does in the plain twin, over all vectors; a twin that is right
     * by luck allows 16 units.
     */
    private static void assertClose(double[][] exact, float[][] plain, float[][] products) {
        double error = 0;
        double plainError = 0;
        double size = 0;
        for (int v = 0; v < exact.length; v++) {
            error += distance(exact[v], HessianCase.widen(products[v]));
            plainError += distance(exact[v], HessianCase.widen(plain[v]));
            size += norm(exact[v]);
        }
        double allowed = 2 * plainError + 16 * 0x1p-24 * size;
        assertTrue(error <= allowed, "off by " + error + ", allowed " + allowed);
    }

    /**
     * The same in double, whose roundings are 2^-29 of those of float; both sides round, and sum in the same precision.
     */
    private static void assertClose(double[][] exact, float[][] plain, double[][] products) {
        double error = 0;
        double plainError = 0;
        double size = 0;
        for (int v = 0; v < exact.length; v++) {
            error += distance(exact[v], products[v]);
            plainError += distance(exact[v], HessianCase.widen(plain[v]));
            size += norm(exact[v]);
        }
        double allowed = 16 * 0x1p-29 * plainError + 32 * 0x1p-53 * size;
        assertTrue(error <= allowed, "off by " + error + ", allowed " + allowed);
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }

    private static double norm(double[] a) {
        return distance(a, new double[a.length]);
    }

    /**
     * Fourth order central differences: the error of step h is about h^4 times the fifth derivative, rounding 1e-16 /
     * h.
     */
    @ParameterizedTest
    @CsvSource({"1,1,1,3", "3,4,5,7", "2,7,3,11"})
    void thePlainTwinIsTheDerivativeOfTheGradient(int heads, int tokens, int features, int samples) {
        double h = 1e-3;
        for (double size : new double[]{0.3, 1}) {
            HessianCase item = new HessianCase(new ClassifierCase(heads, tokens, features, samples, true, size, 3),
                    HessianPart.WHOLE, 2);
            item.some.weights = ClassifierKernelTest.unequalWeights(samples);
            double[][] products = item.runPlainDouble();
            for (int v = 0; v < 2; v++) {
                double[] vector = HessianCase.widen(item.vectors[v]);
                double length = norm(vector);
                for (int i = 0; i < vector.length; i++) {
                    vector[i] /= length;
                }
                double[] near = item.plainGradient(vector, h);
                double[] nearBack = item.plainGradient(vector, -h);
                double[] far = item.plainGradient(vector, 2 * h);
                double[] farBack = item.plainGradient(vector, -2 * h);
                double[] difference = new double[vector.length];
                for (int i = 0; i < vector.length; i++) {
                    difference[i] = length * (8 * (near[i] - nearBack[i]) - (far[i] - farBack[i])) / (12 * h);
                }
                double error = distance(difference, products[v]);
                assertTrue(error <= 1e-9 * (length + norm(products[v])), "off by " + error);
            }
        }
    }

    @Test
    void theWholeIsTheSumOfItsParts() {
        ClassifierCase some = new ClassifierCase(3, 9, 7, 37, true, 1, 1);
        double[][] whole = new HessianCase(some, HessianPart.WHOLE, 2).runDouble(work);
        double[][] gaussNewton = new HessianCase(some, HessianPart.GAUSS_NEWTON, 2).runDouble(work);
        double[][] residual = new HessianCase(some, HessianPart.RESIDUAL, 2).runDouble(work);
        for (int v = 0; v < 2; v++) {
            double[] sum = gaussNewton[v].clone();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += residual[v][i];
            }
            assertEquals(0, distance(whole[v], sum), 64 * 0x1p-53 * (norm(gaussNewton[v]) + norm(residual[v])));
            assertTrue(norm(gaussNewton[v]) > 0 && norm(residual[v]) > 0);
        }
    }

    /** Eleven vectors are more than go together. */
    @ParameterizedTest
    @CsvSource({"2,10,20,70", "2,70,5,3"})
    void vectorsTogetherHaveTheBitsOfEachAlone(int heads, int tokens, int features, int samples) {
        HessianCase item = new HessianCase(new ClassifierCase(heads, tokens, features, samples, true, 1, 5),
                HessianPart.WHOLE, 11);
        float[][] together = item.run(work);
        float[][] tokenLanes = item.runTokenLanes(work);
        double[][] doubles = item.runDouble(work);
        for (int v = 0; v < 11; v++) {
            HessianCase one = new HessianCase(item.some, item.part, 1);
            one.vectors[0] = item.vectors[v];
            assertArrayEquals(one.run(work)[0], together[v]);
            assertArrayEquals(one.runTokenLanes(work)[0], tokenLanes[v]);
            assertArrayEquals(one.runDouble(work)[0], doubles[v]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void bitsDoNotDependOnWorkers(int workers) {
        bitsDoNotDependOn(workers, new ClassifierCase(2, 9, 5, 700, true, 1, 32));
        bitsDoNotDependOn(workers, new ClassifierCase(24, 12, 5, 200, true, 1, 32));
        // fewer samples than workers: with the tokens in the lanes pieces are single heads
        bitsDoNotDependOn(workers, new ClassifierCase(3, 70, 5, 2, true, 1, 33));
    }

    private void bitsDoNotDependOn(int workers, ClassifierCase some) {
        HessianCase item = new HessianCase(some, HessianPart.WHOLE, 2);
        try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
            Workspace parallel = Workspace.parallel(threads, workers);
            for (int repeat = 0; repeat < 3; repeat++) {
                for (BiFunction<HessianCase, Workspace, float[][]> kernel : KERNELS) {
                    assertArrayEquals(kernel.apply(item, work), kernel.apply(item, parallel));
                }
                assertArrayEquals(item.runDouble(work), item.runDouble(parallel));
            }
        }
    }

    @Test
    void paddingChangesNoBit() {
        HessianCase item = new HessianCase(new ClassifierCase(2, 7, 5, 35, true, 1, 2), HessianPart.WHOLE, 2);
        ClassifierCase some = item.some;
        float[][] expected = item.run(work);
        float[][] tokenLanes = item.runTokenLanes(work);
        float[][] plain = item.runPlain();
        double[][] doubles = item.runDouble(work);
        for (int i = 0; i < some.samples; i++) {
            int from = (i * 7 + some.lengths[i]) * 5;
            Arrays.fill(some.x, from, (i + 1) * 7 * 5, i % 2 == 0 ? Float.NaN : Float.POSITIVE_INFINITY);
        }
        assertArrayEquals(expected, item.run(work));
        assertArrayEquals(tokenLanes, item.runTokenLanes(work));
        assertArrayEquals(plain, item.runPlain());
        assertArrayEquals(doubles, item.runDouble(work));
    }

    @Test
    void bitsDoNotDependOnWhatTheWorkspaceHeld() {
        HessianCase item = new HessianCase(new ClassifierCase(2, 9, 5, 35, true, 1, 34), HessianPart.WHOLE, 2);
        float[][] fresh = item.run(Workspace.serial());
        float[][] freshTokenLanes = item.runTokenLanes(Workspace.serial());
        double[][] freshDouble = item.runDouble(Workspace.serial());
        Crew crew = (Crew) Workspace.serial();
        for (int slot = 0; slot < 8; slot++) {
            Arrays.fill(crew.floats(0, slot, 1 << 20), Float.NaN);
            Arrays.fill(crew.doubles(0, slot, 1 << 20), Double.NaN);
        }
        assertArrayEquals(fresh, item.run(crew));
        assertArrayEquals(freshTokenLanes, item.runTokenLanes(crew));
        assertArrayEquals(freshDouble, item.runDouble(crew));
        HessianCase other = new HessianCase(new ClassifierCase(3, 12, 4, 20, false, 1, 35), HessianPart.WHOLE, 1);
        assertArrayEquals(other.run(Workspace.serial()), other.run(crew));
        assertArrayEquals(fresh, item.run(crew));
        assertArrayEquals(freshDouble, item.runDouble(crew));
    }

    /** 150 samples make three waves, 9000 samples 64 chunks of more groups than a block. */
    @ParameterizedTest
    @EnumSource(HessianPart.class)
    void samplesOfEveryWaveAndChunkCount(HessianPart part) {
        HessianCase waves = new HessianCase(new ClassifierCase(2, 9, 5, 150, true, 1, 39), part, 1);
        waves.some.weights = ClassifierKernelTest.unequalWeights(150);
        assertClose(waves.runPlainDouble(), waves.runPlain(), waves.runTokenLanes(work));
        HessianCase chunks = new HessianCase(new ClassifierCase(1, 2, 2, 9000, true, 1, 5), part, 1);
        chunks.some.weights = ClassifierKernelTest.unequalWeights(9000);
        assertClose(chunks.runPlainDouble(), chunks.runPlain(), chunks.run(work));
        assertClose(chunks.runPlainDouble(), chunks.runPlain(), chunks.runDouble(work));
    }

    @Test
    void refusesWhatDoesNotFit() {
        ClassifierShape shape = new ClassifierShape(1, 2, 2);
        PackedSamples samples = PackedSamples.pack(new float[12], 3, 2, 2, null);
        float[] theta = new float[8];
        float[] labels = {1, -1, 1};
        float[][] one = {new float[8]};
        float[][] two = {new float[8], new float[8]};
        float[] same = new float[8];
        fails("products is 1 long, the number of vectors is 2", () -> ClassifierKernel.hessianProducts(shape, samples,
                theta, labels, null, HessianPart.WHOLE, two, one, work));
        fails("vectors[0] has 7 values, parameters is 8", () -> ClassifierKernel.hessianProducts(shape, samples,
                theta, labels, null, HessianPart.WHOLE, new float[][]{new float[7]}, one, work));
        assertEquals("vectors[1]", assertThrows(NullPointerException.class,
                () -> ClassifierKernel.hessianProducts(shape, samples, theta, labels, null, HessianPart.WHOLE,
                        new float[][]{new float[8], null}, two, work))
                .getMessage());
        assertEquals("products[0]", assertThrows(NullPointerException.class,
                () -> ClassifierKernel.hessianProducts(shape, samples, theta, labels, null, HessianPart.WHOLE, one,
                        new float[1][], work))
                .getMessage());
        fails("products[0] has 9 values, parameters is 8", () -> ClassifierKernel.hessianProducts(shape, samples,
                theta, labels, null, HessianPart.WHOLE, one, new float[][]{new float[9]}, work));
        fails("products[0] and theta are one array, a result must not overlap another argument",
                () -> ClassifierKernel.hessianProducts(shape, samples, theta, labels, null, HessianPart.WHOLE, one,
                        new float[][]{theta}, work));
        fails("products[0] and vectors[1] are one array, a result must not overlap another argument",
                () -> ClassifierKernel.hessianProducts(shape, samples, theta, labels, null, HessianPart.WHOLE,
                        new float[][]{new float[8], same}, new float[][]{same, new float[8]}, work));
        fails("products[1] and products[0] are one array, a result must not overlap another argument",
                () -> ClassifierKernel.hessianProducts(shape, samples, theta, labels, null, HessianPart.WHOLE, two,
                        new float[][]{same, same}, work));
        fails("labels[1] is 0.5, must be -1 or +1", () -> DoubleClassifierKernel.hessianProducts(shape, samples,
                new double[8], new double[]{1, 0.5, 1}, null, HessianPart.WHOLE, new double[1][8], new double[1][8],
                work));
        assertEquals("part", assertThrows(NullPointerException.class, () -> ClassifierKernel.hessianProducts(shape,
                samples, theta, labels, null, null, one, two, work)).getMessage());
        ClassifierKernel.hessianProducts(shape, samples, theta, labels, null, HessianPart.WHOLE, new float[0][],
                new float[0][], work);
    }

    private static void fails(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
