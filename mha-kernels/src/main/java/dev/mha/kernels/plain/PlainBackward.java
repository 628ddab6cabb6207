package dev.mha.kernels.plain;

import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Rows;
import dev.mha.kernels.work.Crew;
import java.util.Arrays;

/** Gradients of softmax attention, one query row after the other; weights are recomputed from the log-sum-exp. */
public final class PlainBackward {
    private PlainBackward() {}

    /** See {@code AttentionBackward.run}; tasks are the (batch, key/value head) pairs, so nothing is shared. */
    public static void run(AttentionShape shape, AttentionMask mask, float scale, Rows query, Rows key, Rows value,
            Rows out, float[] lse, Rows outGrad, Rows queryGrad, Rows keyGrad, Rows valueGrad, Crew crew) {
        int keyHeads = shape.keyValueHeads();
        crew.run(shape.batch() * keyHeads, (task, worker) -> {
            int b = task / keyHeads;
            int g = task % keyHeads;
            clear(keyGrad, b, g, shape.keys(), shape.headDim());
            clear(valueGrad, b, g, shape.keys(), shape.valueDim());
            for (int h = g * shape.groupSize(); h < (g + 1) * shape.groupSize(); h++) {
                clear(queryGrad, b, h, shape.queries(), shape.headDim());
                for (int i = 0; i < shape.queries(); i++) {
                    int go = outGrad.at(b, h) + i * outGrad.row();
                    float delta = PlainForward.dot(shape.valueDim(), outGrad.array(), go, out.array(),
                            out.at(b, h) + i * out.row());
                    float rowLse = lse[(b * shape.queryHeads() + h) * shape.queries() + i];
                    int qo = query.at(b, h) + i * query.row();
                    int n = mask.visible(shape, b, i);
                    for (int j = 0; j < n; j++) {
                        int ko = key.at(b, g) + j * key.row();
                        int vo = value.at(b, g) + j * value.row();
                        float score = scale * PlainForward.dot(shape.headDim(), query.array(), qo, key.array(), ko);
                        float p = (float) Math.exp(score - rowLse);
                        float pGrad = PlainForward.dot(shape.valueDim(), outGrad.array(), go, value.array(), vo);
                        float scoreGrad = scale * (p * (pGrad - delta));
                        add(shape.valueDim(), p, outGrad.array(), go, valueGrad, b, g, j);
                        add(shape.headDim(), scoreGrad, query.array(), qo, keyGrad, b, g, j);
                        add(shape.headDim(), scoreGrad, key.array(), ko, queryGrad, b, h, i);
                    }
                }
            }
        });
    }

    static void clear(Rows grad, int b, int h, int rows, int dim) {
        if (grad != null) {
            for (int t = 0; t < rows; t++) {
                int at = grad.at(b, h) + t * grad.row();
                Arrays.fill(grad.array(), at, at + dim, 0.0f);
            }
        }
    }

    private static void add(int n, float factor, float[] x, int xo, Rows grad, int b, int h, int t) {
        if (grad != null) {
            float[] y = grad.array();
            int yo = grad.at(b, h) + t * grad.row();
            for (int i = 0; i < n; i++) {
                y[yo + i] += factor * x[xo + i];
            }
        }
    }
}
