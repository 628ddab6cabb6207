package dev.mha.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mha.kernels.Kernels;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CrossoverTest {
    /** The kernels are compared with each other on the way. */
    @Test
    void printsARowOfPartsForEachSize() {
        assumeTrue(Kernels.describe().vector());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            Crossover.main(new String[]{"0.001", "2"});
        } finally {
            System.setOut(before);
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        assertTrue(text.lines().anyMatch(line -> line.matches("\\| 4 \\| 4 \\| 16( \\| \\d+\\.\\d\\d){4} \\|")), text);
    }
}
