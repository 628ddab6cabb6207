package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.Kernels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.jr.ob.JSON;

class KernelsCommandTest {
    @TempDir
    private Path folder;

    @Test
    void checksEveryKernelAgainstItsTwin() {
        CommandRun run = CommandRun.in(folder, "kernels");
        assertEquals("", run.err());
        assertEquals(0, run.code());
        assertTrue(run.out().startsWith(Kernels.describe() + System.lineSeparator()), run.out());
        assertTrue(run.out().contains("passed"));
        assertFalse(run.out().contains("FAILED"));
    }

    @Test
    void printsATableWhoseColumnsStandBelowEachOther() {
        List<String> table = CommandRun.in(folder, "kernels").out().lines().skip(3)
                .takeWhile(line -> !line.isEmpty()).toList();
        assertEquals(8, table.size());
        int end = table.getFirst().length();
        for (String row : table.subList(1, table.size())) {
            assertEquals("  passed", row.substring(end), row);
        }
    }

    @Test
    void saysTheSameInJson() throws IOException {
        CommandRun run = CommandRun.in(folder, "kernels", "--json");
        Map<String, Object> object = JSON.std.mapFrom(run.out());
        assertEquals("mha.kernels/1", object.get("schema"));
        assertEquals(true, object.get("passed"));
        assertEquals(Kernels.describe().lanes(), object.get("lanes"));
        List<?> kernels = (List<?>) object.get("kernels");
        assertFalse(kernels.isEmpty());
        for (Object kernel : kernels) {
            Map<?, ?> check = (Map<?, ?>) kernel;
            assertTrue((Integer) check.get("cases") > 0);
            double largest = ((Number) check.get("largestError")).doubleValue();
            assertTrue(largest <= ((Number) check.get("allowedError")).doubleValue());
        }
    }
}
