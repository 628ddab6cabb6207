package dev.mha.kernels.vector;

import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Rows;
import dev.mha.kernels.work.Crew;

/**
 * Gradients of attention of many tiny heads, one key/value head a lane, the query heads of its group one after the
 * other. The bits are those of {@link ShortBackward}. Weights and score gradients lie in panels of keys, {@code
 * [panel][query][keys of the panel][lane]}, as the gradients of keys and values need them, and score gradients once
 * more in panels of queries.
 */
public final class HeadBackward implements Crew.Task {
    private static final int L = HeadPanels.LANES;

    private final HeadCall call = new HeadCall();
    private ShortBackward oneByOne;

    private HeadBackward() {}

    /** See {@code AttentionBackward.run} and {@link HeadForward#run}. */
    public static void run(AttentionShape shape, AttentionMask mask, float scale, Rows query, Rows key, Rows value,
            float[] lse, Rows outGrad, Rows queryGrad, Rows keyGrad, Rows valueGrad, Crew crew) {
        HeadBackward backward = crew.keep(HeadBackward.class, HeadBackward::new);
        HeadCall call = backward.call;
        call.begin(shape, mask, scale, query, key, value, crew);
        call.lse = lse;
        call.outGrad = outGrad;
        call.queryGrad = queryGrad;
        call.keyGrad = keyGrad;
        call.valueGrad = valueGrad;
        call.plan(shape.keyValueHeads());
        call.planBackward();
        backward.oneByOne = ShortBackward.begin(shape, mask, scale, query, key, value, lse, outGrad, queryGrad, keyGrad,
                valueGrad, crew);
        try {
            crew.run(call.groups(), backward);
        } finally {
            call.end();
            backward.oneByOne.end();
        }
    }

    @Override
    public void run(int task, int worker) {
        HeadGroup group = call.group(task, worker);
        float[] slab = group.slab;
        AttentionShape shape = call.shape;
        if (call.masked && hasNonFinite(group)) {
            float[] other = oneByOne.slab(worker, HeadForward.OTHER_SLAB);
            for (int lane = 0; lane < group.heads; lane++) {
                oneByOne.group(group.item[lane], group.keyHead[lane], other);
            }
            return;
        }
        group.address(0, 0);
        int keys = shape.keys();
        HeadPanels.readBoth(call.key, group.keyAt, keys, shape.headDim(), call.width, slab, call.one,
                call.keyTokens, call.keyFeatures, call.square);
        HeadPanels.readTokens(call.value, group.valueAt, keys, shape.valueDim(), call.width, slab, call.one,
                call.valueTokens, call.square);
        for (int member = 0; member < shape.groupSize(); member++) {
            group.address(member, 0);
            head(group, member == 0);
        }
        if (call.keyGrad != null) {
            write(group, call.keyGradSum, shape.headDim(), keys, call.scaleFactor, call.keyGrad, group.keyGradAt);
        }
        if (call.valueGrad != null) {
            write(group, call.valueGradSum, shape.valueDim(), keys, call.one, call.valueGrad, group.valueGradAt);
        }
    }

    private boolean hasNonFinite(HeadGroup group) {
        AttentionShape shape = call.shape;
        for (int member = 0; member < shape.groupSize(); member++) {
            group.address(member, 0);
            if (group.hasNonFinite(call.key, group.keyAt, shape.keys(), shape.headDim())
                    || group.hasNonFinite(call.query, group.queryAt, shape.queries(), shape.headDim())
                    || group.hasNonFinite(call.outGrad, group.outGradAt, shape.queries(), shape.valueDim())) {
                return true;
            }
        }
        return false;
    }

    private void head(HeadGroup group, boolean first) {
        float[] slab = group.slab;
        AttentionShape shape = call.shape;
        int width = call.width;
        int queries = shape.queries();
        int keys = shape.keys();
        int headDim = shape.headDim();
        int valueDim = shape.valueDim();
        HeadPanels.readBoth(call.query, group.queryAt, queries, headDim, width, slab, call.scoreFactor,
                call.queryTokens, call.queryFeatures, call.square);
        HeadPanels.readBoth(call.outGrad, group.outGradAt, queries, valueDim, width, slab, call.one,
                call.outGradTokens, call.outGradFeatures, call.square);
        squares(slab, call.queryTokens, call.keyTokens, headDim, call.weights);
        squares(slab, call.outGradTokens, call.valueTokens, valueDim, call.slopes);
        for (int i = 0; i < queries; i++) {
            row(group, i);
        }
        if (call.valueGrad != null) {
            sum(slab, call.weights, call.outGradFeatures, valueDim, first, call.valueGradSum);
        }
        if (call.keyGrad != null) {
            sum(slab, call.slopes, call.queryFeatures, headDim, first, call.keyGradSum);
        }
        if (call.queryGrad != null) {
            product(slab, call.turnedSlopes, keys * width * L, queries, call.keyFeatures, keys, headDim, call.result);
            write(group, call.result, headDim, queries, call.scaleFactor, call.queryGrad, group.queryGradAt);
        }
    }

