package dev.mha.kernels.classifier;

import dev.mha.kernels.vector.ClassifierHeadsHessian;
import dev.mha.kernels.work.Balance;
import dev.mha.kernels.work.Crew;
import dev.mha.kernels.work.Slab;
import java.util.Arrays;

/**
 * Products of the Hessian of the loss with vectors, with the tokens of one sample in the lanes, for long or few
 * samples. A call goes through the samples in waves as {@link TokenLaneClassifier} does, with whole samples as pieces:
 * what multiplies the gradient of a head follows from all heads. Where samples are too few for the workers, pieces are
 * samples times heads, each with matrices of its own, and all wait for each other once for each vector and once more:
 * the same sums in the same order.
 */
final class TokenLaneHessian {
    private static final int SLAB = 0;
    private static final int PRODUCTS = 1;
    /** The first of as many as there are pieces of single heads. */
    private static final int HEAD_SLABS = 2;
    private static final int SUMS = 0;

    /** Floats of the matrices of all pieces of single heads at most, 256 MB. */
    private static final long MOST_FLOATS = 1L << 26;

    /** Made once, since a call allocates nothing. */
    private final Crew.Task sample = Crew.Task.of(this::sample, this::sampleWork);
    private final Crew.Task head = Crew.Task.of(this::head, this::headWork);
    private final Crew.Task sum = Crew.Task.of(this::sum, this::sumWork);
    private ClassifierHeadsHessian kernel;
    /** Of a single head. */
    private ClassifierHeadsHessian headKernel;

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
    private float[] scores;
    private float[] gradient;
    /** Results of a pass: the vectors, and after them the gradient if it is wanted. */
    private int results;
    /** Of the wave: {@code [samples][results][parameters]}. */
    private float[] kept;
    private double[] sums;
    private int wave;
    private int first;
    private int members;

    /**
     * Scratch memory, phi and its derivative of each piece of a single head; the vector whose products they add next.
     */
    private float[][] slabs = {};
    private double[] phis = {};
    private double[][] phiDots = {{}, {}};
    private int vector;

    /**
     * Products with {@code vectors[from]} to {@code vectors[to - 1]}, and where {@code gradient} is not null the scores
     * and the gradient too.
     */
    static void run(ClassifierShape shape, PackedSamples samples, float[] theta, float[] labels, double[] weights,
            HessianPart part, float[][] vectors, int from, int to, float[][] products, float[] scores,
            float[] gradient, Crew crew) {
        TokenLaneHessian call = crew.keep(TokenLaneHessian.class, TokenLaneHessian::new);
        try {
            call.begin(shape, samples, theta, vectors, from, to - from, gradient, crew);
            call.scores = scores;
            call.labels = labels;
            call.weights = weights;
            call.part = part;
            int size = shape.parameters();
            boolean byHead = call.headSlabs();
            for (int first = 0; first < samples.samples(); first += call.wave) {
                call.first = first;
                call.members = Math.min(call.wave, samples.samples() - first);
                if (byHead) {
                    call.heads();
                } else {
                    crew.run(call.members, call.sample);
                }
                crew.run(call.results * shape.heads() * TokenLaneClassifier.blocks(shape), call.sum);
            }
            for (int v = 0; v < call.results; v++) {
                float[] result = v < call.count ? products[from + v] : gradient;
                for (int i = 0; i < size; i++) {
                    result[i] = (float) call.sums[v * size + i];
                }
            }
        } finally {
            call.end();
        }
    }

