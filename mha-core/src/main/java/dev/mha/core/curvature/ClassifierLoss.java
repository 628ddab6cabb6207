package dev.mha.core.curvature;

import dev.mha.core.bound.TokenGeometry;
import dev.mha.core.linear.Vectors;
import dev.mha.core.metric.Logistic;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierKernel;
import dev.mha.kernels.classifier.ClassifierPath;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.DoubleClassifierKernel;
import dev.mha.kernels.classifier.HessianPart;
import dev.mha.kernels.classifier.PackedSamples;
import dev.mha.kernels.work.Crew;
import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * The training loss {@code L = sum_i weight_i log(1 + exp(-y_i Phi(X_i)))} and its gradient in double: what float
 * kernels cannot resolve, curvature first of all, is measured on this one. Sums over all samples are those of
 * {@link DoubleClassifierKernel}; what is needed of single samples goes by groups and parts that depend on their number
 * only. Results are bitwise the same for every number of threads.
 *
 * <p>{@code theta} and gradients have one number for each parameter, laid out as {@link ClassifierShape} says; scores,
 * margins, losses and factors one for each sample ({@code docs/theory.md}, 1). Where {@code theta}, factors or an array
 * to write to do not fit, an {@link IllegalArgumentException} names both sizes.
 */
public final class ClassifierLoss {
    /** More parts than threads of common machines, few enough that their gradients stay small beside the samples. */
    private static final int MOST_PARTS = 32;

    private final ClassifierShape shape;
    private final PackedSamples samples;
    private final double[] labels;
    private final double[] weights;
    private final Supplier<TokenGeometry> geometry;
    private final Crew crew;
    /** Scratch of each worker for gradients of single samples, made at its first use. */
    private final SampleGroup[] scratch;

    /**
     * @param shape sizes and layout of the parameters
     * @param samples the training samples
     * @param labels -1 or +1 for each sample
     * @param weights weight of each sample, or null for {@code 1 / samples} each
     * @param work who computes; not shared with calls on other threads
     * @throws IllegalArgumentException
     *             naming the argument and the two sizes that do not fit
     */
    public ClassifierLoss(ClassifierShape shape, PackedSamples samples, float[] labels, double[] weights,
            Workspace work) {
        this(shape, samples, labels, weights, TokenGeometry.lazily(samples), work);
    }

    /**
     * A loss that shares the sizes of its samples with others.
     *
     * @param shape sizes and layout of the parameters
     * @param samples the training samples
     * @param labels -1 or +1 for each sample
     * @param weights weight of each sample, or null for {@code 1 / samples} each
     * @param geometry gives the sizes of these samples
     * @param work who computes; not shared with calls on other threads
     * @throws IllegalArgumentException
     *             naming the argument and the two sizes that do not fit
     */
    public ClassifierLoss(ClassifierShape shape, PackedSamples samples, float[] labels, double[] weights,
            Supplier<TokenGeometry> geometry, Workspace work) {
        checkLength("samples.tokens", samples.tokens(), "shape.tokens", shape.tokens());
        checkLength("samples.features", samples.features(), "shape.features", shape.features());
        checkLength("labels", labels.length, "samples", samples.samples());
        if (weights != null) {
            checkLength("weights", weights.length, "samples", samples.samples());
        }
        this.shape = shape;
        this.samples = samples;
        this.labels = widen(labels);
        this.weights = weights == null ? new double[samples.samples()] : weights.clone();
        if (weights == null) {
            Arrays.fill(this.weights, 1.0 / samples.samples());
        }
        this.geometry = geometry;
        this.crew = switch (work) {
            case Crew workers -> workers;
        };
        scratch = new SampleGroup[crew.workers()];
    }

    /** Sizes and layout of the parameters. */
    public ClassifierShape shape() {
        return shape;
    }

    /** The samples. */
    public PackedSamples samples() {
        return samples;
    }

    /** Label of a sample, -1 or +1. */
    public double label(int sample) {
        return labels[sample];
    }

