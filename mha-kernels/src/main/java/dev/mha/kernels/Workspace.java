package dev.mha.kernels;

import dev.mha.kernels.work.Crew;
import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * Scratch memory of a caller, and who computes: one thread, or some threads of the caller's executor.
 *
 * <p>A workspace grows to what the largest call so far needed; later calls of the same or smaller size allocate nothing
 * when it is {@linkplain #serial() serial}. It serves one call at a time and refuses a second: give each thread that
 * calls kernels its own. Results are bitwise the same for every number of workers.
 */
public abstract sealed class Workspace permits Crew {
    /** More than any machine has: places are kept for all of them, and a wrong size would ask for all memory. */
    private static final int MOST_WORKERS = 1 << 16;

    /** For the one implementation. */
    protected Workspace() {}

    /** A workspace whose calls run on the calling thread alone. */
    public static Workspace serial() {
        return new Crew(null, 1);
    }

    /**
     * A workspace whose calls may use {@code workers} threads: the calling one and {@code workers - 1} tasks handed to
     * {@code executor}. A busy executor only makes a call slower: the calling thread does what nobody else has begun.
     * So does one that rejects a task with a {@code RejectedExecutionException}. Whatever else its {@code execute}
     * throws, an {@code OutOfMemoryError} for want of threads among it, fails the call once the threads at work for it
     * are done.
     *
     * <p>Waking a thread takes as long as a short call. So the tasks look for the next call for 20 microseconds after
     * one, and the calling thread for 50 microseconds for the end of theirs, before they give their thread back or
     * sleep.
     *
     * @throws IllegalArgumentException if {@code workers} is below 1 or above 65536
     */
    public static Workspace parallel(Executor executor, int workers) {
        if (workers < 1) {
            throw new IllegalArgumentException("workers is " + workers + ", must be at least 1");
        }
        if (workers > MOST_WORKERS) {
            throw new IllegalArgumentException("workers is " + workers + ", must be at most " + MOST_WORKERS);
        }
        return new Crew(Objects.requireNonNull(executor, "executor"), workers);
    }

    /** Number of threads that a call may use, the calling one included. */
    public abstract int workers();
}
