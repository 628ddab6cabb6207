package dev.mha.bench;

import dev.mha.kernels.AttentionBackward;
import dev.mha.kernels.AttentionForward;
import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Rows;
import dev.mha.kernels.Workspace;
import java.util.SplittableRandom;

/** Attention calls on dense arrays. */
final class AttentionRun {
    private AttentionRun() {}

    /** One forward pass a call, or one forward and one backward pass. */
    static Runnable prepare(AttentionShape shape, AttentionMask mask, boolean backward, Workspace work) {
        SplittableRandom random = new SplittableRandom(1);
        Rows query = rows(shape, gaussians(shape, random));
        Rows key = rows(shape, gaussians(shape, random));
        Rows value = rows(shape, gaussians(shape, random));
        Rows out = rows(shape, zeros(shape));
        float[] lse = new float[shape.batch() * shape.queryHeads() * shape.queries()];
        float scale = (float) (1 / Math.sqrt(shape.headDim()));
        if (!backward) {
            return () -> AttentionForward.run(shape, mask, scale, query, key, value, out, lse, work);
        }
        Rows outGrad = rows(shape, gaussians(shape, random));
        Rows queryGrad = rows(shape, zeros(shape));
        Rows keyGrad = rows(shape, zeros(shape));
        Rows valueGrad = rows(shape, zeros(shape));
        return () -> {
            AttentionForward.run(shape, mask, scale, query, key, value, out, lse, work);
            AttentionBackward.run(shape, mask, scale, query, key, value, out, lse, outGrad, queryGrad, keyGrad,
                    valueGrad, work);
        };
    }

    private static Rows rows(AttentionShape shape, float[] array) {
        return Rows.dense(array, shape.queryHeads(), shape.queries(), shape.headDim());
    }

    private static float[] zeros(AttentionShape shape) {
        return new float[shape.batch() * shape.queryHeads() * shape.queries() * shape.headDim()];
    }

    private static float[] gaussians(AttentionShape shape, SplittableRandom random) {
        float[] numbers = zeros(shape);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }
}
