package dev.mha.core.train;

import dev.mha.core.bound.TokenGeometry;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.function.Supplier;

/** A training by a fixed number of steps, that can be repeated bit for bit and with other weights. */
public final class Training {
    private final ClassifierShape shape;
    private final PackedSamples samples;
    private final float[] labels;
    private final float[] start;
    private final double step;
    private final int iterations;
    /** Shared by all losses: what is certified of one training asks for it a dozen times. */
    private final Supplier<TokenGeometry> geometry;

    /**
     * @param shape sizes and layout of the parameters
     * @param samples the training samples
     * @param labels -1 or +1 for each sample; not copied, do not write
     * @param start parameters to start from; not copied, do not write
     * @param step eta, above 0 and finite
     * @param iterations K, number of steps, at least 0
     */
    public Training(ClassifierShape shape, PackedSamples samples, float[] labels, float[] start, double step,
            int iterations) {
        this.shape = shape;
        this.samples = samples;
        this.labels = labels;
        this.start = start;
        this.step = step;
        this.iterations = iterations;
        geometry = TokenGeometry.lazily(samples);
    }

    /** Sizes and layout of the parameters. */
    public ClassifierShape shape() {
        return shape;
    }

    /** The training samples. */
    public PackedSamples samples() {
        return samples;
    }

    /** Sizes of the training samples, measured when they are first asked for. */
    public TokenGeometry geometry() {
        return geometry.get();
    }

    /** Label of each sample, -1 or +1; not a copy, do not write. */
    public float[] labels() {
        return labels;
    }

    /** Parameters that it starts from; not a copy, do not write. */
    public float[] start() {
        return start;
    }

    /** The step eta. */
    public double step() {
        return step;
    }

    /** K, number of steps. */
    public int iterations() {
        return iterations;
    }

    /**
     * Trains.
     *
     * @param weights weight of each sample in the loss, or null for {@code 1 / samples} each
     * @param work scratch and threads; the result is bitwise the same for every number of threads
     * @param listener told of every iterate
     * @throws IllegalArgumentException
     *             naming the argument and the two sizes that do not fit, or the setting that is out of range
     */
    public TrainingRun run(double[] weights, Workspace work, TrainingListener listener) {
        return run(weights, Iterate.start(start), work, listener);
    }

    /**
     * Trains on from where an earlier run had come to, with the bits of one run.
     *
     * @param weights as those of the earlier run
     * @param from where to start
     * @throws IllegalArgumentException
     *             as for a start, and if it has taken more than K steps
     */
    public TrainingRun run(double[] weights, Iterate from, Workspace work, TrainingListener listener) {
        return GradientDescent.run(shape, samples, labels, weights, from, TrainingSettings.of(step, iterations), work,
                listener);
    }

    /** The training loss in double, all weights equal. */
    public ClassifierLoss loss(Workspace work) {
        return new ClassifierLoss(shape, samples, labels, null, geometry, work);
    }
}
