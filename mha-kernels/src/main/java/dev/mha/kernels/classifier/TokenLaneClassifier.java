package dev.mha.kernels.classifier;

import dev.mha.kernels.vector.ClassifierHead;
import dev.mha.kernels.work.Crew;
import dev.mha.kernels.work.Slab;
import java.util.Arrays;

/**
 * The classifier with the tokens of one sample in the lanes, for long or few samples. A call goes through the samples
 * in waves: the pieces of a wave are its samples times heads, each with a gradient of its own; then, head by head, they
 * are added in the order of samples. No sum depends on the size of a wave.
 */
final class TokenLaneClassifier {
    /**
     * Samples of a wave at most: enough pieces for any number of threads even with a single head. On one thread 16 and
     * 256 take the same time within 2 % (256 samples, 8 heads, T 128, d 64 and 16, 4, T 300, d 32, Sapphire Rapids
     * class).
     */
    private static final int MOST_SAMPLES = 64;

    /**
     * Floats of the gradients of a wave for each worker, 2 MB, to be read again from its cache; more only when one
     * sample asks for it. With 2 MB for all workers 64 of them had 40 pieces of a wave at (256, 8, 128, 64).
     */
    private static final int MOST_KEPT = 1 << 19;

    /** Floats of a wave at most, 256 MB. */
    private static final long MOST_FLOATS = 1L << 26;

    /**
     * Sums that stay in the first-level cache while the gradients of a wave are added to them; a piece for a thread.
     * With 512 or 8192 a step on one thread takes the same time within 2 % (the same samples).
     */
    static final int BLOCK = 2048;

    private static final int SLAB = 0;
    private static final int GRADIENTS = 1;
    private static final int FACTORS = 2;
    private static final int PHIS = 0;
    private static final int SUMS = 1;

    /** Made once, since a call allocates nothing. */
    private final Crew.Task head = Crew.Task.of(this::head, this::headWork);
    private final Crew.Task sum = Crew.Task.of(this::sum, this::sumWork);
    private ClassifierHead kernel;

    private Crew crew;
    private ClassifierShape shape;
    private PackedSamples samples;
    private float[] theta;
    private float[] gradients;
    /** What multiplies the gradients of each sample of the wave in that of the loss. */
    private float[] factors;
    private double[] phis;
    private double[] sums;
    private int first;
    private int count;

    /** Scores alone when {@code gradient} is null, else the gradient too; the loss follows from the scores. */
    static void run(ClassifierShape shape, PackedSamples samples, float[] theta, float[] labels, double[] weights,
            float[] scores, float[] gradient, Crew crew) {
        TokenLaneClassifier call = crew.keep(TokenLaneClassifier.class, TokenLaneClassifier::new);
        try {
            call.begin(shape, samples, theta, gradient != null, crew);
            int wave = wave(samples.samples(), shape.parameters(), crew.workers());
            for (int first = 0; first < samples.samples(); first += wave) {
                call.wave(first, Math.min(wave, samples.samples() - first), labels, weights, scores);
            }
            if (gradient != null) {
                for (int i = 0; i < gradient.length; i++) {
                    gradient[i] = (float) call.sums[i];
                }
            }
        } finally {
            call.end();
        }
    }

    /** Samples of a wave. */
    static int wave(int samples, int parameters, int workers) {
        long floats = Math.min(MOST_FLOATS, (long) MOST_KEPT * workers);
        return Math.clamp(floats / parameters, 1, Math.min(samples, MOST_SAMPLES));
    }

    /** Bytes of scratch memory of loss and gradient: gradients and sums of a wave, and the scratch of each worker. */
    static long bytes(ClassifierShape shape, int samples, int workers) {
        long wave = wave(samples, shape.parameters(), workers);
        int slab = Math.max(new ClassifierHead(shape.tokens(), shape.features()).length, Slab.LEAST);
        return Float.BYTES * (wave * shape.parameters() + Math.min(workers, wave * shape.heads()) * slab)
                + Double.BYTES * (wave * shape.heads() + shape.parameters());
    }

