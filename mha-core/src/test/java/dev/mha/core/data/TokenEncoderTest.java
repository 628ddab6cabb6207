package dev.mha.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.random.RandomSource;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class TokenEncoderTest {
    private static final int N = 40;
    private static final int T = 5;
    private static final int D = 3;
    private static final int[] TRAIN = IntStream.range(0, 30).toArray();
    private static final int[] TEST = IntStream.range(30, N).toArray();

    private static float[] values() {
        RandomSource random = RandomSource.of(3);
        float[] x = new float[N * T * D];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (random.nextGaussian() * (1 + i % D) + 10 * (i % D));
        }
        return x;
    }

    private static Dataset data(float[] x, int[] lengths) {
        float[] labels = new float[N];
        Arrays.fill(labels, 1);
        return new Dataset("toy", N, T, D, x, lengths, labels, "no", "yes", null);
    }

    private static void refuses(String message, Executable action) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
    }

    @Test
    void trainingPartBecomesMeanZeroDeviationOne() {
        Dataset data = data(values(), null);
        TokenEncoder encoder = TokenEncoder.fit(data, TRAIN, new TokenSettings(true, 0, false, 1));
        float[] tokens = encoder.tokens(data, TRAIN);
        int size = T * D;
        for (int j = 0; j < size; j++) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < TRAIN.length; i++) {
                double token = tokens[i * size + j];
                sum += token;
                squares += token * token;
                assertTrue(Math.abs(token) < 4, "the bound must not matter here");
            }
            // mean and deviation are rounded to float: relative 2^-24 of a mean up to 25 deviations from zero
            assertEquals(0, sum / TRAIN.length, 25 * 0x1p-24);
            assertEquals(1, squares / TRAIN.length, 4 * 0x1p-24);
        }
    }

    /** One sample of 30 differs: its plain z-score would be sqrt(29) = 5.4, on either side. */
    @Test
    void rareValuesAreBounded() {
        for (int side : new int[]{-1, 1}) {
            float[] x = values();
            for (int i = 0; i < N; i++) {
                x[i * T * D + 7] = i == 3 ? side * 16 : 0;
            }
            Dataset data = data(x, null);
            float[] tokens = TokenEncoder.fit(data, TRAIN, new TokenSettings(true, 0, false, 1)).tokens(data, TRAIN);
            for (int i = 0; i < TRAIN.length; i++) {
                // mean 16/30, farthest 16 - 16/30 = 29 times as far as zero
                assertEquals(side * (i == 3 ? 4 : -4.0 / 29), tokens[i * T * D + 7], 1e-6);
            }
        }
    }

    @Test
    void samplesNotFittedOnHaveNoInfluence() {
        float[] x = values();
        TokenEncoder encoder = TokenEncoder.fit(data(x, null), TRAIN, TokenSettings.DEFAULT);
        float[] other = x.clone();
        for (int i = TRAIN.length * T * D; i < other.length; i++) {
            other[i] = -1000 * other[i] + 7;
        }
        TokenEncoder again = TokenEncoder.fit(data(other, null), TRAIN, TokenSettings.DEFAULT);
        assertArrayEquals(encoder.mean(), again.mean());
        assertArrayEquals(encoder.deviation(), again.deviation());
        assertArrayEquals(encoder.tokens(data(x, null), TRAIN), again.tokens(data(other, null), TRAIN));
    }

    @Test
    void paddingHasNoInfluenceAndBecomesZeros() {
        float[] x = values();
        int[] lengths = IntStream.range(0, N).map(i -> 1 + i % T).toArray();
        TokenEncoder encoder = TokenEncoder.fit(data(x, lengths), TRAIN, TokenSettings.DEFAULT);
        float[] padded = x.clone();
        for (int i = 0; i < N; i++) {
            Arrays.fill(padded, (i * T + lengths[i]) * D, (i + 1) * T * D, Float.NaN);
        }
        Dataset data = data(padded, lengths);
        TokenEncoder again = TokenEncoder.fit(data, TRAIN, TokenSettings.DEFAULT);
        assertArrayEquals(encoder.mean(), again.mean());
        assertArrayEquals(encoder.deviation(), again.deviation());
        PackedSamples packed = again.encode(data, TEST);
        float[] tokens = again.tokens(data, TEST);
        int width = again.features();
        for (int i = 0; i < TEST.length; i++) {
            int length = lengths[TEST[i]];
            assertEquals(length, packed.length(i));
            for (int t = 0; t < T; t++) {
                // the appended constant tells tokens from padding
                assertEquals(t < length ? 1 : 0, tokens[(i * T + t) * width + width - 1]);
            }
            for (int k = (i * T + length) * width; k < (i + 1) * T * width; k++) {
                assertEquals(0f, tokens[k]);
            }
        }
    }

    @Test
    void constantFeatureBecomesZero() {
        float[] x = values();
        for (int i = 1; i < x.length; i += D) {
            // 0.1f is no short binary fraction: a naive mean would leave noise to be blown up
            x[i] = 0.1f;
        }
        // another value, but only in the test part
        x[(N * T - 1) * D + 1] = 5.1f;
        Dataset data = data(x, null);
        TokenEncoder encoder = TokenEncoder.fit(data, TRAIN, new TokenSettings(true, 0, false, 1));
        float[] train = encoder.tokens(data, TRAIN);
        for (int i = 1; i < train.length; i += D) {
            assertEquals(0f, train[i]);
        }
        float[] test = encoder.tokens(data, TEST);
        assertEquals(5, test[(TEST.length * T - 1) * D + 1], 1e-6);
    }

    @Test
    void hugeAndTinyValuesStayFinite() {
        float[] x = values();
        for (int i = 0; i < x.length; i += D) {
            x[i] = i % 2 == 0 ? Float.MAX_VALUE : -Float.MAX_VALUE;
            x[i + 1] = i % 4 == 0 ? Float.MIN_VALUE : 0;
        }
        Dataset data = data(x, null);
        TokenEncoder encoder = TokenEncoder.fit(data, TRAIN, TokenSettings.DEFAULT);
        for (float token : encoder.tokens(data, TRAIN)) {
            assertTrue(Float.isFinite(token));
        }
    }

    @Test
    void tokensAreScaledRawValuesPositionAndConstant() {
        Dataset data = data(values(), null);
        TokenEncoder encoder = TokenEncoder.fit(data, TRAIN, new TokenSettings(false, 2, true, 0.5));
        assertEquals(D + 4 + 1, encoder.features());
        float[] tokens = encoder.tokens(data, new int[]{37, 2});
        int width = encoder.features();
        for (int i = 0; i < 2; i++) {
            for (int t = 0; t < T; t++) {
                int at = (i * T + t) * width;
                for (int j = 0; j < D; j++) {
                    assertEquals(0.5f * data.x()[data.offset(i == 0 ? 37 : 2) + t * D + j], tokens[at + j]);
                }
                for (int k = 1; k <= 2; k++) {
                    double angle = 2 * Math.PI * k * t / T;
                    assertEquals(0.5 * Math.sin(angle), tokens[at + D + 2 * k - 2], 1e-7);
                    assertEquals(0.5 * Math.cos(angle), tokens[at + D + 2 * k - 1], 1e-7);
                }
                assertEquals(0.5f, tokens[at + width - 1]);
            }
        }
    }

    @Test
    void noneUsesTokensAsTheyCome() {
        float[] x = values();
        Dataset data = data(x, null);
        TokenEncoder encoder = TokenEncoder.fit(data, TRAIN, TokenSettings.NONE);
        assertArrayEquals(x, encoder.tokens(data, IntStream.range(0, N).toArray()));
    }

    @Test
    void stateRebuildsTheEncoderBitForBit() {
        Dataset data = data(values(), null);
        TokenSettings settings = new TokenSettings(true, 3, true, 0.7);
        TokenEncoder encoder = TokenEncoder.fit(data, TRAIN, settings);
        TokenEncoder rebuilt = TokenEncoder.of(settings, T, D, encoder.mean(), encoder.deviation(),
                encoder.position());
        assertArrayEquals(encoder.tokens(data, TEST), rebuilt.tokens(data, TEST));
        encoder.mean()[0] = 99;
        assertArrayEquals(rebuilt.mean(), encoder.mean(), "accessors give copies");
    }

    @Test
    void refusesStateAndDataThatDoNotFit() {
        Dataset data = data(values(), null);
        TokenSettings settings = TokenSettings.DEFAULT;
        TokenEncoder encoder = TokenEncoder.fit(data, TRAIN, settings);
        float[] mean = encoder.mean();
        float[] deviation = encoder.deviation();
        float[] position = encoder.position();
        refuses("mean has 15 values, must have 4 x 3",
                () -> TokenEncoder.of(settings, 4, 3, mean, deviation, position));
        refuses("position has 20 values, must have 5 x 2",
                () -> TokenEncoder.of(new TokenSettings(true, 1, true, 1), T, D, mean, deviation, position));
        float[] zero = deviation.clone();
        zero[4] = 0;
        refuses("deviation[4] is 0.0, must be above 0", () -> TokenEncoder.of(settings, T, D, mean, zero, position));
        zero[4] = Float.NaN;
        refuses("deviation[4] is NaN, must be finite", () -> TokenEncoder.of(settings, T, D, mean, zero, position));
        Dataset narrow = new Dataset("toy", 1, 7, 3, new float[21], null, new float[]{1}, "no", "yes", null);
        refuses("data have tokens 7 x features 3, the encoder has 5 x 3",
                () -> encoder.encode(narrow, new int[]{0}));
        refuses("rows is empty: an encoder needs samples to be fitted on",
                () -> TokenEncoder.fit(data, new int[0], settings));
        refuses("scale is 0.0, must be above 0 and finite", () -> new TokenSettings(true, 2, true, 0));
        refuses("positionFrequencies is -1, must be 0 to 1000", () -> new TokenSettings(true, -1, true, 1));
    }

    @Test
    void namesTheValueThatOverflows() {
        float[] x = values();
        for (int i = 0; i < x.length; i++) {
            x[i] *= 1e-20f;
        }
        x[(31 * T + 2) * D + 1] = 3e38f;
        Dataset data = data(x, null);
        TokenEncoder encoder = TokenEncoder.fit(data, TRAIN, TokenSettings.DEFAULT);
        String message = assertThrows(IllegalArgumentException.class, () -> encoder.encode(data, TEST)).getMessage();
        assertEquals("sample 32, token 3, feature 2 is 3.0E38, which becomes Infinity as a token: mean "
                + encoder.mean()[2 * D + 1] + ", deviation " + encoder.deviation()[2 * D + 1] + ", scale 1.0", message);
    }

    /** What one sample alone has is the mean of one value: 0 as a token. */
    @Test
    void aTokenThatOneSampleHasIsItsOwnMean() {
        int[] lengths = new int[N];
        Arrays.fill(lengths, T - 1);
        lengths[7] = T;
        float[] x = values();
        Dataset data = data(x, lengths);
        TokenEncoder encoder = TokenEncoder.fit(data, TRAIN, new TokenSettings(true, 0, false, 1));
        for (int j = 0; j < D; j++) {
            assertEquals(x[(7 * T + T - 1) * D + j], encoder.mean()[(T - 1) * D + j]);
            assertEquals(1, encoder.deviation()[(T - 1) * D + j]);
            assertEquals(0, encoder.tokens(data, new int[]{7})[(T - 1) * D + j]);
        }
    }

    /** Frequency T is the constant: whole turns are exact, however many. */
    @Test
    void wholeTurnsOfThePositionCodeAreExact() {
        float[] x = values();
        float[] position = TokenEncoder.fit(data(x, null), TRAIN, new TokenSettings(true, T, false, 1)).position();
        for (int t = 0; t < T; t++) {
            assertEquals(0f, position[(t * T + T - 1) * 2], "sine of token " + t);
            assertEquals(1f, position[(t * T + T - 1) * 2 + 1], "cosine of token " + t);
        }
    }

    @Test
    void refusesAnInfiniteState() {
        TokenSettings settings = new TokenSettings(true, 0, false, 1);
        refuses("mean[0] is Infinity, must be finite",
                () -> TokenEncoder.of(settings, 1, 1, new float[]{Float.POSITIVE_INFINITY}, new float[]{1},
                        new float[0]));
        refuses("deviation[0] is Infinity, must be finite",
                () -> TokenEncoder.of(settings, 1, 1, new float[]{0}, new float[]{Float.POSITIVE_INFINITY},
                        new float[0]));
    }
}
