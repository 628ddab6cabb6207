package dev.mha.core.trial;

import dev.mha.kernels.Workspace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.DoubleAdder;

/**
 * The threads of a trial or an experiment: each takes the longest job that nobody has begun, with a serial workspace of
 * its own.
 */
public final class Workers {
    private static final long REPORT_MILLIS = 100;

    private final List<Workspace> workspaces = new ArrayList<>();
    private final TrialListener listener;
    private final int cells;
    private final double totalWork;
    private final long begin = System.nanoTime();
    private final DoubleAdder workDone = new DoubleAdder();
    private final AtomicInteger cellsDone = new AtomicInteger();
    private volatile boolean cancelled;

    /**
     * @param cells trainings to come, for what a cancellation says
     * @param totalWork of all jobs to come, for progress
     */
    public Workers(int threads, TrialListener listener, int cells, double totalWork) {
        for (int i = 0; i < threads; i++) {
            workspaces.add(Workspace.serial());
        }
        this.listener = listener;
        this.cells = cells;
        this.totalWork = totalWork;
    }

    /**
     * One piece of the work.
     *
     * @param work how much it is, to begin with the largest
     * @param body what is done
     */
    public record Job(double work, Body body) {}

    /** What a job does. */
    @FunctionalInterface
    public interface Body {
        /** Does it, with scratch of the thread's own. */
        void run(Workspace work);
    }

    /** To be called by jobs as they go. */
    public void did(double work) {
        workDone.add(work);
    }

    /** To be called by a job that ends a training. */
    public void didCell() {
        cellsDone.incrementAndGet();
    }

    /** Whether jobs should return as soon as they can. */
    public boolean cancelled() {
        return cancelled;
    }

    /** Seconds since the start. */
    public double seconds() {
        return (System.nanoTime() - begin) * 1e-9;
    }

    /**
     * Does all jobs and returns; rethrows what a job or the listener threw, when no job is at work any more.
     *
     * @throws CancellationException when the listener asked for it or the calling thread was interrupted
     */
    public void run(List<Job> jobs) {
        List<Job> longestFirst = jobs.stream().sorted(Comparator.comparingDouble(Job::work).reversed()).toList();
        AtomicInteger next = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        CountDownLatch running = new CountDownLatch(workspaces.size());
        for (Workspace work : workspaces) {
            Thread.ofPlatform().daemon().name("trial").uncaughtExceptionHandler(Workers::tellNothing).start(() -> {
                try {
                    for (int j = next.getAndIncrement(); j < longestFirst.size() && !cancelled; j = next
                            .getAndIncrement()) {
                        longestFirst.get(j).body().run(work);
                    }
                } catch (RuntimeException | Error thrown) {
                    failure.compareAndSet(null, thrown);
                    cancelled = true;
                } finally {
                    running.countDown();
                }
            });
        }
        watch(running, failure);
        switch (failure.get()) {
            case null -> {
            }
            case RuntimeException thrown -> throw thrown;
            case Error thrown -> throw thrown;
            case Throwable thrown -> throw new IllegalStateException(thrown);
        }
        if (cancelled) {
            throw new CancellationException("cancelled after " + cellsDone.get() + " of " + cells + " trainings");
        }
    }

    private void watch(CountDownLatch running, AtomicReference<Throwable> failure) {
        boolean interrupted = false;
        boolean done = false;
        while (!done) {
            try {
                done = running.await(REPORT_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException stop) {
                interrupted = true;
                cancelled = true;
            }
            if (!done && !cancelled && !goesOn(failure)) {
                cancelled = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@link #run} tells what was thrown; where memory is short it is thrown again on the way out of a thread. */
    private static void tellNothing(Thread thread, Throwable thrown) {}

    private boolean goesOn(AtomicReference<Throwable> failure) {
        try {
            return listener.onProgress(Math.min(1, workDone.sum() / totalWork));
        } catch (RuntimeException | Error thrown) {
            failure.compareAndSet(null, thrown);
            return false;
        }
    }

    /** Tells the listener that nothing is left to do. */
    public void finish() {
        boolean ignored = listener.onProgress(1);
    }
}
