package dev.mha.kernels.classifier;

import dev.mha.kernels.vector.SampleProducts;
import dev.mha.kernels.vector.SampleSoftmax;
import dev.mha.kernels.vector.SampleSums;
import dev.mha.kernels.work.Crew;
import java.util.Arrays;

/**
 * The classifier with one sample a lane, for small tokens x features. With P the attention and G = U X',
 *
 * <pre>
 *   forward    Q = X W     S = Q X'     P = softmax(S)     G = U X'     r = rowsum(P o G)     phi = sum r
 *   gradient   dU = P X    dW = X' (P o (G - r)) X         each times the slope of the loss, which X carries
 * </pre>
 *
 * so that no attention output is formed, and a gradient costs two forwards. A piece of a call is a chunk of groups of
 * samples; within it, P and P o (G - r) of all heads are kept for a block of groups, then each head's sums pass once
 * over the block. Sums stay vectors over samples for {@link PanelLayout#SPAN} groups.
 */
final class LaneClassifier implements Crew.Task {
    private static final int QUERY = 0;
    private static final int ATTENTION = 1;
    private static final int SLOPE = 2;
    private static final int SCALED = 3;
    private static final int PHI = 4;
    private static final int STATE = 5;
    private static final int DECODER_SUM = 6;
    private static final int ATTENTION_SUM = 7;
    private static final int ROW = 8;
    private static final int WEIGHTS = 9;
    private static final int DECODERS = 10;

    /** Softmax in base 2: the factor goes into W once a call. */
    private static final float LOG2_E = 1.442695f;

    /**
     * Floats of P and P o (G - r) kept before the gradient passes over them; about a quarter of a 1 MB second-level
     * cache, the rest holds the sums.
     */
    private static final int KEPT = 1 << 16;

    private Crew crew;
    private ClassifierShape shape;
    private SamplePanels panels;
    private PanelLayout layout;
    private float[] labels;
    private double[] weights;
    private float[] scores;
    private boolean gradientWanted;
    private float[] packedW;
    private float[] packedU;
    private double[] chunkSums;

    /** Scores alone when {@code gradient} is null, else the gradient too; the loss follows from the scores. */
    static void run(ClassifierShape shape, SamplePanels panels, float[] theta, float[] labels, double[] weights,
            float[] scores, float[] gradient, Crew crew) {
        LaneClassifier call = crew.keep(LaneClassifier.class, LaneClassifier::new);
        try {
            call.begin(shape, panels, theta, labels, weights, scores, gradient != null, crew);
            crew.run(call.layout.chunks(), call);
            if (gradient != null) {
                call.sumChunks(gradient);
            }
        } finally {
            call.end();
        }
    }

    private void begin(ClassifierShape shape, SamplePanels panels, float[] theta, float[] labels, double[] weights,
            float[] scores, boolean gradientWanted, Crew crew) {
        this.crew = crew;
        this.shape = shape;
        this.panels = panels;
        this.layout = panels.layout();
        this.labels = labels;
        this.weights = weights;
        this.scores = scores;
        this.gradientWanted = gradientWanted;
        packedW = crew.floats(0, WEIGHTS, shape.heads() * layout.paddedFeatures() * layout.features());
        packedU = crew.floats(0, DECODERS, shape.heads() * layout.paddedTokens() * layout.features());
        packParameters(theta);
        if (gradientWanted) {
            int all = layout.chunks() * headSize() * shape.heads();
            chunkSums = crew.doubles(0, 0, all);
            Arrays.fill(chunkSums, 0, all, 0.0);
        }
    }

    /** A workspace must not keep a caller's arrays alive. */
    private void end() {
        crew = null;
        panels = null;
        labels = null;
        weights = null;
        scores = null;
        packedW = null;
        packedU = null;
        chunkSums = null;
    }

    private int headSize() {
        return layout.attentionSize() + layout.decoderSize();
    }

