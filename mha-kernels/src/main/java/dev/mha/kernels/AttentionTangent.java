package dev.mha.kernels;

import dev.mha.kernels.plain.PlainTangent;
import dev.mha.kernels.vector.ShortTangent;
import dev.mha.kernels.vector.VectorTangent;
import dev.mha.kernels.work.Crew;

/**
 * Tangent of softmax attention (forward-mode derivative): what the output changes by, to first order, when queries,
 * keys and values move. The score matrix is not stored.
 *
 * <pre>
 * T   = scale (query~ key' + query key~')      tangents of the scores, a tilde marks tangents
 * P   = exp(scale query key' - lse)            the weights again
 * lse~ = rowsum(P T)
 * out~ = (P (T - lse~)) value + P value~       products of matrices of a size are by elements
 * </pre>
 */
public final class AttentionTangent {
    private AttentionTangent() {}

    /**
     * Writes the tangents of both results of the forward pass.
     *
     * <p>A row that attends to nothing gives zeros. A NaN or infinity in a masked key or value, or in their tangents,
     * does not reach the result; one that is attended to does. The bits of the result do not depend on the number of
     * workers, on other items of the batch, on offsets and strides, or on how far the virtual machine has compiled the
     * kernel; see {@link AttentionForward#run} for what they do depend on.
     *
     * @param shape sizes, as in the forward pass
     * @param mask as in the forward pass
     * @param scale as in the forward pass
     * @param at queries, keys and values of the forward pass
     * @param out what the forward pass wrote, [batch, queryHeads, queries, valueDim]
     * @param lse what the forward pass wrote, dense [batch, queryHeads, queries]
     * @param tangent directions in which queries, keys and values move
     * @param outTangent result, [batch, queryHeads, queries, valueDim]; must not overlap another argument
     * @param lseTangent result, dense [batch, queryHeads, queries]; must not overlap another argument
     * @param work scratch memory and threads of the caller
     * @throws IllegalArgumentException
     *             naming the argument and the two sizes that do not fit, or the two arguments that overlap; an overlap
     *             of views with gaps is not always seen
     * @throws IllegalStateException
     *             if another call is at work in {@code work}
     */
    public static void run(AttentionShape shape, AttentionMask mask, float scale, AttentionRows at, Rows out,
            float[] lse, AttentionRows tangent, Rows outTangent, float[] lseTangent, Workspace work) {
        AttentionArguments.checkPresent(shape, mask, work);
        TangentArguments.checkInputs(shape, mask, scale, at, out, lse, tangent);
        long run = AttentionArguments.checkResult("outTangent", outTangent, shape.batch(), shape.queryHeads(),
                shape.queries(), shape.valueDim());
        long lseRun = AttentionArguments.checkLogSumExp("lseTangent", shape, lseTangent);
        TangentArguments.checkApart("outTangent", outTangent.array(), outTangent.offset(), run, shape, at, out, lse,
                tangent);
        TangentArguments.checkApart("lseTangent", lseTangent, 0, lseRun, shape, at, out, lse, tangent);
        TangentArguments.queriesApart("lseTangent", lseTangent, 0, lseRun, shape, "outTangent", outTangent,
                shape.valueDim());
        AttentionRows inputs = TangentArguments.settled(at, shape);
        AttentionRows moves = TangentArguments.settled(tangent, shape);
        Rows o = TangentArguments.settled(out, shape);
        Rows ot = TangentArguments.settled(outTangent, shape);
        switch (work) {
            case Crew crew -> {
                crew.enter();
                try {
                    switch (AttentionPath.ofTangents(shape)) {
                        case PLAIN -> PlainTangent.run(shape, mask, scale, inputs, o, lse, moves, ot, lseTangent, crew);
                        case BLOCKS ->
                            VectorTangent.run(shape, mask, scale, inputs, o, lse, moves, ot, lseTangent, crew);
                        case SHORT, LANES ->
                            ShortTangent.run(shape, mask, scale, inputs, lse, moves, ot, lseTangent, crew);
                    }
                } finally {
                    crew.leave();
                }
            }
        }
    }
}
