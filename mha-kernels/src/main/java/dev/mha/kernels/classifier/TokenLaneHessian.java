package dev.mha.kernels.classifier;

import dev.mha.kernels.vector.ClassifierHeadsHessian;
import dev.mha.kernels.work.Crew;
import dev.mha.kernels.work.Slab;
import java.util.Arrays;

/**
 * Products of the Hessian of the loss with vectors, with the tokens of one sample in the lanes, for long or few samples. A
 * call goes through the samples in waves as {@link TokenLaneClassifier} does, with whole samples as pieces: what multiplies
 * the gradient of a head follows from all heads.
 */
final class TokenLaneHessian {
    private static final int SLAB = 0;
    private static final int PRODUCTS = 1;
    private static final int SUMS = 0;

    /** Made once, since a call allocates nothing. */
    private final Crew.Task sample = this::sample;
    private final Crew.Task sum = this::sum;
    private ClassifierHeadsHessian kernel;

    private Crew crew;
    private ClassifierShape shape;
    private PackedSamples samples;
    private float[] theta;
    private float[] labels;
    private double[] weights;
    private HessianPart part;
    private float[][] vectors;
    private int from;
    private int count;
    private float[] kept;
    private double[] sums;
    private int first;
    private int members;

    /** Products with {@code vectors[from]} to {@code vectors[to - 1]}. */
    static void run(ClassifierShape shape, PackedSamples samples, float[] theta, float[] labels, double[] weights,
            HessianPart part, float[][] vectors, int from, int to, float[][] products, Crew crew) {
        TokenLaneHessian call = crew.keep(TokenLaneHessian.class, TokenLaneHessian::new);
        try {
            call.begin(shape, samples, theta, vectors, from, to - from, crew);
            call.labels = labels;
            call.weights = weights;
            call.part = part;
            int size = shape.parameters();
            int wave = TokenLaneClassifier.wave(samples.samples(), Math.multiplyExact(size, call.count),
                    crew.workers());
            for (int first = 0; first < samples.samples(); first += wave) {
                call.first = first;
                call.members = Math.min(wave, samples.samples() - first);
                crew.run(call.members, call.sample);
                crew.run(call.count * shape.heads() * TokenLaneClassifier.blocks(shape), call.sum);
            }
            for (int v = 0; v < call.count; v++) {
                for (int i = 0; i < size; i++) {
                    products[from + v][i] = (float) call.sums[v * size + i];
                }
            }
        } finally {
            call.end();
        }
    }

    private void begin(ClassifierShape shape, PackedSamples samples, float[] theta, float[][] vectors, int from,
            int count, Crew crew) {
        if (kernel == null || !kernel.isFor(shape.tokens(), shape.features(), shape.heads())) {
            kernel = new ClassifierHeadsHessian(shape.tokens(), shape.features(), shape.heads());
        }
        this.crew = crew;
        this.shape = shape;
        this.samples = samples;
        this.theta = theta;
        this.vectors = vectors;
        this.from = from;
        this.count = count;
        int size = count * shape.parameters();
        kept = crew.floats(0, PRODUCTS, TokenLaneClassifier.wave(samples.samples(), size, crew.workers()) * size);
        sums = crew.doubles(0, SUMS, size);
        Arrays.fill(sums, 0, size, 0.0);
    }

    /** A workspace must not keep a caller's arrays alive. */
    private void end() {
        crew = null;
        samples = null;
        theta = null;
        labels = null;
        weights = null;
        vectors = null;
        kept = null;
        sums = null;
    }

    /** The products of one sample of the wave, {@code [vectors][parameters]}. */
    private void sample(int i, int worker) {
        int number = first + i;
        int heads = shape.heads();
        int length = samples.length(number);
        int x = number * shape.tokens() * shape.features();
        float[] slab = crew.floats(worker, SLAB, Math.max(kernel.length, Slab.LEAST));
        double phi = 0.0;
        for (int h = 0; h < heads; h++) {
            phi += kernel.attend(slab, samples.x(), x, length, theta, shape.attentionOffset(h), shape.decoderOffset(h),
                    h);
        }
        double score = phi / Math.sqrt(heads);
        double weight = LogisticLoss.weight(weights, number, samples.samples());
        double curvature = part.gaussNewton ? LogisticLoss.curvature(labels[number], weight, score, heads) : 0.0;
        double slope = part.residual ? LogisticLoss.factor(labels[number], weight, score, heads) : 0.0;
        for (int v = 0; v < count; v++) {
            float[] direction = vectors[from + v];
            double phiDot = 0.0;
            for (int h = 0; h < heads; h++) {
                phiDot += kernel.tangent(slab, samples.x(), x, length, theta, direction, shape.attentionOffset(h),
                        shape.decoderOffset(h), h);
            }
            // the last heads first: what they left is still in the cache
            for (int h = heads - 1; h >= 0; h--) {
                kernel.pull(slab, samples.x(), x, length, theta, direction, shape.attentionOffset(h),
                        shape.decoderOffset(h), h, curvature * phiDot, slope, kept,
                        (i * count + v) * shape.parameters());
            }
        }
    }

    /**
     * Adds what a block of the parameters of one head, of the products with one vector, got from each sample, of U as far as
     * the sample has tokens.
     */
    private void sum(int task, int worker) {
        int blocks = TokenLaneClassifier.blocks(shape);
        int h = task / blocks % shape.heads();
        int v = task / blocks / shape.heads();
        int size = shape.parameters();
        int begin = shape.attentionOffset(h) + task % blocks * TokenLaneClassifier.BLOCK;
        for (int i = 0; i < members; i++) {
            int end = shape.decoderOffset(h) + samples.length(first + i) * shape.features();
            add(kept, (i * count + v) * size, sums, v * size, begin, Math.min(end, begin + TokenLaneClassifier.BLOCK));
        }
    }

    /** A loop of its own with nothing else in it, which the compiler turns into vectors. */
    private static void add(float[] product, int offset, double[] sums, int to, int from, int end) {
        for (int k = from; k < end; k++) {
            sums[to + k] += product[offset + k];
        }
    }
}