    /** W as {@code [feature panel][feature][panel width]} times log2 e, U as {@code [token panel][feature][panel width]}. */
    private void packParameters(float[] theta) {
        int features = layout.features();
        for (int head = 0; head < shape.heads(); head++) {
            int w = shape.attentionOffset(head);
            int at = head * layout.paddedFeatures() * features;
            for (int panel = 0; panel < layout.featurePanels(); panel++) {
                for (int k = 0; k < features; k++) {
                    for (int c = 0; c < layout.featurePanel(); c++) {
                        int j = panel * layout.featurePanel() + c;
                        packedW[at++] = j < features ? theta[w + k * features + j] * LOG2_E : 0.0f;
                    }
                }
            }
            int u = shape.decoderOffset(head);
            at = head * layout.paddedTokens() * features;
            for (int panel = 0; panel < layout.tokenPanels(); panel++) {
                for (int j = 0; j < features; j++) {
                    for (int c = 0; c < layout.tokenPanel(); c++) {
                        int s = panel * layout.tokenPanel() + c;
                        packedU[at++] = s < layout.tokens() ? theta[u + s * features + j] : 0.0f;
                    }
                }
            }
        }
    }

    @Override
    public void run(int chunk, int worker) {
        int heads = shape.heads();
        int keptOfGroup = heads * layout.paddedTokens() * layout.paddedTokens() * layout.lanes();
        int block = gradientWanted ? Math.clamp(KEPT / keptOfGroup, 1, PanelLayout.SPAN) : 1;
        float[] phi = crew.floats(worker, PHI, block * layout.lanes());
        int end = layout.chunkStart(chunk + 1);
        for (int span = layout.chunkStart(chunk); span < end; span += PanelLayout.SPAN) {
            int spanEnd = Math.min(end, span + PanelLayout.SPAN);
            if (gradientWanted) {
                Arrays.fill(crew.floats(worker, ATTENTION_SUM, heads * layout.attentionSize() * layout.lanes()), 0,
                        heads * layout.attentionSize() * layout.lanes(), 0.0f);
                Arrays.fill(crew.floats(worker, DECODER_SUM, heads * layout.decoderSize() * layout.lanes()), 0,
                        heads * layout.decoderSize() * layout.lanes(), 0.0f);
            }
            for (int first = span; first < spanEnd; first += block) {
                int groups = Math.min(block, spanEnd - first);
                for (int i = 0; i < groups; i++) {
                    forward(first + i, i, block, worker);
                    writeScores(first + i, i, phi);
                }
                if (gradientWanted) {
                    backward(first, groups, block, worker);
                }
            }
            if (gradientWanted) {
                sumLanes(chunk, worker);
            }
        }
    }

    /** P and P o (G - r) of all heads of one group, and its phi. */
    private void forward(int group, int place, int block, int worker) {
        int lanes = layout.lanes();
        int keys = layout.paddedTokens();
        int square = keys * keys * lanes;
        int kept = gradientWanted ? block * shape.heads() : 1;
        float[] attention = crew.floats(worker, ATTENTION, kept * square);
        float[] slope = crew.floats(worker, SLOPE, kept * square);
        float[] query = crew.floats(worker, QUERY, layout.decoderSize() * lanes);
        float[] phi = crew.floats(worker, PHI, block * lanes);
        float[] state = crew.floats(worker, STATE, SampleSoftmax.stateLength());
        Arrays.fill(phi, place * lanes, (place + 1) * lanes, 0.0f);
        for (int head = 0; head < shape.heads(); head++) {
            int at = gradientWanted ? (place * shape.heads() + head) * square : 0;
            queries(group, head, query);
            scoresAndSlopes(group, head, query, attention, slope, at);
            softmax(group, attention, slope, at, state, phi, place * lanes);
        }
    }

    /** Q = X W as {@code [token panel][feature][panel width][lanes]}. */
    private void queries(int group, int head, float[] query) {
        int lanes = layout.lanes();
        int features = layout.features();
        int rows = layout.tokenPanel();
        int columns = layout.featurePanel();
        float[] x = panels.byToken(group);
        int w = head * layout.paddedFeatures() * features;
        for (int sp = 0; sp < layout.tokenPanels(); sp++) {
            for (int jp = 0; jp < layout.featurePanels(); jp++) {
                int out = (sp * layout.paddedFeatures() + jp * columns) * rows * lanes;
                SampleProducts.scalarProduct(columns, rows, packedW, w + jp * features * columns, x,
                        sp * features * rows * lanes, features, query, out, rows * lanes, lanes);
            }
        }
    }

