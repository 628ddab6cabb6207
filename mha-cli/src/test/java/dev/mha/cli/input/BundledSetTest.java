package dev.mha.cli.input;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.data.Dataset;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BundledSetTest {
    /** Sizes and class shares as the sources state them. */
    @ParameterizedTest
    @CsvSource({"DIGITS,1797,16,4,906", "SOIL,2134,9,4,626", "RADAR,351,17,2,225", "SPLICE,3186,60,4,1532",
            "WEATHER,1447,14,4,615", "CREDIT,4454,13,8,1254"})
    void hasItsSizesAndShares(BundledSet set, int samples, int tokens, int features, int positives) {
        Samples read = set.read();
        Dataset data = read.dataset(set.classes());
        assertEquals(samples, data.samples());
        assertEquals(tokens, data.tokens());
        assertEquals(features, data.features());
        assertEquals(positives, data.positives());
        assertEquals(2, Arrays.stream(read.labels()).distinct().count());
        assertTrue(Arrays.asList(read.labels()).contains(set.classes().negative()));
    }

    @Test
    void cutsDigitsIntoPatches() {
        // First image: rows 0 and 1 of the source are 0 0 5 13 9 1 0 0 and 0 0 13 15 10 15 5 0.
        float[] x = BundledSet.DIGITS.read().x();
        assertArrayEquals(new float[]{0, 0, 0, 0, 5, 13, 13, 15, 9, 1, 10, 15, 0, 0, 5, 0}, Arrays.copyOf(x, 16));
    }

    @Test
    void keepsTheTestPartOfSoil() {
        boolean[] test = BundledSet.SOIL.read().test();
        assertNotNull(test);
        int count = 0;
        for (boolean one : test) {
            count += one ? 1 : 0;
        }
        assertEquals(681, count);
    }

    @Test
    void encodesOneBaseAToken() {
        Samples splice = BundledSet.SPLICE.read();
        for (int token = 0; token < splice.count() * 60; token++) {
            float sum = 0;
            for (int j = 0; j < 4; j++) {
                sum += splice.x()[token * 4 + j];
            }
            assertEquals(1, sum);
        }
        // The first sequence starts with CT.
        assertArrayEquals(new float[]{0, 1, 0, 0, 0, 0, 0, 1}, Arrays.copyOf(splice.x(), 8));
    }

    @Test
    void looksNoDayAhead() {
        Samples weather = BundledSet.WEATHER.read();
        assertTrue(weather.timeOrdered());
        // The first window ends on 2012-01-14, the day to foretell is the 15th.
        assertEquals("2012-01-15", weather.ids()[0]);
        // Window 1 is window 0 moved by a day.
        assertArrayEquals(Arrays.copyOfRange(weather.x(), 4, 56), Arrays.copyOfRange(weather.x(), 56, 108));
        assertEquals((float) Math.log1p(10.9), weather.x()[4], 1e-6f);
    }

    @Test
    void marksGapsOfCredit() {
        Samples credit = BundledSet.CREDIT.read();
        int gaps = 0;
        for (int token = 0; token < credit.count() * 13; token++) {
            gaps += credit.x()[token * 8 + 1] == 1 ? 1 : 0;
        }
        assertEquals(455, gaps);
    }
}
