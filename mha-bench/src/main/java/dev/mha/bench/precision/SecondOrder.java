package dev.mha.bench.precision;

import dev.mha.bench.AttentionRun;
import dev.mha.bench.ClassifierRun;
import dev.mha.kernels.AttentionForward;
import dev.mha.kernels.AttentionHessian;
import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionRows;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.AttentionTangent;
import dev.mha.kernels.Rows;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierKernel;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.DoubleClassifierKernel;
import dev.mha.kernels.classifier.HessianPart;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.List;
import java.util.SplittableRandom;

/** Errors of what no other library offers: tangents and Hessian-vector products. */
final class SecondOrder {
    /** Results of {@link #attention}, in order. */
    static final List<String> RESULTS = List.of("tangent of the output", "tangent of the queries' gradient",
            "tangent of the keys' gradient", "tangent of the values' gradient");

    private SecondOrder() {}

    /** Tangents along a direction drawn as the point is, with another seed. */
    static List<Deviation> attention(AttentionRun run) {
        AttentionRun.Data at = run.data();
        AttentionRun.Data tangent = run.data();
        SplittableRandom random = new SplittableRandom(2);
        for (float[] values : List.of(tangent.query, tangent.key, tangent.value, tangent.outGrad)) {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
        }
        AttentionShape shape = new AttentionShape(run.batch(), run.heads(), run.heads(), run.tokens(), run.tokens(),
                run.headDim(), run.headDim());
        AttentionMask mask = run.causal() ? AttentionMask.CAUSAL : AttentionMask.NONE;
        AttentionRows point = new AttentionRows(rows(run, at.query), rows(run, at.key), rows(run, at.value));
        AttentionRows move = new AttentionRows(rows(run, tangent.query), rows(run, tangent.key),
                rows(run, tangent.value));
        AttentionRows grad = new AttentionRows(rows(run, at.queryGrad), rows(run, at.keyGrad),
                rows(run, at.valueGrad));
        Rows out = rows(run, at.out);
        Rows outTangent = rows(run, tangent.out);
        AttentionForward.run(shape, mask, run.scale(), point.query(), point.key(), point.value(), out, at.lse,
                Workspace.serial());
        AttentionTangent.run(shape, mask, run.scale(), point, out, at.lse, move, outTangent, tangent.lse,
                Workspace.serial());
        AttentionHessian.run(shape, mask, run.scale(), point, out, at.lse, rows(run, at.outGrad), move, outTangent,
                tangent.lse, rows(run, tangent.outGrad), grad, Workspace.serial());
        DoubleTangent exact = new DoubleTangent(run, at, tangent);
        int width = run.headDim();
        return List.of(Deviation.of(exact.dOut, tangent.out, width),
                Deviation.of(exact.dQueryGrad, at.queryGrad, width), Deviation.of(exact.dKeyGrad, at.keyGrad, width),
                Deviation.of(exact.dValueGrad, at.valueGrad, width));
    }

    /** One Hessian-vector product in float beside the one in double, which tests hold to finite differences. */
    static Deviation classifier(ClassifierRun run) {
        ClassifierRun.Data data = run.data();
        ClassifierShape shape = run.shape();
        PackedSamples packed = PackedSamples.pack(data.x, run.samples(), shape.tokens(), shape.features(), null);
        SplittableRandom random = new SplittableRandom(2);
        double[] theta = new double[shape.parameters()];
        double[] vector = new double[theta.length];
        float[] direction = new float[theta.length];
        for (int j = 0; j < theta.length; j++) {
            theta[j] = data.theta[j];
            direction[j] = (float) random.nextGaussian();
            vector[j] = direction[j];
        }
        double[] labels = new double[data.labels.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = data.labels[i];
        }
        float[] product = new float[theta.length];
        ClassifierKernel.hessianProducts(shape, packed, data.theta, data.labels, null, HessianPart.WHOLE,
                new float[][]{direction}, new float[][]{product}, Workspace.serial());
        double[] exact = new double[theta.length];
        DoubleClassifierKernel.hessianProducts(shape, packed, theta, labels, null, HessianPart.WHOLE,
                new double[][]{vector}, new double[][]{exact}, Workspace.serial());
        return Deviation.of(exact, product, shape.features());
    }

    private static Rows rows(AttentionRun run, float[] array) {
        return Rows.dense(array, run.heads(), run.tokens(), run.headDim());
    }
}
