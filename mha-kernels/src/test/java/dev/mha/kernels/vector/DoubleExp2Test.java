package dev.mha.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DoubleExp2Test {
    private static final MathContext DIGITS = new MathContext(40);

    /** ln 2 in 45 digits. */
    private static final BigDecimal LN2 = new BigDecimal("0.693147180559945309417232121458176568075500134360255");

    @Test
    void errsByAtMostOneUnitInTheLastPlace() {
        SplittableRandom random = new SplittableRandom(7);
        double worst = 0;
        double[] a = new double[Lanes.DOUBLES];
        for (int i = 0; i < 4000; i++) {
            for (int lane = 0; lane < a.length; lane++) {
                a[lane] = i % 2 == 0 ? random.nextDouble(-1022, 0) : random.nextDouble(-1, 1);
            }
            double[] y = a.clone();
            DoubleExp2.apply(a, 0, 1);
            int lane = i % a.length;
            worst = Math.max(worst, error(y[lane], a[lane]));
        }
        assertTrue(worst <= 1, "worst " + worst);
        assertTrue(worst > 0.4, "a rounding of half a unit must occur, worst " + worst);
    }

    /** Units in the last place between a result and 2^y by its series. */
    private static double error(double y, double result) {
        double n = Math.rint(y);
        BigDecimal x = new BigDecimal(y - n).multiply(LN2);
        BigDecimal term = BigDecimal.ONE;
        BigDecimal sum = BigDecimal.ONE;
        for (int k = 1; k < 40; k++) {
            term = term.multiply(x, DIGITS).divide(BigDecimal.valueOf(k), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        double scaled = Math.scalb(result, (int) -n);
        return sum.subtract(new BigDecimal(scaled)).abs().doubleValue() / Math.ulp(sum.doubleValue());
    }

    @Test
    void specialValues() {
        double[][] cases = {{0, 1}, {-0.0, 1}, {Double.NEGATIVE_INFINITY, 0}, {-1022, Double.MIN_NORMAL},
                {-1022.001, 0},
                {-1e300, 0}, {1023, 0x1p1023}, {Double.NaN, Double.NaN}, {-3, 0.125}};
        for (double[] item : cases) {
            double[] a = new double[Lanes.DOUBLES];
            a[Lanes.DOUBLES - 1] = item[0];
            DoubleExp2.apply(a, 0, 1);
            assertEquals(item[1], a[Lanes.DOUBLES - 1], "2^" + item[0]);
            assertEquals(1, a[0]);
        }
    }
}
