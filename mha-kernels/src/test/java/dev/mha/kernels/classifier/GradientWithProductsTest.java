package dev.mha.kernels.classifier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierCase.Result;
import dev.mha.kernels.work.Crew;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Loss, gradient and products with the Hessian in one call, beside the calls that compute them one by one. */
class GradientWithProductsTest {
    private final Workspace work = Workspace.serial();

    /** Sizes at and beside lanes (4, 8, 16), panels (3, 4, 5), blocks of groups, and of queries (32, 64). */
    @ParameterizedTest
    @CsvSource({"1,1,1,1", "2,1,7,17", "3,7,1,15", "1,2,3,16", "2,3,5,8", "5,4,4,9", "1,5,5,33", "3,9,11,20",
            "2,10,20,40", "2,16,9,49", "1,15,16,130", "2,17,25,129", "16,10,9,90", "2,32,31,3", "3,65,17,3",
            "2,97,66,2", "1,130,33,2"})
    void agreesWithTheTwinAndKeepsTheBitsOfProducts(int heads, int tokens, int features, int samples) {
        for (boolean ragged : new boolean[]{false, true}) {
            for (HessianPart part : HessianPart.values()) {
                HessianCase item = new HessianCase(
                        new ClassifierCase(heads, tokens, features, samples, ragged, 1, samples), part, 3);
                item.some.weights = ragged ? ClassifierKernelTest.unequalWeights(samples) : null;
                Result twin = item.some.runPlain();
                check(item, twin, item.run(work), item.runWithGradient(work));
                check(item, twin, item.runTokenLanes(work), item.runTokenLanesWithGradient(work));
                check(item, twin, item.runPlain(), item.runPlainWithGradient());
                checkDouble(item, twin, item.runDoubleWithGradient(work));
            }
        }
    }

    private static void check(HessianCase item, Result twin, float[][] products, float[][] results) {
        int count = item.vectors.length;
        assertArrayEquals(products, Arrays.copyOf(results, count));
        float[] scores = results[count + 1];
        double loss = LogisticLoss.sum(item.some.labels, item.some.weights, scores);
        ClassifierKernelTest.assertClose(item.some, twin, new Result(loss, scores, results[count]));
    }

    /** Rounding in double is 2^-29 of that in float, which the twin shows; both sides round. */
    private void checkDouble(HessianCase item, Result twin, double[][] results) {
        int count = item.vectors.length;
        assertArrayEquals(item.runDouble(work), Arrays.copyOf(results, count));
        double[] exact = item.plainGradient(new double[results[0].length], 0);
        double size = 0;
        double error = 0;
        double twinError = 0;
        for (int i = 0; i < exact.length; i++) {
            size = Math.max(size, Math.abs(exact[i]));
            error = Math.max(error, Math.abs(exact[i] - results[count][i]));
            twinError = Math.max(twinError, Math.abs(exact[i] - twin.gradient()[i]));
        }
        double allowed = 16 * 0x1p-29 * twinError + 32 * 0x1p-53 * size;
        assertTrue(size > 0);
        assertTrue(error <= allowed, "off by " + error + ", allowed " + allowed);
        double[][] alone = item.doubleGradient(work);
        for (int i = 0; i < alone[1].length; i++) {
            // sums of at most as many terms as there are heads, tokens and features
            assertEquals(alone[1][i], results[count + 1][i], 0x1p-53 * 4096 * (1 + Math.abs(alone[1][i])));
        }
    }

    @Test
    void returnsTheLossOfItsScores() {
        ClassifierCase some = new ClassifierCase(2, 9, 5, 35, true, 1, 7);
        float[] scores = new float[35];
        float[] gradient = new float[some.shape.parameters()];
        float[][] vectors = {some.theta.clone()};
        float[][] products = new float[1][gradient.length];
        some.weights = ClassifierKernelTest.unequalWeights(35);
        double loss = ClassifierKernel.lossGradientAndHessianProducts(some.shape, some.pack(), some.theta, some.labels,
                some.weights, scores, gradient, HessianPart.WHOLE, vectors, products, work);
        ClassifierKernelTest.assertClose(some, some.runPlain(), new Result(loss, scores, gradient));
        assertEquals(LogisticLoss.sum(some.labels, some.weights, scores), loss);
        assertNotEquals(LogisticLoss.sum(some.labels, null, scores), loss);
        double[] wideScores = new double[35];
        double[] wideLabels = HessianCase.widen(some.labels);
        double wideLoss = DoubleClassifierKernel.lossGradientAndHessianProducts(some.shape, some.pack(),
                HessianCase.widen(some.theta), wideLabels, some.weights, wideScores, new double[gradient.length],
                HessianPart.WHOLE, new double[0][], new double[0][], work);
        assertEquals(LogisticLoss.sum(wideLabels, some.weights, wideScores), wideLoss);
        // in float the scores are off by some of its units
        assertEquals(wideLoss, loss, 0x1p-24 * 64 * wideLoss);
    }

