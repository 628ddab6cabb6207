package dev.mha.kernels.work;

import dev.mha.kernels.Workspace;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** The workers of one workspace: each has scratch arrays of its own, all take tasks from one counter. */
public final class Crew extends Workspace {
    private final Executor executor;
    private final float[][][] scratch;
    private final double[][][] doubles;
    private final AtomicBoolean busy = new AtomicBoolean();
    private Object[] kept = {};

    /** Meant for {@link Workspace}: {@code executor} may be null when there is one worker. */
    public Crew(Executor executor, int workers) {
        this.executor = executor;
        this.scratch = new float[workers][0][];
        this.doubles = new double[workers][0][];
    }

    @Override
    public int workers() {
        return scratch.length;
    }

    /**
     * Begins a call: two at once would write into the same scratch arrays and give wrong numbers.
     *
     * @throws IllegalStateException
     *             if another call has not {@linkplain #leave left}
     */
    public void enter() {
        if (!busy.compareAndSet(false, true)) {
            throw new IllegalStateException("this workspace serves another call, give each thread its own");
        }
    }

    /** Ends a call. */
    public void leave() {
        busy.set(false);
    }

    /** Scratch array {@code slot} of a worker, at least {@code length} long, with whatever an earlier call left in it. */
    public float[] floats(int worker, int slot, int length) {
        float[][] slots = scratch[worker];
        if (slot >= slots.length) {
            float[][] more = new float[slot + 1][];
            System.arraycopy(slots, 0, more, 0, slots.length);
            scratch[worker] = more;
            slots = more;
        }
        if (slots[slot] == null || slots[slot].length < length) {
            slots[slot] = new float[length];
        }
        return slots[slot];
    }

    /** The same for doubles. */
    public double[] doubles(int worker, int slot, int length) {
        double[][] slots = doubles[worker];
        if (slot >= slots.length) {
            slots = Arrays.copyOf(slots, slot + 1);
            doubles[worker] = slots;
        }
        if (slots[slot] == null || slots[slot].length < length) {
            slots[slot] = new double[length];
        }
        return slots[slot];
    }

    /**
     * The one object of a class that lives as long as the workspace, made at its first use: a call that keeps its
     * arguments in it has a task for {@link #run} without allocating one.
     */
    public <T> T keep(Class<T> type, Supplier<T> make) {
        for (Object object : kept) {
            if (type.isInstance(object)) {
                return type.cast(object);
            }
        }
        T made = make.get();
        kept = Arrays.copyOf(kept, kept.length + 1);
        kept[kept.length - 1] = made;
        return made;
    }

    /** Runs tasks 0 to {@code tasks - 1}, each once, in any order and on any worker; returns when all are done. */
    public void run(int tasks, Task task) {
        if (executor == null || scratch.length == 1 || tasks <= 1) {
            for (int t = 0; t < tasks; t++) {
                task.run(t, 0);
            }
            return;
        }
        Call call = new Call(tasks, task, Thread.currentThread());
        int helpers = Math.min(scratch.length, tasks) - 1;
        for (int h = 1; h <= helpers; h++) {
            int worker = h;
            try {
                executor.execute(() -> call.work(worker));
            } catch (RejectedExecutionException rejected) {
                // the caller does what no helper takes
                break;
            } catch (RuntimeException | Error thrown) {
                // helpers may be at work on the caller's arrays: they finish before the call fails
                call.failure = thrown;
                break;
            }
        }
        call.work(0);
        call.await();
    }

    /** One piece of a call. */
    @FunctionalInterface
    public interface Task {
        /** Does piece {@code task} with the scratch arrays of {@code worker}. */
        void run(int task, int worker);
    }

    /** One call's counters: a helper that starts late finds the tasks gone and touches nothing. */
    private static final class Call {
        private final int tasks;
        private final Task task;
        private final Thread caller;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private volatile Throwable failure;

        Call(int tasks, Task task, Thread caller) {
            this.tasks = tasks;
            this.task = task;
            this.caller = caller;
        }

        void work(int worker) {
            for (int t = next.getAndIncrement(); t < tasks; t = next.getAndIncrement()) {
                try {
                    if (failure == null) {
                        task.run(t, worker);
                    }
                } catch (RuntimeException | Error thrown) {
                    failure = thrown;
                } finally {
                    if (done.incrementAndGet() == tasks) {
                        LockSupport.unpark(caller);
                    }
                }
            }
        }

        void await() {
            boolean interrupted = false;
            while (done.get() < tasks) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
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
}
