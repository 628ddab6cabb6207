package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way to get it wrong ends in one sentence on standard error, the right exit code, and nothing else. */
class BadInputTest {
    @TempDir
    private Path folder;

    static Stream<BadInput> cases() throws IOException {
        return Stream.of(BadCsv.all(), BadNpz.all(), BadOptions.all()).flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void endsInOneSentence(BadInput bad) throws IOException {
        if (bad.file() != null) {
            Files.write(folder.resolve(bad.file()), bad.content());
        }
        CommandRun run = CommandRun.in(folder, bad.input(), bad.arguments().toArray(String[]::new));
        assertEquals("mha: " + bad.sentence() + System.lineSeparator(), run.err());
        assertEquals(bad.code(), run.code());
        assertEquals("", run.out());
        if (bad.file() == null || !bad.file().equals("m")) {
            assertFalse(Files.exists(folder.resolve("m.safetensors")) || Files.exists(folder.resolve("m")));
        }
    }

    /**
     * With {@code --json} too, errors are words on standard error: standard output holds one whole object or nothing.
     */
    @ParameterizedTest
    @MethodSource("cases")
    void printsNoHalfObject(BadInput bad) throws IOException {
        if (bad.file() != null) {
            Files.write(folder.resolve(bad.file()), bad.content());
        }
        String[] arguments = Stream.concat(bad.arguments().stream(), Stream.of("--json")).toArray(String[]::new);
        CommandRun run = CommandRun.in(folder, bad.input(), arguments);
        assertEquals("", run.out());
        assertEquals(bad.code(), run.code());
    }

    @Test
    void coversAtLeastFortyFiles() throws IOException {
        assertTrue(BadCsv.all().size() + BadNpz.all().size() >= 40);
    }
}
