package dev.mha.core.curvature;

import dev.mha.core.linear.Vectors;
import dev.mha.core.metric.Logistic;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import dev.mha.kernels.work.Crew;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * The training loss {@code L = sum_i weight_i log(1 + exp(-y_i Phi(X_i)))} and its gradient in double: what float kernels
 * cannot resolve, curvature first of all, is measured on this one. Samples are taken in groups and parts that depend on their
 * number only and summed in order, so results are bitwise the same for every number of threads.
 */
public final class ClassifierLoss {
    /** More parts than threads of common machines, few enough that their gradients stay small beside the samples. */
    private static final int MOST_PARTS = 32;

    private final ClassifierShape shape;
    private final PackedSamples samples;
    private final float[] labels;
    private final double[] weights;
    private final Crew crew;
    /** Scratch of each worker, made at its first use. */
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
        checkLength("samples.tokens", samples.tokens(), "shape.tokens", shape.tokens());
        checkLength("samples.features", samples.features(), "shape.features", shape.features());
        checkLength("labels", labels.length, "samples", samples.samples());
        if (weights != null) {
            checkLength("weights", weights.length, "samples", samples.samples());
        }
        this.shape = shape;
        this.samples = samples;
        this.labels = labels.clone();
        this.weights = weights == null ? new double[samples.samples()] : weights.clone();
        if (weights == null) {
            Arrays.fill(this.weights, 1.0 / samples.samples());
        }
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

    /** Parameters of a float model as doubles. */
    public static double[] widen(float[] theta) {
        double[] wide = new double[theta.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = theta[i];
        }
        return wide;
    }

    /** Phi of every sample. */
    public double[] scores(double[] theta) {
        checkLength("theta", theta.length, "parameters", shape.parameters());
        double[] scores = new double[samples.samples()];
        forGroups(scratch, SampleGroup::new, (group, part, state) -> {
            double[] phi = state.scores(theta, group);
            System.arraycopy(phi, 0, scores, state.first(group), state.count(group));
        });
        return scores;
    }

    /** Margin {@code y_i Phi_i} of every sample, written over its score. */
    double[] margins(double[] scores) {
        for (int i = 0; i < scores.length; i++) {
            scores[i] *= labels[i];
        }
        return scores;
    }

    /** Logistic loss of every sample, without its weight. */
    public double[] sampleLosses(double[] theta) {
        double[] losses = margins(scores(theta));
        for (int i = 0; i < losses.length; i++) {
            losses[i] = Logistic.loss(losses[i]);
        }
        return losses;
    }

    /** The loss at {@code theta}. */
    public double value(double[] theta) {
        return loss(scores(theta));
    }

    /** Returns the loss and writes its gradient. */
    public double gradient(double[] theta, double[] gradient) {
        checkLength("theta", theta.length, "parameters", shape.parameters());
        checkLength("gradient", gradient.length, "parameters", shape.parameters());
        double[] scores = new double[samples.samples()];
        double[][] sums = new double[parts()][gradient.length];
        forGroups(scratch, SampleGroup::new, (group, part, state) -> {
            double[] factor = state.forward(theta, group);
            int first = state.first(group);
            for (int l = 0; l < factor.length; l++) {
                int sample = first + l;
                if (l < state.count(group)) {
                    scores[sample] = factor[l];
                    factor[l] = -labels[sample] * weights[sample] * Logistic.slope(labels[sample] * factor[l]);
                } else {
                    factor[l] = 0;
                }
            }
            state.gradient(factor, SampleGroup.sumInto(sums[part]));
        });
        sum(sums, gradient);
        return loss(scores);
    }

    /**
     * Writes {@code sum_i factors_i y_i grad Phi_i}, the gradient of a weighted sum of margins; a group of samples whose
     * factors are all 0 costs nothing.
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
                double[] ignored = state.forward(theta, group);
                state.gradient(factor, SampleGroup.sumInto(sums[part]));
            }
        });
        sum(sums, gradient);
    }

    /** Second derivatives at a point. */
    public ClassifierHessian hessian(double[] theta) {
        checkLength("theta", theta.length, "parameters", shape.parameters());
        return new ClassifierHessian(this, theta.clone());
    }

    double loss(double[] scores) {
        double loss = 0;
        for (int i = 0; i < scores.length; i++) {
            loss += weights[i] * Logistic.loss(labels[i] * scores[i]);
        }
        return loss;
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