    /** Pieces of at most {@link #BLOCK} parameters of a head. */
    static int blocks(ClassifierShape shape) {
        return (shape.headParameters() + BLOCK - 1) / BLOCK;
    }

    private void begin(ClassifierShape shape, PackedSamples samples, float[] theta, boolean gradientWanted, Crew crew) {
        if (kernel == null || !kernel.isFor(shape.tokens(), shape.features())) {
            kernel = new ClassifierHead(shape.tokens(), shape.features());
        }
        this.crew = crew;
        this.shape = shape;
        this.samples = samples;
        this.theta = theta;
        int wave = wave(samples.samples(), shape.parameters(), crew.workers());
        phis = crew.doubles(0, PHIS, wave * shape.heads());
        if (gradientWanted) {
            factors = crew.floats(0, FACTORS, wave);
            gradients = crew.floats(0, GRADIENTS, wave * shape.parameters());
            sums = crew.doubles(0, SUMS, shape.parameters());
            Arrays.fill(sums, 0, shape.parameters(), 0.0);
        }
    }

    /** A workspace must not keep a caller's arrays alive. */
    private void end() {
        crew = null;
        samples = null;
        theta = null;
        gradients = null;
        factors = null;
        phis = null;
        sums = null;
    }

    private void wave(int first, int count, float[] labels, double[] weights, float[] scores) {
        int heads = shape.heads();
        this.first = first;
        this.count = count;
        crew.run(count * heads, head);
        for (int i = 0; i < count; i++) {
            double phi = 0.0;
            for (int h = 0; h < heads; h++) {
                phi += phis[i * heads + h];
            }
            int sample = first + i;
            scores[sample] = (float) (phi / Math.sqrt(heads));
            if (gradients != null) {
                double weight = LogisticLoss.weight(weights, sample, samples.samples());
                factors[i] = (float) LogisticLoss.factor(labels[sample], weight, scores[sample], heads);
            }
        }
        if (gradients != null) {
            crew.run(heads * blocks(shape), sum);
        }
    }

    /** phi of one head on one sample of the wave, and its gradient. */
    private void head(int task, int worker) {
        int h = task % shape.heads();
        int i = task / shape.heads();
        int sample = first + i;
        float[] slab = crew.floats(worker, SLAB, Math.max(kernel.length, Slab.LEAST));
        int w = shape.attentionOffset(h);
        int u = shape.decoderOffset(h);
        int kept = i * shape.parameters();
        phis[task] = kernel.run(slab, samples.x(), sample * shape.tokens() * shape.features(), samples.length(sample),
                theta, w, u, gradients, kept + w, kept + u);
    }

    private long headWork(int task) {
        return (gradients == null ? 1 : 2) * passWork(shape, samples.length(first + task / shape.heads()));
    }

    /** Multiply-adds of the forward pass of one head on a sample of {@code length} tokens. */
    static long passWork(ClassifierShape shape, int length) {
        return (long) ClassifierShape.forwardMultiplyAdds(length, shape.features());
    }

    /** Adds the gradients of a block of the parameters of one head, of W and of U as far as a sample has tokens. */
    private void sum(int task, int worker) {
        int h = task / blocks(shape);
        int from = shape.attentionOffset(h) + task % blocks(shape) * BLOCK;
        for (int i = 0; i < count; i++) {
            int end = shape.decoderOffset(h) + samples.length(first + i) * shape.features();
            addScaled(factors[i], gradients, i * shape.parameters(), sums, from, Math.min(end, from + BLOCK));
        }
    }

    private long sumWork(int task) {
        return (long) count * blockLength(shape, task % blocks(shape));
    }

    /** Parameters of a block of a head. */
    static int blockLength(ClassifierShape shape, int block) {
        return Math.min(BLOCK, shape.headParameters() - block * BLOCK);
    }

    /** A loop of its own with nothing else in it, which the compiler turns into vectors. */
    private static void addScaled(double factor, float[] gradient, int offset, double[] sums, int from, int to) {
        for (int k = from; k < to; k++) {
            sums[k] += factor * gradient[offset + k];
        }
    }
}
