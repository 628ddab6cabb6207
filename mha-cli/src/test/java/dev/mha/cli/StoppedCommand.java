package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.data.Dataset;
import dev.mha.core.generate.Mixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs a command on a small file, stops it by a signal as Ctrl-C does, and keeps what it said. */
abstract class StoppedCommand {
    @TempDir
    Path folder;

    @BeforeEach
    void data() throws IOException {
        Dataset data = new Mixture(4, 5, 3, 1.5, 0.25, 0.5).train(300, 1);
        StringBuilder rows = new StringBuilder();
        for (int j = 0; j < 20; j++) {
            rows.append('v').append(j).append(',');
        }
        rows.append("label\n");
        for (int i = 0; i < 300; i++) {
            for (int j = 0; j < 20; j++) {
                rows.append(data.x()[i * 20 + j]).append(',');
            }
            rows.append(data.labels()[i] > 0 ? "b" : "a").append('\n');
        }
        Files.writeString(folder.resolve("d.csv"), rows);
    }

    void train(String heads, String iterations) {
        CommandRun train = CommandRun.in(folder, "train", "@/d.csv", "--tokens", "4x5", "--heads", heads,
                "--iterations",
                iterations, "--out", "@/m");
        assertEquals(0, train.code(), train.err());
    }

    /**
     * What Ctrl-C sends, unless this process was started so that it and its children ignore it, as in the background.
     */
    static String ctrlC() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return "INT";
        }
        long ignored = Files.readAllLines(status).stream().filter(line -> line.startsWith("SigIgn:"))
                .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16)).findFirst().orElse(0);
        return (ignored & 2) == 0 ? "INT" : "TERM";
    }

    static int code(String signal) {
        return signal.equals("INT") ? 130 : 143;
    }

    /** Runs a command until it has said how far it is, sends it a signal, and waits for its end. */
    CommandRun stopped(String signal, String... arguments) throws Exception {
        return stoppedAfter(" % ", signal, arguments);
    }

    /** The same once it has said something that matches. */
    CommandRun stoppedAfter(String progress, String signal, String... arguments) throws Exception {
        Path err = folder.resolve("err.txt");
        return stopped(signal, () -> {
            try {
                return Files.readString(err, StandardCharsets.ISO_8859_1)
                        .matches("(?s).*" + progress + ".*");
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }, arguments);
    }

    /** The same as soon as a condition holds. */
    CommandRun stopped(String signal, BooleanSupplier ready, String... arguments) throws Exception {
        Process process = CommandProcess.begin(folder, "-Ddev.mha.terminal=err", arguments);
        try {
            return stopped(process, signal, ready);
        } finally {
            process.destroyForcibly();
        }
    }

    private CommandRun stopped(Process process, String signal, BooleanSupplier ready) throws Exception {
        Path err = folder.resolve("err.txt");
        long limit = System.nanoTime() + 120_000_000_000L;
        while (!ready.getAsBoolean()) {
            assertTrue(process.isAlive() && System.nanoTime() < limit,
                    () -> "it ended before it could be stopped, see " + err);
            Thread.sleep(20);
        }
        assertEquals(0, new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor());
        assertTrue(process.waitFor(40, TimeUnit.SECONDS), "it did not stop");
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String said = Files.readString(err);
        return new CommandRun(process.exitValue(), out, said.substring(Math.max(0, said.indexOf("mha: "))));
    }

    static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static int rows(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file).size() - 1 : 0;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
