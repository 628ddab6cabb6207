package dev.mha.verify.fork;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Without the module, or where its code would be slow, the plain kernels run, and one log line says what to change. */
class FallbackTest {
    @Test
    void theVectorKernelsRunSilentlyWhereTheyCan() throws Exception {
        String errors = ForkedJvm.run(List.of(ForkedJvm.VECTOR), BitsProbe.class, "tiny", "1", "0").errors();
        assertEquals(List.of("WARNING: Using incubator modules: jdk.incubator.vector"), errors.lines().toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"-Dunused=1 | --add-modules jdk.incubator.vector",
            "--add-modules=jdk.incubator.vector -XX:TieredStopAtLevel=1 | -XX:TieredStopAtLevel",
            "--add-modules=jdk.incubator.vector -XX:-UseFMA | -XX:-UseFMA",
            "--add-modules=jdk.incubator.vector -XX:MaxVectorSize=16 | 128 bits",
            "--add-modules=jdk.incubator.vector -Ddev.mha.plain=true | dev.mha.plain"})
    void thePlainKernelsRunAndSayWhy(String flags, String reason) throws Exception {
        ForkedJvm.Output output = ForkedJvm.run(List.of(flags.split(" ")), BitsProbe.class, "tiny", "1", "0");
        List<String> log = output.errors().lines().filter(line -> line.contains("mha ")).toList();
        assertEquals(1, log.size(), output::errors);
        assertTrue(log.get(0).contains(reason), output::errors);
        List<String> plain = ForkedJvm.run(List.of("-Ddev.mha.plain=true"), BitsProbe.class, "tiny", "1", "0").lines();
        assertEquals(plain, output.lines(), "whatever the reason, the plain kernels give their bits");
    }
}
