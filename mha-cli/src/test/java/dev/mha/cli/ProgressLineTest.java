package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final AtomicLong clock = new AtomicLong();

    private String drawn(boolean live, int width) {
        Screen screen = Screen.of(new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(),
                StandardCharsets.UTF_8, err, StandardCharsets.UTF_8, false, live, width);
        try (ProgressLine progress = new ProgressLine(screen, "trial", clock::get)) {
            for (int second = 0; second <= 100; second++) {
                clock.set(second * 1_000_000_000L);
                progress.update(second / 100.0, 100 - second);
            }
        }
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void drawsOneLineAnewOnATerminalAndTakesItAway() {
        String drawn = drawn(true, 60);
        assertFalse(drawn.contains("\n"));
        assertFalse(drawn.contains("\u001b"));
        assertTrue(drawn.contains("\rtrial  50 % "), drawn);
        assertTrue(drawn.contains(" 50 s left"), drawn);
        for (String line : drawn.split("\r", -1)) {
            assertTrue(line.length() < 60, line);
        }
        String[] lines = drawn.split("\r", -1);
        assertTrue(lines[lines.length - 2].isBlank());
        assertTrue(drawn.endsWith("\r"));
    }

    @Test
    void showsAtOnceThatALongJobHasBegun() {
        Screen screen = Screen.of(new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(),
                StandardCharsets.UTF_8, err, StandardCharsets.UTF_8, false, true, 60);
        try (ProgressLine progress = new ProgressLine(screen, "training", clock::get)) {
            progress.begin();
            assertTrue(err.toString(StandardCharsets.UTF_8).startsWith("\rtraining   0 % "));
        }
    }

    @Test
    void fitsANarrowTerminal() {
        for (String line : drawn(true, 40).split("\r", -1)) {
            assertTrue(line.length() < 40, line);
        }
    }

    @Test
    void printsAPlainLineNowAndThenElsewhere() {
        assertEquals("""
                mha: trial: 5 % done, about 2 min left
                mha: trial: 35 % done, about 65 s left
                mha: trial: 65 % done, about 35 s left
                mha: trial: 95 % done, about 5 s left
                """, drawn(false, 80).replace(System.lineSeparator(), "\n"));
    }

    @Test
    void saysDurationsInWords() {
        assertEquals("1 s", ProgressLine.duration(0.2));
        assertEquals("89 s", ProgressLine.duration(89.4));
        assertEquals("3 min", ProgressLine.duration(170));
        assertEquals("2.0 h", ProgressLine.duration(7200));
    }
}
