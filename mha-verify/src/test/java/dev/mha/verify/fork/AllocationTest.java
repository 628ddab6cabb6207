package dev.mha.verify.fork;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Serial calls allocate nothing once they are compiled: the sign that C2 keeps every vector in a register. */
class AllocationTest {
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void compiledCallsAllocateNothing(int useAvx) throws Exception {
        List<String> lines = ForkedJvm.run(List.of(ForkedJvm.VECTOR, "-XX:UseAVX=" + useAvx), AllocationProbe.class)
                .lines();
        List<String> allocating = lines.stream()
                .filter(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)) >= AllocationProbe.ALLOWED)
                .toList();
        assertEquals(List.of(), allocating, "cases that allocate, bytes per call");
        assertEquals(107, lines.size());
    }
}
