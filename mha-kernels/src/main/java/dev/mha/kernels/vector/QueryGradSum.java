package dev.mha.kernels.vector;

import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Rows;
import dev.mha.kernels.work.Crew;
import java.util.Arrays;

/**
 * Adds up, in their order, what the {@link KeyRanges} of a head gave to dQ. A task is one block of queries of one query
 * head.
 */
final class QueryGradSum implements Crew.Task {
    private AttentionShape shape;
    private AttentionMask mask;
    private float[] parts;
    private float scale;
    private Rows queryGrad;
    private final QueryBlocks blocks = new QueryBlocks();
    private int keysOfTask;
    private int tasksOfHead;

    private QueryGradSum() {}

    /**
     * Writes {@code scale} times the sum of the parts of tasks of {@code rangesOfTask} ranges, laid out as {@link #at}
     * says, as far as a block of queries sees their keys; overwrites parts.
     */
    static void run(AttentionShape shape, AttentionMask mask, int rangesOfTask, float[] parts, float scale,
            Rows queryGrad, Crew crew) {
        QueryGradSum call = crew.keep(QueryGradSum.class, QueryGradSum::new);
        call.shape = shape;
        call.mask = mask;
        call.keysOfTask = rangesOfTask * KeyRanges.KEYS;
        call.tasksOfHead = KeyRanges.tasks(shape, rangesOfTask);
        call.parts = parts;
        call.scale = scale;
        call.queryGrad = queryGrad;
        call.blocks.plan(shape, mask.causal(), 1, crew.workers());
        try {
            crew.run(call.blocks.tasks, call);
        } finally {
            call.mask = null;
            call.parts = null;
            call.queryGrad = null;
        }
    }

    /**
     * Where dQ of one task of a query head of a batch item begins: {@code [batch][query head][task][query][headDim]}.
     */
    static int at(AttentionShape shape, int tasksOfHead, int b, int h, int task) {
        return ((b * shape.queryHeads() + h) * tasksOfHead + task) * shape.queries() * shape.headDim();
    }

    @Override
    public void run(int task, int worker) {
        int b = blocks.head(task) / shape.queryHeads();
        int h = blocks.head(task) % shape.queryHeads();
        int first = blocks.first(task);
        int end = first + blocks.rows(task);
        int count = parts(task);
        int dim = shape.headDim();
        int length = (end - first) * dim;
        int at = at(shape, tasksOfHead, b, h, 0) + first * dim;
        int step = shape.queries() * dim;
        if (keysOfTask == KeyRanges.KEYS) {
            for (int part = 0; part < count; part++) {
                addZero(parts, at + part * step, length);
            }
        }
        int summed = 1;
        for (int ranges : KeyRanges.LEVELS) {
            int together = ranges * KeyRanges.KEYS / keysOfTask;
            if (together > summed) {
                for (int part = 0; part < count; part += together) {
                    addEach(at + part * step, Math.min(together, count - part), summed, step, length);
                }
                summed = together;
            }
        }
        addEach(at, count, summed, step, length);
        int to = queryGrad.at(b, h) + first * queryGrad.row();
        if (count == 0) {
            for (int row = 0; row < end - first; row++) {
                Arrays.fill(queryGrad.array(), to + row * queryGrad.row(), to + row * queryGrad.row() + dim, 0.0f);
            }
        } else {
            Panels.copy(parts, at, dim, end - first, dim, scale, queryGrad.array(), to, queryGrad.row());
        }
    }

    @Override
    public long work(int task) {
        return (long) parts(task) * blocks.rows(task) * shape.headDim();
    }

    /** Tasks that some query of a block sees keys of. */
    private int parts(int task) {
        int last = blocks.first(task) + blocks.rows(task) - 1;
        int seen = mask.visible(shape, blocks.head(task) / shape.queryHeads(), last);
        return (seen + keysOfTask - 1) / keysOfTask;
    }

    /** Adds every {@code summed}-th of {@code count} parts to the first of them. */
    private void addEach(int first, int count, int summed, int step, int length) {
        for (int part = summed; part < count; part += summed) {
            add(parts, first + part * step, length, first);
        }
    }

    /** A sum over ranges begins with a zero and is no negative zero, but that of a single range can be one. */
    private static void addZero(float[] a, int at, int length) {
        for (int i = 0; i < length; i++) {
            a[at + i] += 0.0f;
        }
    }

    /** A loop of its own with nothing else in it, which the compiler turns into vectors. */
    private static void add(float[] a, int from, int length, int to) {
        for (int i = 0; i < length; i++) {
            a[to + i] += a[from + i];
        }
    }
}
