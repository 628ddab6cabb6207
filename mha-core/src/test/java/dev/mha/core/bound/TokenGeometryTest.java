package dev.mha.core.bound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.classifier.PackedSamples;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.api.Test;

class TokenGeometryTest {
    private static final MathContext MANY = new MathContext(60);

    /** Exact sums of thousands of terms of very different size lie below what was computed, and close. */
    @ParameterizedTest
    @CsvSource({"2, 1", "2, 17", "2, 40000", "5, 3000"})
    void boundsExactSizes(int tokens, int features) {
        float[] x = new float[tokens * features];
        SplittableRandom random = new SplittableRandom(features);
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (random.nextGaussian() * Math.exp(3 * random.nextGaussian()));
        }
        TokenGeometry geometry = TokenGeometry.of(PackedSamples.pack(x, 1, tokens, features, null));

        BigDecimal widest = BigDecimal.ZERO;
        BigDecimal largest = BigDecimal.ZERO;
        BigDecimal[][] gram = new BigDecimal[tokens][tokens];
        for (int s = 0; s < tokens; s++) {
            for (int t = 0; t < tokens; t++) {
                gram[s][t] = dot(x, s, t, features);
            }
            largest = largest.max(gram[s][s]);
            close(gram[s][s], geometry.squaredNorm(0, s), features);
        }
        for (int s = 0; s < tokens; s++) {
            for (int t = 0; t < s; t++) {
                widest = widest.max(gram[s][s].add(gram[t][t]).subtract(gram[s][t]).subtract(gram[s][t]));
            }
        }
        close(largest.sqrt(MANY), geometry.radius(0), features);
        close(widest.sqrt(MANY), geometry.diameter(0), features);
        if (tokens == 2) { // the larger root of the characteristic polynomial
            BigDecimal half = gram[0][0].add(gram[1][1]).divide(BigDecimal.TWO, MANY);
            BigDecimal difference = gram[0][0].subtract(gram[1][1]).divide(BigDecimal.TWO, MANY);
            BigDecimal top = half.add(difference.multiply(difference).add(gram[0][1].multiply(gram[0][1])).sqrt(MANY));
            close(top.sqrt(MANY), geometry.spectralNorm(0), features);
        }
    }

    private static BigDecimal dot(float[] x, int s, int t, int features) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int j = 0; j < features; j++) {
            sum = sum.add(new BigDecimal(x[s * features + j]).multiply(new BigDecimal(x[t * features + j])));
        }
        return sum;
    }

    private static void close(BigDecimal exact, double bound, int terms) {
        BigDecimal least = exact.multiply(new BigDecimal(1 + (terms + 1) * 0x1p-53));
        assertTrue(new BigDecimal(bound).compareTo(least) >= 0, bound + " has no room for the rounding of " + exact);
        assertTrue(bound <= exact.doubleValue() * (1 + 1e-11 + 8 * terms * 0x1p-52), bound + " for " + exact);
    }

    @Test
    void knowsThatNothingIsNothing() {
        TokenGeometry geometry = TokenGeometry.of(PackedSamples.pack(new float[6], 1, 2, 3, null));
        assertEquals(0, geometry.radius(0));
        assertEquals(0, geometry.diameter(0));
        assertEquals(0, geometry.spectralNorm(0));
    }
}
