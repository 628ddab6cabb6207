package dev.mha.kernels.classifier;

import dev.mha.kernels.vector.Lanes;
import dev.mha.kernels.vector.SampleProducts;
import dev.mha.kernels.work.Machine;

/**
 * The ways to compute the classifier; which one a call takes depends on the machine and the sizes alone.
 *
 * <p>Gradient step as a share of the FMA peak of the same run, one thread (Zen 5 class, 16 lanes; 8 lanes in brackets):
 *
 * <pre>
 *   samples heads tokens features   one sample a lane   fused attention
 *     512     16     10      20        55 % (47 %)
 *    1437      8     16       9        44 % (45 %)
 *    1024      8     32      32        66 % (77 %)
 *     256      8    128      64        52 %              at most 40 %
 * </pre>
 *
 * <p>Fused attention forms the attention output and computes five products of tokens x tokens x features where this
 * kernel computes four; it wins nowhere up to {@link #MOST_TOKENS}. What ends the use of lanes is memory: P and
 * P o (G - r) of all heads are kept for a group of samples.
 */
public enum ClassifierPath {
    /** Plain Java loops: where vectors are missing, for a single sample, and for very long samples. */
    PLAIN,
    /** One sample a lane. */
    LANES;

    /** Samples from which half-empty vectors still beat plain loops. */
    private static final int FEWEST_SAMPLES = 2;

    /** 2 MB a head and matrix at 16 lanes. */
    static final int MOST_TOKENS = 256;

    /** Floats of P and P o (G - r) of all heads of one group, 256 MB, and as many doubles in the sums of all chunks. */
    private static final long MOST_KEPT = 1L << 26;

    /** The path of samples of these sizes for a number of heads. */
    public static ClassifierPath of(ClassifierShape shape, int samples) {
        PanelLayout layout = layout(samples, shape.tokens(), shape.features());
        return layout != null && fits(layout, shape.heads()) ? LANES : PLAIN;
    }

    /** Whether what the heads of one group keep, and their sums, fit one array. */
    static boolean fits(PanelLayout layout, int heads) {
        long kept = 2L * heads * layout.lanes() * layout.paddedTokens() * layout.paddedTokens();
        long sums = (long) heads * (layout.attentionSize() + layout.decoderSize());
        return kept <= MOST_KEPT && sums * Math.max(layout.lanes(), layout.chunks()) <= MOST_KEPT;
    }

    /** Layout of samples with one sample a lane, or null when the machine or the sizes do not suit it. */
    static PanelLayout layout(int samples, int tokens, int features) {
        if (!Machine.VECTOR || (Lanes.COUNT != 8 && Lanes.COUNT != 16)) {
            return null;
        }
        if (samples < FEWEST_SAMPLES || tokens > MOST_TOKENS) {
            return null;
        }
        return new PanelLayout(samples, tokens, features, Lanes.COUNT, SampleProducts.tokenPanel(tokens),
                SampleProducts.featurePanel(features));
    }
}
