package dev.mha.core.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.junit.jupiter.api.Test;

class McNemarTest {
    @Test
    void countsWhereJustOneErrs() {
        float[] labels = {1, 1, 1, -1, -1, -1};
        float[] first = {1, -1, 1, 0, -1, 2};
        float[] second = {1, 1, -1, -1, -2, 3};
        McNemar test = McNemar.of(first, second, labels);
        assertEquals(2, test.onlyFirst());
        assertEquals(1, test.onlySecond());
        assertEquals(1, test.p());
    }

    @Test
    void probabilityIsTheBinomialSum() {
        for (int a = 0; a < 40; a += 3) {
            for (int b = 0; b < 400; b += 7) {
                assertEquals(exact(a, b), McNemar.twoSided(a, b), 1e-12 * exact(a, b));
                assertEquals(McNemar.twoSided(a, b), McNemar.twoSided(b, a));
            }
        }
        assertEquals(1, McNemar.twoSided(0, 0));
        assertEquals(2 * Math.pow(0.5, 10), McNemar.twoSided(10, 0), 1e-15);
    }

    private static double exact(int a, int b) {
        BigInteger term = BigInteger.ONE;
        BigInteger sum = BigInteger.ZERO;
        for (int k = 0; k <= Math.min(a, b); k++) {
            sum = sum.add(term);
            term = term.multiply(BigInteger.valueOf(a + b - k)).divide(BigInteger.valueOf(k + 1));
        }
        BigDecimal share = new BigDecimal(sum.shiftLeft(1)).divide(new BigDecimal(BigInteger.TWO.pow(a + b)),
                MathContext.DECIMAL128);
        return Math.min(1, share.doubleValue());
    }

    @Test
    void refusesLengthsThatDiffer() {
        assertEquals("first has 2 scores, second has 3, for 3 labels",
                assertThrows(IllegalArgumentException.class,
                        () -> McNemar.of(new float[2], new float[3], new float[3])).getMessage());
    }
}
