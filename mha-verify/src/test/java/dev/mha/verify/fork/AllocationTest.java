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
        assertNothingAllocated(List.of(ForkedJvm.VECTOR, "-XX:UseAVX=" + useAvx));
    }

    /**
     * The order in which C2 inlines depends on what the interpreter happened to see first. A kernel whose vectors stay
     * in registers in most orders only is one that allocates for ever in a few of its users' machines.
     */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void compiledCallsAllocateNothingInAnyOrderOfInlining(int useAvx) throws Exception {
        assertNothingAllocated(List.of(ForkedJvm.VECTOR, "-XX:UseAVX=" + useAvx, "-XX:+UnlockDiagnosticVMOptions",
                "-XX:+StressIncrementalInlining", "-XX:StressSeed=" + useAvx));
    }

    private static void assertNothingAllocated(List<String> flags) throws Exception {
        List<String> lines = ForkedJvm.run(flags, AllocationProbe.class).lines();
        List<String> allocating = lines.stream()
                .filter(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)) >= AllocationProbe.ALLOWED)
                .toList();
        assertEquals(List.of(), allocating, "cases that allocate, bytes per call");
        assertEquals(107, lines.size());
    }
}
