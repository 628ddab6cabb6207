package dev.mha.kernels.work;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlabTest {
    /** Region sizes that -Xlog:gc+init prints for these heaps on JDK 25: half of one, in floats. */
    @ParameterizedTest
    @CsvSource({"67108864, 1", "2147483648, 1", "6320816128, 4", "8589934592, 4", "17179869184, 8", "274877906944, 32"})
    void asksForHalfARegion(long heap, int regionMegabytes) {
        assertEquals(regionMegabytes * 1024 * 1024 / 2 / Float.BYTES, Slab.least(heap));
    }
}
