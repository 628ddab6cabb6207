package dev.mha.bench;

import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierKernel;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.DoubleClassifierKernel;
import dev.mha.kernels.classifier.HessianPart;
import dev.mha.kernels.classifier.PackedSamples;

/** Calls of the classifier beyond a step in float: products with the Hessian, and both in double. */
enum HessianRun {
    /** One product. */
    PRODUCT("classifier Hessian product", 3, false, false, 1),
    /** Four products at one point, which share the attention. */
    FOUR("4 classifier Hessian products", 9, false, false, 4),
    /** Loss, gradient and one product at one point, which share the attention. */
    WITH_STEP("classifier step + Hessian product", 4, false, true, 1),
    /** Loss and gradient in double. */
    DOUBLE_STEP("classifier step in double", 2, true, true, 0),
    /** One product in double. */
    DOUBLE_PRODUCT("classifier Hessian product in double", 3, true, false, 1),
    /** Four products in double. */
    DOUBLE_FOUR("4 classifier Hessian products in double", 9, true, false, 4),
    /** Loss, gradient and one product in double. */
    DOUBLE_WITH_STEP("classifier step + Hessian product in double", 4, true, true, 1);

    /** Group of the table's cases. */
    final String group;
    /** The work in forward passes, of one product of T d^2 and two of T^2 d a head and sample each: docs/theory.md. */
    private final int passes;
    private final boolean inDouble;
    private final boolean gradient;
    private final int vectors;

    HessianRun(String group, int passes, boolean inDouble, boolean gradient, int vectors) {
        this.group = group;
        this.passes = passes;
        this.inDouble = inDouble;
        this.gradient = gradient;
        this.vectors = vectors;
    }

    BenchCase of(ClassifierRun run) {
        return new BenchCase(group, run.name(), inDouble ? Yardstick.DOUBLE_MULTIPLY_ADDS : Yardstick.MULTIPLY_ADDS,
                run.flops() / 2 * passes, true, work -> prepare(run, work));
    }

    private Runnable prepare(ClassifierRun run, Workspace work) {
        ClassifierRun.Data data = run.data();
        ClassifierShape shape = run.shape();
        PackedSamples packed = PackedSamples.pack(data.x, run.samples(), shape.tokens(), shape.features(), null);
        float[][] directions = new float[vectors][];
        for (int v = 0; v < vectors; v++) {
            directions[v] = data.theta.clone();
            directions[v][v] += 1;
        }
        return inDouble
                ? inDouble(shape, packed, data, directions, work)
                : inFloat(shape, packed, data, directions, work);
    }

    private Runnable inFloat(ClassifierShape shape, PackedSamples packed, ClassifierRun.Data data, float[][] directions,
            Workspace work) {
        float[][] products = new float[directions.length][shape.parameters()];
        return gradient
                ? () -> ClassifierKernel.lossGradientAndHessianProducts(shape, packed, data.theta, data.labels, null,
                        data.scores, data.gradient, HessianPart.WHOLE, directions, products, work)
                : () -> ClassifierKernel.hessianProducts(shape, packed, data.theta, data.labels, null,
                        HessianPart.WHOLE, directions, products, work);
    }

    private Runnable inDouble(ClassifierShape shape, PackedSamples packed, ClassifierRun.Data data,
            float[][] directions, Workspace work) {
        double[] theta = widen(data.theta);
        double[] labels = widen(data.labels);
        double[][] wide = new double[vectors][];
        for (int v = 0; v < vectors; v++) {
            wide[v] = widen(directions[v]);
        }
        double[][] products = new double[vectors][theta.length];
        if (!gradient) {
            return () -> DoubleClassifierKernel.hessianProducts(shape, packed, theta, labels, null, HessianPart.WHOLE,
                    wide, products, work);
        }
        double[] scores = new double[labels.length];
        double[] result = new double[theta.length];
        return vectors == 0
                ? () -> DoubleClassifierKernel.lossAndGradient(shape, packed, theta, labels, null, scores, result, work)
                : () -> DoubleClassifierKernel.lossGradientAndHessianProducts(shape, packed, theta, labels, null,
                        scores, result, HessianPart.WHOLE, wide, products, work);
    }

    private static double[] widen(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }
}
