package dev.mha.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mha.core.metric.PairedDifference;
import org.junit.jupiter.api.Test;

class TheoryWordsTest {
    private static PairedDifference of(double mean) {
        return new PairedDifference(100, mean, 0.1, mean - 0.2, mean + 0.2);
    }

    /** Overlapping intervals make no agreement of estimates that lie apart. */
    @Test
    void saysHowFarTwoEstimatesOfOneGapLieApart() {
        assertEquals("both estimate the same gap, and agree.", TheoryWords.same(of(0.12), of(0.1)));
        String allowed = ", which their wide intervals allow, so neither tells the gap closely.";
        assertEquals("both estimate the same gap; they differ by a factor of 2.7" + allowed,
                TheoryWords.same(of(0.1), of(0.27)));
        assertEquals("both estimate the same gap; they differ by a factor of 2.7" + allowed,
                TheoryWords.same(of(0.27), of(0.1)));
        assertEquals("both estimate the same gap; they differ in sign" + allowed,
                TheoryWords.same(of(-0.05), of(0.1)));
    }
}
