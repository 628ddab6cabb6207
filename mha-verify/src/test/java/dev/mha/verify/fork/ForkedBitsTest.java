package dev.mha.verify.fork;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same bits whoever executes: interpreter, C1, C2, any number of threads. Lane widths are compared with themselves
 * only: where a sum runs over lanes, 8 and 16 of them may round differently.
 */
class ForkedBitsTest {
    /** At 2, vectors of 8 floats and 16 registers; at 3, what the machine has. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void interpreterAndCompilersAgree(int useAvx) throws Exception {
        String width = "-XX:UseAVX=" + useAvx;
        List<String> usual = bits("usual", 1, "0.15", ForkedJvm.VECTOR, width);
        assertEquals(59, usual.size(), "cases");
        assertEquals(usual, bits("usual", 1, "0.15", ForkedJvm.VECTOR, width, "-XX:-TieredCompilation"));
        List<String> tiny = bits("tiny", 1, "0.1", ForkedJvm.VECTOR, width);
        assertEquals(48, tiny.size(), "cases");
        assertEquals(tiny, bits("tiny", 1, "0", ForkedJvm.VECTOR, width, "-Xint"));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void threadsAgreeWithOne(int threads) throws Exception {
        assertEquals(bits("usual", 1, "0", ForkedJvm.VECTOR), bits("usual", threads, "0.1", ForkedJvm.VECTOR));
    }

    @Test
    void plainKernelsAgreeWithThemselves() throws Exception {
        List<String> tiny = bits("tiny", 1, "0.1", "-Ddev.mha.plain=true");
        assertEquals(tiny, bits("tiny", 1, "0", "-Ddev.mha.plain=true", "-Xint"));
        assertEquals(tiny, bits("tiny", 3, "0.1", "-Ddev.mha.plain=true"));
    }

    private static List<String> bits(String size, int threads, String seconds, String... flags) throws Exception {
        List<String> lines = ForkedJvm.run(List.of(flags), BitsProbe.class, size, String.valueOf(threads), seconds)
                .lines();
        assertTrue(lines.stream().noneMatch(line -> line.contains("but call")),
                () -> List.of(flags) + ": bits change while the program runs: " + lines);
        return lines;
    }
}
