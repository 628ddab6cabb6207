package dev.mha.cli.keep;

import dev.mha.cli.failure.FailureException;
import dev.mha.cli.file.WholeFile;
import dev.mha.cli.terminal.Screen;
import java.nio.file.Path;

/**
 * A file that keeps what long work has finished. It is always whole: each time it is written anew beside itself and
 * renamed. When that fails once the work goes on without it.
 */
public final class KeptFile {
    /** A write waits until this many times what the last one took has gone by: keeping must not slow the work down. */
    private static final int PAUSE = 20;

    private final Screen screen;
    private final Path file;
    private long writtenAt;
    private long took;
    private boolean written;
    private boolean failed;

    /** @param screen is told when the file cannot be written */
    KeptFile(Screen screen, Path file) {
        this.screen = screen;
        this.file = file;
    }

    /** What is said of a file that cannot be gone on from. */
    public static FailureException refused(Path file, String reason, Exception cause) {
        return new FailureException(file + " cannot be continued: " + reason + "; name another file", cause);
    }

    /** Whether it may be written again. */
    boolean rested() {
        return rested(0);
    }

    /** Whether it may be, and was not for so many nanoseconds. */
    boolean rested(long least) {
        return !written || System.nanoTime() - writtenAt > Math.max(least, PAUSE * took);
    }

    /**
     * Writes it.
     *
     * @return whether it is there now
     */
    boolean write(WholeFile.Content content) {
        if (failed) {
            return false;
        }
        long begin = System.nanoTime();
        try {
            WholeFile.write(file, true, content);
        } catch (FailureException full) {
            // what was measured is worth more than the file
            failed = true;
            screen.note(full.getMessage() + "; the work goes on, and what it finishes is not kept");
        }
        written = true;
        writtenAt = System.nanoTime();
        took = writtenAt - begin;
        return !failed;
    }

    /** Whether it could not be written. */
    boolean failed() {
        return failed;
    }
}
