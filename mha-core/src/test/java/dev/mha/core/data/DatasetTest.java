package dev.mha.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class DatasetTest {
    private static final float[] X = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    private static final float[] LABELS = {-1, 1};

    private static Dataset data(float[] x, int[] lengths, float[] labels, boolean[] test) {
        return new Dataset("toy", 2, 3, 2, x, lengths, labels, "no", "yes", test);
    }

    private static void refuses(String message, org.junit.jupiter.api.function.Executable action) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
    }

    @Test
    void givesLengthsOffsetsAndLabels() {
        Dataset data = data(X, new int[]{3, 1}, LABELS, null);
        assertEquals(1, data.length(1));
        assertEquals(6, data.offset(1));
        assertEquals(3, data(X, null, LABELS, null).length(1));
        assertArrayEquals(new float[]{1, -1, 1}, data.labels(new int[]{1, 0, 1}));
        assertEquals(1, data.positives());
        data.requireBothClasses();
    }

    @Test
    void namesTheValueThatIsNotFinite() {
        float[] x = X.clone();
        x[9] = Float.NaN;
        refuses("sample 2, token 2, feature 2 is NaN: every value must be finite", () -> data(x, null, LABELS, null));
        x[9] = Float.NEGATIVE_INFINITY;
        refuses("sample 2, token 2, feature 2 is -Infinity: every value must be finite",
                () -> data(x, new int[]{1, 2}, LABELS, null));
    }

    @Test
    void doesNotReadPadding() {
        float[] x = X.clone();
        x[9] = Float.NaN;
        assertEquals(1, data(x, new int[]{3, 1}, LABELS, null).length(1));
    }

    @Test
    void refusesSizesThatDoNotFit() {
        refuses("x has 12 values, but samples 2 x tokens 3 x features 3 is another number",
                () -> new Dataset("toy", 2, 3, 3, X, null, LABELS, "no", "yes", null));
        // 2^16 x 2^16 x 2^32 / 2^64: the product wraps around to 0 in a long
        refuses("x has 0 values, but samples 1073741824 x tokens 1073741824 x features 16 is another number",
                () -> new Dataset("toy", 1 << 30, 1 << 30, 16, new float[0], null, LABELS, "no", "yes", null));
        refuses("samples 0, tokens 3, features 2: each must be at least 1",
                () -> new Dataset("toy", 0, 3, 2, new float[0], null, new float[0], "no", "yes", null));
        refuses("labels has 3 values for 2 samples", () -> data(X, null, new float[]{1, 1, -1}, null));
        refuses("lengths has 1 values for 2 samples", () -> data(X, new int[]{1}, LABELS, null));
        refuses("test has 3 values for 2 samples", () -> data(X, null, LABELS, new boolean[3]));
    }

    @Test
    void refusesLabelsAndLengthsOutOfRange() {
        refuses("labels[1] is 0.0, must be -1 or +1", () -> data(X, null, new float[]{1, 0}, null));
        refuses("labels[0] is NaN, must be -1 or +1", () -> data(X, null, new float[]{Float.NaN, 1}, null));
        refuses("lengths[1] is 0, must be 1 to 3", () -> data(X, new int[]{3, 0}, LABELS, null));
        refuses("lengths[0] is 4, must be 1 to 3", () -> data(X, new int[]{4, 1}, LABELS, null));
        refuses("both classes are named 'no'", () -> new Dataset("toy", 2, 3, 2, X, null, LABELS, "no", "no", null));
    }

    @Test
    void refusesOneClassOnlyWhenAsked() {
        refuses("all 2 samples of toy are of class 'yes': two classes are needed",
                data(X, null, new float[]{1, 1}, null)::requireBothClasses);
        refuses("the only sample of toy is of class 'yes': two classes are needed",
                new Dataset("toy", 1, 1, 1, new float[]{3}, null, new float[]{1}, "no", "yes",
                        null)::requireBothClasses);
        refuses("all 2 samples of toy are of class 'no': two classes are needed",
                data(X, null, new float[]{-1, -1}, null)::requireBothClasses);
    }
}
