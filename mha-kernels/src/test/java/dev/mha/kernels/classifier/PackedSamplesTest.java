package dev.mha.kernels.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackedSamplesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "11 | 2 | 3 | 2 | x has 11 values, samples 2 x tokens 3 x features 2 asks for 12",
            "0 | 0 | 3 | 2 | samples 0, tokens 3, features 2: each must be at least 1",
            "5 | 100000 | 100000 | 2 | x has 5 values, samples 100000 x tokens 100000 x features 2 asks for more than an"
                    + " array can have",
            "0 | 4194304 | 2097152 | 2097152 | x has 0 values, samples 4194304 x tokens 2097152 x features 2097152 asks"
                    + " for more than an array can have"})
    void saysWhichSizesDoNotFit(int length, int samples, int tokens, int features, String message) {
        fails(message, () -> PackedSamples.pack(new float[length], samples, tokens, features, null));
    }

    @Test
    void saysWhichLengthIsWrong() {
        fails("lengths has 1 values for 2 samples", () -> PackedSamples.pack(new float[12], 2, 3, 2, new int[1]));
        fails("lengths[1] is 4, must be 1 to 3", () -> PackedSamples.pack(new float[12], 2, 3, 2, new int[]{1, 4}));
        fails("lengths[0] is 0, must be 1 to 3", () -> PackedSamples.pack(new float[12], 2, 3, 2, new int[]{0, 3}));
    }

    @Test
    void saysThatThereIsNoSuchSample() {
        PackedSamples samples = PackedSamples.pack(new float[12], 2, 3, 2, null);
        fails("sample is 2, samples is 2", () -> samples.copyTokens(2, new double[12]));
        fails("sample is -1, samples is 2", () -> samples.copyTokens(-1, new double[12]));
        fails("to has 5 values, sample 1 has 6", () -> samples.copyTokens(1, new double[5]));
    }

    @Test
    void isACopy() {
        float[] x = {1, 2, 3, 4};
        int[] lengths = {1, 2};
        PackedSamples samples = PackedSamples.pack(x, 2, 2, 1, lengths);
        x[0] = 9;
        lengths[0] = 2;
        assertEquals(1, samples.x()[0]);
        assertEquals(1, samples.length(0));
    }

    private static void fails(String message, Runnable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
