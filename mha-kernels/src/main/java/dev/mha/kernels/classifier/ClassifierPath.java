package dev.mha.kernels.classifier;

import dev.mha.kernels.vector.Lanes;
import dev.mha.kernels.vector.SampleProducts;
import dev.mha.kernels.work.Machine;
import dev.mha.kernels.work.Slab;

/**
 * The ways to compute the classifier; which one a call takes depends on the machine and the sizes alone.
 *
 * <p>Either vector kernel wastes the lanes that its last group of samples, or its last block of tokens, leaves empty.
 * The fuller one is taken, and is the faster one but for long samples, as 32 of 144 tokens below. Time of a gradient,
 * and of a product with the Hessian, with one sample a lane as a part of that with the tokens in the lanes, 8 heads,
 * one thread (Zen 4 class, printed by {@code Crossover} of mha-bench):
 *
 * <pre>
 *   16 lanes: groups of 16 samples, blocks of 64 tokens      8 lanes: groups of 8, blocks of 32
 *   samples tokens  8 features   32 features                 samples tokens  8 features   32 features
 *      32     32    0.36  0.42   0.46  0.44                     16     16    0.41  0.45   0.60  0.36
 *      32     48    0.49  0.55   0.62  0.69                     16     24    0.58  0.65   0.74  0.63
 *      32     64    0.67  1.08   0.88  1.08                     16     32    0.76  0.84   0.81  0.80
 *      32     96    0.79  1.13   0.74  0.87                     16     48    0.66  0.71   0.81  0.64
 *      32    128    1.32  1.58   1.13  1.27                     16     64    0.94  0.94   1.46  1.05
 *      32    144    1.10  1.38   0.91  1.02                     16     72    0.74  0.88   0.78  0.80
 *      32    192    1.56  1.88   1.25  1.37                     16     96    1.04  1.29   1.18  1.23
 *       8     32    0.68  0.87   0.93  0.98                      4     16    0.94  0.96   1.50  1.37
 *       8     64    1.95  2.35   1.82  2.58                      4     32    1.76  1.84   2.02  1.96
 * </pre>
 *
 * <p>Where both are as full, the tokens go into the lanes: with half a group of short samples (8 of 32 tokens above)
 * samples in the lanes would take up to a third less. But where both are full and a sample is one block, samples go
 * into the lanes, which takes a twelfth more at most, and up to a third less.
 */
public enum ClassifierPath {
    /** Plain Java loops: where vectors are missing, a handful of tokens, what in double does not fit. */
    PLAIN,
    /** The tokens of one sample in the lanes ({@code TokenLaneClassifier}): long or few samples, very many heads. */
    TOKEN_LANES,
    /** One sample a lane ({@code SampleLaneClassifier}): many short samples. */
    SAMPLE_LANES;

    /**
     * Tokens of all samples from which nearly empty vectors beat plain loops: 4 are even, 8 win twofold (8 features).
     */
    static final int FEWEST_TOKENS = 8;

    /**
     * Above it what the kernel with one sample a lane keeps of a group's heads, P and P o (G - r), leaves the caches.
     */
    static final int MOST_TOKENS = 144;

    /** Floats of P and P o (G - r) of all heads of one group, 256 MB, and as many doubles in the sums of all chunks. */
    static final long MOST_KEPT = 1L << 26;

    /** Results of a pass of second order at most: the vectors that share one, and the gradient. */
    private static final int MOST_RESULTS = SampleLaneHessian.MOST_AT_ONCE + 1;

    /** The path that these samples take for a number of heads. */
    static ClassifierPath of(ClassifierShape shape, PackedSamples samples) {
        if (samples.panels() != null && fits(samples.panels().layout(), shape.heads())) {
            return SAMPLE_LANES;
        }
        return vectors(samples.samples(), samples.tokens()) ? TOKEN_LANES : PLAIN;
    }

