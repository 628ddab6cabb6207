package dev.mha.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineTest {
    @Test
    void givesMedianAndRangeOverForks() {
        Line line = Line.of("forward", 1, forks(0.72, 0.70, 0.71, 0.73, 0.74));
        assertEquals(0.72, line.median());
        assertEquals(0.70, line.least());
        assertEquals(0.74, line.most());
        assertEquals(72, line.rate(), 1e-12);
        assertEquals("", line.note());
    }

    @Test
    void saysWhenForksLieFurtherApartThanATenthOfTheMedian() {
        assertEquals("", Line.of("forward", 1, forks(0.50, 0.48, 0.52)).note());
        assertEquals("forks disagree", Line.of("forward", 1, forks(0.50, 0.48, 0.54)).note());
    }

    @Test
    void leavesOutSharesThatNoKernelReachesAndSaysSo() {
        Line line = Line.of("forward", 1, forks(0.5, 1.03, 0.52));
        assertEquals(0.51, line.median(), 1e-12);
        assertEquals(0.52, line.most());
        assertEquals("probe failed in 1 of 3 forks", line.note());
    }

    @Test
    void theProbeBesideItselfMayLieALittleAboveOne() {
        assertEquals(1.0, Line.of("probe", 1, forks(0.99, 1.0, 1.01)).median());
        assertEquals("", Line.of("probe", 1, forks(0.99, 1.0, 1.01)).note());
    }

    @Test
    void hasNoShareWhenEveryProbeFailed() {
        Line line = Line.of("forward", 1, forks(1.2, 1.3));
        assertTrue(Double.isNaN(line.median()) && Double.isNaN(line.least()) && Double.isNaN(line.most()));
        assertEquals("probe failed in 2 of 2 forks", line.note());
    }

    @Test
    void countsTheMostBytesOfAnyFork() {
        Line line = Line.of("forward", 1,
                List.of(new Measured(0.5, 50, 100, 0), new Measured(0.5, 50, 100, 40), new Measured(0.5, 50, 100, 8)));
        assertEquals(40, line.bytes());
    }

    @Test
    void twoThreadsMayBeTwiceAsFastAsOneAndNoMore() {
        Line line = Line.of("forward", 2, forks(1.9, 1.95, 2.1));
        assertEquals(1.925, line.median(), 1e-12);
        assertEquals("one thread failed in 1 of 3 forks", line.note());
    }

    /** Forks that reached these shares of a peak of 100 GFLOP/s. */
    private static List<Measured> forks(double... shares) {
        return Arrays.stream(shares).mapToObj(share -> new Measured(share, 100 * share, 100, 0)).toList();
    }
}
