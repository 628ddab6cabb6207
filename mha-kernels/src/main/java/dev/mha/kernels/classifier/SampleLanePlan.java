package dev.mha.kernels.classifier;

import dev.mha.kernels.vector.SampleSoftmax;
import dev.mha.kernels.vector.SampleSums;
import dev.mha.kernels.work.Balance;
import dev.mha.kernels.work.Slab;

/** Where the pieces of a worker's scratch array lie; all whole vectors, aligned as {@link Slab} says. */
final class SampleLanePlan {
    /** What a call computes, and the matrices of pairs of tokens that are kept for all heads of a block meanwhile. */
    enum Pass {
        /** Nothing is kept. */
        SCORES(0),
        /** P and P o (G - r). */
        GRADIENT(2),
        /** The same, and their derivatives along a direction. */
        HESSIAN(4);

        final int kept;

        Pass(int kept) {
            this.kept = kept;
        }
    }

    /**
     * Values of the matrices kept before sums over samples pass over them: with the tokens of as many groups, well
     * within a second-level cache of 1 MB. For 512 samples, 16 heads, 10 tokens and 20 features half of it takes 5 to
     * 10 % longer, and twice as much 2 to 5 % less, but on a core with 2 MB (Sapphire Rapids class).
     */
    private static final int KEPT = (1 << 19) / Float.BYTES;

    /**
     * Groups of a block at most: 2 take the same time within 3 %, 1 takes 3 to 9 % longer (the same samples and core).
     */
    private static final int MOST_GROUPS = 4;

    final PanelLayout layout;
    private final int heads;
    private final Pass pass;

    /** Tasks of a chunk and in all, whose sums lie one after the other. */
    final int tasksOfChunk;
    final int tasks;
    /** Groups whose matrices are kept at once. */
    final int block;
    /** Values of the P of one query panel of one head, all groups of a block one after the other. */
    final int panel;
    /** Values of one head's P of a block. */
    final int square;
    /** Values of the tokens of one group by token panel, and of one feature panel of a block. */
    final int tokensSize;
    final int featurePanel;
    /** One group's tokens by token panel. */
    final int tokens;
    /** Q of one head and group. */
    final int query;
    final int attention;
    final int slope;
    /** Their derivatives, and the mixtures of both of one head that sums pass over. */
    final int attentionDot;
    final int slopeDot;
    final int attentionMix;
    final int slopeMix;
    final int state;
    /** Phi of a block, then what multiplies its gradient; second derivatives of the loss; the derivative of phi. */
    final int phi;
    final int curvature;
    final int phiDot;
    /** What multiplies the gradient of phi of one group in that of the loss, where phi becomes something else. */
    final int factor;
    /** Tokens of a block by feature panel, as they are and times the slope of the loss. */
    final int features;
    final int scaled;
    /** Rows (P o (G - r)) c X of one head and block, and the values of one feature panel of them. */
    final int rows;
    final int rowPanel;
    /** One row of tiles of dW or dU, vectors over samples. */
    final int sums;
    /** One head's dW and dU of a block, summed over lanes. */
    final int laneSums;
    final int length;

