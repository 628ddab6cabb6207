package dev.mha.bench;

import dev.mha.kernels.work.Crew;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A workspace of many workers that writes down what a call would hand to them. The kernels cut their work for so many
 * workers, and the caller's thread does it all, or nobody does.
 */
final class TaskLedger extends Crew {
    /**
     * Tasks that are handed out together: the caller goes on when all are done.
     *
     * @param work multiply-adds of each, in the order in which workers take them
     * @param nanos how long all of them took on one thread
     * @param sharedBytes scratch memory that one run of the same call writes and another reads
     */
    record Phase(long[] work, long nanos, double sharedBytes) {
        /** Multiply-adds of all. */
        long total() {
            return Arrays.stream(work).sum();
        }
    }

    private final boolean works;
    private final List<Phase> phases = new ArrayList<>();
    private boolean inRun;
    private long sharedFloats;
    private long ownNanos;

    /** For so many workers; without {@code works} no task is done. */
    TaskLedger(int workers, boolean works) {
        super(null, workers);
        this.works = works;
    }

    /** What was handed out since the last time. */
    List<Phase> take() {
        List<Phase> taken = List.copyOf(phases);
        phases.clear();
        ownNanos = 0;
        return taken;
    }

    /** How long the writing took since then. */
    long ownNanos() {
        return ownNanos;
    }

    @Override
    public void enter() {
        super.enter();
        sharedFloats = 0;
    }

    @Override
    public void run(int tasks, Task task) {
        long entry = System.nanoTime();
        long[] work = IntStream.range(0, tasks).mapToLong(task::work).toArray();
        long begin = System.nanoTime();
        ownNanos += begin - entry;
        if (works) {
            inRun = true;
            super.run(tasks, task);
            inRun = false;
        }
        phases.add(new Phase(work, System.nanoTime() - begin, (double) sharedFloats * Float.BYTES));
    }

    /** What the caller asks for between runs is what tasks share. */
    @Override
    public float[] floats(int worker, int slot, int length) {
        sharedFloats += inRun ? 0 : length;
        return super.floats(worker, slot, length);
    }

    @Override
    public double[] doubles(int worker, int slot, int length) {
        sharedFloats += inRun ? 0 : 2L * length;
        return super.doubles(worker, slot, length);
    }
}
