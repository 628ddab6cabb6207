package dev.mha.kernels.plain;

import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionRows;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Rows;
import dev.mha.kernels.work.Crew;

/** Tangent of {@link PlainBackward}, one query row after the other. */
public final class PlainHessian {
    private PlainHessian() {}

    /** See {@code AttentionHessian.run}; tasks are the (batch, key/value head) pairs, so nothing is shared. */
    public static void run(AttentionShape shape, AttentionMask mask, float scale, AttentionRows at, Rows out,
            float[] lse, Rows outGrad, AttentionRows tangent, Rows outTangent, float[] lseTangent, Rows outGradTangent,
            AttentionRows gradTangent, Crew crew) {
        int keyHeads = shape.keyValueHeads();
        crew.run(shape.batch() * keyHeads, (task, worker) -> {
            int b = task / keyHeads;
            int g = task % keyHeads;
            PlainBackward.clear(gradTangent.key(), b, g, shape.keys(), shape.headDim());
            PlainBackward.clear(gradTangent.value(), b, g, shape.keys(), shape.valueDim());
            for (int h = g * shape.groupSize(); h < (g + 1) * shape.groupSize(); h++) {
                PlainBackward.clear(gradTangent.query(), b, h, shape.queries(), shape.headDim());
                for (int i = 0; i < shape.queries(); i++) {
                    int row = (b * shape.queryHeads() + h) * shape.queries() + i;
                    float delta = dot(outGrad, b, h, i, out, h, i, shape.valueDim());
                    float deltaTangent = dot(outGradTangent, b, h, i, out, h, i, shape.valueDim())
                            + dot(outGrad, b, h, i, outTangent, h, i, shape.valueDim());
                    int n = mask.visible(shape, b, i);
                    for (int j = 0; j < n; j++) {
                        pair(shape, scale, at, lse[row], outGrad, tangent, lseTangent[row], outGradTangent, delta,
                                deltaTangent, gradTangent, b, h, i, j);
                    }
                }
            }
        });
    }

    /** What query i and key j give to the results. */
    private static void pair(AttentionShape shape, float scale, AttentionRows at, float lse, Rows outGrad,
            AttentionRows tangent, float lseTangent, Rows outGradTangent, float delta, float deltaTangent,
            AttentionRows gradTangent, int b, int h, int i, int j) {
        int g = h / shape.groupSize();
        int headDim = shape.headDim();
        int valueDim = shape.valueDim();
        float score = scale * dot(at.query(), b, h, i, at.key(), g, j, headDim);
        float scoreTangent = scale * (dot(tangent.query(), b, h, i, at.key(), g, j, headDim)
                + dot(at.query(), b, h, i, tangent.key(), g, j, headDim));
        float p = (float) Math.exp(score - lse);
        float pTangent = p * (scoreTangent - lseTangent);
        float slope = dot(outGrad, b, h, i, at.value(), g, j, valueDim) - delta;
        float slopeTangent = dot(outGradTangent, b, h, i, at.value(), g, j, valueDim)
                + dot(outGrad, b, h, i, tangent.value(), g, j, valueDim) - deltaTangent;
        float scoreGrad = scale * (p * slope);
        float scoreGradTangent = scale * (pTangent * slope + p * slopeTangent);
        add(valueDim, pTangent, outGrad, p, outGradTangent, b, h, i, gradTangent.value(), g, j);
        add(headDim, scoreGradTangent, at.query(), scoreGrad, tangent.query(), b, h, i, gradTangent.key(), g, j);
        add(headDim, scoreGradTangent, at.key(), scoreGrad, tangent.key(), b, g, j, gradTangent.query(), h, i);
    }

    private static float dot(Rows x, int b, int h, int i, Rows y, int g, int j, int n) {
        return PlainForward.dot(n, x.array(), x.at(b, h) + i * x.row(), y.array(), y.at(b, g) + j * y.row());
    }

    /**
     * Adds {@code a x + c y}, row {@code t} of head {@code h} of each, to row {@code u} of head {@code g} of a result.
     */
    private static void add(int n, float a, Rows x, float c, Rows y, int b, int h, int t, Rows result, int g, int u) {
        if (result != null) {
            int xo = x.at(b, h) + t * x.row();
            int yo = y.at(b, h) + t * y.row();
            int to = result.at(b, g) + u * result.row();
            for (int k = 0; k < n; k++) {
                result.array()[to + k] += a * x.array()[xo + k] + c * y.array()[yo + k];
            }
        }
    }
}
