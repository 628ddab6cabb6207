package dev.mha.kernels.classifier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierCase.Result;
import dev.mha.kernels.work.Crew;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifierKernelTest {
    private final Workspace work = Workspace.serial();

    /** Sizes at and beside lanes (8, 16), panels (3, 4, 5) and spans of groups (64, 128 samples). */
    @ParameterizedTest
    @CsvSource({"1,1,1,1", "1,1,1,2", "2,1,7,17", "3,7,1,15", "1,2,3,16", "2,3,5,8", "5,4,4,9", "1,5,5,33", "2,6,6,31",
            "3,9,11,20", "2,10,20,40", "2,16,9,49", "1,11,13,7", "1,15,16,130", "2,17,25,129", "1,33,32,17"})
    void agreesWithThePlainTwin(int heads, int tokens, int features, int samples) {
        for (boolean ragged : new boolean[]{false, true}) {
            for (double size : new double[]{0.1, 1, 4}) {
                ClassifierCase some = new ClassifierCase(heads, tokens, features, samples, ragged, size, samples);
                assertClose(some, some.runPlain(), some.run(work));
            }
        }
    }

    /** Enough for 64 chunks of more groups than their lane sums hold, with 8 lanes and with 16. */
    @Test
    void manyChunksOfManySpansAgreeWithThePlainTwin() {
        ClassifierCase some = new ClassifierCase(1, 2, 2, 9000, true, 1, 5);
        some.weights = unequalWeights(some.samples);
        assertClose(some, some.runPlain(), some.run(work));
    }

    /** Weights that sum to 1. */
    static double[] unequalWeights(int samples) {
        double[] weights = new double[samples];
        double sum = 0;
        for (int i = 0; i < samples; i++) {
            weights[i] = 1 + i % 7;
            sum += weights[i];
        }
        for (int i = 0; i < samples; i++) {
            weights[i] /= sum;
        }
        return weights;
    }

    /** Both are float: each may be off by the proved bound (docs/theory.md, section "Properties"). */
    static void assertClose(ClassifierCase some, Result plain, Result result) {
        ClassifierShape shape = some.shape;
        int d = shape.features();
        double radius = ClassifierCase.largestNorm(some.x, 0, some.x.length, d);
        double decoder = 0;
        double attention = 0;
        for (int head = 0; head < shape.heads(); head++) {
            int u = shape.decoderOffset(head);
            int w = shape.attentionOffset(head);
            decoder = Math.max(decoder, ClassifierCase.largestNorm(some.theta, u, u + shape.tokens() * d, d));
            attention = Math.max(attention, ClassifierCase.largestNorm(some.theta, w, w + d * d, d * d));
        }
        double eps = 0x1p-24
                * (shape.tokens() + d + shape.heads() + 8 + 4 * (d + 2) * radius * radius * attention);
        double score = eps * Math.sqrt(shape.heads() * (double) shape.tokens()) * radius * decoder;
        double slope = Math.sqrt(shape.tokens()) * radius * Math.sqrt(1 + Math.pow(radius, 4) * decoder * decoder);
        for (int i = 0; i < some.samples; i++) {
            assertEquals(plain.scores()[i], result.scores()[i], 2 * score, "score " + i);
        }
        assertEquals(plain.loss(), result.loss(), 2 * (score + 8 * some.samples * 0x1p-24 * plain.loss()), "loss");
        double distance = 0;
        for (int i = 0; i < shape.parameters(); i++) {
            distance += Math.pow((double) plain.gradient()[i] - result.gradient()[i], 2);
        }
        double allowed = 2 * 4 * (eps + score) * slope;
        assertTrue(Math.sqrt(distance) <= allowed, "gradient off by " + Math.sqrt(distance) + ", allowed " + allowed);
    }

    @Test
    void thePlainTwinRefusesAttentionWeightsThatNoArrayHolds() {
        ClassifierShape shape = new ClassifierShape(8, 16384, 1);
        PackedSamples samples = PackedSamples.pack(new float[16384], 1, 16384, 1, null);
        fails("heads 8, tokens 16384: 2147483648 attention weights of a sample do not fit one array",
                () -> PlainClassifier.run(shape, samples, new float[shape.parameters()], null, null, new float[1], null,
                        (Crew) Workspace.serial()));
    }

    @Test
    void scoresAloneHaveTheSameBits() {
        ClassifierCase some = new ClassifierCase(3, 9, 7, 37, true, 1, 1);
        float[] scores = new float[some.samples];
        Result result = some.run(work);
        ClassifierKernel.scores(some.shape, some.pack(), some.theta, scores, work);
        assertArrayEquals(result.scores(), scores);
    }

    @Test
    void paddingChangesNoBit() {
        ClassifierCase some = new ClassifierCase(2, 7, 5, 35, true, 1, 2);
        Result expected = some.run(work);
        Result expectedPlain = some.runPlain();
        for (int i = 0; i < some.samples; i++) {
            int from = (i * 7 + some.lengths[i]) * 5;
            Arrays.fill(some.x, from, (i + 1) * 7 * 5, i % 2 == 0 ? Float.NaN : Float.POSITIVE_INFINITY);
        }
        assertSameBits(expected, some.run(work));
        assertSameBits(expectedPlain, some.runPlain());
    }

    /** Samples of full length that follow one another compute like samples cut to their length. */
    @Test
    void paddedSamplesScoreLikeShorterOnes() {
        ClassifierCase padded = new ClassifierCase(2, 6, 4, 21, false, 1, 3);
        ClassifierCase cut = new ClassifierCase(2, 3, 4, 21, false, 1, 3);
        for (int i = 0; i < 21; i++) {
            System.arraycopy(padded.x, i * 24, cut.x, i * 12, 12);
        }
        for (int head = 0; head < 2; head++) {
            System.arraycopy(padded.theta, padded.shape.attentionOffset(head), cut.theta,
                    cut.shape.attentionOffset(head), 16 + 12);
        }
        int[] lengths = new int[21];
        Arrays.fill(lengths, 3);
        float[] scores = new float[21];
        float[] expected = new float[21];
        PackedSamples short3 = PackedSamples.pack(padded.x, 21, 6, 4, lengths);
        ClassifierKernel.scores(padded.shape, short3, padded.theta, scores, work);
        ClassifierKernel.scores(cut.shape, cut.pack(), cut.theta, expected, work);
        assertArrayEquals(expected, scores, 1e-5f);
    }

    @Test
    void aScoreDoesNotDependOnItsPlaceOrNeighbours() {
        ClassifierCase some = new ClassifierCase(2, 5, 6, 40, false, 1, 4);
        float[] scores = some.run(work).scores();
        ClassifierCase rolled = new ClassifierCase(2, 5, 6, 40, false, 1, 4);
        System.arraycopy(some.x, 30, rolled.x, 0, 39 * 30);
        System.arraycopy(some.x, 0, rolled.x, 39 * 30, 30);
        float[] moved = rolled.run(work).scores();
        assertArrayEquals(Arrays.copyOfRange(scores, 1, 40), Arrays.copyOf(moved, 39));
        assertEquals(scores[0], moved[39]);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void bitsDoNotDependOnWorkers(int workers) {
        ClassifierCase some = new ClassifierCase(3, 6, 5, 700, true, 1, 5);
        Result serial = some.run(work);
        try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
            Workspace parallel = Workspace.parallel(threads, workers);
            for (int repeat = 0; repeat < 3; repeat++) {
                assertSameBits(serial, some.run(parallel));
            }
        }
    }

    /** 13 groups of 16 samples and four chunks, whose blocks of one or two groups are tasks for 7 workers. */
    @ParameterizedTest
    @ValueSource(ints = {2, 7, 64})
    void bitsDoNotDependOnTasksWithinChunks(int workers) {
        ClassifierCase some = new ClassifierCase(24, 12, 5, 200, true, 1, 5);
        Result serial = some.run(work);
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            assertSameBits(serial, some.run(Workspace.parallel(threads, workers)));
        }
    }

    @Test
    void bitsDoNotDependOnWhatTheWorkspaceHeld() {
        ClassifierCase some = new ClassifierCase(2, 6, 5, 50, true, 1, 6);
        Result expected = some.run(Workspace.serial());
        Workspace used = Workspace.serial();
        ClassifierCase poison = new ClassifierCase(4, 12, 9, 150, false, 1, 7);
        Arrays.fill(poison.theta, Float.NaN);
        poison.run(used);
        assertSameBits(expected, some.run(used));
    }

    @Test
    void weightTwoIsTheSampleTwice() {
        ClassifierCase once = new ClassifierCase(2, 5, 4, 20, false, 1, 8);
        once.weights = new double[20];
        Arrays.fill(once.weights, 0.1);
        ClassifierCase twice = new ClassifierCase(2, 5, 4, 40, false, 1, 8);
        twice.weights = new double[40];
        Arrays.fill(twice.weights, 0.05);
        System.arraycopy(once.theta, 0, twice.theta, 0, once.theta.length);
        for (int copy = 0; copy < 2; copy++) {
            System.arraycopy(once.x, 0, twice.x, copy * once.x.length, once.x.length);
            System.arraycopy(once.labels, 0, twice.labels, copy * 20, 20);
        }
        Result one = once.run(work);
        Result two = twice.run(work);
        assertEquals(one.loss(), two.loss(), 1e-12);
        double largest = 0;
        for (float g : one.gradient()) {
            largest = Math.max(largest, Math.abs(g));
        }
        // a gradient is a sum of 20 or 40 roundings of values no larger than a few times itself
        assertArrayEquals(one.gradient(), two.gradient(), (float) (largest * 40 * 0x1p-23));
    }

    @Test
    void weightZeroDropsASample() {
        ClassifierCase some = new ClassifierCase(2, 5, 4, 33, false, 1, 9);
        some.weights = new double[33];
        Result none = some.run(work);
        assertEquals(0.0, none.loss());
        for (float g : none.gradient()) {
            assertEquals(0.0f, Math.abs(g));
        }
        some.weights[7] = 1;
        Result one = some.run(work);
        Arrays.fill(some.x, 0, 7 * 20, 0.25f);
        Result changed = some.run(work);
        assertArrayEquals(one.gradient(), changed.gradient());
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e4, -1e4})
    void extremeScoresStayFinite(double extreme) {
        ClassifierCase some = new ClassifierCase(2, 5, 4, 40, false, 1, 10);
        for (int i = 0; i < some.theta.length; i++) {
            some.theta[i] = (float) (some.theta[i] * extreme);
        }
        Result result = some.run(work);
        assertTrue(Double.isFinite(result.loss()));
        for (float g : result.gradient()) {
            assertTrue(Float.isFinite(g));
        }
    }

    /** Attention scores of 1e4 apart leave one token with all the weight: phi is that token's product with U. */
    @Test
    void aHugeScoreTakesAllTheWeight() {
        ClassifierCase some = new ClassifierCase(1, 3, 1, 20, false, 1, 11);
        some.theta[0] = 1e4f;
        for (int i = 0; i < 20; i++) {
            some.x[3 * i] = 1;
            some.x[3 * i + 1] = -1;
            some.x[3 * i + 2] = 0.5f;
        }
        float expected = some.theta[1] * 1 + some.theta[2] * -1 + some.theta[3] * 1;
        for (float score : some.run(work).scores()) {
            assertEquals(expected, score, 1e-6f);
        }
    }

    @Test
    void aNotANumberReachesItsOwnScoreOnly() {
        ClassifierCase some = new ClassifierCase(2, 5, 4, 40, false, 1, 12);
        float[] clean = some.run(work).scores();
        for (int token = 0; token < 5; token++) {
            int at = (token + 5 * token) * 4 + 1;
            some.x[at] = Float.NaN;
        }
        float[] scores = some.run(work).scores();
        for (int i = 0; i < 40; i++) {
            boolean poisoned = false;
            for (int k = i * 20; k < (i + 1) * 20; k++) {
                poisoned |= Float.isNaN(some.x[k]);
            }
            if (poisoned) {
                assertTrue(Float.isNaN(scores[i]), "score " + i);
            } else {
                assertEquals(clean[i], scores[i], "score " + i);
            }
        }
    }

    @Test
    void saysWhichArgumentDoesNotFit() {
        ClassifierShape shape = new ClassifierShape(2, 3, 4);
        PackedSamples samples = new ClassifierCase(2, 3, 4, 5, false, 1, 13).pack();
        float[] theta = new float[shape.parameters()];
        fails("theta has 55 values, parameters is 56", () -> ClassifierKernel.scores(shape, samples, new float[55],
                new float[5], work));
        fails("scores has 4 values, samples is 5",
                () -> ClassifierKernel.scores(shape, samples, theta, new float[4], work));
        fails("samples.tokens is 3, shape.tokens is 2", () -> ClassifierKernel.scores(new ClassifierShape(2, 2, 4),
                samples, new float[48], new float[5], work));
        fails("samples.features is 4, shape.features is 5", () -> ClassifierKernel.scores(new ClassifierShape(2, 3, 5),
                samples, new float[80], new float[5], work));
        fails("labels has 6 values, samples is 5",
                () -> ClassifierKernel.lossAndGradient(shape, samples, theta, new float[6],
                        null, new float[5], theta.clone(), work));
        fails("weights has 1 values, samples is 5",
                () -> ClassifierKernel.lossAndGradient(shape, samples, theta, new float[5],
                        new double[1], new float[5], theta.clone(), work));
        fails("gradient has 1 values, parameters is 56", () -> ClassifierKernel.lossAndGradient(shape, samples, theta,
                new float[5], null, new float[5], new float[1], work));
    }

    @Test
    void aResultThatIsAnotherArgumentIsRefused() {
        // As many samples as parameters: every array has the length of every other.
        ClassifierShape shape = new ClassifierShape(1, 1, 2);
        PackedSamples samples = new ClassifierCase(1, 1, 2, shape.parameters(), false, 1, 13).pack();
        float[] theta = new float[shape.parameters()];
        float[] labels = theta.clone();
        Arrays.fill(labels, 1);
        float[] scores = theta.clone();
        float[] gradient = theta.clone();
        shared("scores and theta", () -> ClassifierKernel.scores(shape, samples, theta, theta, work));
        shared("scores and theta", () -> ClassifierKernel.lossAndGradient(shape, samples, theta, labels, null, theta,
                gradient, work));
        shared("scores and labels", () -> ClassifierKernel.lossAndGradient(shape, samples, theta, labels, null, labels,
                gradient, work));
        shared("gradient and theta", () -> ClassifierKernel.lossAndGradient(shape, samples, theta, labels, null, scores,
                theta, work));
        shared("gradient and labels", () -> ClassifierKernel.lossAndGradient(shape, samples, theta, labels, null,
                scores, labels, work));
        shared("gradient and scores", () -> ClassifierKernel.lossAndGradient(shape, samples, theta, labels, null,
                scores, scores, work));
    }

    private static void shared(String names, Runnable call) {
        fails(names + " are one array, a result must not overlap another argument", call);
    }

    @Test
    void labelsOtherThanTheTwoAreRefused() {
        ClassifierCase some = new ClassifierCase(2, 3, 4, 5, false, 1, 13);
        for (float label : new float[]{0, 2, Float.NaN}) {
            some.labels[3] = label;
            fails("labels[3] is " + label + ", must be -1 or +1", () -> some.run(work));
        }
    }

    @Test
    void missingArgumentsAreNamed() {
        ClassifierCase some = new ClassifierCase(2, 3, 4, 5, false, 1, 13);
        float[] scores = new float[5];
        float[] gradient = new float[some.theta.length];
        missing("shape", () -> ClassifierKernel.scores(null, some.pack(), some.theta, scores, work));
        missing("samples", () -> ClassifierKernel.scores(some.shape, null, some.theta, scores, work));
        missing("theta", () -> ClassifierKernel.scores(some.shape, some.pack(), null, scores, work));
        missing("scores", () -> ClassifierKernel.scores(some.shape, some.pack(), some.theta, null, work));
        missing("work", () -> ClassifierKernel.scores(some.shape, some.pack(), some.theta, scores, null));
        missing("labels", () -> ClassifierKernel.lossAndGradient(some.shape, some.pack(), some.theta, null, null,
                scores, gradient, work));
        missing("gradient", () -> ClassifierKernel.lossAndGradient(some.shape, some.pack(), some.theta, some.labels,
                null, scores, null, work));
    }

    private static void missing(String name, Runnable call) {
        assertEquals(name, assertThrows(NullPointerException.class, call::run).getMessage());
    }

    private static void fails(String message, Runnable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }

    static void assertSameBits(Result expected, Result actual) {
        assertEquals(Double.doubleToRawLongBits(expected.loss()), Double.doubleToRawLongBits(actual.loss()));
        assertArrayEquals(bits(expected.scores()), bits(actual.scores()));
        assertArrayEquals(bits(expected.gradient()), bits(actual.gradient()));
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
        return bits;
    }
}
