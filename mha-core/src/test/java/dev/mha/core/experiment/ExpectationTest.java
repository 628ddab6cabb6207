package dev.mha.core.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.experiment.Change.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of the verdicts, on figures computed by hand. */
class ExpectationTest {
    /** Values {@code x^slope} at 1 and 4. */
    private static double[] power(double slope) {
        return new double[]{1, Math.pow(4, slope)};
    }

    @Test
    void judgesASlopeByItsMeanAndItsInterval() {
        Finding finding = new MadeUp(3, 1, 4).with("a", "y", power(-0.4), power(-0.5), power(-0.6))
                .judge(new PowerLaw("a", "y", -0.7, -0.3));

        // deviation 0.1, standard error 0.1 / sqrt 3, and 97.5 % of Student's t with 2 degrees of freedom is 4.302653
        assertEquals(-0.5, finding.value(), 1e-15);
        assertEquals(-0.5 - 4.302653 * 0.1 / Math.sqrt(3), finding.low(), 1e-7);
        assertEquals(-0.5 + 4.302653 * 0.1 / Math.sqrt(3), finding.high(), 1e-7);
        assertTrue(finding.asExpected());
        assertEquals("exponent -0.5 (95 % -0.748 to -0.252)", finding.measured());
    }

    @Test
    void doesNotBelieveASlopeWhoseIntervalHoldsNone() {
        // standard error 0.1, and t with 1 degree of freedom is 12.7: the interval reaches beyond 0
        Finding finding = new MadeUp(2, 1, 4).with("a", "y", power(-0.4), power(-0.6))
                .judge(new PowerLaw("a", "y", -0.7, -0.3));

        assertFalse(finding.asExpected());
        assertEquals("undecided", finding.verdict());
        assertTrue(finding.measured().endsWith(", in the range, but the interval holds 0"), finding.measured());
    }

    /**
     * Two trials whose mean lies outside say nothing yet when their interval reaches from one end of the range to the
     * other.
     */
    @Test
    void leavesOpenWhatFewTrialsCannotTell() {
        MadeUp two = new MadeUp(2, 1, 4).with("a", "y", new double[]{1, 0.5}, new double[]{1, 0.9});
        Finding finding = two.judge(new Change("a", "y", 1, 4, Kind.RATIO, new Range(0.75, 1.1)));
        assertFalse(finding.asExpected());
        assertEquals("undecided", finding.verdict());
        assertTrue(finding.measured().endsWith(", outside the range, but the interval reaches into it"),
                finding.measured());
        assertEquals("undecided",
                two.judge(new SeriesRatio("y", "a", "b", List.of(1, 4), new Range(0.75, 1.1))).verdict());
    }

    @Test
    void leavesAMedianOpenThatFewTrialsHaveOnBothSides() {
        MadeUp three = new MadeUp(3, 1, 4).with("a", "y", new double[]{0, 9}, new double[]{9, 9}, new double[]{9, 9});
        assertEquals("undecided", three.judge(new Level("a", "y", 1, 1, new Range(0, 0))).verdict());
        assertEquals("not as expected", three.judge(new Level("a", "y", 4, 4, new Range(0, 0))).verdict());
        double[][] six = {{0, 9}, {0, 9}, {9, 9}, {9, 9}, {9, 9}, {9, 9}};
        assertEquals("not as expected",
                new MadeUp(6, 1, 4).with("a", "y", six).judge(new Level("a", "y", 1, 1, new Range(0, 0))).verdict());
    }

    @Test
    void asksForNoIntervalWhereNoSlopeIsExpected() {
        MadeUp flat = new MadeUp(2, 1, 4).with("a", "y", power(-0.1), power(0.05));

        assertTrue(flat.judge(new PowerLaw("a", "y", -0.2, 0.2)).asExpected());
    }

    @Test
    void refusesASlopeOutsideTheRange() {
        MadeUp steep = new MadeUp(3, 1, 4).with("a", "y", power(-0.99), power(-1), power(-1.01));

        assertEquals("not as expected", steep.judge(new PowerLaw("a", "y", -0.7, -0.3)).verdict());
    }

