package dev.mha.kernels;

import dev.mha.kernels.plain.PlainBackward;
import dev.mha.kernels.vector.HeadBackward;
import dev.mha.kernels.vector.ShortBackward;
import dev.mha.kernels.vector.VectorBackward;
import dev.mha.kernels.work.Crew;
import java.util.Objects;

/**
 * Gradients of softmax attention, with the weights recomputed from the log-sum-exp of the forward pass
 * (FlashAttention-2, arXiv 2307.08691, section 3.1.2).
 */
public final class AttentionBackward {
    private AttentionBackward() {}

    /**
     * Writes the gradients of {@code sum(out * outGrad)} by queries, keys and values. Keys that no query sees, and
     * queries that see no key, get zeros. A NaN or infinity in a masked key or value does not reach a result, nor does
     * one in a query or output gradient reach a key that its query does not see. The bits of the results are as
     * independent as those of {@link AttentionForward#run}. A result must not overlap another argument. With grouped
     * heads a key/value head gets the sum over its group, in the order of heads.
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
     * @throws IllegalArgumentException naming the argument and the two sizes that do not fit, or the two arguments that
     *             overlap; an overlap of views with gaps is not always seen
     * @throws IllegalStateException
     *             if another call is at work in {@code work}
     */
    public static void run(AttentionShape shape, AttentionMask mask, float scale, Rows query, Rows key, Rows value,
            Rows out, float[] lse, Rows outGrad, Rows queryGrad, Rows keyGrad, Rows valueGrad, Workspace work) {
        AttentionArguments.checkPresent(shape, mask, work);
        int batch = shape.batch();
        int heads = shape.queryHeads();
        int keyHeads = shape.keyValueHeads();
        AttentionArguments.checkMask(shape, mask);
        AttentionArguments.checkScale(scale);
        long queryRun = AttentionArguments.checkRows("query", query, batch, heads, shape.queries(), shape.headDim());
        long keyRun = AttentionArguments.checkRows("key", key, batch, keyHeads, shape.keys(), shape.headDim());
        long valueRun = AttentionArguments.checkRows("value", value, batch, keyHeads, shape.keys(), shape.valueDim());
        long outRun = AttentionArguments.checkRows("out", out, batch, heads, shape.queries(), shape.valueDim());
        long outGradRun = AttentionArguments.checkRows("outGrad", outGrad, batch, heads, shape.queries(),
                shape.valueDim());
        long lseRun = AttentionArguments.checkLogSumExp(shape, Objects.requireNonNull(lse, "lse"));
        long queryGradRun = 0;
        long keyGradRun = 0;
        long valueGradRun = 0;
        if (queryGrad != null) {
            queryGradRun = AttentionArguments.checkResult("queryGrad", queryGrad, batch, heads, shape.queries(),
                    shape.headDim());
            checkApart("queryGrad", queryGrad, queryGradRun, query, queryRun, key, keyRun, value, valueRun, out, outRun,
                    lse, lseRun, outGrad, outGradRun);
        }
        if (keyGrad != null) {
            keyGradRun = AttentionArguments.checkResult("keyGrad", keyGrad, batch, keyHeads, shape.keys(),
                    shape.headDim());
            checkApart("keyGrad", keyGrad, keyGradRun, query, queryRun, key, keyRun, value, valueRun, out, outRun, lse,
                    lseRun, outGrad, outGradRun);
            AttentionArguments.checkApart("keyGrad", keyGrad, keyGradRun, "queryGrad", queryGrad, queryGradRun);
        }
        if (valueGrad != null) {
            valueGradRun = AttentionArguments.checkResult("valueGrad", valueGrad, batch, keyHeads, shape.keys(),
                    shape.valueDim());
            checkApart("valueGrad", valueGrad, valueGradRun, query, queryRun, key, keyRun, value, valueRun, out, outRun,
                    lse, lseRun, outGrad, outGradRun);
            AttentionArguments.checkApart("valueGrad", valueGrad, valueGradRun, "queryGrad", queryGrad, queryGradRun);
            AttentionArguments.checkApart("valueGrad", valueGrad, valueGradRun, "keyGrad", keyGrad, keyGradRun);
        }
        Rows q = AttentionArguments.settled(query, queryRun);
        Rows k = AttentionArguments.settled(key, keyRun);
        Rows v = AttentionArguments.settled(value, valueRun);
        Rows o = AttentionArguments.settled(out, outRun);
        Rows og = AttentionArguments.settled(outGrad, outGradRun);
        Rows qg = AttentionArguments.settled(queryGrad, queryGradRun);
        Rows kg = AttentionArguments.settled(keyGrad, keyGradRun);
        Rows vg = AttentionArguments.settled(valueGrad, valueGradRun);
        switch (work) {
            case Crew crew -> {
                crew.enter();
                try {
                    switch (AttentionPath.of(shape, shape.keyValueHeads())) {
                        case PLAIN -> PlainBackward.run(shape, mask, scale, q, k, v, o, lse, og, qg, kg, vg, crew);
                        case BLOCKS -> VectorBackward.run(shape, mask, scale, q, k, v, o, lse, og, qg, kg, vg, crew);
                        case SHORT -> ShortBackward.run(shape, mask, scale, q, k, v, lse, og, qg, kg, vg, crew);
                        case LANES -> HeadBackward.run(shape, mask, scale, q, k, v, lse, og, qg, kg, vg, crew);
                    }
                } finally {
                    crew.leave();
                }
            }
        }
    }

    private static void checkApart(String name, Rows result, long run, Rows query, long queryRun, Rows key, long keyRun,
            Rows value, long valueRun, Rows out, long outRun, float[] lse, long lseRun, Rows outGrad, long outGradRun) {
        AttentionArguments.checkApart(name, result, run, "query", query, queryRun);
        AttentionArguments.checkApart(name, result, run, "key", key, keyRun);
        AttentionArguments.checkApart(name, result, run, "value", value, valueRun);
        AttentionArguments.checkApart(name, result, run, "out", out, outRun);
        AttentionArguments.checkApart(name, result.array(), result.offset(), run, "lse", lse, 0, lseRun);
        AttentionArguments.checkApart(name, result, run, "outGrad", outGrad, outGradRun);
    }
}
