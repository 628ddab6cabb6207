package dev.mha.kernels.plain;

import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionRows;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Rows;
import dev.mha.kernels.work.Crew;
import java.util.Arrays;

/** Tangent of softmax attention row by row; a row of weights and one of score tangents are the only scratch. */
public final class PlainTangent {
    private PlainTangent() {}

    /** See {@code AttentionTangent.run}; tasks are the (batch, query head) pairs. */
    public static void run(AttentionShape shape, AttentionMask mask, float scale, AttentionRows at, Rows out,
            float[] lse, AttentionRows tangent, Rows outTangent, float[] lseTangent, Crew crew) {
        int heads = shape.queryHeads();
        crew.run(shape.batch() * heads, (task, worker) -> {
            int b = task / heads;
            int h = task % heads;
            float[] p = crew.floats(worker, 0, shape.keys());
            float[] t = crew.floats(worker, 1, shape.keys());
            for (int i = 0; i < shape.queries(); i++) {
                int n = mask.visible(shape, b, i);
                int row = task * shape.queries() + i;
                float sum = weights(shape, scale, at, tangent, b, h, i, n, lse[row], p, t);
                float mean = 0.0f;
                for (int j = 0; j < n; j++) {
                    p[j] /= sum;
                    mean += p[j] * t[j];
                }
                lseTangent[row] = mean;
                values(shape, at.value(), tangent.value(), b, h / shape.groupSize(), n, mean, p, t, outTangent,
                        outTangent.at(b, h) + i * outTangent.row());
            }
        });
    }

    /**
     * Weights, up to the factor that the rounding of the log-sum-exp makes, and score tangents; returns their sum.
     */
    private static float weights(AttentionShape shape, float scale, AttentionRows at, AttentionRows tangent, int b,
            int h, int i, int n, float lse, float[] p, float[] t) {
        int g = h / shape.groupSize();
        int dim = shape.headDim();
        int qo = at.query().at(b, h) + i * at.query().row();
        int qto = tangent.query().at(b, h) + i * tangent.query().row();
        float sum = 0.0f;
        for (int j = 0; j < n; j++) {
            int ko = at.key().at(b, g) + j * at.key().row();
            int kto = tangent.key().at(b, g) + j * tangent.key().row();
            float score = scale * PlainForward.dot(dim, at.query().array(), qo, at.key().array(), ko);
            t[j] = scale * (PlainForward.dot(dim, tangent.query().array(), qto, at.key().array(), ko)
                    + PlainForward.dot(dim, at.query().array(), qo, tangent.key().array(), kto));
            p[j] = (float) Math.exp(score - lse);
            sum += p[j];
        }
        return sum;
    }

    private static void values(AttentionShape shape, Rows value, Rows valueTangent, int b, int g, int n, float mean,
            float[] p, float[] t, Rows outTangent, int to) {
        float[] sums = outTangent.array();
        Arrays.fill(sums, to, to + shape.valueDim(), 0.0f);
        for (int j = 0; j < n; j++) {
            int vo = value.at(b, g) + j * value.row();
            int vto = valueTangent.at(b, g) + j * valueTangent.row();
            float weightTangent = p[j] * (t[j] - mean);
            for (int c = 0; c < shape.valueDim(); c++) {
                sums[to + c] += weightTangent * value.array()[vo + c] + p[j] * valueTangent.array()[vto + c];
            }
        }
    }
}
