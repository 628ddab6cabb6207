package dev.mha.verify.fork;

import dev.mha.kernels.AttentionBackward;
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
import dev.mha.verify.numeric.Bits;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** One kernel call on fixed data: the same numbers in every virtual machine. */
final class KernelCase {
    private final String name;
    private final Runnable call;
    private final float[][] results;
    private final double[][] doubles;

    private KernelCase(String name, Runnable call, float[]... results) {
        this(name, call, results, new double[0][]);
    }

    private KernelCase(String name, Runnable call, float[][] results, double[][] doubles) {
        this.name = name;
        this.call = call;
        this.results = results;
        this.doubles = doubles;
    }

    String name() {
        return name;
    }

    void call() {
        call.run();
    }

    /** A digest of all results of the last call. */
    long digest() {
        long digest = 0;
        for (float[] result : results) {
            digest = 31 * digest + Bits.digest(result);
        }
        for (double[] result : doubles) {
            digest = 31 * digest + Bits.digest(result);
        }
        return digest;
    }

    /** Cases that the interpreter does in a moment, with sizes around lanes and tiles. */
    static List<KernelCase> tiny(Workspace work) {
        List<KernelCase> cases = new ArrayList<>();
        attention(cases, new AttentionShape(1, 1, 1, 1, 1, 1, 1), AttentionMask.NONE, work);
        attention(cases, new AttentionShape(1, 2, 1, 5, 7, 3, 2), AttentionMask.NONE, work);
        attention(cases, new AttentionShape(2, 2, 2, 17, 33, 16, 17), AttentionMask.CAUSAL, work);
        attention(cases, new AttentionShape(1, 1, 1, 25, 97, 9, 24), AttentionMask.NONE, work);
        attention(cases, new AttentionShape(2, 1, 1, 9, 12, 8, 8), new AttentionMask(false, new int[]{0, 11}), work);
        classifier(cases, 17, new ClassifierShape(2, 3, 4), work);
        classifier(cases, 9, new ClassifierShape(1, 10, 7), work);
        classifier(cases, 3, new ClassifierShape(2, 33, 17), work);
        classifier(cases, 1, new ClassifierShape(2, 9, 5), work);
        return cases;
    }

    /**
     * A case for every shape class: square, causal with grouped heads, many small, one query, lengths, five classifier
     * sizes.
     */
    static List<KernelCase> usual(Workspace work) {
        List<KernelCase> cases = new ArrayList<>();
        attention(cases, new AttentionShape(1, 2, 2, 65, 193, 64, 64), AttentionMask.NONE, work);
        attention(cases, new AttentionShape(1, 4, 1, 130, 130, 32, 32), AttentionMask.CAUSAL, work);
        attention(cases, new AttentionShape(16, 4, 4, 10, 10, 16, 16), AttentionMask.NONE, work);
        attention(cases, new AttentionShape(8, 2, 2, 32, 32, 32, 32), AttentionMask.NONE, work);
        attention(cases, new AttentionShape(1, 4, 4, 1, 512, 64, 64), AttentionMask.NONE, work);
        attention(cases, new AttentionShape(2, 2, 2, 100, 100, 65, 33), new AttentionMask(true, new int[]{77, 100}),
                work);
        classifier(cases, 64, new ClassifierShape(4, 10, 20), work);
        classifier(cases, 64, new ClassifierShape(4, 16, 9), work);
        classifier(cases, 40, new ClassifierShape(2, 32, 32), work);
        classifier(cases, 8, new ClassifierShape(2, 128, 64), work);
        classifier(cases, 5, new ClassifierShape(3, 300, 17), work);
        return cases;
    }

