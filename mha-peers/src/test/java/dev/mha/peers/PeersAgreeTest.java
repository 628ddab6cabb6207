package dev.mha.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import dev.mha.bench.AttentionRun;
import dev.mha.bench.ClassifierRun;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is timed computes the same on every library. */
class PeersAgreeTest {
    @ParameterizedTest
    @CsvSource({"2, 3, 5, 8, false", "2, 3, 5, 8, true", "1, 2, 70, 16, true", "1, 4, 64, 64, false"})
    void attention(int batch, int heads, int tokens, int headDim, boolean causal) throws OrtException {
        AttentionRun run = new AttentionRun(batch, heads, tokens, headDim, causal, true);
        AttentionRun.Data data = run.data();
        run.prepare(data, Workspace.serial()).run();
        float[][] own = {data.out, data.queryGrad, data.keyGrad, data.valueGrad};
        agrees(own, LibTorch.attention(run, data));
        agrees(own, OnnxRuntime.attention(run, data));
        agrees(own, OnnxRuntime.multiHeadAttention(run, data));
    }

    @ParameterizedTest
    @EnumSource
    void gradientOfTheClassifier(LibTorchClassifier.Form form) {
        ClassifierRun run = new ClassifierRun(7, new ClassifierShape(3, 5, 4));
        ClassifierRun.Data data = run.data();
        run.prepare(data, Workspace.serial()).run();
        agrees(new float[][]{data.gradient}, LibTorchClassifier.of(form, run, data, null));
    }

    /** Another scale, another mask and another sign are all noticed. */
    @Test
    void differencesAreNoticed() {
        float[][] own = {{1, 2, 3}};
        Agreement.check("case", "peer", own, new float[][]{{1, 2, 3.00001f}});
        IllegalStateException wrong = assertThrows(IllegalStateException.class,
                () -> Agreement.check("case", "peer", own, new float[][]{{1, 2, 3.001f}}));
        assertTrue(wrong.getMessage().startsWith("case: result 0 of peer differs from mha's by 2."),
                wrong.getMessage());
        assertThrows(IllegalStateException.class,
                () -> Agreement.check("case", "peer", own, new float[][]{{1, 2, Float.NaN}}));
        assertEquals(2, Agreement.relativeDifference(new float[]{3, 4}, new float[]{-3, -4}), 1e-12);
    }

    private static void agrees(float[][] own, PeerCall call) {
        try (call) {
            call.fromArrays().run();
            Agreement.check("test", call.peer(), own, call.results().get());
        }
    }
}