    /** Bytes of scratch memory of calls for one vector and for as many as share a pass: what either takes stays. */
    static long bytes(ClassifierShape shape, PackedSamples samples, int workers) {
        int most = ClassifierPath.vectors(ClassifierPath.resultsAtOnce(shape), false);
        int single = new ClassifierHeadsHessian(shape.tokens(), shape.features(), 1).length;
        int whole = new ClassifierHeadsHessian(shape.tokens(), shape.features(), shape.heads()).length;
        long products = 0;
        long slabs = 0;
        long headSlabs = 0;
        for (int count : new int[]{1, most}) {
            int size = count * shape.parameters();
            int wave = TokenLaneClassifier.wave(samples.samples(), size, workers);
            long pieces = (long) shape.heads() * samplesByHead(wave, workers, shape.heads(), single);
            products = Math.max(products, (long) wave * size);
            slabs = pieces == 0 ? (long) workers * Math.max(whole, Slab.LEAST) : slabs;
            headSlabs = Math.max(headSlabs, pieces * single);
        }
        return Float.BYTES * (products + slabs + headSlabs) + (long) Double.BYTES * most * shape.parameters();
    }

    private void begin(ClassifierShape shape, PackedSamples samples, float[] theta, float[][] vectors, int from,
            int count, float[] gradient, Crew crew) {
        if (kernel == null || !kernel.isFor(shape.tokens(), shape.features(), shape.heads())) {
            kernel = new ClassifierHeadsHessian(shape.tokens(), shape.features(), shape.heads());
            headKernel = new ClassifierHeadsHessian(shape.tokens(), shape.features(), 1);
        }
        this.crew = crew;
        this.shape = shape;
        this.samples = samples;
        this.theta = theta;
        this.vectors = vectors;
        this.from = from;
        this.count = count;
        this.gradient = gradient;
        results = count + (gradient == null ? 0 : 1);
        int size = results * shape.parameters();
        wave = TokenLaneClassifier.wave(samples.samples(), size, crew.workers());
        kept = crew.floats(0, PRODUCTS, wave * size);
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
        scores = null;
        gradient = null;
        kept = null;
        sums = null;
        Arrays.fill(slabs, null);
    }

    /**
     * Samples of a wave whose pieces are single heads, fewer than asked for if need be; 0 where whole samples give the
     * busiest worker at most a tenth more than the mean, or no more than such pieces.
     */
    private static int samplesByHead(int wave, int workers, int heads, int length) {
        int most = Math.clamp(MOST_FLOATS / length / heads, 0, wave);
        double whole = (double) heads * Math.ceilDiv(wave, workers) / wave;
        double single = 1.0 * Math.ceilDiv(most * heads, workers) / most;
        boolean enough = whole <= single
                || Balance.isEven((long) heads * Math.ceilDiv(wave, workers), (long) heads * wave, workers);
        return most == 0 || enough ? 0 : most;
    }

    /** Makes room for pieces of single heads, if that is how the wave is shared out. */
    private boolean headSlabs() {
        int heads = shape.heads();
        int most = samplesByHead(wave, crew.workers(), heads, headKernel.length);
        if (most == 0) {
            return false;
        }
        wave = most;
        int pieces = most * heads;
        if (phis.length < pieces) {
            slabs = new float[pieces][];
            phis = new double[pieces];
            phiDots = new double[2][pieces];
        }
        for (int piece = 0; piece < pieces; piece++) {
            slabs[piece] = crew.floats(0, HEAD_SLABS + piece, headKernel.length);
        }
        return true;
    }

    /** The products of all samples of the wave, head by head. */
    private void heads() {
        for (vector = -1; vector < count; vector++) {
            crew.run(members * shape.heads(), head);
        }
    }