    /** Eleven vectors go in two passes, of which the first has the gradient; without vectors it is a gradient alone. */
    @ParameterizedTest
    @CsvSource({"2,10,20,70", "2,70,5,3", "1,2,3,2"})
    void anyNumberOfVectors(int heads, int tokens, int features, int samples) {
        ClassifierCase some = new ClassifierCase(heads, tokens, features, samples, true, 1, 5);
        HessianCase one = new HessianCase(some, HessianPart.WHOLE, 1);
        float[][] alone = one.runWithGradient(work);
        HessianCase many = new HessianCase(some, HessianPart.WHOLE, 11);
        float[][] together = many.runWithGradient(work);
        assertArrayEquals(many.run(work), Arrays.copyOf(together, 11));
        assertArrayEquals(Arrays.copyOfRange(alone, 1, 3), Arrays.copyOfRange(together, 11, 13));
        HessianCase none = new HessianCase(some, HessianPart.WHOLE, 0);
        Result gradient = some.run(work);
        assertArrayEquals(new float[][]{gradient.gradient(), gradient.scores()}, none.runWithGradient(work));
        double[][] wideAlone = one.runDoubleWithGradient(work);
        double[][] wide = many.runDoubleWithGradient(work);
        assertArrayEquals(many.runDouble(work), Arrays.copyOf(wide, 11));
        assertArrayEquals(Arrays.copyOfRange(wideAlone, 1, 3), Arrays.copyOfRange(wide, 11, 13));
        double[][] wideNone = none.runDoubleWithGradient(work);
        assertArrayEquals(none.doubleGradient(work), wideNone);
        assertTrue(wideNone[1][0] != 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void bitsDoNotDependOnWorkersNorOnWhatTheWorkspaceHeld(int workers) {
        for (ClassifierCase some : new ClassifierCase[]{new ClassifierCase(2, 9, 5, 700, true, 1, 32),
                new ClassifierCase(24, 12, 5, 200, true, 1, 32), new ClassifierCase(3, 70, 5, 2, true, 1, 33)}) {
            HessianCase item = new HessianCase(some, HessianPart.WHOLE, 2);
            float[][] expected = item.runWithGradient(work);
            float[][] tokenLanes = item.runTokenLanesWithGradient(work);
            double[][] doubles = item.runDoubleWithGradient(work);
            try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
                Workspace parallel = Workspace.parallel(threads, workers);
                assertArrayEquals(expected, item.runWithGradient(parallel));
                assertArrayEquals(tokenLanes, item.runTokenLanesWithGradient(parallel));
                assertArrayEquals(doubles, item.runDoubleWithGradient(parallel));
                Crew crew = (Crew) parallel;
                for (int slot = 0; slot < 8; slot++) {
                    Arrays.fill(crew.floats(0, slot, 1 << 20), Float.NaN);
                    Arrays.fill(crew.doubles(0, slot, 1 << 20), Double.NaN);
                }
                assertArrayEquals(item.run(work), item.run(parallel));
                assertArrayEquals(expected, item.runWithGradient(parallel));
                assertArrayEquals(tokenLanes, item.runTokenLanesWithGradient(parallel));
                assertArrayEquals(doubles, item.runDoubleWithGradient(parallel));
            }
        }
    }

    /** Where the sums of one vector fill what there may be, the gradient needs a pass of its own. */
    @Test
    void sumsOfTheGradientTakeTheRoomOfAVector() {
        assertEquals(1, ClassifierPath.resultsAtOnce(new ClassifierShape(1, 1, 6000)));
        assertEquals(4, ClassifierPath.resultsAtOnce(new ClassifierShape(1, 1, 4000)));
        assertEquals(9, ClassifierPath.resultsAtOnce(new ClassifierShape(1, 1, 4)));
        assertEquals(8, ClassifierPath.vectors(9, false));
        assertEquals(8, ClassifierPath.vectors(9, true));
        assertEquals(3, ClassifierPath.vectors(4, true));
        assertEquals(0, ClassifierPath.vectors(1, true));
        // the same for sums in chunks: 200 heads of 64 features leave room for a few results
        PackedSamples samples = PackedSamples.pack(new float[1100 * 2 * 64], 1100, 2, 64, null);
        ClassifierShape wide = new ClassifierShape(200, 2, 64);
        if (samples.panels() != null) {
            int results = ClassifierPath.resultsAtOnce(wide, samples.panels());
            long sums = ClassifierPath.sums(samples.panels().layout(), 200);
            assertTrue(results >= 1 && results * sums <= ClassifierPath.MOST_KEPT);
            assertTrue((results + 1) * sums > ClassifierPath.MOST_KEPT);
        }
    }

    /** Five vectors in passes of one, two and four results; of one, the gradient goes alone. */
    @ParameterizedTest
    @CsvSource({"2,10,20,70", "2,70,5,3", "1,2,3,2"})
    void smallerPassesHaveTheSameBits(int heads, int tokens, int features, int samples) {
        ClassifierCase some = new ClassifierCase(heads, tokens, features, samples, true, 1, 5);
        HessianCase item = new HessianCase(some, HessianPart.WHOLE, 5);
        float[][] products = item.run(work);
        double[][] doubles = item.runDouble(work);
        Result gradient = some.run(work);
        for (int results : new int[]{1, 2, 4}) {
            float[][] passes = item.runPasses(results, work);
            assertArrayEquals(products, Arrays.copyOf(passes, 5));
            double[][] doublePasses = item.runDoublePasses(results, work);
            assertArrayEquals(doubles, Arrays.copyOf(doublePasses, 5));
            float[][] expected = results == 1
                    ? new float[][]{gradient.gradient(), gradient.scores()}
                    : Arrays.copyOfRange(item.runWithGradient(work), 5, 7);
            double[][] expectedDouble = results == 1
                    ? item.doubleGradient(work)
                    : Arrays.copyOfRange(item.runDoubleWithGradient(work), 5, 7);
            assertArrayEquals(expected, Arrays.copyOfRange(passes, 5, 7));
            assertArrayEquals(expectedDouble, Arrays.copyOfRange(doublePasses, 5, 7));
        }
    }

    @Test
    void refusesResultsThatAreOtherArguments() {
        ClassifierShape shape = new ClassifierShape(1, 2, 2);
        PackedSamples samples = PackedSamples.pack(new float[32], 8, 2, 2, null);
        float[] labels = {1, -1, 1, 1, 1, 1, 1, 1};
        float[] theta = new float[8];
        float[] same = new float[8];
        String end = " are one array, a result must not overlap another argument";
        fails("products[0] and scores" + end, shape, samples, theta, labels, same, new float[8], new float[8], same);
        fails("products[0] and gradient" + end, shape, samples, theta, labels, new float[8], same, new float[8], same);
        fails("scores and vectors[0]" + end, shape, samples, theta, labels, same, new float[8], same, new float[8]);
        fails("gradient and vectors[0]" + end, shape, samples, theta, labels, new float[8], same, same, new float[8]);
        fails("gradient and theta" + end, shape, samples, theta, labels, new float[8], theta, same, new float[8]);
        fails("gradient has 7 values, parameters is 8", shape, samples, theta, labels, new float[8], new float[7], same,
                new float[8]);
        double[] weights = new double[8];
        double[] wide = new double[8];
        assertEquals("gradient and weights" + end, assertThrows(IllegalArgumentException.class,
                () -> DoubleClassifierKernel.lossGradientAndHessianProducts(shape, samples, new double[8],
                        HessianCase.widen(labels), weights, wide, weights, HessianPart.WHOLE, new double[0][],
                        new double[0][], work))
                .getMessage());
        assertEquals("products[0] and weights" + end, assertThrows(IllegalArgumentException.class,
                () -> DoubleClassifierKernel.hessianProducts(shape, samples, new double[8], HessianCase.widen(labels),
                        weights, HessianPart.WHOLE, new double[][]{wide}, new double[][]{weights}, work))
                .getMessage());
        fails("labels[1] is 0.0, must be -1 or +1", shape, samples, theta, new float[]{1, 0, 1, 1, 1, 1, 1, 1},
                new float[8], new float[8], same, new float[8]);
    }

    private void fails(String message, ClassifierShape shape, PackedSamples samples, float[] theta, float[] labels,
            float[] scores, float[] gradient, float[] vector, float[] product) {
        Executable call = () -> ClassifierKernel.lossGradientAndHessianProducts(shape, samples, theta, labels, null,
                scores, gradient, HessianPart.WHOLE, new float[][]{vector}, new float[][]{product}, work);
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
