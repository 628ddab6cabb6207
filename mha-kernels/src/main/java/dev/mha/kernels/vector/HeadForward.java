package dev.mha.kernels.vector;

import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Rows;
import dev.mha.kernels.work.Crew;

/**
 * Softmax attention of many tiny heads, one head a lane: nothing is left empty but the last lanes of the last group,
 * and every loop serves 16 heads. The bits are those of {@link ShortForward}, so that it does not matter how many heads
 * there are.
 */
public final class HeadForward implements Crew.Task {
    private static final int L = HeadPanels.LANES;

    /** Slot of the slab of heads that go one by one. */
    static final int OTHER_SLAB = 1;

    private final HeadCall call = new HeadCall();
    /** Takes the heads of a group in which a NaN may be hidden. */
    private ShortForward oneByOne;

    private HeadForward() {}

    /** Whether lanes and registers are those that the tiles and transposes here were made for. */
    public static boolean runs() {
        return Lanes.COUNT == L && Lanes.REGISTERS == 32;
    }

    /**
     * See {@code AttentionForward.run}; for machines where it {@linkplain #runs runs} and shapes that {@link
     * ShortForward#fits}.
     */
    public static void run(AttentionShape shape, AttentionMask mask, float scale, Rows query, Rows key, Rows value,
            Rows out, float[] lse, Crew crew) {
        HeadForward forward = crew.keep(HeadForward.class, HeadForward::new);
        HeadCall call = forward.call;
        call.begin(shape, mask, scale, query, key, value, crew);
        call.out = out;
        call.lse = lse;
        call.plan(shape.queryHeads());
        forward.oneByOne = ShortForward.begin(shape, mask, scale, query, key, value, out, lse, crew);
        try {
            crew.run(call.groups(), forward);
        } finally {
            call.end();
            forward.oneByOne.end();
        }
    }

    @Override
    public void run(int task, int worker) {
        HeadGroup group = call.group(task, worker);
        float[] slab = group.slab;
        AttentionShape shape = call.shape;
        group.address(0, shape.groupSize());
        if (call.masked && group.hasNonFinite(call.value, group.valueAt, shape.keys(), shape.valueDim())) {
            float[] other = oneByOne.slab(worker, OTHER_SLAB);
            for (int lane = 0; lane < group.heads; lane++) {
                oneByOne.head(group.item[lane], group.queryHead[lane], other);
            }
            return;
        }
        int width = call.width;
        int keys = shape.keys();
        int headDim = shape.headDim();
        int valueDim = shape.valueDim();
        HeadPanels.readTokens(call.query, group.queryAt, shape.queries(), headDim, width, slab, call.scoreFactor,
                call.queryTokens, call.square);
        HeadPanels.readTokens(call.key, group.keyAt, keys, headDim, width, slab, call.one, call.keyTokens,
                call.square);
        HeadPanels.readFeatures(call.value, group.valueAt, keys, valueDim, slab, call.one, call.valueFeatures,
                call.square);
        for (int first = 0; first < shape.queries(); first += width) {
            panel(group, first, Math.min(width, shape.queries() - first));
        }
    }

    /** {@code count} queries from {@code first} on. */
    private void panel(HeadGroup group, int first, int count) {
        float[] slab = group.slab;
        AttentionShape shape = call.shape;
        int width = call.width;
        int keys = shape.keys();
        int headDim = shape.headDim();
        int valueDim = shape.valueDim();
        int step = width * L;
        for (int j = 0; j < keys; j += width) {
            SampleProducts.product(width, width, slab, call.keyTokens + j * headDim * L, slab,
                    call.queryTokens + first * headDim * L, headDim, slab, call.weights + j * step);
        }
        for (int i = 0; i < count; i++) {
            int row = call.weights + i * L;
            int max = call.state + i * L;
            int sum = call.state + step + i * L;
            if (call.masked) {
                group.lengths(first + i);
                HeadSoftmax.hide(slab, row, keys, keys, 0, step, call.seen, Float.NEGATIVE_INFINITY);
            }
            HeadSoftmax.largest(slab, row, step, keys, max);
            HeadSoftmax.weights(slab, row, step, keys, max, sum);
            ShortSoftmax.finish(slab, max, sum, sum, max);
            group.writeLogSumExp(max, first + i);
        }
        for (int f = 0; f < valueDim; f += HeadPanels.FEATURES) {
            SampleProducts.product(width, HeadPanels.FEATURES, slab, call.weights, slab,
                    call.valueFeatures + f * keys * L, keys, slab, call.result + f * step);
        }
        HeadPanels.write(slab, call.result, width, first, count, valueDim, group.heads, call.state + step, L, call.out,
                group.outAt);
    }
}
