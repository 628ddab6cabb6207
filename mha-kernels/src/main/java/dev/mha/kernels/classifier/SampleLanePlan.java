package dev.mha.kernels.classifier;

import dev.mha.kernels.vector.SampleSoftmax;
import dev.mha.kernels.vector.SampleSums;
import dev.mha.kernels.work.Slab;

/** Where the pieces of a worker's scratch array lie, in floats; all whole vectors, aligned as {@link Slab} says. */
final class SampleLanePlan {
    /**
     * Floats of P and P o (G - r) kept before the gradient passes over them: with the tokens of as many groups, well
     * within a second-level cache of 1 MB.
     */
    private static final int KEPT = 1 << 17;

    /** Groups of a block at most. */
    private static final int MOST_GROUPS = 4;

    private final PanelLayout layout;
    private final int heads;
    private final boolean gradient;

    /** Groups whose P and P o (G - r) are kept at once. */
    final int block;
    /** Floats of the P of one query panel of one head, all groups of a block one after the other. */
    final int panel;
    /** Floats of one head's P of a block. */
    final int square;
    /** Floats of the tokens of one group by token panel, and of one feature panel of a block. */
    final int tokensSize;
    final int featurePanel;
    /** One group's tokens by token panel. */
    final int tokens;
    /** Q of one head and group. */
    final int query;
    final int attention;
    final int slope;
    final int state;
    final int phi;
    /** Tokens of a block by feature panel, as they are and times the slope of the loss. */
    final int features;
    final int scaled;
    /** Rows (P o (G - r)) c X of one head and block, and the floats of one feature panel of them. */
    final int rows;
    final int rowPanel;
    /** One row of tiles of dW or dU, vectors over samples. */
    final int sums;
    /** One head's dW and dU of a block, summed over lanes. */
    final int laneSums;
    final int length;

    SampleLanePlan(PanelLayout layout, int heads, boolean gradient) {
        this.layout = layout;
        this.heads = heads;
        this.gradient = gradient;
        int lanes = layout.lanes();
        int pairs = layout.paddedTokens() * layout.tokens() * lanes;
        block = gradient ? Math.clamp(KEPT / (2L * heads * pairs), 1, MOST_GROUPS) : 1;
        // The last tile of a group writes its padding where the next group follows, the last group's needs a place.
        int padding = layout.paddedTokens() - layout.tokens();
        panel = (block * layout.tokens() + padding) * layout.tokenPanel() * lanes;
        square = layout.tokenPanels() * panel;
        tokensSize = layout.paddedTokens() * layout.features() * lanes;
        featurePanel = block * layout.tokens() * layout.featurePanel() * lanes;
        rowPanel = featurePanel + padding * layout.featurePanel() * lanes;
        int tileRow = Math.max(layout.featurePanel(), layout.tokenPanel()) * layout.paddedFeatures()
                + SampleSums.BEYOND;
        int kept = (gradient ? heads : 1) * square;
        tokens = Slab.FIRST;
        query = tokens + tokensSize;
        attention = query + layout.decoderSize() * lanes;
        slope = attention + kept;
        state = slope + kept;
        phi = state + SampleSoftmax.STATE * lanes;
        features = phi + block * lanes;
        int backward = gradient ? layout.featurePanels() : 0;
        scaled = features + backward * featurePanel;
        rows = scaled + backward * featurePanel;
        sums = rows + backward * rowPanel;
        laneSums = sums + (gradient ? tileRow * lanes : 0);
        length = laneSums + layout.attentionSize() + layout.decoderSize() + SampleSums.BEYOND;
    }

    boolean isFor(PanelLayout layout, int heads, boolean gradient) {
        return this.layout.equals(layout) && this.heads == heads && this.gradient == gradient;
    }
}