    /** S = Q X' and G = U X' as {@code [query panel][key][panel width][lanes]}. */
    private void scoresAndSlopes(int group, int head, float[] query, float[] scores, float[] slopes, int at) {
        int lanes = layout.lanes();
        int features = layout.features();
        int rows = layout.tokenPanel();
        float[] x = panels.byToken(group);
        int u = head * layout.paddedTokens() * features;
        for (int sp = 0; sp < layout.tokenPanels(); sp++) {
            for (int tp = 0; tp < layout.tokenPanels(); tp++) {
                int out = at + (sp * layout.paddedTokens() + tp * rows) * rows * lanes;
                int key = tp * features * rows * lanes;
                SampleProducts.product(rows, rows, x, key, query, sp * layout.paddedFeatures() * rows * lanes, features,
                        scores, out);
                SampleProducts.scalarProduct(rows, rows, packedU, u + sp * features * rows, x, key, features, slopes,
                        out, lanes, rows * lanes);
            }
        }
    }

    private void softmax(int group, float[] scores, float[] slopes, int at, float[] state, float[] phi, int phiAt) {
        int lanes = layout.lanes();
        int rows = layout.tokenPanel();
        float[] valid = panels.valid(group);
        for (int sp = 0; sp < layout.tokenPanels(); sp++) {
            int panel = at + sp * layout.paddedTokens() * rows * lanes;
            if (panels.ragged(group)) {
                SampleSoftmax.mask(rows, scores, panel, layout.tokens(), valid);
            }
            SampleSoftmax.forward(rows, scores, panel, slopes, panel, layout.tokens(), valid, sp * rows * lanes, state,
                    phi, phiAt);
            if (gradientWanted) {
                SampleSoftmax.finish(rows, scores, panel, slopes, panel, layout.tokens(), state);
            }
        }
    }

    /** Scores from phi; then phi becomes what multiplies the gradient of phi in that of the loss. */
    private void writeScores(int group, int place, float[] phi) {
        int lanes = layout.lanes();
        float rootHeads = (float) (1 / Math.sqrt(shape.heads()));
        for (int lane = 0; lane < lanes; lane++) {
            int sample = group * lanes + lane;
            int at = place * lanes + lane;
            if (sample < layout.samples()) {
                float score = phi[at] * rootHeads;
                scores[sample] = score;
                phi[at] = gradientWanted ? LogisticLoss.factor(labels, weights, sample, score, shape.heads()) : 0.0f;
            } else {
                phi[at] = 0.0f;
            }
        }
    }

    /** Adds a block of groups to the sums of every head, one head after the other so that its sums stay in cache. */
    private void backward(int first, int groups, int block, int worker) {
        int lanes = layout.lanes();
        int size = layout.paddedFeatures() * layout.tokens() * lanes;
        int square = layout.paddedTokens() * layout.paddedTokens() * lanes;
        float[] phi = crew.floats(worker, PHI, block * lanes);
        float[] scaled = crew.floats(worker, SCALED, block * size);
        for (int i = 0; i < groups; i++) {
            SampleSums.scale(panels.byFeature(first + i), 0, size / lanes, phi, i * lanes, scaled, i * size);
        }
        float[] attention = crew.floats(worker, ATTENTION, block * shape.heads() * square);
        float[] slope = crew.floats(worker, SLOPE, block * shape.heads() * square);
        float[] row = crew.floats(worker, ROW, layout.decoderSize() * lanes);
        for (int head = 0; head < shape.heads(); head++) {
            for (int i = 0; i < groups; i++) {
                int at = (i * shape.heads() + head) * square;
                decoderGradient(head, attention, slope, at, scaled, i * size, row, worker);
                attentionGradient(head, panels.byFeature(first + i), row, worker);
            }
        }
    }

