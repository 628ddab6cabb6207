package dev.mha.verify.fork;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Serial calls allocate nothing once they are compiled: the sign that C2 keeps every vector in a register. The order in
 * which C2 inlines depends on what the interpreter happened to see first, and in a rare order it leaves a vector on the
 * heap; a case has failed if it allocates in each of two machines.
 */
class AllocationTest {
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void compiledCallsAllocateNothing(int useAvx) throws Exception {
        List<String> allocating = new ArrayList<>(allocating(useAvx));
        if (!allocating.isEmpty()) {
            allocating.retainAll(allocating(useAvx));
        }
        assertEquals(List.of(), allocating, "cases that allocate");
    }

    private static List<String> allocating(int useAvx) throws Exception {
        List<String> lines = ForkedJvm.run(List.of(ForkedJvm.VECTOR, "-XX:UseAVX=" + useAvx), AllocationProbe.class)
                .lines();
        assertEquals(107, lines.size());
        return lines.stream().filter(line -> bytes(line) >= AllocationProbe.ALLOWED)
                .map(line -> line.substring(0, line.indexOf(' '))).toList();
    }

    private static long bytes(String line) {
        return Long.parseLong(line.substring(line.indexOf(' ') + 1));
    }
}
