package dev.mha.kernels;

import dev.mha.kernels.plain.PlainHessian;
import dev.mha.kernels.vector.ShortHessian;
import dev.mha.kernels.vector.VectorHessian;
import dev.mha.kernels.work.Crew;
import java.util.Objects;

/**
 * Hessian-vector product through softmax attention: the tangent of {@link AttentionBackward}. The score matrix is not
 * stored.
 *
 * <pre>
 * delta  = rowsum(outGrad out)              delta~ = rowsum(outGrad~ out + outGrad out~)
 * dP     = outGrad value'                   dP~ = outGrad~ value' + outGrad value~'
 * dS     = P (dP - delta)                   P~  = P (T - lse~)
 * dS~    = P~ (dP - delta) + P (dP~ - delta~)
 * value  gradient's tangent = P~' outGrad + P' outGrad~
 * query  gradient's tangent = scale (dS~ key + dS key~)
 * key    gradient's tangent = scale (dS~' query + dS' query~)
 * </pre>
 *
 * <p>P, T and lse~ as in {@link AttentionTangent}. With {@code outGrad~} zero this is the product of the Hessian of
 * {@code sum(out * outGrad)} by queries, keys and values with their tangents. With
 * {@code outGrad~} the change of the gradient that comes from above, attention is one layer of a larger function.
 */
public final class AttentionHessian {
    private AttentionHessian() {}

    /**
     * Writes the tangents of the gradients by queries, keys and values. Keys that no query sees, and queries that see
     * no key, get zeros. A NaN or infinity in a masked key or value, or in their tangents, does not reach the results.
     * With grouped heads a key/value head gets the sum over its group, in the order of heads. The bits of the results
     * are as independent as those of {@link AttentionForward#run}.
     *
     * @param shape sizes, as in the forward pass
     * @param mask as in the forward pass
     * @param scale as in the forward pass
     * @param at queries, keys and values of the forward pass
     * @param out what the forward pass wrote, [batch, queryHeads, queries, valueDim]
     * @param lse what the forward pass wrote, dense [batch, queryHeads, queries]
     * @param outGrad gradient by the output, [batch, queryHeads, queries, valueDim]
     * @param tangent directions in which queries, keys and values move
     * @param outTangent what {@link AttentionTangent} wrote for them, [batch, queryHeads, queries, valueDim]
     * @param lseTangent what {@link AttentionTangent} wrote for them, dense [batch, queryHeads, queries]
     * @param outGradTangent what {@code outGrad} changes by, [batch, queryHeads, queries, valueDim]
     * @param gradTangent results, overwritten, of the sizes of queries, keys and values; each may be null when not
     *     wanted, and must not overlap another argument
     * @param work scratch memory and threads of the caller
     * @throws IllegalArgumentException
     *             naming the argument and the two sizes that do not fit, or the two arguments that overlap; an overlap
     *             of views with gaps is not always seen
     * @throws IllegalStateException
     *             if another call is at work in {@code work}
     */
    public static void run(AttentionShape shape, AttentionMask mask, float scale, AttentionRows at, Rows out,
            float[] lse, Rows outGrad, AttentionRows tangent, Rows outTangent, float[] lseTangent, Rows outGradTangent,
            AttentionRows gradTangent, Workspace work) {
        AttentionArguments.checkPresent(shape, mask, work);
        TangentArguments.checkInputs(shape, mask, scale, at, out, lse, tangent);
        Objects.requireNonNull(gradTangent, "gradTangent");
        int valueDim = shape.valueDim();
        TangentArguments.queries("outGrad", outGrad, shape, valueDim);
        TangentArguments.queries("outTangent", outTangent, shape, valueDim);
        AttentionArguments.checkLogSumExp("lseTangent", shape, lseTangent);
        TangentArguments.queries("outGradTangent", outGradTangent, shape, valueDim);
        Rows queryResult = gradTangent.query();
        Rows keyResult = gradTangent.key();
        Rows valueResult = gradTangent.value();
        long queryRun = checkResult("gradTangent.query", queryResult, shape, shape.queryHeads(), shape.queries(),
                shape.headDim(), at, out, lse, outGrad, tangent, outTangent, lseTangent, outGradTangent);
        long keyRun = checkResult("gradTangent.key", keyResult, shape, shape.keyValueHeads(), shape.keys(),
                shape.headDim(), at, out, lse, outGrad, tangent, outTangent, lseTangent, outGradTangent);
        long valueRun = checkResult("gradTangent.value", valueResult, shape, shape.keyValueHeads(), shape.keys(),
                valueDim, at, out, lse, outGrad, tangent, outTangent, lseTangent, outGradTangent);
        AttentionArguments.checkApart("gradTangent.key", keyResult, keyRun, "gradTangent.query", queryResult, queryRun);
        AttentionArguments.checkApart("gradTangent.value", valueResult, valueRun, "gradTangent.query", queryResult,
                queryRun);
        AttentionArguments.checkApart("gradTangent.value", valueResult, valueRun, "gradTangent.key", keyResult, keyRun);
        AttentionRows inputs = TangentArguments.settled(at, shape);
        AttentionRows moves = TangentArguments.settled(tangent, shape);
        AttentionRows results = TangentArguments.settled(gradTangent, shape);
        Rows o = TangentArguments.settled(out, shape);
        Rows og = TangentArguments.settled(outGrad, shape);
        Rows ot = TangentArguments.settled(outTangent, shape);
        Rows ogt = TangentArguments.settled(outGradTangent, shape);
        switch (work) {
            case Crew crew -> {
                crew.enter();
                try {
                    switch (AttentionPath.ofTangents(shape)) {
                        case PLAIN -> PlainHessian.run(shape, mask, scale, inputs, o, lse, og, moves, ot, lseTangent,
                                ogt, results, crew);
                        case BLOCKS -> VectorHessian.run(shape, mask, scale, inputs, o, lse, og, moves, ot, lseTangent,
                                ogt, results, crew);
                        case SHORT, LANES -> ShortHessian.run(shape, mask, scale, inputs, lse, og, moves, lseTangent,
                                ogt, results, crew);
                    }
                } finally {
                    crew.leave();
                }
            }
        }
    }

    /** Checks a result that is wanted, and that it shares no floats with an input. */
    private static long checkResult(String name, Rows result, AttentionShape shape, int heads, int rows, int dim,
            AttentionRows at, Rows out, float[] lse, Rows outGrad, AttentionRows tangent, Rows outTangent,
            float[] lseTangent, Rows outGradTangent) {
        if (result == null) {
            return 0;
        }
        long run = AttentionArguments.checkResult(name, result, shape.batch(), heads, rows, dim);
        float[] array = result.array();
        int offset = result.offset();
        int valueDim = shape.valueDim();
        TangentArguments.checkApart(name, array, offset, run, shape, at, out, lse, tangent);
        TangentArguments.queriesApart(name, array, offset, run, shape, "outGrad", outGrad, valueDim);
        TangentArguments.queriesApart(name, array, offset, run, shape, "outTangent", outTangent, valueDim);
        TangentArguments.lseApart(name, array, offset, run, shape, "lseTangent", lseTangent);
        TangentArguments.queriesApart(name, array, offset, run, shape, "outGradTangent", outGradTangent, valueDim);
        return run;
    }
}
