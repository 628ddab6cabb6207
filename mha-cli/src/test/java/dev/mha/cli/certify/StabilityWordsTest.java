package dev.mha.cli.certify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mha.core.stability.Influence;
import org.junit.jupiter.api.Test;

class StabilityWordsTest {
    /** An estimate is never recommended for what it cannot tell here. */
    @Test
    void saysWhereAnEstimateDisagrees() {
        assertEquals("it agrees in size and order", StabilityWords.verdict("it", 0.9, 0.99, 20));
        assertEquals("they disagree in size, so use them only to find the samples that matter most",
                StabilityWords.verdict("they", 0.16, 0.976, 20));
        assertEquals("they agree in size, but not on which samples matter most",
                StabilityWords.verdict("they", 1.1, 0.34, 20));
        assertEquals("it disagrees in size and on which samples matter most, so do not use it here",
                StabilityWords.verdict("it", 6.85, -0.0147, 20));
        assertEquals("they disagree in size and on which samples matter most, so do not use them here",
                StabilityWords.verdict("they", -1, 0.79, 20));
        assertEquals("it disagrees in size, and there is no order to compare",
                StabilityWords.verdict("it", 1.25, Double.NaN, 20));
    }

    /** Without this an estimate would be judged by figures that are not yet what the method gives. */
    @Test
    void saysWhereEquationsWereNotSolved() {
        double[] gaps = {1, 2};
        assertEquals("", StabilityWords.unsolved(new Influence(new int[]{0, 1}, gaps, 1, 1e-4, 0)));
        assertEquals("; 1 of 2 systems of equations not solved within 200 products, which leave up to 3.95 % of a"
                + " right-hand side",
                StabilityWords.unsolved(new Influence(new int[]{0, 1}, gaps, 1, 0.03941, 1)));
    }

    /** The order of a few samples may agree by chance, so it is not judged. */
    @Test
    void judgesNoOrderOfAFewSamples() {
        assertEquals("it agrees in size, and to judge the order takes 20 samples",
                StabilityWords.verdict("it", 0.9, 0.99, 5));
        assertEquals("they disagree in size, and to judge the order takes 20 samples",
                StabilityWords.verdict("they", 0.1, -0.2, 19));
    }
}
