package dev.mha.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReadsOfHeadsTest {
    @Test
    void printsATimeForEachThatAHeadHasOfItsOwn() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            ReadsOfHeads.main(new String[]{"0.001"});
        } finally {
            System.setOut(before);
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        assertEquals(6, text.lines()
                .filter(line -> line
                        .matches("\\| forward( \\+ backward)? \\([^)]*\\)( \\| \\d+ %){2} \\| \\d+\\.\\d\\d \\|"))
                .count(), text);
        assertEquals(15, text.lines()
                .filter(line -> line.matches("\\| forward \\([^)]*\\) \\| (all|output.*) \\| \\d+\\.\\d\\d \\|"))
                .count(), text);
    }
}
