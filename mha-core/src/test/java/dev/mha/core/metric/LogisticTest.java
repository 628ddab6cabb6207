package dev.mha.core.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.api.Test;

class LogisticTest {
    private static final MathContext DIGITS = new MathContext(60);

    /** {@code exp(-m)} for m at least 0, by its series. */
    private static BigDecimal exp(double m) {
        BigDecimal power = BigDecimal.ONE;
        BigDecimal sum = BigDecimal.ONE;
        for (int k = 1; k <= 400; k++) {
            power = power.multiply(new BigDecimal(m), DIGITS).divide(BigDecimal.valueOf(k), DIGITS);
            sum = sum.add(power, DIGITS);
        }
        return BigDecimal.ONE.divide(sum, DIGITS);
    }

    /** One ULP for each of exp, log1p, the sum and exp, and the rounding of an exponent of size m. */
    private static double rounding(double exact, double m) {
        return exact * (4 + 2 * m) * 0x1p-52;
    }

    @Test
    void bothDerivativesKeepTheirDigitsWhereTheLossIsTiny() {
        for (double m : new double[]{0, 0.3, 1, 5, 20, 36, 37, 40, 60, 90}) {
            BigDecimal e = exp(m);
            BigDecimal below = BigDecimal.ONE.add(e);
            double small = e.divide(below, DIGITS).doubleValue();
            double large = BigDecimal.ONE.divide(below, DIGITS).doubleValue();
            double curvature = e.divide(below.multiply(below), DIGITS).doubleValue();
            assertEquals(small, Logistic.slope(m), rounding(small, m));
            assertEquals(large, Logistic.slope(-m), rounding(large, 1));
            assertEquals(curvature, Logistic.curvature(m), rounding(curvature, m));
            assertEquals(curvature, Logistic.curvature(-m), rounding(curvature, m));
        }
    }

    @Test
    void theLossOfASureMarginIsItsExponential() {
        assertEquals(Math.log(2), Logistic.loss(0), 0x1p-52);
        // log(1 + e) = e - e^2 / 2 + ..., and the second term is below a rounding
        assertEquals(exp(60).doubleValue(), Logistic.loss(60), rounding(exp(60).doubleValue(), 1));
        assertEquals(1000, Logistic.loss(-1000));
        assertEquals(0, Logistic.loss(1000));
    }
}
