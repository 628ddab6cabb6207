package dev.mha.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressLineTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final AtomicLong clock = new AtomicLong();

    private String drawn(boolean live, int width) {
        Screen screen = Screen.of(new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(),
                StandardCharsets.UTF_8, err, StandardCharsets.UTF_8, false, live, width);
        try (ProgressLine progress = new ProgressLine(screen, "trial", clock::get, () -> false)) {
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
        try (ProgressLine progress = new ProgressLine(screen, "training", clock::get, () -> false)) {
            progress.begin();
            assertTrue(err.toString(StandardCharsets.UTF_8).startsWith("\rtraining   0 % "));
        }
    }

    /** A line as wide as the terminal goes on below, and the next one is drawn there. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 7, 10, 13, 20, 39, 40})
    void fitsANarrowTerminal(int width) {
        String drawn = drawn(true, width);
        for (String line : drawn.split("\r", -1)) {
            assertTrue(line.length() < width, line);
        }
        assertEquals(width >= 7, drawn.contains(" 50 %"), drawn);
    }

    @Test
    void printsAPlainLineNowAndThenElsewhere() {
        assertEquals("""
                mha: trial: 10 % done, about 2 min left
                mha: trial: 40 % done, about 60 s left
                mha: trial: 70 % done, about 30 s left
                mha: trial: 100 % done, about 1 s left
                """, drawn(false, 80).replace(System.lineSeparator(), "\n"));
    }

    /** A machine that warms up takes seconds over the first percent, and would promise hours. */
    @Test
    void promisesNothingOfTheFirstPercents() {
        Screen screen = Screen.of(new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(),
                StandardCharsets.UTF_8, err, StandardCharsets.UTF_8, false, true, 60);
        try (ProgressLine progress = new ProgressLine(screen, "trial", clock::get, () -> false)) {
            for (int half = 1; half <= 8; half++) {
                clock.set((5 + half) * 1_000_000_000L);
                progress.update(half / 200.0);
            }
        }
        List<String> promising = Arrays.stream(err.toString(StandardCharsets.UTF_8).split("\r", -1))
                .filter(line -> line.contains("left")).map(line -> line.substring(0, 10)).toList();
        assertEquals(List.of("trial   3 ", "trial   4 ", "trial   4 "), promising);
    }

    /** Code that is not compiled yet is slow at an even pace too. */
    @Test
    void promisesNothingOfTheFirstSeconds() {
        Screen screen = Screen.of(new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(),
                StandardCharsets.UTF_8, err, StandardCharsets.UTF_8, false, true, 60);
        try (ProgressLine progress = new ProgressLine(screen, "trial", clock::get, () -> false)) {
            for (int second = 0; second <= 9; second++) {
                clock.set(second * 1_000_000_000L);
                progress.update(second / 18.0);
            }
            clock.set(9_500_000_000L);
            progress.update(0.53, 8.5);
            String shown = err.toString(StandardCharsets.UTF_8);
            assertTrue(shown.contains("50 %") && shown.contains("53 %") && !shown.contains("left"), shown);
            clock.set(10_000_000_000L);
            progress.update(10 / 18.0);
            assertTrue(err.toString(StandardCharsets.UTF_8).contains(" 8 s left"));
        }
    }

    /** An estimate of the whole work that grows takes nothing back. */
    @Test
    void neverGoesBack() {
        for (boolean live : new boolean[]{true, false}) {
            Screen screen = Screen.of(new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(),
                    StandardCharsets.UTF_8, err, StandardCharsets.UTF_8, false, live, 60);
            try (ProgressLine progress = new ProgressLine(screen, "trial", clock::get, () -> false)) {
                for (double share : new double[]{0.5, 0.4, 0.6}) {
                    clock.addAndGet(40_000_000_000L);
                    progress.update(share, 100);
                }
            }
            String shown = err.toString(StandardCharsets.UTF_8);
            assertEquals(2, shown.split("50 %", -1).length - 1, shown);
            assertTrue(shown.contains("60 %") && !shown.contains("40 %"), shown);
            err.reset();
        }
    }

    @Test
    void takesTheBarAwayAndPromisesNothingOnceItIsStopped() {
        Screen screen = Screen.of(new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(),
                StandardCharsets.UTF_8, err, StandardCharsets.UTF_8, false, true, 60);
        AtomicBoolean stopping = new AtomicBoolean();
        try (ProgressLine progress = new ProgressLine(screen, "trial", clock::get, stopping::get)) {
            for (int second = 0; second <= 10; second++) {
                clock.set(second * 1_000_000_000L);
                progress.update(second / 20.0);
            }
            assertTrue(err.toString(StandardCharsets.UTF_8).contains("10 s left"));
            err.reset();
            stopping.set(true);
            clock.set(11_000_000_000L);
            progress.update(0.6);
            assertTrue(err.toString(StandardCharsets.UTF_8).isBlank(), err.toString(StandardCharsets.UTF_8));
        }
    }

    @Test
    void saysDurationsInWords() {
        assertEquals("1 s", ProgressLine.duration(0.2));
        assertEquals("89 s", ProgressLine.duration(89.4));
        assertEquals("3 min", ProgressLine.duration(170));
        assertEquals("2.0 h", ProgressLine.duration(7200));
    }
}