    /** The path in double: there are no kernels with the tokens in the lanes. */
    static ClassifierPath ofDouble(ClassifierShape shape, PackedSamples samples) {
        DoubleSamplePanels panels = samples.doublePanels();
        return panels != null && fits(panels.layout(), shape.heads()) ? SAMPLE_LANES : PLAIN;
    }

    /** Whether what the heads of one group keep, and their sums, fit one array. */
    static boolean fits(PanelLayout layout, int heads) {
        return kept(layout, heads, SampleLanePlan.Pass.GRADIENT) <= MOST_KEPT && sums(layout, heads) <= MOST_KEPT;
    }

    private static long kept(PanelLayout layout, int heads, SampleLanePlan.Pass pass) {
        return (long) pass.kept * heads * layout.lanes() * layout.paddedTokens() * layout.paddedTokens();
    }

    /** Values of the sums of all chunks. */
    static long sums(PanelLayout layout, int heads) {
        return (long) layout.paddedFeatures() * (layout.paddedFeatures() + layout.paddedTokens()) * heads
                * layout.chunks();
    }

    /** Products, or products and a gradient, whose sums fit one array, where samples are taken one after the other. */
    static int resultsAtOnce(ClassifierShape shape) {
        return Math.clamp(MOST_KEPT / shape.parameters(), 1, MOST_RESULTS);
    }

    /** The same for one pass of {@link SampleLaneHessian} over these samples; 0 where it cannot be taken. */
    static int resultsAtOnce(ClassifierShape shape, SamplePanels panels) {
        return panels == null ? 0 : resultsAtOnce(panels.layout(), shape.heads());
    }

    /** The same in double. */
    static int resultsAtOnce(ClassifierShape shape, DoubleSamplePanels panels) {
        return panels == null ? 0 : resultsAtOnce(panels.layout(), shape.heads());
    }

    static int resultsAtOnce(PanelLayout layout, int heads) {
        if (kept(layout, heads, SampleLanePlan.Pass.HESSIAN) > MOST_KEPT) {
            return 0;
        }
        return (int) Math.min(MOST_RESULTS, MOST_KEPT / sums(layout, heads));
    }

    /** Vectors of a pass with so many results, of which one may be the gradient. */
    static int vectors(int results, boolean gradient) {
        return Math.min(SampleLaneHessian.MOST_AT_ONCE, gradient ? results - 1 : results);
    }

    /**
     * Bytes of scratch memory that products with the Hessian in double take on so many threads, with the sums of as
     * many vectors as share a pass, and without those of the gradient. With long samples nearly all of it are the
     * matrices of pairs of tokens, four for each head, that are kept for the samples at work.
     */
    public static long doubleHessianBytes(ClassifierShape shape, PackedSamples samples, int threads) {
        DoubleSamplePanels panels = samples.doublePanels();
        int vectors = vectors(resultsAtOnce(shape, panels), false);
        if (vectors > 0) {
            DoubleSampleLanePlan plan = new DoubleSampleLanePlan(panels.layout(), shape.heads(),
                    DoubleSampleLanePlan.Pass.HESSIAN, threads);
            return Double.BYTES * ((long) threads * plan.length
                    + (long) vectors * plan.tasksOfChunk * sums(panels.layout(), shape.heads()));
        }
        return Double.BYTES * (4L * shape.heads() * shape.tokens() * shape.tokens()
                + (long) vectors(resultsAtOnce(shape), false) * shape.parameters());
    }