    /** dU += P (c X), and the rows (P o (G - r)) (c X) as {@code [feature panel][token][panel width][lanes]}. */
    private void decoderGradient(int head, float[] attention, float[] slope, int at, float[] scaled, int scaledAt,
            float[] row, int worker) {
        int lanes = layout.lanes();
        int tokens = layout.tokens();
        int rows = layout.tokenPanel();
        int columns = layout.featurePanel();
        float[] sum = crew.floats(worker, DECODER_SUM, shape.heads() * layout.decoderSize() * lanes);
        for (int sp = 0; sp < layout.tokenPanels(); sp++) {
            for (int jp = 0; jp < layout.featurePanels(); jp++) {
                int panel = at + sp * layout.paddedTokens() * rows * lanes;
                int x = scaledAt + jp * tokens * columns * lanes;
                int out = head * layout.decoderSize() + (sp * layout.featurePanels() + jp) * rows * columns;
                SampleProducts.addProduct(rows, columns, attention, panel, scaled, x, tokens, sum, out * lanes);
                SampleProducts.product(rows, columns, slope, panel, scaled, x, tokens, row,
                        (jp * layout.paddedTokens() + sp * rows) * columns * lanes);
            }
        }
    }

    /** dW += X' rows. */
    private void attentionGradient(int head, float[] x, float[] row, int worker) {
        int lanes = layout.lanes();
        int tokens = layout.tokens();
        int columns = layout.featurePanel();
        float[] sum = crew.floats(worker, ATTENTION_SUM, shape.heads() * layout.attentionSize() * lanes);
        for (int kp = 0; kp < layout.featurePanels(); kp++) {
            for (int jp = 0; jp < layout.featurePanels(); jp++) {
                int out = head * layout.attentionSize() + (kp * layout.featurePanels() + jp) * columns * columns;
                SampleProducts.addProduct(columns, columns, x, kp * tokens * columns * lanes, row,
                        jp * layout.paddedTokens() * columns * lanes, tokens, sum, out * lanes);
            }
        }
    }

    /** Adds a worker's vector sums to the double sums of a chunk, still in panels. */
    private void sumLanes(int chunk, int worker) {
        int lanes = layout.lanes();
        int heads = shape.heads();
        float[] w = crew.floats(worker, ATTENTION_SUM, heads * layout.attentionSize() * lanes);
        float[] u = crew.floats(worker, DECODER_SUM, heads * layout.decoderSize() * lanes);
        float[] sums = crew.floats(worker, ROW, headSize());
        for (int head = 0; head < heads; head++) {
            SampleSums.overLanes(w, head * layout.attentionSize() * lanes, layout.attentionSize(), sums, 0);
            SampleSums.overLanes(u, head * layout.decoderSize() * lanes, layout.decoderSize(), sums,
                    layout.attentionSize());
            int to = (chunk * heads + head) * headSize();
            for (int i = 0; i < headSize(); i++) {
                chunkSums[to + i] += sums[i];
            }
        }
    }

    /** Sums the chunks in order and takes the sums out of their panels. */
    private void sumChunks(float[] gradient) {
        for (int head = 0; head < shape.heads(); head++) {
            sumChunks(head, 0, layout.features(), layout.featurePanel(), gradient, shape.attentionOffset(head));
            sumChunks(head, layout.attentionSize(), layout.tokens(), layout.tokenPanel(), gradient,
                    shape.decoderOffset(head));
        }
    }

    private void sumChunks(int head, int part, int rows, int rowPanel, float[] gradient, int offset) {
        int columnPanel = layout.featurePanel();
        int step = shape.heads() * headSize();
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < layout.features(); column++) {
                int tile = row / rowPanel * layout.featurePanels() + column / columnPanel;
                int at = head * headSize() + part + (tile * rowPanel + row % rowPanel) * columnPanel
                        + column % columnPanel;
                double sum = 0.0;
                for (int chunk = 0; chunk < layout.chunks(); chunk++) {
                    sum += chunkSums[chunk * step + at];
                }
                gradient[offset + row * layout.features() + column] = (float) sum;
            }
        }
    }
}
