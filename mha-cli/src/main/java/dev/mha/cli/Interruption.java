package dev.mha.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What happens on Ctrl-C or a termination signal: half-written files go, and one line says so. */
final class Interruption {
    private static final Set<Path> UNFINISHED = ConcurrentHashMap.newKeySet();
    private static volatile boolean finished;
    private static volatile boolean interrupted;

    private Interruption() {}

    /** Watches until {@link #finish()}. */
    static void watch(Screen screen) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!finished) {
                interrupted = true;
                for (Path path : UNFINISHED) {
                    delete(path);
                }
                screen.err().print(screen.live() ? "\r" : "");
                screen.note("interrupted, no file was left half-written");
            }
        }));
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException left) {
            // The process is ending; a hidden file that cannot be deleted is all that stays.
            System.getLogger(Interruption.class.getName()).log(System.Logger.Level.DEBUG, "left behind: " + path, left);
        }
    }

    /** From now on the end of the process is no interruption. */
    static void finish() {
        finished = true;
    }

    /** Whether the process is ending before its job is done: then failures that follow are no news. */
    static boolean happened() {
        return interrupted;
    }

    /** A file that must not survive an interruption. */
    static void begin(Path path) {
        UNFINISHED.add(path);
    }

    /** The file is whole, or gone. */
    static void end(Path path) {
        UNFINISHED.remove(path);
    }
}
