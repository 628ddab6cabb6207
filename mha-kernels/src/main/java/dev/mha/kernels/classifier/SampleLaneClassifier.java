package dev.mha.kernels.classifier;

import dev.mha.kernels.vector.SampleProducts;
import dev.mha.kernels.vector.SampleSoftmax;
import dev.mha.kernels.vector.SampleSums;
import dev.mha.kernels.vector.SampleWarmUp;
import dev.mha.kernels.work.Crew;
import dev.mha.kernels.work.Slab;
import java.util.Arrays;

/**
 * The classifier with one sample a lane, for many short samples. With P the attention and G = U X',
 *
 * <pre>
 *   forward    Q = X W     S = Q X'     P = softmax(S)     G = U X'     r = rowsum(P o G)     phi = sum r
 *   gradient   dU = P X    dW = X' (P o (G - r)) X         each times the slope of the loss, which X carries
 * </pre>
 *
 * so that no attention output is formed, and a gradient costs two forwards. A piece of a call is a chunk of groups of
 * samples; within it, P and P o (G - r) of all heads are kept for a block of groups, then each head's gradient is
 * summed over the tokens of all groups of the block in registers, over the lanes, and over blocks in double. Sums of all
 * heads kept as vectors over samples do not fit the second-level cache with them: 48 against 58 % of the peak for 512
 * samples, 16 heads, 10 tokens and 20 features (Zen 5 class).
 */
final class SampleLaneClassifier implements Crew.Task {
    private static final int SLAB = 0;
    private static final int WEIGHTS = 1;
    private static final int DECODERS = 2;

    /** Multiply-adds from which a call waits for the compiler: about a second of interpreted vectors. */
    private static final double COLD = 2e7;

