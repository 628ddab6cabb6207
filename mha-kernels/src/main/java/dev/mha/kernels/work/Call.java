package dev.mha.kernels.work;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** One call's counters: a member that starts late finds the tasks gone and touches nothing. */
final class Call {
    /**
     * How long the caller looks for the end of the members' last tasks before it sleeps: to be woken takes as long.
     * Without it two threads were 1.51 instead of 1.78 times as fast as one at (1, 1, 512, 64), forward, a call of 0.5
     * ms on one.
     */
    private static final long SPIN_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    final int workers;
    final Thread caller;
    volatile Throwable failure;
    private final int tasks;
    private final Crew.Task task;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    Call(int tasks, int workers, Crew.Task task, Thread caller) {
        this.tasks = tasks;
        this.workers = workers;
        this.task = task;
        this.caller = caller;
    }

    /** Does tasks until none is left. */
    void work(int worker) {
        for (int from = next.get(); from < tasks; from = next.get()) {
            int to = Crew.endOfRun(from, tasks, workers);
            if (next.compareAndSet(from, to)) {
                work(from, to, worker);
            }
        }
    }

    private void work(int from, int to, int worker) {
        try {
            for (int t = from; t < to && failure == null; t++) {
                task.run(t, worker);
            }
        } catch (RuntimeException | Error thrown) {
            failure = thrown;
        } finally {
            if (done.addAndGet(to - from) == tasks) {
                LockSupport.unpark(caller);
            }
        }
    }

    /** Returns when all tasks are done, or throws what one of them threw. */
    void await() {
        boolean interrupted = false;
        long end = System.nanoTime() + SPIN_NANOS;
        while (done.get() < tasks) {
            if (System.nanoTime() < end) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            caller.interrupt();
        }
        switch (failure) {
            case null -> {
            }
            case RuntimeException thrown -> throw thrown;
            case Error thrown -> throw thrown;
            default -> throw new IllegalStateException(failure);
        }
    }
}
