package dev.mha.bench;

import dev.mha.kernels.AttentionForward;
import dev.mha.kernels.AttentionHessian;
import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionRows;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.AttentionTangent;
import dev.mha.kernels.Rows;
import dev.mha.kernels.Workspace;
import java.util.SplittableRandom;

/** Second-order attention calls on dense arrays. */
final class TangentRun {
    /** What a call does. */
    enum Passes {
        /** The tangent of the output, at a point where the forward pass is done. */
        TANGENT(5),
        /** That and the tangent of the backward pass. */
        HESSIAN(17),
        /** Both and the forward pass: all that a new point needs. */
        WITH_FORWARD(19);

        /** Products of queries times keys times dimensions. */
        final int products;

        Passes(int products) {
            this.products = products;
        }
    }

    private final AttentionShape shape;
    private final SplittableRandom random = new SplittableRandom(1);

    private TangentRun(AttentionShape shape) {
        this.shape = shape;
    }

    static Runnable prepare(AttentionShape shape, AttentionMask mask, Passes passes, Workspace work) {
        TangentRun data = new TangentRun(shape);
        AttentionRows at = data.gaussians();
        AttentionRows tangent = data.gaussians();
        Rows outGrad = data.gaussian();
        Rows outGradTangent = data.gaussian();
        Rows out = data.zeros();
        Rows outTangent = data.zeros();
        AttentionRows gradTangent = new AttentionRows(data.zeros(), data.zeros(), data.zeros());
        float[] lse = new float[shape.batch() * shape.queryHeads() * shape.queries()];
        float[] lseTangent = new float[lse.length];
        float scale = (float) (1 / Math.sqrt(shape.headDim()));
        Runnable forward = () -> AttentionForward.run(shape, mask, scale, at.query(), at.key(), at.value(), out, lse,
                work);
        Runnable tangents = () -> AttentionTangent.run(shape, mask, scale, at, out, lse, tangent, outTangent,
                lseTangent, work);
        Runnable hessian = () -> AttentionHessian.run(shape, mask, scale, at, out, lse, outGrad, tangent, outTangent,
                lseTangent, outGradTangent, gradTangent, work);
        forward.run();
        return switch (passes) {
            case TANGENT -> tangents;
            case HESSIAN -> () -> {
                tangents.run();
                hessian.run();
            };
            case WITH_FORWARD -> () -> {
                forward.run();
                tangents.run();
                hessian.run();
            };
        };
    }

    private AttentionRows gaussians() {
        return new AttentionRows(gaussian(), gaussian(), gaussian());
    }

    private Rows gaussian() {
        Rows rows = zeros();
        for (int i = 0; i < rows.array().length; i++) {
            rows.array()[i] = (float) random.nextGaussian();
        }
        return rows;
    }

    private Rows zeros() {
        return Rows.dense(new float[shape.batch() * shape.queryHeads() * shape.queries() * shape.headDim()],
                shape.queryHeads(), shape.queries(), shape.headDim());
    }
}
