package dev.mha.kernels.classifier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierCase.Result;
import dev.mha.kernels.vector.ClassifierHead;
import dev.mha.kernels.work.Crew;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenLaneClassifierTest {
    private final Workspace work = Workspace.serial();

    /** Tokens and features at and beside lanes (8, 16), blocks of queries (32, 64) and of keys (96). */
    @ParameterizedTest
    @CsvSource({"1,1,1", "3,2,7", "1,8,8", "2,31,32", "1,32,65", "3,33,31", "2,63,16", "1,64,64", "2,65,17", "1,95,1",
            "3,97,25", "1,130,33", "2,193,5", "1,257,128", "4,300,9"})
    void agreesWithThePlainTwin(int heads, int tokens, int features) {
        for (boolean ragged : new boolean[]{false, true}) {
            for (double size : new double[]{0.1, 1, 4}) {
                ClassifierCase some = new ClassifierCase(heads, tokens, features, 3, ragged, size, tokens + features);
                ClassifierKernelTest.assertClose(some, some.runPlain(), some.runAttention(work));
            }
        }
    }

    @Test
    void scoresAloneHaveTheSameBits() {
        ClassifierCase some = new ClassifierCase(3, 70, 5, 7, true, 1, 31);
        float[] scores = new float[some.samples];
        Result result = some.runAttention(work);
        TokenLaneClassifier.run(some.shape, some.pack(), some.theta, null, null, scores, null, (Crew) work);
        assertArrayEquals(result.scores(), scores);
    }

    /** 70 samples make two waves. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void bitsDoNotDependOnWorkers(int workers) {
        ClassifierCase some = new ClassifierCase(2, 70, 5, 70, true, 1, 32);
        Result serial = some.runAttention(work);
        try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
            Workspace parallel = Workspace.parallel(threads, workers);
            for (int repeat = 0; repeat < 3; repeat++) {
                ClassifierKernelTest.assertSameBits(serial, some.runAttention(parallel));
            }
        }
    }

    /** 150 samples make three waves: in each of them a sample has its own length, label and weight. */
    @Test
    void samplesOfEveryWaveCountAsThemselves() {
        ClassifierCase some = new ClassifierCase(2, 9, 5, 150, true, 1, 39);
        some.weights = ClassifierKernelTest.unequalWeights(some.samples);
        ClassifierKernelTest.assertClose(some, some.runPlain(), some.runAttention(work));
    }

    @Test
    void paddingChangesNoBit() {
        ClassifierCase some = new ClassifierCase(2, 100, 5, 9, true, 1, 33);
        Result expected = some.runAttention(work);
        for (int i = 0; i < some.samples; i++) {
            int from = (i * 100 + some.lengths[i]) * 5;
            Arrays.fill(some.x, from, (i + 1) * 100 * 5, i % 2 == 0 ? Float.NaN : Float.POSITIVE_INFINITY);
        }
        ClassifierKernelTest.assertSameBits(expected, some.runAttention(work));
    }

    @Test
    void bitsDoNotDependOnWhatTheWorkspaceHeld() {
        ClassifierCase some = new ClassifierCase(2, 70, 5, 4, true, 1, 34);
        Result expected = some.runAttention(Workspace.serial());
        Workspace used = Workspace.serial();
        ClassifierCase poison = new ClassifierCase(4, 100, 9, 5, false, 1, 35);
        Arrays.fill(poison.theta, Float.NaN);
        poison.runAttention(used);
        ClassifierKernelTest.assertSameBits(expected, some.runAttention(used));
    }

    @Test
    void aNotANumberReachesItsOwnScoreOnly() {
        ClassifierCase some = new ClassifierCase(2, 70, 4, 3, false, 1, 36);
        float[] clean = some.runAttention(work).scores();
        for (int token : new int[]{0, 69}) {
            some.x[(70 + token) * 4 + 1] = Float.NaN;
            float[] scores = some.runAttention(work).scores();
            assertEquals(clean[0], scores[0]);
            assertTrue(Float.isNaN(scores[1]), "token " + token);
            assertEquals(clean[2], scores[2]);
            some.x[(70 + token) * 4 + 1] = 0.0f;
        }
    }

    /** Tokens that no sample has get no gradient, not what an earlier sample left. */
    @Test
    void missingTokensGetNoGradient() {
        ClassifierCase some = new ClassifierCase(2, 70, 4, 2, true, 1, 37);
        some.lengths[0] = 5;
        some.lengths[1] = 9;
        new ClassifierCase(2, 70, 4, 2, false, 1, 38).runAttention(work);
        float[] gradient = some.runAttention(work).gradient();
        for (int head = 0; head < 2; head++) {
            for (int i = 9 * 4; i < 70 * 4; i++) {
                assertEquals(0.0f, gradient[some.shape.decoderOffset(head) + i]);
            }
        }
    }

    @Test
    void manyParametersMakeShortWaves() {
        assertEquals(1, TokenLaneClassifier.wave(1, 10, 1));
        assertEquals(64, TokenLaneClassifier.wave(1000, 10, 1));
        assertEquals(4, TokenLaneClassifier.wave(1000, 1 << 17, 1));
        assertEquals(8, TokenLaneClassifier.wave(1000, 1 << 17, 2));
        assertEquals(2, TokenLaneClassifier.wave(1000, 1 << 25, 1000));
        assertEquals(1, TokenLaneClassifier.wave(1000, Integer.MAX_VALUE - 8, 1));
    }

    @Test
    void refusesScratchMemoryThatNoArrayHolds() {
        String message = assertThrows(IllegalArgumentException.class, () -> new ClassifierHead(1 << 26, 1))
                .getMessage();
        assertTrue(message.matches("tokens 67108864, features 1: [0-9]{10} floats of scratch memory of a sample do not"
                + " fit one array"), message);
    }
}
