package dev.mha.kernels.plain;

import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Rows;
import dev.mha.kernels.work.Crew;

/** Softmax attention row by row; the row of scores is the only scratch. */
public final class PlainForward {
    private PlainForward() {}

    /** See {@code AttentionForward.run}; tasks are the (batch, query head) pairs. */
    public static void run(AttentionShape shape, AttentionMask mask, float scale, Rows query, Rows key, Rows value,
            Rows out, float[] lse, Crew crew) {
        int heads = shape.queryHeads();
        crew.run(shape.batch() * heads, (task, worker) -> {
            int b = task / heads;
            int h = task % heads;
            int g = h / shape.groupSize();
            float[] p = crew.floats(worker, 0, shape.keys());
            for (int i = 0; i < shape.queries(); i++) {
                int n = mask.visible(shape, b, i);
                int oi = out.at(b, h) + i * out.row();
                float rowLse = row(n, shape.headDim(), shape.valueDim(), scale, query.array(),
                        query.at(b, h) + i * query.row(), key.array(), key.at(b, g), key.row(), value.array(),
                        value.at(b, g), value.row(), out.array(), oi, p);
                if (lse != null) {
                    lse[task * shape.queries() + i] = rowLse;
                }
            }
        });
    }

    private static float row(int n, int headDim, int valueDim, float scale, float[] q, int qi, float[] k, int ko,
            int kRow, float[] v, int vo, int vRow, float[] out, int oi, float[] p) {
        float max = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < n; j++) {
            p[j] = scale * dot(headDim, q, qi, k, ko + j * kRow);
            max = p[j] > max ? p[j] : max;
        }
        float shift = max == Float.NEGATIVE_INFINITY ? 0.0f : max;
        float sum = 0.0f;
        for (int i = 0; i < valueDim; i++) {
            out[oi + i] = 0.0f;
        }
        for (int j = 0; j < n; j++) {
            float weight = (float) Math.exp(p[j] - shift);
            sum += weight;
            for (int i = 0; i < valueDim; i++) {
                out[oi + i] += weight * v[vo + j * vRow + i];
            }
        }
        if (sum == 0.0f) {
            return Float.POSITIVE_INFINITY;
        }
        for (int i = 0; i < valueDim; i++) {
            out[oi + i] /= sum;
        }
        return (float) (shift + Math.log(sum));
    }

    static float dot(int n, float[] a, int ao, float[] b, int bo) {
        float sum = 0.0f;
        for (int i = 0; i < n; i++) {
            sum += a[ao + i] * b[bo + i];
        }
        return sum;
    }
}
