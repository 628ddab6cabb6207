package dev.mha.cli;

import dev.mha.cli.file.Unfinished;

/** What happens on Ctrl-C or a termination signal: half-written files go, and one line says so. */
final class Interruption {
    private static volatile boolean finished;
    private static volatile boolean interrupted;

    private Interruption() {}

    /** Watches until {@link #finish()}. */
    static void watch(Screen screen) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!finished) {
                interrupted = true;
                Unfinished.delete();
                screen.err().print(screen.live() ? "\r" : "");
                screen.note("interrupted, no file was left half-written");
            }
        }));
    }

    /** From now on the end of the process is no interruption. */
    static void finish() {
        finished = true;
    }

    /** Whether the process is ending before its job is done: then failures that follow are no news. */
    static boolean happened() {
        return interrupted;
    }
}
