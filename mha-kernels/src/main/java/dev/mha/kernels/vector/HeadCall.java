package dev.mha.kernels.vector;

import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Rows;
import dev.mha.kernels.work.Crew;
import dev.mha.kernels.work.Slab;
import java.util.Arrays;

/** One call on heads that stand one in each lane: its arguments, and where everything lies in a worker's slab. */
final class HeadCall {
    private static final int L = HeadPanels.LANES;

    Crew crew;
    AttentionShape shape;
    AttentionMask mask;
    float scale;
    Rows query;
    Rows key;
    Rows value;
    Rows out;
    float[] lse;
    Rows outGrad;
    Rows queryGrad;
    Rows keyGrad;
    Rows valueGrad;
    /** Whether some query may not see some key. */
    boolean masked;

    /** Tokens of a panel. */
    int width;
    /** Inputs with the tokens, or the features, in panels; queries in token panels are times scale log2(e). */
    int queryTokens;
    int keyTokens;
    int valueTokens;
    int outGradTokens;
    int queryFeatures;
    int keyFeatures;
    int valueFeatures;
    int outGradFeatures;
    /** Scores, then weights; weight gradients, then score gradients, and these once more with the queries in panels. */
    int weights;
    int slopes;
    int turnedSlopes;
    /** Tiles of a product on their way out, and sums over the heads of a group. */
    int result;
    int keyGradSum;
    int valueGradSum;
    int state;
    int square;
    /** One vector each: keys that each lane sees, scale log2(e), scale, 1. */
    int seen;
    int scoreFactor;
    int scaleFactor;
    int one;

    private HeadGroup[] groups;
    private int heads;
    private int length;

    void begin(AttentionShape callShape, AttentionMask callMask, float callScale, Rows callQuery, Rows callKey,
            Rows callValue, Crew callCrew) {
        crew = callCrew;
        shape = callShape;
        mask = callMask;
        scale = callScale;
        query = callQuery;
        key = callKey;
        value = callValue;
        masked = mask.causal() || mask.keyLengths() != null;
        if (groups == null) {
            groups = new HeadGroup[crew.workers()];
            for (int worker = 0; worker < groups.length; worker++) {
                groups[worker] = new HeadGroup(this);
            }
        }
    }

    /** A workspace must not keep a caller's arrays alive. */
    void end() {
        mask = null;
        query = null;
        key = null;
        value = null;
        out = null;
        lse = null;
        outGrad = null;
        queryGrad = null;
        keyGrad = null;
        valueGrad = null;
    }

    /** Lays out the forward pass; lanes count {@code headsOfItem} heads of each batch item. */
    void plan(int headsOfItem) {
        heads = shape.batch() * headsOfItem;
        width = SampleProducts.tokenPanel(Math.max(shape.queries(), shape.keys()));
        int queries = padded(shape.queries());
        int keys = padded(shape.keys());
        length = Slab.FIRST;
        queryTokens = take(HeadPanels.tokenSize(queries, shape.headDim(), width));
        keyTokens = take(HeadPanels.tokenSize(keys, shape.headDim(), width));
        valueFeatures = take(HeadPanels.featureSize(keys, shape.valueDim()));
        weights = take(queries * keys * L);
        result = take(HeadPanels.featureSize(Math.max(queries, keys), Math.max(shape.headDim(), shape.valueDim())));
        state = take(2 * width * L);
        square = take(L * L);
        seen = take(L);
        scoreFactor = take(L);
        scaleFactor = take(L);
        one = take(L);
    }

    /** What the backward pass needs besides. */
    void planBackward() {
        int queries = padded(shape.queries());
        int keys = padded(shape.keys());
        valueTokens = take(HeadPanels.tokenSize(keys, shape.valueDim(), width));
        outGradTokens = take(HeadPanels.tokenSize(queries, shape.valueDim(), width));
        queryFeatures = take(HeadPanels.featureSize(queries, shape.headDim()));
        keyFeatures = take(HeadPanels.featureSize(keys, shape.headDim()));
        outGradFeatures = take(HeadPanels.featureSize(queries, shape.valueDim()));
        slopes = take(queries * keys * L);
        turnedSlopes = take(queries * keys * L);
        keyGradSum = take(HeadPanels.featureSize(keys, shape.headDim()));
        valueGradSum = take(HeadPanels.featureSize(keys, shape.valueDim()));
    }

    /** Tokens with those that fill the last panel. */
    int padded(int tokens) {
        return (tokens + width - 1) / width * width;
    }

    private int take(int floats) {
        int at = length;
        length += floats;
        return at;
    }

    int groups() {
        return (heads + L - 1) / L;
    }

    /** A worker's heads for a task. */
    HeadGroup group(int task, int worker) {
        float[] slab = crew.floats(worker, 0, Math.max(length, Slab.LEAST));
        Arrays.fill(slab, scoreFactor, scoreFactor + L, scale * VectorForward.LOG2_E);
        Arrays.fill(slab, scaleFactor, scaleFactor + L, scale);
        Arrays.fill(slab, one, one + L, 1.0f);
        HeadGroup group = groups[worker];
        group.begin(slab, task * L, heads);
        return group;
    }
}
