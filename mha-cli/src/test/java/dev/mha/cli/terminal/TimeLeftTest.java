package dev.mha.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** How long the rest will take, on clocks that run as they are told. */
class TimeLeftTest {
    private static final double TOTAL = 60;

    /** The largest number of times by which a promise is too long, and when the first was made. */
    private record Promises(double worst, double least, double first) {}

    /** @param share of the work that is done after so many seconds; 1 after {@link #TOTAL} */
    private static Promises promises(DoubleUnaryOperator share, double every) {
        TimeLeft left = new TimeLeft();
        double worst = 0;
        double least = Double.POSITIVE_INFINITY;
        double first = Double.NaN;
        for (double seconds = 0; seconds < 0.9 * TOTAL; seconds += every) {
            left.add(seconds, share.applyAsDouble(seconds));
            double promised = left.seconds(seconds);
            if (!Double.isNaN(promised)) {
                first = Double.isNaN(first) ? seconds : first;
                worst = Math.max(worst, promised / (TOTAL - seconds));
                least = Math.min(least, promised / (TOTAL - seconds));
            }
        }
        return new Promises(worst, least, first);
    }

    @Test
    void ofAnEvenPaceIsExact() {
        Promises even = promises(seconds -> seconds / TOTAL, 0.1);
        assertEquals(1, even.worst(), 0.02);
        assertEquals(1, even.least(), 0.02);
        assertTrue(even.first() < 4, even::toString);
    }

    /** Six seconds at a quarter of the pace: from the start, the first promise would be more than twice too long. */
    @Test
    void isNotTooLongAfterSlowFirstSeconds() {
        double warm = 6;
        double pace = 1 / (TOTAL - warm + warm / 4);
        DoubleUnaryOperator share = seconds -> pace * (seconds < warm ? seconds / 4 : warm / 4 + seconds - warm);
        assertTrue((warm + 2) / share.applyAsDouble(warm + 2) - warm - 2 > 2 * (TOTAL - warm - 2));
        // what is told while all seems slow holds only if it stays so: only the line's share of work hides that
        TimeLeft left = new TimeLeft();
        double worst = 0;
        for (double seconds = 0; seconds < TOTAL; seconds += 0.1) {
            left.add(seconds, share.applyAsDouble(seconds));
            if (seconds > warm + 0.8) {
                double promised = left.seconds(seconds);
                worst = Double.isNaN(promised) ? worst : Math.max(worst, promised / (TOTAL - seconds));
            }
        }
        assertTrue(worst > 0.9 && worst < 1.6, "worst " + worst);
    }

    /** Code that is compiled bit by bit: the pace doubles every second up to the eighth. */
    @Test
    void isNotToldWhileThePaceRises() {
        TimeLeft left = new TimeLeft();
        double done = 0;
        for (double seconds = 0; seconds < 8; seconds += 0.1) {
            left.add(seconds, done / 100_000);
            assertTrue(Double.isNaN(left.seconds(seconds)), "at " + seconds);
            done += Math.pow(2, seconds);
        }
    }

    /** A machine that does something else for half a minute: the end comes no nearer by that. */
    @Test
    void isNotToldWhileNothingMoves() {
        TimeLeft left = new TimeLeft();
        double share = 0;
        for (double seconds = 0; seconds < 88; seconds += 0.1) {
            share += seconds > 20 && seconds < 50 ? 0 : 0.1 / 60;
            left.add(seconds, share);
            double promised = left.seconds(seconds);
            if (seconds > 30 && seconds < 50) {
                assertTrue(Double.isNaN(promised), promised + " at " + seconds);
            }
            if ((seconds > 12 && seconds < 20) || seconds > 78) {
                assertEquals((1 - share) * 60, promised, 1.5, "at " + seconds);
            }
        }
    }

    /** Forty trainings, one after the other: a share that stands still for a while is no end. */
    @Test
    void ofStepsIsThatOfTheirMeanPace() {
        Promises steps = promises(seconds -> Math.floor(seconds / 1.5) / 40, 0.1);
        assertTrue(steps.worst() < 1.4 && steps.least() > 0.6, steps::toString);
        assertTrue(steps.first() < 10, steps::toString);
    }
}
