package dev.mha.kernels.classifier;

import dev.mha.kernels.Workspace;
import dev.mha.kernels.work.Crew;
import java.util.Arrays;
import java.util.SplittableRandom;

/** A {@link ClassifierCase} with directions, and what the kernels make of them, each in float and in double. */
final class HessianCase {
    final ClassifierCase some;
    final HessianPart part;
    final float[][] vectors;

    HessianCase(ClassifierCase some, HessianPart part, int vectors) {
        this.some = some;
        this.part = part;
        this.vectors = new float[vectors][some.shape.parameters()];
        SplittableRandom random = new SplittableRandom(vectors);
        for (float[] vector : this.vectors) {
            for (int i = 0; i < vector.length; i++) {
                vector[i] = (float) random.nextGaussian();
            }
        }
    }

    static double[] widen(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    double[][] wideVectors() {
        double[][] wide = new double[vectors.length][];
        for (int v = 0; v < wide.length; v++) {
            wide[v] = widen(vectors[v]);
        }
        return wide;
    }

    private float[][] products() {
        return new float[vectors.length][some.shape.parameters()];
    }

    /** What the entry point computes. */
    float[][] run(Workspace work) {
        float[][] products = products();
        ClassifierKernel.hessianProducts(some.shape, some.pack(), some.theta, some.labels, some.weights, part, vectors,
                products, work);
        return products;
    }

    /** What the kernel with the tokens of one sample in the lanes computes, whichever path these sizes take. */
    float[][] runTokenLanes(Workspace work) {
        float[][] products = products();
        TokenLaneHessian.run(some.shape, some.pack(), some.theta, some.labels, some.weights, part, vectors, 0,
                vectors.length, products, null, null, (Crew) work);
        return products;
    }

    float[][] runPlain() {
        float[][] products = products();
        PlainClassifierHessian.run(some.shape, some.pack(), some.theta, some.labels, some.weights, part, vectors, 0,
                vectors.length, products, null, null, (Crew) Workspace.serial());
        return products;
    }

    /** What the entry point in double computes. */
    double[][] runDouble(Workspace work) {
        double[][] products = new double[vectors.length][some.shape.parameters()];
        DoubleClassifierKernel.hessianProducts(some.shape, some.pack(), widen(some.theta), widen(some.labels),
                some.weights, part, wideVectors(), products, work);
        return products;
    }

    double[][] runPlainDouble() {
        double[][] products = new double[vectors.length][some.shape.parameters()];
        DoublePlainClassifierHessian.run(some.shape, some.pack(), widen(some.theta), widen(some.labels), some.weights,
                part, wideVectors(), 0, vectors.length, products, null, null, (Crew) Workspace.serial());
        return products;
    }

    /** Products as {@link #run} gives them, then the gradient, then the scores, of one call. */
    float[][] runWithGradient(Workspace work) {
        float[][] results = withGradient();
        double ignored = ClassifierKernel.lossGradientAndHessianProducts(some.shape, some.pack(), some.theta,
                some.labels, some.weights, results[vectors.length + 1], results[vectors.length], part, vectors,
                Arrays.copyOf(results, vectors.length), work);
        return results;
    }

    /** The same with the tokens of one sample in the lanes; all vectors in one pass. */
    float[][] runTokenLanesWithGradient(Workspace work) {
        float[][] results = withGradient();
        TokenLaneHessian.run(some.shape, some.pack(), some.theta, some.labels, some.weights, part, vectors, 0,
                vectors.length, results, results[vectors.length + 1], results[vectors.length], (Crew) work);
        return results;
    }

    float[][] runPlainWithGradient() {
        float[][] results = withGradient();
        PlainClassifierHessian.run(some.shape, some.pack(), some.theta, some.labels, some.weights, part, vectors, 0,
                vectors.length, results, results[vectors.length + 1], results[vectors.length],
                (Crew) Workspace.serial());
        return results;
    }

    double[][] runDoubleWithGradient(Workspace work) {
        double[][] results = new double[vectors.length + 2][some.shape.parameters()];
        results[vectors.length + 1] = new double[some.samples];
        double ignored = DoubleClassifierKernel.lossGradientAndHessianProducts(some.shape, some.pack(),
                widen(some.theta), widen(some.labels), some.weights, results[vectors.length + 1],
                results[vectors.length], part, wideVectors(), Arrays.copyOf(results, vectors.length), work);
        return results;
    }

    /** The same in passes of so many results at most. */
    float[][] runPasses(int most, Workspace work) {
        float[][] results = withGradient();
        PackedSamples samples = some.pack();
        ClassifierDispatch.passes(some.shape, samples, some.theta, some.labels, some.weights, part, vectors, results,
                results[vectors.length + 1], results[vectors.length], (Crew) work,
                ClassifierPath.resultsAtOnce(some.shape, samples.panels()) > 0, most);
        return results;
    }

    double[][] runDoublePasses(int most, Workspace work) {
        double[][] results = new double[vectors.length + 2][some.shape.parameters()];
        results[vectors.length + 1] = new double[some.samples];
        PackedSamples samples = some.pack();
        ClassifierDispatch.passes(some.shape, samples, widen(some.theta), widen(some.labels), some.weights, part,
                wideVectors(), results, results[vectors.length + 1], results[vectors.length], (Crew) work,
                ClassifierPath.resultsAtOnce(some.shape, samples.doublePanels()) > 0, most);
        return results;
    }

    /** Gradient and scores in double, of a call for them alone. */
    double[][] doubleGradient(Workspace work) {
        double[][] results = {new double[some.shape.parameters()], new double[some.samples]};
        double ignored = DoubleClassifierKernel.lossAndGradient(some.shape, some.pack(), widen(some.theta),
                widen(some.labels), some.weights, results[1], results[0], work);
        return results;
    }

    private float[][] withGradient() {
        float[][] results = new float[vectors.length + 2][some.shape.parameters()];
        results[vectors.length + 1] = new float[some.samples];
        return results;
    }

    /** The gradient in double by plain loops, at {@code theta + step vector}. */
    double[] plainGradient(double[] vector, double step) {
        double[] theta = widen(some.theta);
        for (int i = 0; i < theta.length; i++) {
            theta[i] += step * vector[i];
        }
        double[] gradient = new double[theta.length];
        DoublePlainClassifier.run(some.shape, some.pack(), theta, widen(some.labels), some.weights,
                new double[some.samples], gradient, (Crew) Workspace.serial());
        return gradient;
    }
}
