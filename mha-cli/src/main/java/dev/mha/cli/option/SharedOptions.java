package dev.mha.cli.option;

import dev.mha.kernels.Workspace;
import java.util.concurrent.Executors;
import picocli.CommandLine.Option;

/** Options that every command takes. */
public final class SharedOptions {
    @Option(names = "--json", description = "Print one JSON object, as docs/json.md describes.")
    private boolean json;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", converter = WholeNumber.class,
            description = "Seed of everything random; the same seed gives the same bits (default ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--threads", paramLabel = "N", converter = PositiveInteger.Threads.class,
            description = "Threads to use (default: one a processor). They change the time, never a result.")
    private int threads = Runtime.getRuntime().availableProcessors();

    /** Whether one JSON object is printed in place of text. */
    public boolean json() {
        return json;
    }

    /** Seed of everything random. */
    public long seed() {
        return seed;
    }

    /** Threads to compute with, this one among them; at least 1. */
    public int threads() {
        return threads;
    }

    /** Scratch and threads for the kernels; the threads do not keep the process alive. */
    public Workspace workspace() {
        return threads == 1
                ? Workspace.serial()
                : Workspace.parallel(
                        Executors.newFixedThreadPool(threads - 1, Thread.ofPlatform().daemon().factory()), threads);
    }
}
