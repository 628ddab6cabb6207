package dev.mha.kernels.classifier;

import dev.mha.kernels.vector.SampleSoftmax;
import dev.mha.kernels.work.Slab;

/** Where the pieces of a worker's scratch array lie, in floats; all whole vectors, aligned as {@link Slab} says. */
final class SampleLanePlan {
    /**
     * Floats of P and P o (G - r) kept before the gradient passes over them; about a quarter of a 1 MB second-level
     * cache, the rest holds the sums.
     */
    private static final int KEPT = 1 << 16;

    private final PanelLayout layout;
    private final int heads;
    private final boolean gradient;

    /** Groups whose P and P o (G - r) are kept at once. */
    final int block;
    /** Floats of one head's P of one group. */
    final int square;
    /** Floats of a group's tokens by token panel, and by feature panel. */
    final int tokensSize;
    final int featuresSize;
    /** One group's tokens by token panel. */
    final int tokens;
    /** Q of one head and group; then the row (P o (G - r)) c X. */
    final int query;
    final int attention;
    final int slope;
    final int state;
    final int phi;
    /** Tokens of a block by feature panel, as they are and times the slope of the loss. */
    final int features;
    final int scaled;
    /** Sums of dW and dU over samples in the same lane. */
    final int attentionSum;
    final int decoderSum;
    final int laneSums;
    final int length;

    SampleLanePlan(PanelLayout layout, int heads, boolean gradient) {
        this.layout = layout;
        this.heads = heads;
        this.gradient = gradient;
        int lanes = layout.lanes();
        square = layout.paddedTokens() * layout.paddedTokens() * lanes;
        block = gradient ? Math.clamp(KEPT / ((long) heads * square), 1, PanelLayout.SPAN) : 1;
        tokensSize = layout.paddedTokens() * layout.features() * lanes;
        featuresSize = layout.paddedFeatures() * layout.tokens() * lanes;
        int kept = gradient ? block * heads * square : square;
        tokens = Slab.FIRST;
        query = tokens + tokensSize;
        attention = query + layout.decoderSize() * lanes;
        slope = attention + kept;
        state = slope + kept;
        phi = state + SampleSoftmax.STATE * lanes;
        features = phi + block * lanes;
        scaled = features + (gradient ? block * featuresSize : 0);
        attentionSum = scaled + (gradient ? block * featuresSize : 0);
        decoderSum = attentionSum + (gradient ? heads * layout.attentionSize() * lanes : 0);
        laneSums = decoderSum + (gradient ? heads * layout.decoderSize() * lanes : 0);
        length = laneSums + layout.attentionSize() + layout.decoderSize();
    }

    boolean isFor(PanelLayout layout, int heads, boolean gradient) {
        return this.layout.equals(layout) && this.heads == heads && this.gradient == gradient;
    }
}
