package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one command keeps, another one at the same time must not write over. */
class ClaimTest {
    @TempDir
    Path folder;

    /** Stands for the other command: it holds the lock for as long as the body runs. */
    private void whileHeld(String lock, Body body) throws Exception {
        try (FileChannel other = FileChannel.open(folder.resolve(lock), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
            assertTrue(other.tryLock().isValid());
            body.run();
        }
    }

    /** What is done under the lock. */
    @FunctionalInterface
    private interface Body {
        void run() throws Exception;
    }

    private CommandRun trial() {
        return CommandRun.in(folder, "trial", "radar", "--quick", "--heads", "1", "--steps", "1", "--iterations", "10",
                "--folds", "2", "--keep", "@/k.csv", "--out", "@/out", "--force");
    }

    private CommandRun experiment() {
        return CommandRun.in(folder, "experiment", "margin-exact", "--trials", "2", "--out", "@/runs");
    }

    @Test
    void aSecondTrialOfOneKeepFileIsRefused() throws Exception {
        whileHeld(".k.csv.lock", () -> {
            CommandRun run = trial();
            assertEquals(1, run.code());
            assertEquals("mha: @/k.csv is in use by another mha: wait for it, or name another file\n", run.err());
            assertFalse(Files.exists(folder.resolve("k.csv")));
        });
        // the file that is left is no lock
        assertEquals(0, trial().code());
        assertFalse(Files.exists(folder.resolve(".k.csv.lock")));
        assertEquals(0, trial().code());
    }

    @Test
    void aSecondTrainingOfOneKeepFileIsRefused() throws Exception {
        whileHeld(".t.lock", () -> {
            CommandRun run = CommandRun.in(folder, "train", "radar", "--iterations", "3", "--keep", "@/t", "--out",
                    "@/m");
            assertEquals(1, run.code());
            assertTrue(run.err().contains("@/t is in use by another mha"), run.err());
        });
    }

    @Test
    void aSecondExperimentInOneFolderIsRefused() throws Exception {
        Files.createDirectory(folder.resolve("runs"));
        whileHeld("runs/.lock", () -> {
            CommandRun run = experiment();
            assertEquals(1, run.code());
            assertEquals("mha: @/runs is in use by another mha: wait for it, or name another folder\n", run.err());
        });
        assertEquals(0, experiment().code());
        try (Stream<Path> files = Files.list(folder.resolve("runs"))) {
            assertEquals(4, files.count());
        }
    }
}