    /** Lays out a call on so many workers, on which the tasks depend and no sum does. */
    SampleLanePlan(PanelLayout layout, int heads, Pass pass, int workers) {
        this.layout = layout;
        this.heads = heads;
        this.pass = pass;
        int lanes = layout.lanes();
        boolean sums = pass != Pass.SCORES;
        boolean hessian = pass == Pass.HESSIAN;
        int pairs = layout.paddedTokens() * layout.tokens() * lanes;
        block = sums ? Math.clamp(KEPT / ((long) pass.kept * heads * pairs), 1, MOST_GROUPS) : 1;
        tasksOfChunk = tasksOfChunk(workers);
        tasks = layout.chunks() * tasksOfChunk;
        // The last tile of a group writes its padding where the next group follows, the last group's needs a place.
        int padding = layout.paddedTokens() - layout.tokens();
        panel = (block * layout.tokens() + padding) * layout.tokenPanel() * lanes;
        square = layout.tokenPanels() * panel;
        tokensSize = layout.paddedTokens() * layout.features() * lanes;
        featurePanel = block * layout.tokens() * layout.featurePanel() * lanes;
        rowPanel = featurePanel + padding * layout.featurePanel() * lanes;
        int tileRow = Math.max(layout.featurePanel(), layout.tokenPanel()) * layout.paddedFeatures()
                + SampleSums.BEYOND;
        int kept = (sums ? heads : 1) * square;
        tokens = Slab.FIRST;
        query = tokens + tokensSize;
        attention = query + layout.decoderSize() * lanes;
        slope = attention + kept;
        attentionDot = slope + kept;
        slopeDot = attentionDot + (hessian ? kept : 0);
        attentionMix = slopeDot + (hessian ? kept : 0);
        slopeMix = attentionMix + (hessian ? square : 0);
        state = slopeMix + (hessian ? square : 0);
        phi = state + SampleSoftmax.STATE * lanes;
        curvature = phi + block * lanes;
        phiDot = curvature + (hessian ? block * lanes : 0);
        factor = phiDot + (hessian ? block * lanes : 0);
        features = factor + (hessian ? lanes : 0);
        scaled = features + (sums ? layout.featurePanels() * featurePanel : 0);
        rows = scaled + (sums ? layout.featurePanels() * featurePanel : 0);
        this.sums = rows + (sums ? layout.featurePanels() * rowPanel : 0);
        laneSums = this.sums + (sums ? tileRow * lanes : 0);
        length = laneSums + layout.attentionSize() + layout.decoderSize() + SampleSums.BEYOND;
    }

    /** First group of a task; the last ones of a chunk may be empty. */
    int start(int task) {
        int chunk = task / tasksOfChunk;
        return Math.min(layout.chunkStart(chunk + 1),
                layout.chunkStart(chunk) + task % tasksOfChunk * groupsOfTask());
    }

    /** Group after the last one of a task. */
    int end(int task) {
        int chunk = task / tasksOfChunk;
        return Math.min(layout.chunkStart(chunk + 1), start(task) + groupsOfTask());
    }

    /** Multiply-adds of a task that costs so many forward passes. */
    long work(int task, int forwards) {
        return Math.round(forwards * passWork(layout, heads) * (end(task) - start(task)) * layout.lanes());
    }

    /** Multiply-adds of the forward pass of one sample. */
    static double passWork(PanelLayout layout, int heads) {
        return heads * ClassifierShape.forwardMultiplyAdds(layout.tokens(), layout.features());
    }

    /**
     * A chunk is one task where that gives the busiest worker at most a tenth more than the mean, or no more than with
     * each of its blocks as one: sums over blocks go to the chunk's, and these to the total, either way.
     */
    private int tasksOfChunk(int workers) {
        int largest = layout.chunkStart(1);
        for (int chunk = 1; chunk < layout.chunks(); chunk++) {
            largest = Math.max(largest, layout.chunkStart(chunk + 1) - layout.chunkStart(chunk));
        }
        int blocks = (largest + block - 1) / block;
        long sums = (long) blocks * ClassifierPath.sums(layout, heads) * (pass == Pass.HESSIAN
                ? SampleLaneHessian.MOST_AT_ONCE + 1
                : 1);
        long whole = Balance.busiest(layout.chunks(), workers) * largest;
        long cut = Balance.busiest((long) layout.chunks() * blocks, workers) * block;
        boolean enough = whole <= cut || Balance.isEven(whole, layout.groups(), workers);
        return enough || sums > ClassifierPath.MOST_KEPT ? 1 : blocks;
    }

    private int groupsOfTask() {
        return tasksOfChunk == 1 ? layout.groups() : block;
    }

    boolean isFor(PanelLayout layout, int heads, Pass pass) {
        return this.layout.equals(layout) && this.heads == heads && this.pass == pass;
    }
}
