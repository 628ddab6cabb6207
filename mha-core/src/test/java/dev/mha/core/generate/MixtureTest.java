package dev.mha.core.generate;

import dev.mha.core.random.RandomSource;
import dev.mha.core.random.Streams;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.data.Dataset;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MixtureTest {
    private static final Mixture DM1 = new Mixture(10, 8, 4, 2, 0.3, 0.5);

    private static float[] token(Dataset data, int sample, int token) {
        int at = data.offset(sample) + token * data.features();
        return Arrays.copyOfRange(data.x(), at, at + data.features());
    }

    private static boolean equals(float[] token, double[] mean) {
        for (int j = 0; j < mean.length; j++) {
            if (token[j] != (float) mean[j]) {
                return false;
            }
        }
        return true;
    }

    private static double[] mean(Dataset data, double[][] means, int sample) {
        return data.labels()[sample] > 0 ? means[0] : means[1];
    }

    @Test
    void meansAreOrthogonalOfLengthSignal() {
        for (Mixture mixture : new Mixture[]{DM1, new Mixture(4, 60, 58, 7, 0.5, 1)}) {
            double[][] means = mixture.means(11);
            assertEquals(mixture.distractors() + 2, means.length);
            double square = mixture.signal() * mixture.signal();
            for (int a = 0; a < means.length; a++) {
                for (int b = 0; b <= a; b++) {
                    double dot = 0;
                    for (int j = 0; j < mixture.features(); j++) {
                        dot += means[a][j] * means[b][j];
                    }
                    assertEquals(a == b ? square : 0, dot, 1e-14 * square);
                }
            }
        }
    }

    /** R = Q'G has a diagonal above 0: each mean has a positive product with the Gaussian vector it was made of. */
    @Test
    void basisIsTheOneWithAPositiveDiagonal() {
        double[][] means = DM1.means(12);
        RandomSource random = RandomSource.of(12, Streams.STRUCTURE);
        double[][] gaussian = new double[means.length][DM1.features()];
        for (int k = 0; k < means.length; k++) {
            for (int j = 0; j < DM1.features(); j++) {
                gaussian[k][j] = random.nextGaussian();
            }
            for (int later = k; later < means.length; later++) {
                double dot = 0;
                for (int j = 0; j < DM1.features(); j++) {
                    dot += means[later][j] * gaussian[k][j];
                }
                // R is upper triangular: 0 below the diagonal, above 0 on it
                assertTrue(later == k ? dot > 0 : Math.abs(dot) < 1e-13);
            }
        }
    }

    @Test
    void dm1CarriesTheClassMeanExactlyAtItsShareOfPositions() {
        Dataset data = DM1.train(101, 5);
        double[][] means = DM1.means(5);
        assertEquals(51, data.positives());
        int[] at = new int[10];
        for (int i = 0; i < data.samples(); i++) {
            int exact = 0;
            for (int t = 0; t < 10; t++) {
                if (equals(token(data, i, t), mean(data, means, i))) {
                    exact++;
                    at[t]++;
                }
            }
            assertEquals(3, exact);
        }
        // 303 class tokens over 10 positions: five deviations of a hypergeometric count, sqrt(101 * .3 * .7) = 4.6
        for (int count : at) {
            assertEquals(30.3, count, 23);
        }
    }

    @Test
    void dm1DistractorsScatterAboutTheirMeans() {
        Dataset data = DM1.train(3000, 6);
        double[][] means = DM1.means(6);
        int tokens = 0;
        double squares = 0;
        int[] nearest = new int[4];
        double[] sum = new double[8];
        for (int i = 0; i < data.samples(); i++) {
            for (int t = 0; t < 10; t++) {
                float[] token = token(data, i, t);
                if (!equals(token, mean(data, means, i))) {
                    tokens++;
                    nearest[nearest(token, means)]++;
                    for (int j = 0; j < 8; j++) {
                        sum[j] += token[j];
                    }
                    squares += square(token);
                }
            }
        }
        assertEquals(21_000, tokens);
        // E|x|^2 = S^2 + d sigma^2 = 6, its deviation sqrt(2 d sigma^4 + 4 S^2 sigma^2) = sqrt(5)
        assertEquals(6, squares / tokens, 5 * Math.sqrt(5.0 / tokens));
        for (int j = 0; j < 8; j++) {
            double expected = (means[2][j] + means[3][j] + means[4][j] + means[5][j]) / 4;
            // variance of a feature: sigma^2 plus at most S^2
            assertEquals(expected, sum[j] / tokens, 5 * Math.sqrt(4.25 / tokens));
        }
        // Nearest mean by symmetry uniform over the four; five deviations of a binomial count
        for (int count : nearest) {
            assertEquals(tokens / 4.0, count, 5 * Math.sqrt(tokens * 3 / 16.0));
        }
    }

    private static int nearest(float[] token, double[][] means) {
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < 4; k++) {
            double dot = 0;
            for (int j = 0; j < token.length; j++) {
                dot += token[j] * means[k + 2][j];
            }
            if (dot > most) {
                most = dot;
                best = k;
            }
        }
        return best;
    }

    private static double square(float[] token) {
        double square = 0;
        for (float value : token) {
            square += (double) value * value;
        }
        return square;
    }

    @Test
    void partsHaveTheirOwnStreamsAndASeedDecides() {
        Dataset train = DM1.train(40, 9);
        assertArrayEquals(train.x(), DM1.train(40, 9).x());
        assertArrayEquals(train.labels(), DM1.train(40, 9).labels());
        DM1.train(1000, 9);
        assertArrayEquals(DM1.test(30, 9).x(), DM1.test(30, 9).x());
        assertFalse(Arrays.equals(train.x(), DM1.test(40, 9).x()));
        assertFalse(Arrays.equals(train.x(), DM1.train(40, 10).x()));
        assertEquals(-0.14503913f, train.x()[0]);
    }

    @Test
    void refusesWhatIsOutOfRange() {
        assertEquals("tokens 10, distractors 4, features 5: at least 1, 1 and distractors + 2",
                assertThrows(IllegalArgumentException.class,
                        () -> new Mixture(10, 5, 4, 2, 0.3, 0.5)).getMessage());
        assertEquals("signal 0.0, noise 0.5: must be above 0, at least 0, and at most 1e6",
                assertThrows(IllegalArgumentException.class,
                        () -> new Mixture(10, 8, 4, 0, 0.3, 0.5)).getMessage());
        assertEquals("share 0.04 of 10 tokens: must be above 0, at most 1, and one token or more",
                assertThrows(IllegalArgumentException.class,
                        () -> new Mixture(10, 8, 4, 2, 0.04, 0.5)).getMessage());
        assertEquals("samples is 0, must be at least 1",
                assertThrows(IllegalArgumentException.class, () -> DM1.train(0, 1)).getMessage());
    }
}
