package dev.mha.core.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InitializationTest {
    private static final float[] X = {1, 2, 3, 4, 5, 6, -1, 0, 2, 1, 9, 9};
    /** Two samples of 3 tokens x 2 features; the second has 2 tokens. */
    private static final PackedSamples SAMPLES = PackedSamples.pack(X, 2, 3, 2, new int[]{3, 2});
    private static final float[] LABELS = {1, -1};

    private static float[] create(Initialization initialization, int heads, double size, long seed) {
        return initialization.create(new ClassifierShape(heads, 3, 2), SAMPLES, LABELS, size, seed);
    }

    @ParameterizedTest
    @EnumSource(Initialization.class)
    void moreHeadsExtend(Initialization initialization) {
        float[] few = create(initialization, 3, 1.5, 7);
        float[] many = create(initialization, 8, 1.5, 7);
        assertArrayEquals(few, Arrays.copyOf(many, few.length));
    }

    @ParameterizedTest
    @EnumSource(Initialization.class)
    void theSeedDecides(Initialization initialization) {
        assertArrayEquals(create(initialization, 4, 1, 7), create(initialization, 4, 1, 7));
        boolean same = Arrays.equals(create(initialization, 4, 1, 7), create(initialization, 4, 1, 8));
        assertEquals(initialization == Initialization.ZERO, same);
    }

    @Test
    void zeroHasOneDistinctHeadAndTheOthersAll() {
        ClassifierShape shape = new ClassifierShape(6, 20, 2);
        PackedSamples one = PackedSamples.pack(new float[40], 1, 20, 2, null);
        for (Initialization initialization : Initialization.values()) {
            float[] theta = initialization.create(shape, one, new float[]{1}, 1, 3);
            int distinct = new AttentionClassifier(shape, theta).distinctHeads();
            assertEquals(initialization == Initialization.ZERO ? 1 : 6, distinct, initialization.name());
        }
    }

    @Test
    void warmIsOneSignedStepPlusALittleNoise() {
        double size = 3;
        float[] theta = create(Initialization.WARM, 2, size, 11);
        // mean tokens (3, 4) and (.5, .5); rows 0 and 1 see both samples, row 2 the first alone
        double[] ubar = {1.25, 1.75, 1.25, 1.75, 1.5, 2};
        ClassifierShape shape = new ClassifierShape(2, 3, 2);
        for (int head = 0; head < 2; head++) {
            for (int i = 0; i < 6; i++) {
                double expected = (head == 0 ? 1 : -1) * size / 2 * ubar[i];
                // noise of deviation .01 * 3 / sqrt(6) = .012, six of them allowed
                assertEquals(expected, theta[shape.decoderOffset(head) + i], 0.075);
            }
        }
        assertEquals(2, new AttentionClassifier(shape, theta).distinctHeads(0.1));
    }

    @Test
    void signHasTheNormOfItsSize() {
        float[] theta = create(Initialization.SIGN, 1, 2, 5);
        double square = 0;
        for (int i = 0; i < 4; i++) {
            assertEquals(0, theta[i]);
        }
        for (int i = 4; i < 10; i++) {
            square += theta[i] * (double) theta[i];
        }
        assertEquals(4, square, 1e-6);
    }

    @Test
    void gaussHasItsMoments() {
        ClassifierShape shape = new ClassifierShape(100, 30, 10);
        float[] theta = Initialization.GAUSS.create(shape, null, null, 2, 1);
        double[] sums = new double[6];
        for (int head = 0; head < 100; head++) {
            for (int i = 0; i < 400; i++) {
                boolean attention = i < 100;
                double z = theta[head * 400 + i] / (attention ? 2 / 10.0 : 2 / Math.sqrt(300));
                int part = attention ? 0 : 3;
                sums[part] += z;
                sums[part + 1] += z * z;
                sums[part + 2] += z * z * z * z;
            }
        }
        double[] counts = {10_000, 30_000};
        for (int part = 0; part < 2; part++) {
            double n = counts[part];
            // variances of z, z^2 and z^4 are 1, 2 and 96; five deviations allowed
            assertEquals(0, sums[3 * part] / n, 5 * Math.sqrt(1 / n));
            assertEquals(1, sums[3 * part + 1] / n, 5 * Math.sqrt(2 / n));
            assertEquals(3, sums[3 * part + 2] / n, 5 * Math.sqrt(96 / n));
        }
    }

    /** Two shapes of equally many parameters draw the same numbers; each number has the deviation of its part. */
    @Test
    void everyParameterHasTheDeviationOfItsPart() {
        double[] wide = normalized(Initialization.GAUSS, new ClassifierShape(2, 2, 4), 1);
        double[] narrow = normalized(Initialization.GAUSS, new ClassifierShape(2, 10, 2), 1);
        for (int i = 0; i < wide.length; i++) {
            // each is rounded to float once
            assertEquals(wide[i], narrow[i], 0x1p-23 * Math.abs(wide[i]), "parameter " + i);
        }
    }

    /** Numbers divided by the deviation of their part: {@code b / d} in W, {@code b / sqrt(T d)} in U. */
    private static double[] normalized(Initialization initialization, ClassifierShape shape, double size) {
        float[] theta = initialization.create(shape, null, null, size, 7);
        double[] draws = new double[theta.length];
        for (int head = 0; head < shape.heads(); head++) {
            int u = shape.decoderOffset(head);
            for (int i = shape.attentionOffset(head); i < (head + 1) * shape.headParameters(); i++) {
                draws[i] = theta[i] / (i < u
                        ? size / shape.features()
                        : size / Math.sqrt(shape.tokens() * (double) shape.features()));
            }
        }
        return draws;
    }

    @Test
    void theNoiseOfWarmIsAHundredthOfGauss() {
        float[] gauss = create(Initialization.GAUSS, 2, 3, 11);
        float[] warm = create(Initialization.WARM, 2, 3, 11);
        double[] ubar = {1.25, 1.75, 1.25, 1.75, 1.5, 2};
        for (int i = 0; i < warm.length; i++) {
            int head = i / 10;
            int within = i % 10;
            double step = within < 4 ? 0 : (head == 0 ? 1.5 : -1.5) * ubar[within - 4];
            // rounded to float: both noises, and the sum
            double rounding = 0x1p-24 * (0.02 * Math.abs(gauss[i]) + Math.abs(warm[i]));
            assertEquals(step + 0.01 * gauss[i], warm[i], rounding, "parameter " + i);
        }
    }

    @Test
    void theBitsAreTheSameOnEveryMachine() {
        // recorded once: a change here changes every recorded result
        float[] theta = Initialization.GAUSS.create(new ClassifierShape(2, 1, 1), null, null, 1, 42);
        assertArrayEquals(new float[]{0.26915598f, 1.3740245f, -0.23670472f, -0.027474025f}, theta);
    }

    @Test
    void namesWhatIsWrong() {
        String message = assertThrows(IllegalArgumentException.class, () -> create(Initialization.GAUSS, 1, -1, 0))
                .getMessage();
        assertEquals("size is -1.0, must be at least 0 and finite", message);
        ClassifierShape other = new ClassifierShape(1, 4, 2);
        message = assertThrows(
                IllegalArgumentException.class,
                () -> Initialization.WARM.create(other, SAMPLES, LABELS, 1, 0)).getMessage();
        assertEquals("samples have 3 tokens x 2 features, shape has 4 x 2", message);
        ClassifierShape fits = new ClassifierShape(1, 3, 2);
        message = assertThrows(
                IllegalArgumentException.class,
                () -> Initialization.WARM.create(fits, SAMPLES, new float[3], 1, 0)).getMessage();
        assertTrue(message.contains("3 values for 2 samples"), message);
        assertFalse(Float.isNaN(create(Initialization.WARM, 1, 0, 0)[0]));
    }
}
