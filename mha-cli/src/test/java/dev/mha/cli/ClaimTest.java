package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one command keeps, another one at the same time must not write over. */
class ClaimTest {
    @TempDir
    Path folder;

    /** Begins a command in a process of its own, and runs the body while it works. */
    private void whileAtWork(Body body, String... arguments) throws Exception {
        Process first = CommandProcess.begin(folder, "-Ddev.mha.terminal=err", arguments);
        try {
            Path err = folder.resolve("err.txt");
            long limit = System.nanoTime() + 120_000_000_000L;
            while (!Files.readString(err, StandardCharsets.ISO_8859_1).contains(" % ")) {
                assertTrue(first.isAlive() && System.nanoTime() < limit, "it never began its work");
                Thread.sleep(10);
            }
            body.run();
            assertTrue(first.isAlive(), "it ended too soon to be in the way");
        } finally {
            first.destroyForcibly().waitFor();
        }
    }

    /** What is done meanwhile. */
    @FunctionalInterface
    private interface Body {
        void run() throws Exception;
    }

    private long locks(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            return files.filter(file -> file.getFileName().toString().startsWith(".mha-lock")).count();
        }
    }

    @Test
    void aSecondTrialOfOneKeepFileIsRefused() throws Exception {
        String[] small = {"trial", "radar", "--quick", "--heads", "1", "--steps", "1", "--iterations", "10", "--folds",
                "2", "--keep", "@/k.csv", "--out", "@/out", "--force"};
        whileAtWork(() -> {
            for (int again = 0; again < 2; again++) {
                CommandRun second = CommandRun.in(folder, small);
                assertEquals(1, second.code());
                assertEquals("mha: @/k.csv is in use by another mha: wait for it, or name another file\n",
                        second.err());
            }
        }, "trial", "digits", "--iterations", "5000", "--keep", "k.csv", "--out", "other");
        // what a killed command leaves is in nobody's way
        assertEquals(1, locks(folder));
        Files.deleteIfExists(folder.resolve("k.csv"));
        assertEquals(0, CommandRun.in(folder, small).code());
        assertEquals(0, locks(folder));
    }

    /** Its file is of another kind than that of a trial. */
    @Test
    void aSecondTrainingOfOneKeepFileIsRefused() throws Exception {
        String[] small = {"train", "radar", "--iterations", "2", "--keep", "@/k", "--out", "@/m", "--force"};
        whileAtWork(() -> {
            CommandRun second = CommandRun.in(folder, small);
            assertEquals(1, second.code());
            assertEquals("mha: @/k is in use by another mha: wait for it, or name another file\n", second.err());
        }, "train", "digits", "--iterations", "200000", "--keep", "k", "--out", "other");
        Files.deleteIfExists(folder.resolve("k"));
        assertEquals(0, CommandRun.in(folder, small).code());
        assertEquals(0, locks(folder));
    }

    @Test
    void aSecondExperimentInOneFolderIsRefused() throws Exception {
        String[] small = {"experiment", "margin-exact", "--trials", "2", "--out", "@/runs"};
        whileAtWork(() -> {
            CommandRun second = CommandRun.in(folder, small);
            assertEquals(1, second.code());
            assertEquals("mha: @/runs is in use by another mha: wait for it, or name another folder\n", second.err());
        }, "experiment", "soil-loo", "--full", "--trials", "50", "--out", "runs");
        assertEquals(0, CommandRun.in(folder, small).code());
        assertEquals(0, locks(folder.resolve("runs")));
    }
}
