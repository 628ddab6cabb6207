package dev.mha.kernels.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlabTest {
    /** Region sizes that -Xlog:gc+init prints for these heaps on JDK 25: half of one, in floats. */
    @ParameterizedTest
    @CsvSource({"67108864, 1", "2147483648, 1", "6320816128, 4", "8589934592, 4", "17179869184, 8", "274877906944, 32"})
    void asksForHalfARegion(long heap, int regionMegabytes) {
        assertEquals(regionMegabytes * 1024 * 1024 / 2 / Float.BYTES, Slab.least(heap));
    }

    /** What a tile stores before the first index overwrites nothing, with the widest vectors of 512 bits too. */
    @Test
    void aVectorFitsBeforeTheFirstIndexWhichBeginsALine() {
        assertTrue(Slab.FIRST >= 512 / Float.SIZE);
        assertEquals(0, (16 + Slab.FIRST * Float.BYTES) % 64);
        assertEquals(0, (16 + Slab.FIRST_DOUBLE * Double.BYTES) % 64);
    }
}