    /** Weight of a sample in the loss. */
    public double weight(int sample) {
        return weights[sample];
    }

    /** Weight of every sample in the loss. */
    public double[] weights() {
        return weights.clone();
    }

    /** Sizes of the samples, measured when they are first asked for. */
    public TokenGeometry geometry() {
        return geometry.get();
    }

    /** Parameters of a float model as doubles. */
    public static double[] widen(float[] theta) {
        double[] wide = new double[theta.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = theta[i];
        }
        return wide;
    }

    /** Values rounded to floats; those that {@link #widen} gave come back as they were. */
    public static float[] narrow(double[] values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) values[i];
        }
        return narrow;
    }

    /** Phi of every sample. */
    public double[] scores(double[] theta) {
        checkLength("theta", theta.length, "parameters", shape.parameters());
        double[] scores = new double[samples.samples()];
        DoubleClassifierKernel.scores(shape, samples, theta, scores, crew);
        return scores;
    }

    /**
     * Margin {@code y_i Phi_i} of every sample.
     *
     * @param scores Phi_i of every sample
     */
    public double[] margins(double[] scores) {
        double[] margins = new double[scores.length];
        for (int i = 0; i < margins.length; i++) {
            margins[i] = labels[i] * scores[i];
        }
        return margins;
    }

    /** Margin of every sample with these parameters. */
    public double[] marginsAt(double[] theta) {
        return margins(scores(theta));
    }

    /** Logistic loss of every sample, without its weight. */
    public double[] sampleLosses(double[] theta) {
        return Logistic.losses(marginsAt(theta));
    }

    /**
     * The loss from those of the samples: their sum by weight, in their order.
     *
     * @param sampleLosses loss of every sample, without its weight
     */
    public double weighted(double[] sampleLosses) {
        double loss = 0;
        for (int i = 0; i < sampleLosses.length; i++) {
            loss += weights[i] * sampleLosses[i];
        }
        return loss;
    }

    /** The loss at {@code theta}. */
    public double value(double[] theta) {
        return weighted(sampleLosses(theta));
    }

    /**
     * Returns the loss and writes its gradient.
     *
     * @param gradient gets {@code grad L(theta)}
     */
    public double gradient(double[] theta, double[] gradient) {
        return gradient(theta, new double[samples.samples()], gradient);
    }

    /**
     * The same, and writes the score of every sample too.
     *
     * @param scores gets Phi of every sample
     * @param gradient gets {@code grad L(theta)}
     */
    public double gradient(double[] theta, double[] scores, double[] gradient) {
        checkLength("theta", theta.length, "parameters", shape.parameters());
        checkLength("scores", scores.length, "samples", samples.samples());
        checkLength("gradient", gradient.length, "parameters", shape.parameters());
        double ignored = DoubleClassifierKernel.lossAndGradient(shape, samples, theta, labels, weights, scores,
                gradient,
                crew);
        return weighted(Logistic.losses(margins(scores)));
    }

    /** Writes products of a part of the Hessian at {@code theta} with vectors. */
    void hessianProducts(double[] theta, HessianPart part, double[][] vectors, double[][] products) {
        DoubleClassifierKernel.hessianProducts(shape, samples, theta, labels, weights, part, vectors, products, crew);
    }

    /** The same with the kernels in float, which are about twice as fast; vectors and results are rounded to float. */
    void floatHessianProducts(double[] theta, double[][] vectors, double[][] products) {
        float[][] narrow = new float[vectors.length][];
        for (int v = 0; v < vectors.length; v++) {
            narrow[v] = narrow(vectors[v]);
        }
        float[][] results = new float[vectors.length][theta.length];
        ClassifierKernel.hessianProducts(shape, samples, narrow(theta), narrow(labels), weights, HessianPart.WHOLE,
                narrow, results, crew);
        for (int v = 0; v < vectors.length; v++) {
            for (int i = 0; i < theta.length; i++) {
                products[v][i] = results[v][i];
            }
        }
    }

    /**
     * Writes {@code sum_i factors_i y_i grad Phi_i}, the gradient of a weighted sum of margins; a group of samples
     * whose factors are all 0 costs nothing.
     *
     * @param factors one for each sample
     * @param gradient gets the sum
     */
    public void marginGradient(double[] theta, double[] factors, double[] gradient) {
        checkLength("theta", theta.length, "parameters", shape.parameters());
        checkLength("factors", factors.length, "samples", samples.samples());
        checkLength("gradient", gradient.length, "parameters", shape.parameters());
        double[][] sums = new double[parts()][gradient.length];
        forGroups(scratch, SampleGroup::new, (group, part, state) -> {
            int first = state.first(group);
            double[] factor = new double[state.lane.length];
            boolean any = false;
            for (int l = 0; l < state.count(group); l++) {
                factor[l] = labels[first + l] * factors[first + l];
                any |= factor[l] != 0;
            }
            if (any) {
                state.load(group);
                state.gradient(theta, factor, SampleGroup.sumInto(sums[part]));
            }
        });
        sum(sums, gradient);
    }

    /** Second derivatives at a point, which is copied. */
    public ClassifierHessian hessian(double[] theta) {
        checkLength("theta", theta.length, "parameters", shape.parameters());
        return new ClassifierHessian(this, theta.clone());
    }

    /** Makes the scratch of one worker. */
    interface StateMaker<S> {
        S make(ClassifierShape shape, PackedSamples samples);
    }

    /** What is done to a group of samples. */
    interface GroupTask<S> {
        void run(int group, int part, S state);
    }

    int parts() {
        return Math.min(MOST_PARTS, SampleGroup.groups(samples));
    }

    /**
     * Runs a task for every group of samples: those of one part in order, by one worker.
     *
     * @param states one for each worker, made where it is null
     */
    <S extends SampleGroup> void forGroups(S[] states, StateMaker<S> maker, GroupTask<S> task) {
        int parts = parts();
        int count = SampleGroup.groups(samples);
        crew.run(parts, (part, worker) -> {
            if (states[worker] == null) {
                states[worker] = maker.make(shape, samples);
            }
            int end = (int) ((part + 1L) * count / parts);
            for (int group = (int) ((long) part * count / parts); group < end; group++) {
                task.run(group, part, states[worker]);
            }
        });
    }

    /**
     * Bytes of scratch memory for first and second derivatives, of all threads: with long samples nearly all of it are
     * the attention matrices of the samples at work.
     */
    public long scratchBytes() {
        return ClassifierPath.doubleHessianBytes(shape, samples, crew.workers()) + groupBytes();
    }

    /**
     * Bytes beside them for products in float, of so many vectors at once: scratch of kernels of their own, and copies
     * of parameters, labels, vectors and results.
     */
    public long floatScratchBytes(int vectors) {
        return ClassifierPath.floatHessianBytes(shape, samples, crew.workers())
                + Float.BYTES * ((1L + 2L * vectors) * shape.parameters() + labels.length);
    }

    /** What that memory is for, in words that begin a refusal. */
    public String scratchUse() {
        return "derivatives of samples of " + counted(shape.tokens(), "token") + " with "
                + counted(shape.heads(), "head");
    }

    private static String counted(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /** The part of it that is for derivatives of single samples. */
    long groupBytes() {
        return crew.workers() * SampleGroup.bytes(samples);
    }

    /** Number of threads that work at once. */
    int workers() {
        return crew.workers();
    }

    /** Runs a task for every number from 0 to {@code count - 1}. */
    void forTasks(int count, IntConsumer task) {
        crew.run(count, (number, worker) -> task.accept(number));
    }

    static void sum(double[][] parts, double[] result) {
        Arrays.fill(result, 0);
        for (double[] part : parts) {
            Vectors.add(1, part, result);
        }
    }

    static void checkLength(String name, int length, String sizeName, int size) {
        if (length != size) {
            throw new IllegalArgumentException(name + " is " + length + ", " + sizeName + " is " + size);
        }
    }
}
