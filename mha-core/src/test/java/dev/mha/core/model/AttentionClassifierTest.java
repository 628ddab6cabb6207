package dev.mha.core.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import org.junit.jupiter.api.Test;

class AttentionClassifierTest {

    @Test
    void countsDistinctHeads() {
        ClassifierShape shape = new ClassifierShape(4, 1, 1);
        AttentionClassifier model = new AttentionClassifier(shape, new float[]{1, 2, 1, 2.001f, 0, 0, -0f, 0});
        assertEquals(3, model.distinctHeads());
        assertEquals(2, model.distinctHeads(1e-3));
        assertEquals(1, model.distinctHeads(1));
        AttentionClassifier broken = new AttentionClassifier(shape, new float[]{1, 2, Float.NaN, 2, 1, 2, 1, 2});
        assertEquals(2, broken.distinctHeads());
        assertThrows(IllegalArgumentException.class, () -> model.distinctHeads(Double.NaN));
    }

    /** Comparing them in pairs would take minutes. */
    @Test
    void countsVeryManyDistinctHeads() {
        int heads = 400_000;
        float[] theta = new float[2 * heads];
        for (int head = 0; head < heads; head++) {
            theta[2 * head] = head % 300_000;
            theta[2 * head + 1] = head % 2 == 0 ? 0f : -0f;
        }
        assertEquals(300_000, new AttentionClassifier(new ClassifierShape(heads, 1, 1), theta).distinctHeads());
    }

    @Test
    void scoresUniformAttentionByHand() {
        // W = 0: every row attends to the mean token (2, 3), so Phi = sum_s <U_s, (2, 3)>
        ClassifierShape shape = new ClassifierShape(1, 2, 2);
        AttentionClassifier model = new AttentionClassifier(shape, new float[]{0, 0, 0, 0, 1, 0.5f, -2, 1});
        PackedSamples samples = PackedSamples.pack(new float[]{1, 2, 3, 4}, 1, 2, 2, null);
        assertArrayEquals(new float[]{2 + 1.5f - 4 + 3}, model.scores(samples, Workspace.serial()));
    }

    @Test
    void refusesParametersThatDoNotFit() {
        String message = assertThrows(
                IllegalArgumentException.class,
                () -> new AttentionClassifier(new ClassifierShape(2, 1, 1), new float[5])).getMessage();
        assertEquals("theta has 5 values, the shape has 4 parameters", message);
    }
}