    /** Adds the head's part along one vector, if there is one yet, and turns to the next, if there is one. */
    private void head(int piece, int worker) {
        int heads = shape.heads();
        int i = piece / heads;
        int h = piece % heads;
        int number = first + piece / heads;
        int length = samples.length(number);
        int x = number * shape.tokens() * shape.features();
        int w = shape.attentionOffset(h);
        int u = shape.decoderOffset(h);
        float[] slab = slabs[piece];
        if (vector < 0) {
            phis[piece] = headKernel.attend(slab, samples.x(), x, length, theta, w, u, 0);
        } else {
            double score = sum(phis, i) / Math.sqrt(heads);
            if (gradient != null && vector == 0) {
                headKernel.gradient(slab, samples.x(), x, length, theta, w, u, 0, factor(number, score), kept,
                        result(i, count));
                if (h == 0) {
                    scores[number] = (float) score;
                }
            }
            headKernel.pull(slab, samples.x(), x, length, theta, vectors[from + vector], w, u, 0,
                    curvature(number, score) * sum(phiDots[vector % 2], i), slope(number, score), kept,
                    result(i, vector));
        }
        if (vector + 1 < count) {
            // the other heads still read those of this vector
            phiDots[(vector + 1) % 2][piece] = headKernel.tangent(slab, samples.x(), x, length, theta,
                    vectors[from + vector + 1], w, u, 0);
        }
    }

    /** The results of one sample of the wave. */
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
        double curvature = curvature(number, score);
        double slope = slope(number, score);
        if (gradient != null) {
            scores[number] = (float) score;
            for (int h = heads - 1; h >= 0; h--) {
                kernel.gradient(slab, samples.x(), x, length, theta, shape.attentionOffset(h), shape.decoderOffset(h),
                        h, factor(number, score), kept, result(i, count));
            }
        }
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
                        shape.decoderOffset(h), h, curvature * phiDot, slope, kept, result(i, v));
            }
        }
    }

    /** Where a result of a sample of the wave begins. */
    private int result(int i, int number) {
        return (i * results + number) * shape.parameters();
    }

    private double curvature(int number, double score) {
        double weight = LogisticLoss.weight(weights, number, samples.samples());
        return part.gaussNewton ? LogisticLoss.curvature(labels[number], weight, score, shape.heads()) : 0.0;
    }

    private double slope(int number, double score) {
        return part.residual ? factor(number, score) : 0.0;
    }

    private double factor(int number, double score) {
        double weight = LogisticLoss.weight(weights, number, samples.samples());
        return LogisticLoss.factor(labels[number], weight, score, shape.heads());
    }

    /** The sum over the heads of a sample of the wave, in their order. */
    private double sum(double[] ofPieces, int i) {
        double sum = 0.0;
        for (int h = 0; h < shape.heads(); h++) {
            sum += ofPieces[i * shape.heads() + h];
        }
        return sum;
    }

    private long sampleWork(int i) {
        return shape.heads() * (1L + count + results) * TokenLaneClassifier.passWork(shape, samples.length(first + i));
    }

    private long headWork(int piece) {
        long passes = vector == count - 1 ? 1 : 2;
        if (vector == 0) {
            passes += results - count;
        }
        return passes * TokenLaneClassifier.passWork(shape, samples.length(first + piece / shape.heads()));
    }

    /**
     * Adds what a block of the parameters of one head, of one result, got from each sample, of U as far as it has
     * tokens.
     */
    private void sum(int task, int worker) {
        int blocks = TokenLaneClassifier.blocks(shape);
        int h = task / blocks % shape.heads();
        int v = task / blocks / shape.heads();
        int size = shape.parameters();
        int begin = shape.attentionOffset(h) + task % blocks * TokenLaneClassifier.BLOCK;
        for (int i = 0; i < members; i++) {
            int end = shape.decoderOffset(h) + samples.length(first + i) * shape.features();
            add(kept, result(i, v), sums, v * size, begin, Math.min(end, begin + TokenLaneClassifier.BLOCK));
        }
    }

    private long sumWork(int task) {
        return (long) members * TokenLaneClassifier.blockLength(shape, task % TokenLaneClassifier.blocks(shape));
    }

    /** A loop of its own with nothing else in it, which the compiler turns into vectors. */
    private static void add(float[] product, int offset, double[] sums, int to, int from, int end) {
        for (int k = from; k < end; k++) {
            sums[to + k] += product[offset + k];
        }
    }
}