    /**
     * Bytes of scratch memory that products with the Hessian in float take on so many threads, with as many vectors as
     * share a pass, without the gradient: those are other arrays than the ones in double, and a workspace keeps both.
     */
    public static long floatHessianBytes(ClassifierShape shape, PackedSamples samples, int threads) {
        int vectors = vectors(resultsAtOnce(shape, samples.panels()), false);
        if (vectors > 0) {
            PanelLayout layout = samples.panels().layout();
            SampleLanePlan plan = new SampleLanePlan(layout, shape.heads(), SampleLanePlan.Pass.HESSIAN, threads);
            long packed = (1L + vectors) * (SampleLaneParameters.attentionSize(layout, shape.heads())
                    + SampleLaneParameters.decoderSize(layout, shape.heads()));
            return Float.BYTES * ((long) threads * Math.max(plan.length, Slab.LEAST) + packed)
                    + (long) Double.BYTES * vectors * plan.tasksOfChunk * sums(layout, shape.heads());
        }
        if (of(shape, samples) == PLAIN) {
            return Float.BYTES * 4L * shape.heads() * shape.tokens() * shape.tokens()
                    + (long) Double.BYTES * vectors(resultsAtOnce(shape), false) * shape.parameters();
        }
        return TokenLaneHessian.bytes(shape, samples, threads);
    }

    /**
     * Bytes of scratch memory that loss and gradient in float take on so many threads. With very many heads nearly all
     * of it are the sums in double and what each worker keeps of all heads.
     *
     * @param samples number of samples
     */
    public static long gradientBytes(ClassifierShape shape, int samples, int threads) {
        PanelLayout layout = layout(samples, shape.tokens(), shape.features());
        if (layout != null && fits(layout, shape.heads())) {
            SampleLanePlan plan = new SampleLanePlan(layout, shape.heads(), SampleLanePlan.Pass.GRADIENT, threads);
            long packed = (long) SampleLaneParameters.attentionSize(layout, shape.heads())
                    + SampleLaneParameters.decoderSize(layout, shape.heads());
            return Float.BYTES * ((long) Math.min(threads, plan.tasks) * Math.max(plan.length, Slab.LEAST) + packed)
                    + (long) Double.BYTES * plan.tasksOfChunk * sums(layout, shape.heads());
        }
        return vectors(samples, shape.tokens())
                ? TokenLaneClassifier.bytes(shape, samples, threads)
                : Float.BYTES * 2L * shape.heads() * shape.tokens() * shape.tokens()
                        + (long) Double.BYTES * shape.parameters();
    }

    /** Layout of samples with one sample a lane, or null when the machine or the sizes do not suit it. */
    static PanelLayout layout(int samples, int tokens, int features) {
        if (!vectors(samples, tokens) || (Lanes.COUNT != 8 && Lanes.COUNT != 16) || tokens > MOST_TOKENS
                || !fuller(samples, tokens)) {
            return null;
        }
        PanelLayout layout = new PanelLayout(samples, tokens, features, Lanes.COUNT, SampleProducts.tokenPanel(tokens),
                SampleProducts.featurePanel(features));
        return fits(layout, 1) ? layout : null;
    }

    /** Layout of samples for computations in double, or null when the machine or the sizes do not suit it. */
    static PanelLayout doubleLayout(int samples, int tokens, int features) {
        if (!vectors(samples, tokens) || (Lanes.DOUBLES != 4 && Lanes.DOUBLES != 8)) {
            return null;
        }
        PanelLayout layout = new PanelLayout(samples, tokens, features, Lanes.DOUBLES,
                SampleProducts.tokenPanel(tokens), SampleProducts.featurePanel(features));
        return fits(layout, 1) ? layout : null;
    }

    static boolean vectors(int samples, int tokens) {
        return Machine.VECTOR && (long) samples * tokens >= FEWEST_TOKENS;
    }

    /** Whether one sample a lane leaves fewer lanes empty than the tokens in the lanes, or none where a block does. */
    static boolean fuller(int samples, int tokens) {
        double bySample = share(samples, Lanes.COUNT);
        double byToken = share(tokens, Lanes.WIDTH);
        return bySample > byToken || (bySample == 1 && tokens == Lanes.WIDTH);
    }

    /** The part of all lanes that hold something when {@code items} fill groups of {@code width} lanes. */
    static double share(int items, int width) {
        return items / (Math.ceil((double) items / width) * width);
    }
}
