package dev.mha.kernels.work;

import dev.mha.kernels.Workspace;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntToLongFunction;
import java.util.function.Supplier;

/**
 * The workers of one workspace: each has scratch arrays of its own, all take tasks from one counter. Benchmarks extend
 * it, to look at the tasks of a call.
 */
public non-sealed class Crew extends Workspace {
    /** Shares of each worker that would be left, see {@link #endOfRun}. */
    private static final int SHARES = 4;

    private final Executor executor;
    private final float[][][] scratch;
    private final double[][][] doubles;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final CrewMember[] members;
    private Object[] kept = {};

    /** Meant for {@link Workspace}: {@code executor} may be null when there is one worker. */
    public Crew(Executor executor, int workers) {
        this.executor = executor;
        this.scratch = new float[workers][0][];
        this.doubles = new double[workers][0][];
        this.members = new CrewMember[workers];
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

    /**
     * Scratch array {@code slot} of a worker, at least {@code length} long, with whatever an earlier call left in it.
     */
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
        Call call = new Call(tasks, Math.min(scratch.length, tasks), task, Thread.currentThread());
        try {
            for (int h = 1; h < call.workers; h++) {
                if (members[h] == null || !members[h].takes(call)) {
                    members[h] = new CrewMember(h, call);
                    executor.execute(members[h]);
                }
            }
        } catch (RejectedExecutionException rejected) {
            // the caller does what no member takes
        } catch (RuntimeException | Error thrown) {
            // members may be at work on the caller's arrays: they finish before the call fails
            call.failure = thrown;
        }
        call.work(0);
        call.await();
    }

    /**
     * The task after the last of the run that a worker takes when {@code from} is the next of {@code tasks}: so many at
     * once that as many shares of each worker would be left. Neighbours share keys and values and lie one after the
     * other in memory, and the last tasks go one by one. Taken one by one from the start, two threads were 1.67 instead
     * of 1.83 times as fast as one at (256, 8, 32, 32), 1.85 instead of 1.92 at (8, 12, 128, 64), forward (two 512-bit
     * multiply-adds a cycle, 2 cores).
     */
    public static int endOfRun(int from, int tasks, int workers) {
        return from + Math.max(1, (tasks - from) / (SHARES * workers));
    }

    /** One piece of a call. */
    @FunctionalInterface
    public interface Task {
        /** Does piece {@code task} with the scratch arrays of {@code worker}. */
        void run(int task, int worker);

        /**
         * Multiply-adds of a piece, or additions where it has none: for estimates of how evenly pieces can be shared.
         * Equal pieces need none.
         */
        default long work(int task) {
            return 1;
        }

        /** A task of two methods. */
        static Task of(Task run, IntToLongFunction work) {
            return new Task() {
                @Override
                public void run(int task, int worker) {
                    run.run(task, worker);
                }

                @Override
                public long work(int task) {
                    return work.applyAsLong(task);
                }
            };
        }
    }
}
