package dev.mha.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MeasuredTest {
    /** The clock falls by a tenth from the first turn to the last: rates and probes follow it, the share does not. */
    @Test
    void comparesEachTurnWithTheProbeBeforeAndAfterIt() {
        Measured measured = Measured.of(new double[]{75, 72, 69}, new double[]{102, 98, 94, 90}, 8);
        assertEquals((75.0 / 102 + 75.0 / 98) / 2, measured.share(), 1e-12);
        assertEquals(72, measured.rate());
        assertEquals(96, measured.probe());
        assertEquals(8, measured.bytes());
    }

    /** One turn in five has the core to itself for half its time only, one probe too: neither moves the median. */
    @Test
    void aDisturbanceOfOneTurnDoesNotMoveTheShare() {
        Measured measured = Measured.of(new double[]{75, 37, 75, 75, 75}, new double[]{100, 100, 100, 50, 100, 100}, 0);
        assertEquals(0.75, measured.share());
        assertEquals(75, measured.rate());
        assertEquals(100, measured.probe());
    }

    /** The probe beside itself: a third of all turns has half the core, whoever's turn it is. */
    @Test
    void disturbancesOfBothAlikeFavourNeither() {
        double[] turns = new double[4001];
        Random random = new Random(5);
        for (int i = 0; i < turns.length; i++) {
            turns[i] = random.nextInt(3) == 0 ? 50 : 100;
        }
        double[] rates = new double[2000];
        double[] probes = new double[2001];
        for (int i = 0; i < turns.length; i++) {
            (i % 2 == 0 ? probes : rates)[i / 2] = turns[i];
        }
        assertEquals(1, Measured.of(rates, probes, 0).share());
    }

    @Test
    void takesTheMiddleWhateverTheOrder() {
        assertEquals(3, Measured.median(new double[]{9, 1, 3}));
        assertEquals(2.5, Measured.median(new double[]{9, 3, 2, 1}));
        assertEquals(7, Measured.median(new double[]{7}));
    }
}