    /** {@code C[key panel][query][key of the panel] = sum over features of A[query][feature] B[key][feature]}. */
    private void squares(float[] slab, int a, int b, int dim, int c) {
        int width = call.width;
        int panel = panel();
        for (int j = 0; j < call.shape.keys(); j += width) {
            for (int i = 0; i < call.shape.queries(); i += width) {
                SampleProducts.product(width, width, slab, a + i * dim * L, slab, b + j * dim * L, dim, slab,
                        c + j / width * panel + i * width * L);
            }
        }
    }

    /** Weights and score gradients of query {@code i}. */
    private void row(HeadGroup group, int i) {
        float[] slab = group.slab;
        int width = call.width;
        int keys = call.shape.keys();
        int panel = panel();
        int s = call.weights + i * width * L;
        int g = call.slopes + i * width * L;
        int turned = call.turnedSlopes + (i / width * keys * width + i % width) * L;
        int lse = call.state;
        int delta = call.state + L;
        group.readLogSumExp(lse, i);
        if (call.masked) {
            group.lengths(i);
            HeadSoftmax.hide(slab, s, keys, width, panel, L, call.seen, Float.NEGATIVE_INFINITY);
            HeadSoftmax.hide(slab, g, keys, width, panel, L, call.seen, 0.0f);
        }
        HeadSoftmax.again(slab, s, g, keys, width, panel, lse, delta);
        HeadSoftmax.slopes(slab, s, g, keys, width, panel, delta, turned, width * L);
        if (call.masked) {
            // a NaN of a query that sees other keys is no gradient of a key that it does not see
            HeadSoftmax.hide(slab, s, keys, width, panel, L, call.seen, 0.0f);
            HeadSoftmax.hide(slab, g, keys, width, panel, L, call.seen, 0.0f);
            HeadSoftmax.hide(slab, turned, keys, keys, 0, width * L, call.seen, 0.0f);
        }
    }

    /**
     * {@code C[token][feature] = sum over steps of A[token panel][step][token of the panel] B[step][feature]}, in
     * tiles.
     */
    private void product(float[] slab, int a, int panel, int tokens, int b, int steps, int dim, int c) {
        int width = call.width;
        for (int t = 0; t < tokens; t += width) {
            for (int f = 0; f < dim; f += HeadPanels.FEATURES) {
                SampleProducts.product(width, HeadPanels.FEATURES, slab, a + t / width * panel, slab, b + f * steps * L,
                        steps, slab, c + tile(t, f, dim));
            }
        }
    }

    /** Where the tile of a token and a feature panel lies. */
    private int tile(int token, int feature, int dim) {
        int padded = (dim + L - 1) / L * L;
        return (token * padded + feature * call.width) * L;
    }

    /** Gradients of keys or values that one head gives, summed over the heads of the group. */
    private void sum(float[] slab, int a, int b, int dim, boolean first, int sums) {
        int keys = call.shape.keys();
        int c = first ? sums : call.result;
        product(slab, a, panel(), keys, b, call.shape.queries(), dim, c);
        if (!first) {
            HeadSoftmax.add(slab, c, tile(call.padded(keys), 0, dim) / L, sums);
        }
    }

    /** Floats of a panel of keys. */
    private int panel() {
        return call.padded(call.shape.queries()) * call.width * L;
    }

    private void write(HeadGroup group, int from, int dim, int tokens, int factor, Rows rows, int[] at) {
        for (int t = 0; t < tokens; t += call.width) {
            HeadPanels.write(group.slab, from + tile(t, 0, dim), call.width, t, Math.min(call.width, tokens - t), dim,
                    group.heads, factor, 0, rows, at);
        }
    }
}
