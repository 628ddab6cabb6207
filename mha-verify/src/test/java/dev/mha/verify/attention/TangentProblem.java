package dev.mha.verify.attention;

import dev.mha.kernels.AttentionHessian;
import dev.mha.kernels.AttentionRows;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.AttentionTangent;
import dev.mha.kernels.Workspace;
import dev.mha.verify.attention.AttentionProblem.Values;
import dev.mha.verify.attention.GuardedRows.Layout;
import java.util.Arrays;

/**
 * A point and a direction for the second order. The direction is a problem of its own: its inputs are the tangents of
 * the point's, and its results the tangents of the point's results, so that strides and offsets differ from the
 * point's.
 */
final class TangentProblem {
    final AttentionProblem at;
    final AttentionProblem move;

    TangentProblem(AttentionProblem at, AttentionProblem move) {
        this.at = at;
        this.move = move;
    }

    /** A problem that depends on its arguments alone. */
    static TangentProblem random(AttentionProblem at, Values moves, Layout layout, long seed) {
        AttentionProblem move = AttentionProblem.random(at.shape, at.mask.causal(), false, moves, layout, ~seed);
        return new TangentProblem(at, move);
    }

    /** One item of the batch as a problem of its own, dense, at another place in its arrays. */
    TangentProblem alone(int b) {
        return new TangentProblem(at.alone(b), move.alone(b));
    }

    private static AttentionRows inputs(AttentionProblem problem) {
        return new AttentionRows(problem.query.rows, problem.key.rows, problem.value.rows);
    }

    /** Runs all four passes and checks that they wrote results and nothing else. */
    TangentProblem run(Workspace work) {
        at.forwardAndBackward(work);
        return second(work);
    }

    /** Runs the two of second order, after the others. */
    TangentProblem second(Workspace work) {
        int before = Arrays.hashCode(at.results());
        move.out.reset();
        move.queryGrad.reset();
        move.keyGrad.reset();
        move.valueGrad.reset();
        Arrays.fill(move.lse, Float.NaN);
        AttentionShape shape = at.shape;
        AttentionTangent.run(shape, at.mask, at.scale, inputs(at), at.out.rows, at.lse, inputs(move), move.out.rows,
                move.lse, work);
        int tangents = Arrays.hashCode(move.out.rows.array());
        AttentionHessian.run(shape, at.mask, at.scale, inputs(at), at.out.rows, at.lse, at.outGrad.rows, inputs(move),
                move.out.rows, move.lse, move.outGrad.rows,
                new AttentionRows(move.queryGrad.rows, move.keyGrad.rows, move.valueGrad.rows), work);
        move.out.assertGuardsUntouched("outTangent");
        move.queryGrad.assertGuardsUntouched("queryGradTangent");
        move.keyGrad.assertGuardsUntouched("keyGradTangent");
        move.valueGrad.assertGuardsUntouched("valueGradTangent");
        at.assertInputsUntouched();
        move.assertInputsUntouched();
        if (Arrays.hashCode(at.results()) != before || Arrays.hashCode(move.out.rows.array()) != tangents) {
            throw new AssertionError("a pass wrote to what it should read");
        }
        return this;
    }

    /** Writes {@code poison} into all keys and values that no query sees, and into their tangents. */
    void poisonHiddenKeys(float poison) {
        at.poisonHiddenKeys(poison);
        move.masked(at.mask).poisonHiddenKeys(poison);
    }

    @Override
    public String toString() {
        return at + ", direction " + move;
    }
}