    @Test
    void fitsFromAPlaceOn() {
        MadeUp bent = new MadeUp(2, 1, 2, 4).with("a", "y", new double[]{9, 1, 2}, new double[]{7, 1, 2});

        assertEquals(1, bent.judge(new PowerLaw("a", "y", 2, new Range(0.9, 1.1))).value(), 1e-15);
    }

    @Test
    void hasNoVerdictInFavourWithoutAFigure() {
        MadeUp diverged = new MadeUp(2, 1, 4).with("a", "y", power(1), new double[]{1, Double.NaN});

        for (Expectation expectation : List.of(new PowerLaw("a", "y", -9, 9),
                new Change("a", "y", 1, 4, Kind.RATIO, Range.atLeast(-9)),
                new Change("a", "y", 1, 4, Kind.DIFFERENCE, Range.atLeast(-9)),
                new SeriesRatio("y", "a", "b", List.of(1, 4), Range.atLeast(0)),
                new ColumnRatio("a", "y", "z", 1, Range.atLeast(0)), new Level("a", "y", 4, 4, Range.atLeast(0)),
                new Agreement("a", "y", "z"))) {
            Finding finding = diverged.judge(expectation);
            assertFalse(finding.asExpected(), expectation.toString());
            assertTrue(finding.measured().startsWith("a trial has no such figure"), finding.measured());
        }
    }

    @Test
    void takesTheGeometricMeanOfRatios() {
        // 2 and 8: their logarithms have the mean log 4
        Finding finding = new MadeUp(2, 1, 4).with("a", "y", new double[]{1, 2}, new double[]{1, 8})
                .judge(new Change("a", "y", 1, 4, Kind.RATIO, new Range(3.9, 4.1)));

        assertEquals(4, finding.value(), 1e-14);
        assertEquals(4 * Math.exp(-12.7062047 * Math.log(2)), finding.low(), 1e-8);
        assertFalse(finding.asExpected(), "its interval holds 1");
    }

    @Test
    void takesTheDifferenceOfFiguresThatMayBeZero() {
        Finding finding = new MadeUp(2, 1, 4).with("a", "y", new double[]{0.5, 0}, new double[]{0.3, -0.2})
                .judge(new Change("a", "y", 1, 4, Kind.DIFFERENCE, new Range(-1, -0.1)));

        assertEquals(-0.5, finding.value(), 1e-15);
        assertTrue(finding.asExpected());
    }

    @Test
    void tellsThePlaceWhereSeriesDifferTooMuch() {
        MadeUp apart = new MadeUp(2, 1, 2, 4).with("a", "y", new double[]{1.1, 1.4, 1}, new double[]{1.1, 1.4, 1});

        Finding finding = apart.judge(new SeriesRatio("y", "a", "b", List.of(1, 2, 4), new Range(0.8, 1.25)));
        assertFalse(finding.asExpected());
        assertTrue(finding.measured().startsWith("at 2: ratio 1.4 "), finding.measured());
        Finding near = apart.judge(new SeriesRatio("y", "a", "b", List.of(1, 4), new Range(0.8, 1.25)));
        assertTrue(near.asExpected());
        assertTrue(near.measured().startsWith("at 1: ratio 1.1 "), near.measured());
    }

    @Test
    void looksAtEveryCellForWhatIsProved() {
        MadeUp cells = new MadeUp(2, 1, 4).with("a", "y", new double[]{0.9, 1}, new double[]{1, 1.2});

        assertFalse(cells.judge(new ColumnRatio("a", "y", "z", 1, Range.atLeast(1))).asExpected());
        assertTrue(cells.judge(new ColumnRatio("a", "y", "z", 4, Range.atLeast(1))).asExpected());
        // the end that could lie outside
        assertEquals(1, cells.judge(new ColumnRatio("a", "y", "z", 4, Range.atLeast(1))).value());
        assertEquals(1.2, cells.judge(new ColumnRatio("a", "y", "z", 4, Range.atMost(2))).value());
        assertEquals(0.9, cells.judge(new ColumnRatio("a", "y", "z", 1, Range.atLeast(1))).value());
        assertEquals(0.9, cells.judge(new ColumnRatio("a", "y", "z", 1, new Range(0.95, 1.25))).value());
        assertEquals(0.9, cells.judge(new ColumnRatio("a", "y", "z", 1, new Range(0.85, 1.3))).value());
        assertEquals(1.2, cells.judge(new ColumnRatio("a", "y", "z", 1, new Range(0.7, 1.25))).value());
        assertEquals(0.9, Range.atLeast(1).worst(0.9, Double.POSITIVE_INFINITY));
        assertEquals(1.2, Range.atMost(1).worst(Double.NEGATIVE_INFINITY, 1.2));
        assertFalse(cells.judge(new ColumnRatio("a", "y", "z", 1, Range.atMost(1))).asExpected());
        assertFalse(cells.judge(new ColumnRatio("a", "y", "z", 8, Range.atLeast(0))).asExpected(), "no such place");
    }

