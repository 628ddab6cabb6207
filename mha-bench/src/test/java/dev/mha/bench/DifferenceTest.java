package dev.mha.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DifferenceTest {
    /**
     * Logarithms 0.1, 0.2, 0.3: mean 0.2, standard error 0.1 / sqrt 3; Student's t for two degrees of freedom 9.925.
     */
    @Test
    void hasTheIntervalOfStudentsTOnLogarithms() {
        Difference difference = Difference.of(Math.exp(0.1), Math.exp(0.3), Math.exp(0.2));
        assertEquals(Math.exp(0.2), difference.ratio(), 1e-12);
        assertEquals(Math.exp(0.2 - 9.925 * 0.1 / Math.sqrt(3)), difference.low(), 1e-12);
        assertEquals(Math.exp(0.2 + 9.925 * 0.1 / Math.sqrt(3)), difference.high(), 1e-12);
    }

    @Test
    void callsAClearDifferenceByItsName() {
        assertEquals("faster", Difference.of(1.10, 1.11, 1.09, 1.10, 1.12).verdict());
        assertEquals("slower", Difference.of(0.90, 0.91, 0.92, 0.90, 0.89).verdict());
    }

    @Test
    void callsWhatForksDisagreeOnTheSame() {
        assertEquals("same", Difference.of(1.10, 0.95, 1.15, 1.00, 1.12).verdict());
    }

    /** The interval is above 1, but nobody notices one in a hundred. */
    @Test
    void callsADifferenceThatIsSureButSmallTheSame() {
        Difference difference = Difference.of(1.010, 1.011, 1.009, 1.010, 1.010);
        assertTrue(difference.low() > 1);
        assertEquals("same", difference.verdict());
        assertEquals("same", Difference.of(0.990, 0.991, 0.989, 0.990, 0.990).verdict());
    }

    @Test
    void turnsRoundWithTheVersions() {
        Difference difference = Difference.of(1.2, 1.3, 1.25);
        Difference turned = Difference.of(1 / 1.2, 1 / 1.3, 1 / 1.25);
        assertEquals(1 / difference.ratio(), turned.ratio(), 1e-12);
        assertEquals(1 / difference.high(), turned.low(), 1e-12);
    }

    /**
     * Forks of one jar beside itself that scatter by 3 %: at most one in a hundred comparisons may see a difference.
     */
    @Test
    void callsAJarBesideItselfTheSame() {
        Random random = new Random(1);
        int different = 0;
        for (int i = 0; i < 10_000; i++) {
            double[] ratios = new double[5];
            for (int f = 0; f < ratios.length; f++) {
                ratios[f] = Math.exp(0.03 * random.nextGaussian());
            }
            different += Difference.of(ratios).verdict().equals("same") ? 0 : 1;
        }
        // 1 % expected: 100, standard deviation 10
        assertTrue(different <= 140, different + " of 10000 called different");
    }

    @Test
    void asksForTwoRatios() {
        assertThrows(IllegalArgumentException.class, () -> Difference.of(1.0));
    }
}
