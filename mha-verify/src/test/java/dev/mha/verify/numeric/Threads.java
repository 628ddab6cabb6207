package dev.mha.verify.numeric;

import dev.mha.kernels.Workspace;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Workspaces with several threads, on daemon threads that a test need not stop. */
public final class Threads {
    /** Thread counts that do not divide usual task counts, and one. */
    public static final List<Integer> COUNTS = List.of(1, 2, 3, 7);

    private static final ExecutorService POOL = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "verify");
        thread.setDaemon(true);
        return thread;
    });

    private Threads() {}

    /** A workspace of so many threads. */
    public static Workspace workspace(int threads) {
        return threads == 1 ? Workspace.serial() : Workspace.parallel(POOL, threads);
    }
}