    @Test
    void limitsMediansAndShares() {
        MadeUp some = new MadeUp(3, 1, 4).with("a", "y", new double[]{0, 0}, new double[]{9, 0}, new double[]{9, 0})
                .with("a", "s", new double[]{0, 0}, new double[]{1, 0}, new double[]{0, 0});

        assertFalse(some.judge(new Level("a", "y", 1, 4, new Range(0, 0))).asExpected());
        assertTrue(some.judge(new Level("a", "y", 4, 4, new Range(0, 0))).asExpected());
        Finding share = some.judge(new Level("a", "s", 1, 4, new Range(0, 0)));
        assertEquals(1 / 3.0, share.value(), 1e-15);
        assertFalse(share.asExpected());
        assertTrue(share.expectation().startsWith("a: share of trials with s, 0 at"), share.expectation());
    }

    @Test
    void comparesTwoEstimatesOfOneThing() {
        MadeUp near = new MadeUp(2, 1, 4).with("a", "y", new double[]{1.2, 1}, new double[]{0.9, 1});
        MadeUp wide = new MadeUp(2, 1, 4).with("a", "y", new double[]{1.4, 1}, new double[]{0.8, 1});
        MadeUp far = new MadeUp(2, 1, 4).with("a", "y", new double[]{1.2, 1.2}, new double[]{1.21, 1.2});

        // means over the places: 0.1 and -0.05
        assertEquals(0.025, near.judge(new Agreement("a", "y", "z")).value(), 1e-15);
        assertTrue(near.judge(new Agreement("a", "y", "z")).asExpected());
        assertFalse(far.judge(new Agreement("a", "y", "z")).asExpected());
        assertFalse(far.judge(new Agreement("a", "z", "y")).asExpected());
        assertEquals("not as expected", far.judge(new Agreement("a", "y", "z")).verdict());
        // 0.2 and -0.1: an interval from -1.9 to 2, where the second figure is 1
        assertEquals("undecided", wide.judge(new Agreement("a", "y", "z")).verdict());
        String words = wide.judge(new Agreement("a", "y", "z")).measured();
        assertTrue(words.endsWith("), which reaches farther from 0 than the mean of the second figure, 1"), words);
        // from -1.1 to 1, where the second figure is 1.05
        MadeUp low = new MadeUp(2, 1, 4).with("a", "y", new double[]{1.2653, 1}, new double[]{0.9347, 1});
        assertEquals("undecided", low.judge(new Agreement("a", "z", "y")).verdict());
    }

    @Test
    void namesASeriesOrColumnThatIsNotThere() {
        MadeUp some = new MadeUp(2, 1, 4);

        assertThrows(IllegalArgumentException.class, () -> some.judge(new PowerLaw("a", "x", 0, 1)));
        assertThrows(IllegalArgumentException.class, () -> new Range(1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Form("f", 1, List.of(1, 2), List.of(1, 2)));
    }

    @Test
    void writesNumbersShort() {
        assertEquals("0.5", Range.number(0.5));
        assertEquals("117", Range.number(117));
        assertEquals("0.0123", Range.number(0.012345));
        assertEquals("1.20e-05", Range.number(1.2e-5));
        assertEquals("0.9999970 to 1.0000030", Range.text(1 - 3e-6, 1 + 3e-6));
        assertEquals("-0.6 to -0.25", new Range(-0.6, -0.25).text());
    }
}
