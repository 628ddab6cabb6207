package dev.mha.core.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mha.core.data.TokenEncoder;
import dev.mha.core.data.TokenSettings;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SavedModelTest {
    /** W = 0: every token attends to the mean of all, so Phi is that mean times the sum of U; every step is exact. */
    private static SavedModel uniform(TokenEncoder encoder) {
        AttentionClassifier classifier = new AttentionClassifier(new ClassifierShape(1, 2, 1), new float[]{0, 3, 5});
        return new SavedModel(classifier, encoder, "no", "yes", Map.of());
    }

    private static SavedModel encoding() {
        return uniform(TokenEncoder.of(new TokenSettings(true, 0, false, 1), 2, 1, new float[]{1, 2},
                new float[]{2, 4}, new float[0]));
    }

    @Test
    void encodesRawSamplesAndScoresThem() {
        // standardized (1, -1) and (2, 0.5); of the second only the first token counts
        float[] x = {3, -2, 5, 4};
        assertEquals(1, encoding().rawFeatures());
        assertArrayEquals(new float[]{0, 6}, encoding().scores(x, 2, new int[]{2, 1}, Workspace.serial()));
        assertArrayEquals(new float[]{0, 10}, encoding().scores(x, 2, null, Workspace.serial()));
    }

    @Test
    void scoresTokensAsTheyComeWithoutAnEncoder() {
        assertEquals(1, uniform(null).rawFeatures());
        assertArrayEquals(new float[]{8 * 2}, uniform(null).scores(new float[]{1, 3}, 1, null, Workspace.serial()));
    }

    @Test
    void refusesSamplesThatDoNotFit() {
        assertEquals("x has 3 values, but samples 2 x tokens 2 x features 1 is another number",
                refusal(new float[3], 2, null));
        assertEquals("samples -1, tokens 2, features 1: each must be at least 1", refusal(new float[0], -1, null));
        assertEquals("lengths[0] is 3, must be 1 to 2", refusal(new float[2], 1, new int[]{3}));
        assertEquals("sample 1, token 2, feature 1 is NaN: every value must be finite",
                refusal(new float[]{1, Float.NaN}, 1, null));
    }

    private static String refusal(float[] x, int samples, int[] lengths) {
        return assertThrows(IllegalArgumentException.class,
                () -> encoding().scores(x, samples, lengths, Workspace.serial())).getMessage();
    }
}
