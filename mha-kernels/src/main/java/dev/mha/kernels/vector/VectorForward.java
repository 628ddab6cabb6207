package dev.mha.kernels.vector;

import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Rows;
import dev.mha.kernels.work.Crew;
import java.util.Arrays;

/**
 * Fused softmax attention with the queries in the lanes. A task is one block of {@link Lanes#WIDTH} queries of one head:
 *
 * <pre>
 * Qt = Q' scale log2(e)       [headDim][queries], packed once
 * S  = K Qt                   rows form,    [keys][queries], one block of keys at a time
 * P  = online softmax of S    down the keys
 * Ot = Ot decay + V' P        columns form, [valueDim][queries]
 * </pre>
 */
public final class VectorForward implements Crew.Task {
    /** Keys in a block: 48, 96 and 192 all reach 69-71 % of the FMA peak (Zen 5 class, T 512, d 64). */
    static final int KEY_BLOCK = 192;

    private static final int W = Lanes.WIDTH;
    static final float LOG2_E = 1.442695f;
    /** Back from base 2, by the very factor that the scores were multiplied with. */
    private static final double LN_2 = 1.0 / LOG2_E;

    private Crew crew;
    private AttentionShape shape;
    private AttentionMask mask;
    private float scale;
    private Rows query;
    private Rows key;
    private Rows value;
    private Rows out;
    private float[] lse;
    private int blocks;

    private VectorForward() {}

    /** See {@code AttentionForward.run}. */
    public static void run(AttentionShape shape, AttentionMask mask, float scale, Rows query, Rows key, Rows value,
            Rows out, float[] lse, Crew crew) {
        VectorForward call = crew.keep(VectorForward.class, VectorForward::new);
        call.crew = crew;
        call.shape = shape;
        call.mask = mask;
        call.scale = scale;
        call.query = query;
        call.key = key;
        call.value = value;
        call.out = out;
        call.lse = lse;
        call.blocks = (shape.queries() + W - 1) / W;
        crew.run(shape.batch() * shape.queryHeads() * call.blocks, call);
    }

    @Override
    public void run(int task, int worker) {
        int bh = task / blocks;
        int b = bh / shape.queryHeads();
        int h = bh % shape.queryHeads();
        // under a causal mask late blocks take longest: first come first
        int i0 = (blocks - 1 - task % blocks) * W;
        int headDim = shape.headDim();
        int rows = Math.min(W, shape.queries() - i0);
        float[] qt = crew.floats(worker, 0, Transpose.padded(headDim) * W);
        float[] ot = crew.floats(worker, 1, Transpose.padded(shape.valueDim()) * W);
        float[] state = crew.floats(worker, 2, Softmax.STATE);
        float[] square = crew.floats(worker, 3, Transpose.SQUARE);
        Arrays.fill(state, 0, Lanes.COUNT, scale * LOG2_E);
        Transpose.pack(query.array(), query.at(b, h) + i0 * query.row(), query.row(), rows, headDim, state, 0, qt,
                square);
        Arrays.fill(state, Softmax.MAX, Softmax.MAX + W, Float.NEGATIVE_INFINITY);
        Arrays.fill(state, Softmax.SUM, Softmax.SUM + W, 0.0f);
        Arrays.fill(ot, 0, shape.valueDim() * W, 0.0f);
        attend(b, h / shape.groupSize(), i0, rows, qt, ot, state, worker);
        finish(bh, i0, rows, state);
        Transpose.unpack(ot, rows, shape.valueDim(), state, Softmax.SHIFT, out.array(),
                out.at(b, h) + i0 * out.row(), out.row(), square);
    }

    private void attend(int b, int g, int i0, int rows, float[] qt, float[] ot, float[] state, int worker) {
        int seenByAll = mask.visible(shape, b, i0);
        int seen = mask.visible(shape, b, i0 + rows - 1);
        int valueDim = shape.valueDim();
        float[] s = crew.floats(worker, 4, Math.min(KEY_BLOCK, shape.keys()) * W);
        for (int j0 = 0; j0 < seen; j0 += KEY_BLOCK) {
            int keys = Math.min(KEY_BLOCK, seen - j0);
            Products.rows(key.array(), key.at(b, g) + j0 * key.row(), key.row(), keys, shape.headDim(), qt, 0, s, 0);
            // lane i sees row j of this block if i >= j + shift
            int shift = j0 - i0 - shape.keys() + shape.queries();
            int whole = Math.clamp(seenByAll - j0, 0, keys);
            Diagonal.hide(s, whole, keys, shift, Float.NEGATIVE_INFINITY);
            Softmax.update(s, keys, state);
            if (j0 > 0) {
                Softmax.decay(ot, valueDim, state);
            }
            int vo = value.at(b, g) + j0 * value.row();
            if (whole < keys && Diagonal.hasNonFinite(value.array(), vo + whole * value.row(), value.row(),
                    keys - whole, valueDim)) {
                Products.addColumns(value.array(), vo, value.row(), valueDim, whole, s, ot);
                Diagonal.addColumns(value.array(), vo, value.row(), valueDim, whole, keys, s, ot, shift);
            } else {
                Products.addColumns(value.array(), vo, value.row(), valueDim, keys, s, ot);
            }
        }
    }

    /** Turns the sums into factors of the output, in the place of the shift, and writes the log-sum-exp. */
    private void finish(int bh, int i0, int rows, float[] state) {
        for (int i = 0; i < W; i++) {
            float sum = state[Softmax.SUM + i];
            state[Softmax.SHIFT + i] = sum == 0.0f ? 0.0f : 1.0f / sum;
        }
        if (lse != null) {
            for (int i = 0; i < rows; i++) {
                float sum = state[Softmax.SUM + i];
                lse[bh * shape.queries() + i0 + i] = sum == 0.0f
                        ? Float.POSITIVE_INFINITY
                        : (float) (state[Softmax.MAX + i] * LN_2 + Math.log(sum));
            }
        }
    }
}
