package dev.mha.core.bound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class OutwardTest {
    @Test
    void leavesWhatIsInfinite() {
        assertEquals(Double.POSITIVE_INFINITY, Outward.up(Double.POSITIVE_INFINITY));
        assertEquals(Double.NEGATIVE_INFINITY, Outward.up(Double.NEGATIVE_INFINITY));
        assertEquals(Double.POSITIVE_INFINITY, Outward.down(Double.POSITIVE_INFINITY));
        assertEquals(Double.NEGATIVE_INFINITY, Outward.down(Double.NEGATIVE_INFINITY));
    }

    @Test
    void leavesNoZeroToAnUpperBound() {
        assertTrue(Outward.up(0.0) > 0);
        assertTrue(Outward.down(0.0) < 0);
    }

    /** One and so many halves of its ulp: rounded one by one they are lost. */
    @Test
    void coversTheRoundingOfManyTerms() {
        int terms = 1 << 20;
        double sum = 1;
        for (int i = 0; i < terms; i++) {
            sum += 0x1p-54;
        }
        assertEquals(1, sum);
        assertTrue(Outward.up(sum, terms) >= 1 + terms * 0x1p-54);
        assertTrue(Outward.down(sum, terms) <= 1 - terms * 0x1p-54);
    }

    /** A thousand losses below the least double are not nothing, whatever the score was off by. */
    @Test
    void countsLossesThatUnderflow() {
        assertTrue(Rounding.largestLoss(0, 700, 1000) >= 1000 * Double.MIN_VALUE * Math.exp(700));
        assertTrue(Rounding.largestLoss(0, 700, 1000) < 1e-15);
        assertEquals(800_000, Rounding.largestLoss(0, 800, 1000), 1e-6);
    }
}
