package dev.mha.kernels;

import dev.mha.kernels.AttentionArguments.Run;
import dev.mha.kernels.plain.PlainBackward;
import dev.mha.kernels.vector.VectorBackward;
import dev.mha.kernels.work.Crew;
import dev.mha.kernels.work.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Gradients of softmax attention, with the weights recomputed from the log-sum-exp of the forward pass (FlashAttention-2,
 * arXiv 2307.08691, section 3.1.2).
 */
public final class AttentionBackward {
    private AttentionBackward() {}

    /**
     * Writes the gradients of {@code sum(out * outGrad)} by queries, keys and values. Keys that no query sees, and queries
     * that see no key, get zeros. A result must not overlap another argument. With grouped heads a key/value head gets the sum over its group, in the order of heads.
     *
     * @param shape sizes, as in the forward pass
     * @param mask as in the forward pass
     * @param scale as in the forward pass
     * @param query [batch, queryHeads, queries, headDim]
     * @param key [batch, keyValueHeads, keys, headDim]
     * @param value [batch, keyValueHeads, keys, valueDim]
     * @param out what the forward pass wrote, [batch, queryHeads, queries, valueDim]
     * @param lse what the forward pass wrote, dense [batch, queryHeads, queries]
     * @param outGrad gradient by the output, [batch, queryHeads, queries, valueDim]
     * @param queryGrad result, overwritten, [batch, queryHeads, queries, headDim], or null when not wanted
     * @param keyGrad result, overwritten, [batch, keyValueHeads, keys, headDim], or null when not wanted
     * @param valueGrad result, overwritten, [batch, keyValueHeads, keys, valueDim], or null when not wanted
     * @param work scratch memory and threads of the caller
     * @throws IllegalArgumentException
     *             naming the argument and the two sizes that do not fit, or the two arguments that overlap; an overlap of
     *             views with gaps is not always seen
     */
    public static void run(AttentionShape shape, AttentionMask mask, float scale, Rows query, Rows key, Rows value,
            Rows out, float[] lse, Rows outGrad, Rows queryGrad, Rows keyGrad, Rows valueGrad, Workspace work) {
        AttentionArguments.checkPresent(shape, mask, work);
        int batch = shape.batch();
        int heads = shape.queryHeads();
        int keyHeads = shape.keyValueHeads();
        AttentionArguments.checkMask(shape, mask);
        AttentionArguments.checkScale(scale);
        List<Run> taken = new ArrayList<>(List.of(
                AttentionArguments.checkRows("query", query, batch, heads, shape.queries(), shape.headDim()),
                AttentionArguments.checkRows("key", key, batch, keyHeads, shape.keys(), shape.headDim()),
                AttentionArguments.checkRows("value", value, batch, keyHeads, shape.keys(), shape.valueDim()),
                AttentionArguments.checkRows("out", out, batch, heads, shape.queries(), shape.valueDim()),
                AttentionArguments.checkRows("outGrad", outGrad, batch, heads, shape.queries(), shape.valueDim()),
                AttentionArguments.checkLogSumExp(shape, Objects.requireNonNull(lse, "lse"))));
        if (queryGrad != null) {
            take(taken, AttentionArguments.checkResult("queryGrad", queryGrad, batch, heads, shape.queries(),
                    shape.headDim()));
        }
        if (keyGrad != null) {
            take(taken, AttentionArguments.checkResult("keyGrad", keyGrad, batch, keyHeads, shape.keys(),
                    shape.headDim()));
        }
        if (valueGrad != null) {
            take(taken, AttentionArguments.checkResult("valueGrad", valueGrad, batch, keyHeads, shape.keys(),
                    shape.valueDim()));
        }
        switch (work) {
            case Crew crew -> {
                if (Machine.VECTOR) {
                    VectorBackward.run(shape, mask, scale, query, key, value, out, lse, outGrad, queryGrad, keyGrad,
                            valueGrad, crew);
                } else {
                    PlainBackward.run(shape, mask, scale, query, key, value, out, lse, outGrad, queryGrad, keyGrad,
                            valueGrad, crew);
                }
            }
        }
    }

    private static void take(List<Run> taken, Run result) {
        AttentionArguments.checkApart(result, taken);
        taken.add(result);
    }
}