    private Crew crew;
    private ClassifierShape shape;
    private SamplePanels panels;
    private PanelLayout layout;
    private SampleLanePlan plan;
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
        SampleLaneClassifier call = crew.keep(SampleLaneClassifier.class, SampleLaneClassifier::new);
        try {
            call.begin(shape, panels, gradient != null, crew);
            call.labels = labels;
            call.weights = weights;
            call.scores = scores;
            call.packParameters(theta);
            crew.run(call.layout.chunks(), call);
            if (gradient != null) {
                call.sumChunks(gradient);
            }
        } finally {
            call.end();
        }
    }

    private void begin(ClassifierShape shape, SamplePanels panels, boolean gradientWanted, Crew crew) {
        this.crew = crew;
        this.shape = shape;
        this.panels = panels;
        this.layout = panels.layout();
        this.gradientWanted = gradientWanted;
        if (work() > COLD) {
            SampleWarmUp.ensure(layout.tokenPanel(), layout.featurePanel());
        }
        if (plan == null || !plan.isFor(layout, shape.heads(), gradientWanted)) {
            plan = new SampleLanePlan(layout, shape.heads(), gradientWanted);
        }
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

    /** Multiply-adds of the call. */
    private double work() {
        double square = (double) layout.tokens() * layout.tokens() * layout.features();
        double products = (double) layout.tokens() * layout.features() * layout.features() + 2 * square;
        return (gradientWanted ? 2 : 1) * products * shape.heads() * layout.samples();
    }

    private int headSize() {
        return layout.attentionSize() + layout.decoderSize();
    }

    /** W as {@code [feature panel][feature][panel width]} times log2 e, which makes the scores those of base 2, U as {@code [token panel][feature][panel width]}. */
    private void packParameters(float[] theta) {
        int features = layout.features();
        packedW = crew.floats(0, WEIGHTS, shape.heads() * layout.paddedFeatures() * features);
        packedU = crew.floats(0, DECODERS, shape.heads() * layout.paddedTokens() * features);
        for (int head = 0; head < shape.heads(); head++) {
            int w = shape.attentionOffset(head);
            int at = head * layout.paddedFeatures() * features;
            for (int panel = 0; panel < layout.featurePanels(); panel++) {
                for (int k = 0; k < features; k++) {
                    for (int c = 0; c < layout.featurePanel(); c++) {
                        int j = panel * layout.featurePanel() + c;
                        packedW[at++] = j < features ? theta[w + k * features + j] * SampleSoftmax.LOG2_E : 0.0f;
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
        float[] a = crew.floats(worker, SLAB, Math.max(plan.length, Slab.LEAST));
        int end = layout.chunkStart(chunk + 1);
        for (int first = layout.chunkStart(chunk); first < end; first += plan.block) {
            int groups = Math.min(plan.block, end - first);
            for (int i = 0; i < groups; i++) {
                forward(first + i, i, a);
                writeScores(first + i, a, plan.phi + i * layout.lanes());
            }
            if (gradientWanted) {
                backward(chunk, first, groups, a);
            }
        }
    }

    /** P and P o (G - r) of all heads of one group, and its phi. */
    private void forward(int group, int place, float[] a) {
        int lanes = layout.lanes();
        int phi = plan.phi + place * lanes;
        Arrays.fill(a, phi, phi + lanes, 0.0f);
        System.arraycopy(panels.byToken(group), 0, a, plan.tokens, plan.tokensSize);
        for (int head = 0; head < shape.heads(); head++) {
            int kept = (gradientWanted ? head * plan.square : 0)
                    + place * layout.tokens() * layout.tokenPanel() * lanes;
            queries(head, a);
            scoresAndSlopes(head, kept, a);
            softmax(group, kept, phi, a);
        }
    }

    /** Q = X W as {@code [token panel][feature][panel width][lanes]}. */
    private void queries(int head, float[] a) {
        int lanes = layout.lanes();
        int features = layout.features();
        int rows = layout.tokenPanel();
        int columns = layout.featurePanel();
        int w = head * layout.paddedFeatures() * features;
        for (int sp = 0; sp < layout.tokenPanels(); sp++) {
            int x = plan.tokens + sp * features * rows * lanes;
            for (int jp = 0; jp < layout.featurePanels(); jp++) {
                int out = plan.query + (sp * layout.paddedFeatures() + jp * columns) * rows * lanes;
                SampleProducts.scalarProductTransposed(rows, columns, a, x, packedW, w + jp * features * columns,
                        features, a, out);
            }
        }
    }

    /** S = Q X' and G = U X' as {@code [query panel][group of the block][key][panel width][lanes]}. */
    private void scoresAndSlopes(int head, int kept, float[] a) {
        int lanes = layout.lanes();
        int features = layout.features();
        int rows = layout.tokenPanel();
        int u = head * layout.paddedTokens() * features;
        for (int sp = 0; sp < layout.tokenPanels(); sp++) {
            int query = plan.query + sp * layout.paddedFeatures() * rows * lanes;
            for (int tp = 0; tp < layout.tokenPanels(); tp++) {
                int out = kept + sp * plan.panel + tp * rows * rows * lanes;
                int key = plan.tokens + tp * features * rows * lanes;
                SampleProducts.product(rows, rows, a, key, a, query, features, a, plan.attention + out);
                SampleProducts.scalarProduct(rows, a, key, packedU, u + sp * features * rows, features, a,
                        plan.slope + out);
            }
        }
    }

    private void softmax(int group, int kept, int phi, float[] a) {
        int keys = layout.tokens();
        int rows = layout.tokenPanel();
        float[] valid = panels.valid(group);
        for (int sp = 0; sp < layout.tokenPanels(); sp++) {
            int panel = kept + sp * plan.panel;
            int scoresAt = plan.attention + panel;
            int slopesAt = plan.slope + panel;
            if (panels.ragged(group)) {
                SampleSoftmax.mask(rows, a, scoresAt, keys, valid);
            }
            SampleSoftmax.forward(rows, a, scoresAt, slopesAt, keys, valid, sp * rows * layout.lanes(), plan.state,
                    phi);
            if (gradientWanted) {
                SampleSoftmax.finish(rows, a, scoresAt, slopesAt, keys, plan.state);
            }
        }
    }

    /** Scores from phi; then phi becomes what multiplies the gradient of phi in that of the loss. */
    private void writeScores(int group, float[] a, int phi) {
        float rootHeads = (float) (1 / Math.sqrt(shape.heads()));
        for (int lane = 0; lane < layout.lanes(); lane++) {
            int sample = group * layout.lanes() + lane;
            float factor = 0.0f;
            if (sample < layout.samples()) {
                scores[sample] = a[phi + lane] * rootHeads;
                if (gradientWanted) {
                    factor = LogisticLoss.factor(labels, weights, sample, scores[sample], shape.heads());
                }
            }
            a[phi + lane] = factor;
        }
    }

    /** Adds a block of groups to the sums of every head. */
    private void backward(int chunk, int first, int groups, float[] a) {
        int lanes = layout.lanes();
        int size = layout.tokens() * layout.featurePanel() * lanes;
        for (int i = 0; i < groups; i++) {
            for (int jp = 0; jp < layout.featurePanels(); jp++) {
                int at = jp * plan.featurePanel + i * size;
                System.arraycopy(panels.byFeature(first + i), jp * size, a, plan.features + at, size);
                SampleSums.scale(a, plan.features + at, size / lanes, plan.phi + i * lanes, plan.scaled + at);
            }
        }
        for (int head = 0; head < shape.heads(); head++) {
            for (int i = 0; i < groups; i++) {
                rows(head, i, a);
            }
            attentionGradient(groups, a);
            decoderGradient(head, groups, a);

            add(a, plan.laneSums, chunkSums, (chunk * shape.heads() + head) * headSize(), headSize());
        }
    }

    /** A method of its own: in the loop over heads the compiler left it twenty times slower. */
    private static void add(float[] a, int from, double[] sums, int to, int length) {
        for (int i = 0; i < length; i++) {
            sums[to + i] += a[from + i];
        }
    }

    /** The rows (P o (G - r)) (c X) of one group as {@code [feature panel][group of the block][token][panel width][lanes]}. */
    private void rows(int head, int place, float[] a) {
        int lanes = layout.lanes();
        int tokens = layout.tokens();
        int rows = layout.tokenPanel();
        int columns = layout.featurePanel();
        for (int sp = 0; sp < layout.tokenPanels(); sp++) {
            int slopes = plan.slope + head * plan.square + sp * plan.panel + place * tokens * rows * lanes;
            for (int jp = 0; jp < layout.featurePanels(); jp++) {
                int x = plan.scaled + jp * plan.featurePanel + place * tokens * columns * lanes;
                int row = plan.rows + jp * plan.rowPanel + (place * tokens + sp * rows) * columns * lanes;
                SampleProducts.product(rows, columns, a, slopes, a, x, tokens, a, row);
            }
        }
    }

    /** dW = X' rows, over all groups of the block at once and summed over lanes. */
    private void attentionGradient(int groups, float[] a) {
        int columns = layout.featurePanel();
        int laneSums = plan.laneSums;
        for (int kp = 0; kp < layout.featurePanels(); kp++) {
            int out = plan.sums;
            for (int jp = 0; jp < layout.featurePanels(); jp++) {
                SampleProducts.product(columns, columns, a, plan.features + kp * plan.featurePanel, a,
                        plan.rows + jp * plan.rowPanel, groups * layout.tokens(), a, out);
                out += columns * columns * layout.lanes();
            }
            SampleSums.overLanes(a, plan.sums, columns * layout.paddedFeatures(), laneSums);
            laneSums += columns * layout.paddedFeatures();
        }
    }

    /** dU = P (c X), over all groups of the block at once and summed over lanes. */
    private void decoderGradient(int head, int groups, float[] a) {
        int rows = layout.tokenPanel();
        int columns = layout.featurePanel();
        int laneSums = plan.laneSums + layout.attentionSize();
        for (int sp = 0; sp < layout.tokenPanels(); sp++) {
            int out = plan.sums;
            int attention = plan.attention + head * plan.square + sp * plan.panel;
            for (int jp = 0; jp < layout.featurePanels(); jp++) {
                SampleProducts.product(rows, columns, a, attention, a, plan.scaled + jp * plan.featurePanel,
                        groups * layout.tokens(), a, out);
                out += rows * columns * layout.lanes();
            }
            SampleSums.overLanes(a, plan.sums, rows * layout.paddedFeatures(), laneSums);
            laneSums += rows * layout.paddedFeatures();
        }
    }

    /** Sums the chunks in order and takes the sums out of their panels. */
    private void sumChunks(float[] gradient) {
        for (int head = 0; head < shape.heads(); head++) {
            int part = head * headSize();
            sumChunks(part, layout.features(), layout.featurePanel(), gradient, shape.attentionOffset(head));
            sumChunks(part + layout.attentionSize(), layout.tokens(), layout.tokenPanel(), gradient,
                    shape.decoderOffset(head));
        }
    }

    private void sumChunks(int part, int rows, int rowPanel, float[] gradient, int offset) {
        int columnPanel = layout.featurePanel();
        int chunks = layout.chunks();
        int step = shape.heads() * headSize();
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < layout.features(); column++) {
                int tile = row / rowPanel * layout.featurePanels() + column / columnPanel;
                int at = part + (tile * rowPanel + row % rowPanel) * columnPanel + column % columnPanel;
                double sum = 0.0;
                for (int chunk = 0; chunk < chunks; chunk++) {
                    sum += chunkSums[chunk * step + at];
                }
                gradient[offset + row * layout.features() + column] = (float) sum;
            }
        }
    }
}
