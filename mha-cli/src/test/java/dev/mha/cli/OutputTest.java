package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.cli.failure.FailureException;
import dev.mha.cli.file.WholeFile;
import dev.mha.cli.terminal.Screen;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.jr.ob.JSON;

/** Help, version, exit codes, and what goes to which stream. */
class OutputTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"", "trial ", "train ", "predict ", "curvature ", "certify ", "kernels ", "completion "})
    void helpHasExamplesAndNoEscapeCodes(String command) {
        CommandRun run = CommandRun.in(folder, (command + "--help").split(" "));
        assertEquals(0, run.code());
        assertEquals("", run.err());
        assertTrue(run.out().startsWith("Usage: mha " + command), run.out());
        assertTrue(run.out().contains("\nExamples:\n  "), run.out());
        assertFalse(run.out().contains("\u001b"));
        for (String line : run.out().lines().toList()) {
            assertTrue(line.length() <= 110, line);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"trial", "train", "predict", "curvature", "certify", "kernels", "completion"})
    void everyCommandTakesTheSharedOptions(String command) {
        String help = CommandRun.in(folder, command, "--help").out();
        for (String option : List.of("--json", "--seed=N", "--threads=N", "--help")) {
            assertTrue(help.contains(option), option);
        }
    }

    @Test
    void versionNamesTheJavaThatRunsIt() {
        CommandRun run = CommandRun.in(folder, "--version");
        assertEquals(0, run.code());
        assertTrue(run.out().startsWith("mha "), run.out());
        assertTrue(run.out().contains(Runtime.version().toString()), run.out());
    }

    @Test
    void listsTheBundledSets() throws IOException {
        CommandRun words = CommandRun.in(folder, "trial", "--list");
        assertEquals(6, words.out().lines().filter(line -> !line.startsWith(" ")).count());
        assertTrue(words.fits(), words.out());
        assertTrue(words.out().startsWith("digits "));
        Map<String, Object> object = JSON.std.mapFrom(CommandRun.in(folder, "trial", "--list", "--json").out());
        assertEquals("mha.sets/1", object.get("schema"));
        assertEquals(6, ((List<?>) object.get("sets")).size());
    }

    @Test
    void completionKnowsCommandsAndOptions() throws IOException {
        CommandRun run = CommandRun.in(folder, "completion");
        assertEquals(0, run.code());
        for (String word : List.of("trial", "predict", "--iterations", "complete ")) {
            assertTrue(run.out().contains(word), word);
        }
        Map<String, Object> object = JSON.std.mapFrom(CommandRun.in(folder, "completion", "--json").out());
        assertEquals(run.out(), object.get("script"));
    }

    @Test
    void saysSoWhenOutputCannotBeWritten() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertEquals(1, Main.run(screen("No space left on device", err), "trial", "--list"));
        assertEquals("mha: cannot write to standard output: no space left on device" + System.lineSeparator(),
                err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void isSilentWhenTheReaderHasEnough() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertEquals(1, Main.run(screen("Broken pipe", err), "trial", "--list"));
        assertEquals("", err.toString(StandardCharsets.UTF_8));
    }

    private static Screen screen(String failure, OutputStream err) {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException(failure);
            }
        };
        return Screen.of(new ByteArrayInputStream(new byte[0]), broken, StandardCharsets.UTF_8, err,
                StandardCharsets.UTF_8, false, false, 80);
    }

    @Test
    void writesWholeFilesOrNone() throws IOException {
        Path target = folder.resolve("scores.csv");
        FailureException failure = assertThrows(FailureException.class,
                () -> WholeFile.write(target, false, path -> {
                    Files.writeString(path, "half");
                    throw new IOException("No space left on device");
                }));
        assertEquals("cannot write " + target + ": no space left on device", failure.getMessage());
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(0, left.count());
        }
        WholeFile.write(target, false, path -> Files.writeString(path, "whole"));
        WholeFile.write(target, true, path -> Files.writeString(path, "anew"));
        assertEquals("anew", Files.readString(target));
    }
}
