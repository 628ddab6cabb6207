package dev.mha.cli.terminal;

import dev.mha.cli.file.Unfinished;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What happens on Ctrl-C or a termination signal. A command whose work can stop is given time to stop and to report
 * what it has; of any other, half-written files go and one line says so. The exit code is that of the signal, 130 or
 * 143.
 */
public final class Interruption {
    /** Of a command that could have kept its work and was not asked to. */
    public static final String HOW_TO_CONTINUE = "add --keep FILE to be able to continue next time";

    /** The same, where nothing else says that it was stopped. */
    public static final String STOPPED = "stopped; " + HOW_TO_CONTINUE;

    /** Longer than any piece of work that does not look whether it should stop, shorter than patience. */
    private static final long PATIENCE_SECONDS = 30;

    private static final CountDownLatch ENDED = new CountDownLatch(1);
    private static volatile boolean stoppable;
    private static volatile boolean requested;
    private static volatile boolean abandoned;
    private static volatile String added = "";

    private Interruption() {}

    /** Watches until {@link #finish()}. */
    public static void watch(Screen screen) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(screen)));
    }

    private static void end(Screen screen) {
        if (ENDED.getCount() == 0) {
            return;
        }
        if (stoppable) {
            requested = true;
            line(screen, "stopping ...");
            if (ended()) {
                return;
            }
        }
        abandoned = true;
        Unfinished.delete();
        line(screen, "interrupted, no file was left half-written" + added);
    }

    private static boolean ended() {
        try {
            return ENDED.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException never) {
            return false;
        }
    }

    /** A note on a line of its own, whatever is drawn on this one. */
    private static void line(Screen screen, String sentence) {
        if (screen.live()) {
            screen.err().print("\r" + " ".repeat(screen.width() - 1) + "\r");
        }
        screen.note(sentence);
    }

    /** Work that may fail. */
    @FunctionalInterface
    public interface Work<E extends Exception> {
        /** Does it. */
        void run() throws E;
    }

    /**
     * Does work that looks at {@link #requested()} and then ends soon: a signal on the way asks for that, and waits
     * until the command has reported what it has.
     */
    public static <E extends Exception> void stoppably(Work<E> work) throws E {
        stoppable = true;
        try {
            work.run();
        } finally {
            stoppable = requested;
        }
    }

    /** From now on the message of an interruption ends with this sentence: what was kept, and how to go on. */
    public static void adds(String sentence) {
        added = "; " + sentence;
    }

    /** Whether the command was asked to stop. */
    public static boolean requested() {
        return requested;
    }

    /** From now on the end of the process is no interruption. */
    public static void finish() {
        ENDED.countDown();
    }

    /** Whether the process is ending before its job is done: then failures that follow are no news. */
    public static boolean happened() {
        return abandoned;
    }
}
