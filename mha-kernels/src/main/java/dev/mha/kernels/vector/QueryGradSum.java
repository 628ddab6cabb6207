package dev.mha.kernels.vector;

import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Rows;
import dev.mha.kernels.work.Crew;
import java.util.Arrays;

/** Adds up, in their order, what the {@link KeyRanges} of a head gave to dQ. A task is one query head of one batch item. */
final class QueryGradSum implements Crew.Task {
    private AttentionShape shape;
    private float[] parts;
    private float scale;
    private Rows queryGrad;

    private QueryGradSum() {}

    /** Writes {@code scale} times the sum of parts laid out as {@link #at} says. */
    static void run(AttentionShape shape, float[] parts, float scale, Rows queryGrad, Crew crew) {
        QueryGradSum call = crew.keep(QueryGradSum.class, QueryGradSum::new);
        call.shape = shape;
        call.parts = parts;
        call.scale = scale;
        call.queryGrad = queryGrad;
        try {
            crew.run(shape.batch() * shape.queryHeads(), call);
        } finally {
            call.parts = null;
            call.queryGrad = null;
        }
    }

    /** Where dQ of one range of a query head of a batch item begins: {@code [batch][query head][range][query][headDim]}. */
    static int at(AttentionShape shape, int b, int h, int range) {
        return ((b * shape.queryHeads() + h) * KeyRanges.count(shape) + range) * shape.queries() * shape.headDim();
    }

    @Override
    public void run(int task, int worker) {
        int b = task / shape.queryHeads();
        int h = task % shape.queryHeads();
        int dim = shape.headDim();
        float[] to = queryGrad.array();
        for (int row = 0; row < shape.queries(); row++) {
            int at = queryGrad.at(b, h) + row * queryGrad.row();
            Arrays.fill(to, at, at + dim, 0.0f);
            for (int range = 0; range < KeyRanges.count(shape); range++) {
                add(parts, QueryGradSum.at(shape, b, h, range) + row * dim, dim, to, at);
            }
            multiply(to, at, dim, scale);
        }
    }

    private static void add(float[] a, int from, int length, float[] c, int to) {
        for (int i = 0; i < length; i++) {
            c[to + i] += a[from + i];
        }
    }

    private static void multiply(float[] c, int at, int length, float factor) {
        for (int i = 0; i < length; i++) {
            c[at + i] *= factor;
        }
    }
}
