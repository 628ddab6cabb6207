package dev.mha.kernels;

import dev.mha.kernels.plain.PlainForward;
import dev.mha.kernels.vector.HeadForward;
import dev.mha.kernels.vector.ShortForward;
import dev.mha.kernels.vector.VectorForward;
import dev.mha.kernels.work.Crew;

/** Softmax attention: out = softmax(scale * query key' + mask) value, without storing the score matrix. */
public final class AttentionForward {
    private AttentionForward() {}

    /**
     * Writes {@code out} and, when {@code lse} is not null, the natural log-sum-exp of the scaled scores of every row.
     *
     * <p>A row that attends to nothing, or all of whose scores are -infinity, gives zeros and an lse of +infinity, so
     * that the backward pass recomputes weights of exactly zero for it. A NaN or infinity in a masked key or value does
     * not reach the result; a NaN that is attended to does.
     *
     * <p><b>Bits.</b> On one machine equal arguments give equal bits, whatever the number of workers and their pace,
     * the other items of the batch, offsets, strides and what lies between the rows, the content of masked keys and
     * values, and whether the virtual machine interprets the kernel or has compiled it. Bits may differ between
     * machines whose vectors or registers are of other sizes (flags like {@code -XX:UseAVX} choose these too), between
     * vector and plain kernels, between versions of this library, and where more queries or keys take another kernel
     * (see {@link Kernels#describe(AttentionShape)}). The same holds for {@link AttentionBackward}, {@link
     * AttentionTangent} and {@link AttentionHessian}.
     *
     * @param shape sizes
     * @param mask which keys a query sees
     * @param scale factor of the scores, usually {@code 1 / sqrt(headDim)}
     * @param query [batch, queryHeads, queries, headDim]
     * @param key [batch, keyValueHeads, keys, headDim]
     * @param value [batch, keyValueHeads, keys, valueDim]
     * @param out result, [batch, queryHeads, queries, valueDim]; must not overlap an input
     * @param lse result, dense [batch, queryHeads, queries], or null; must not overlap another argument
     * @param work scratch memory and threads of the caller
     * @throws IllegalArgumentException naming the argument and the two sizes that do not fit, or the two arguments that
     *             overlap; an overlap of views with gaps is not always seen
     * @throws IllegalStateException
     *             if another call is at work in {@code work}
     */
    public static void run(AttentionShape shape, AttentionMask mask, float scale, Rows query, Rows key, Rows value,
            Rows out, float[] lse, Workspace work) {
        AttentionArguments.checkPresent(shape, mask, work);
        int batch = shape.batch();
        int heads = shape.queryHeads();
        int keyHeads = shape.keyValueHeads();
        AttentionArguments.checkMask(shape, mask);
        AttentionArguments.checkScale(scale);
        long queryRun = AttentionArguments.checkRows("query", query, batch, heads, shape.queries(), shape.headDim());
        long keyRun = AttentionArguments.checkRows("key", key, batch, keyHeads, shape.keys(), shape.headDim());
        long valueRun = AttentionArguments.checkRows("value", value, batch, keyHeads, shape.keys(), shape.valueDim());
        long outRun = AttentionArguments.checkResult("out", out, batch, heads, shape.queries(), shape.valueDim());
        AttentionArguments.checkApart("out", out, outRun, "query", query, queryRun);
        AttentionArguments.checkApart("out", out, outRun, "key", key, keyRun);
        AttentionArguments.checkApart("out", out, outRun, "value", value, valueRun);
        if (lse != null) {
            long lseRun = AttentionArguments.checkLogSumExp(shape, lse);
            checkLogSumExp(lse, lseRun, "query", query, queryRun);
            checkLogSumExp(lse, lseRun, "key", key, keyRun);
            checkLogSumExp(lse, lseRun, "value", value, valueRun);
            checkLogSumExp(lse, lseRun, "out", out, outRun);
        }
        Rows q = AttentionArguments.settled(query, queryRun);
        Rows k = AttentionArguments.settled(key, keyRun);
        Rows v = AttentionArguments.settled(value, valueRun);
        Rows o = AttentionArguments.settled(out, outRun);
        switch (work) {
            case Crew crew -> {
                crew.enter();
                try {
                    switch (AttentionPath.of(shape, shape.queryHeads())) {
                        case PLAIN -> PlainForward.run(shape, mask, scale, q, k, v, o, lse, crew);
                        case BLOCKS -> VectorForward.run(shape, mask, scale, q, k, v, o, lse, crew);
                        case SHORT -> ShortForward.run(shape, mask, scale, q, k, v, o, lse, crew);
                        case LANES -> HeadForward.run(shape, mask, scale, q, k, v, o, lse, crew);
                    }
                } finally {
                    crew.leave();
                }
            }
        }
    }

    private static void checkLogSumExp(float[] lse, long lseRun, String name, Rows other, long run) {
        AttentionArguments.checkApart("lse", lse, 0, lseRun, name, other.array(), other.offset(), run);
    }
}