    private static void attention(List<KernelCase> cases, AttentionShape shape, AttentionMask mask, Workspace work) {
        SplittableRandom random = new SplittableRandom(shape.hashCode());
        int queryRows = shape.batch() * shape.queryHeads() * shape.queries();
        int keyRows = shape.batch() * shape.keyValueHeads() * shape.keys();
        float scale = (float) (1 / Math.sqrt(shape.headDim()));
        Rows query = queries(shape, gaussians(queryRows * shape.headDim(), random), shape.headDim());
        Rows key = keys(shape, gaussians(keyRows * shape.headDim(), random), shape.headDim());
        Rows value = keys(shape, gaussians(keyRows * shape.valueDim(), random), shape.valueDim());
        Rows outGrad = queries(shape, gaussians(queryRows * shape.valueDim(), random), shape.valueDim());
        Rows out = queries(shape, new float[queryRows * shape.valueDim()], shape.valueDim());
        Rows queryGrad = queries(shape, new float[queryRows * shape.headDim()], shape.headDim());
        Rows keyGrad = keys(shape, new float[keyRows * shape.headDim()], shape.headDim());
        Rows valueGrad = keys(shape, new float[keyRows * shape.valueDim()], shape.valueDim());
        float[] lse = new float[queryRows];
        String name = shape.batch() + "," + shape.queryHeads() + "/" + shape.keyValueHeads() + "," + shape.queries()
                + "x"
                + shape.keys() + "," + shape.headDim() + "/" + shape.valueDim() + (mask.causal() ? ",causal" : "")
                + (mask.keyLengths() == null ? "" : ",lengths");
        Runnable forward = () -> AttentionForward.run(shape, mask, scale, query, key, value, out, lse, work);
        forward.run();
        cases.add(new KernelCase("forward(" + name + ")", forward, out.array(), lse));
        cases.add(new KernelCase("backward(" + name + ")",
                () -> AttentionBackward.run(shape, mask, scale, query, key, value, out, lse, outGrad, queryGrad,
                        keyGrad,
                        valueGrad, work),
                queryGrad.array(), keyGrad.array(), valueGrad.array()));
        AttentionRows at = new AttentionRows(query, key, value);
        AttentionRows tangent = new AttentionRows(
                queries(shape, gaussians(queryRows * shape.headDim(), random), shape.headDim()),
                keys(shape, gaussians(keyRows * shape.headDim(), random), shape.headDim()),
                keys(shape, gaussians(keyRows * shape.valueDim(), random), shape.valueDim()));
        Rows outTangent = queries(shape, new float[queryRows * shape.valueDim()], shape.valueDim());
        float[] lseTangent = new float[queryRows];
        AttentionRows results = new AttentionRows(
                queries(shape, new float[queryRows * shape.headDim()], shape.headDim()),
                keys(shape, new float[keyRows * shape.headDim()], shape.headDim()),
                keys(shape, new float[keyRows * shape.valueDim()], shape.valueDim()));
        Runnable tangents = () -> AttentionTangent.run(shape, mask, scale, at, out, lse, tangent, outTangent,
                lseTangent, work);
        tangents.run();
        cases.add(new KernelCase("tangent(" + name + ")", tangents, outTangent.array(), lseTangent));
        // the output's own tangent serves as that of its gradient: any fixed numbers do
        cases.add(new KernelCase("hessian(" + name + ")",
                () -> AttentionHessian.run(shape, mask, scale, at, out, lse, outGrad, tangent, outTangent, lseTangent,
                        outTangent, results, work),
                results.query().array(), results.key().array(), results.value().array()));
    }

    private static Rows queries(AttentionShape shape, float[] array, int dim) {
        return Rows.dense(array, shape.queryHeads(), shape.queries(), dim);
    }

    private static Rows keys(AttentionShape shape, float[] array, int dim) {
        return Rows.dense(array, shape.keyValueHeads(), shape.keys(), dim);
    }

    private static void classifier(List<KernelCase> cases, int samples, ClassifierShape shape, Workspace work) {
        SplittableRandom random = new SplittableRandom(shape.hashCode());
        float[] x = gaussians(samples * shape.tokens() * shape.features(), random);
        PackedSamples packed = PackedSamples.pack(x, samples, shape.tokens(), shape.features(), null);
        float[] theta = gaussians(shape.parameters(), random);
        float[] labels = new float[samples];
        for (int i = 0; i < samples; i++) {
            labels[i] = random.nextBoolean() ? 1 : -1;
        }
        float[] scores = new float[samples];
        float[] gradient = new float[shape.parameters()];
        String name = samples + "," + shape.heads() + "," + shape.tokens() + "," + shape.features();
        cases.add(new KernelCase("scores(" + name + ")",
                () -> ClassifierKernel.scores(shape, packed, theta, scores, work), scores));
        cases.add(new KernelCase("gradient(" + name + ")", () -> ClassifierKernel.lossAndGradient(shape, packed, theta,
                labels, null, scores, gradient, work), scores, gradient));
        float[][] vectors = {gaussians(shape.parameters(), random), gaussians(shape.parameters(), random)};
        float[][] products = new float[2][shape.parameters()];
        cases.add(new KernelCase("Hessian(" + name + ")", () -> ClassifierKernel.hessianProducts(shape, packed, theta,
                labels, null, HessianPart.WHOLE, vectors, products, work), products));
        cases.add(new KernelCase("gradientAndHessian(" + name + ")",
                () -> ClassifierKernel.lossGradientAndHessianProducts(shape, packed, theta, labels, null, scores,
                        gradient, HessianPart.WHOLE, vectors, products, work),
                scores, gradient, products[0], products[1]));
        double[] wideTheta = widen(theta);
        double[] wideLabels = widen(labels);
        double[] wideScores = new double[samples];
        double[] wideGradient = new double[shape.parameters()];
        cases.add(new KernelCase("gradientInDouble(" + name + ")",
                () -> DoubleClassifierKernel.lossAndGradient(shape, packed, wideTheta, wideLabels, null, wideScores,
                        wideGradient, work),
                new float[0][], new double[][]{wideScores, wideGradient}));
        double[][] wideVectors = {widen(vectors[0]), widen(vectors[1])};
        double[][] wideProducts = new double[2][shape.parameters()];
        cases.add(new KernelCase("HessianInDouble(" + name + ")",
                () -> DoubleClassifierKernel.hessianProducts(shape, packed, wideTheta, wideLabels, null,
                        HessianPart.WHOLE, wideVectors, wideProducts, work),
                new float[0][], wideProducts));
        cases.add(new KernelCase("gradientAndHessianInDouble(" + name + ")",
                () -> DoubleClassifierKernel.lossGradientAndHessianProducts(shape, packed, wideTheta, wideLabels, null,
                        wideScores, wideGradient, HessianPart.WHOLE, wideVectors, wideProducts, work),
                new float[0][], new double[][]{wideScores, wideGradient, wideProducts[0], wideProducts[1]}));
    }

    private static double[] widen(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    private static float[] gaussians(int length, SplittableRandom random) {
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }
}
