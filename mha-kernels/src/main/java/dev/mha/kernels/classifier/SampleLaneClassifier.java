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
 * samples; within it, P and P o (G - r) of all heads are kept for a block of groups, then each head's sums pass once
 * over the block. Sums stay vectors over samples for {@link PanelLayout#SPAN} groups.
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
        for (int span = layout.chunkStart(chunk); span < end; span += PanelLayout.SPAN) {
            int spanEnd = Math.min(end, span + PanelLayout.SPAN);
            if (gradientWanted) {
                Arrays.fill(a, plan.attentionSum, plan.laneSums, 0.0f);
            }
            for (int first = span; first < spanEnd; first += plan.block) {
                int groups = Math.min(plan.block, spanEnd - first);
                for (int i = 0; i < groups; i++) {
                    forward(first + i, i, a);
                    writeScores(first + i, a, plan.phi + i * layout.lanes());
                }
                if (gradientWanted) {
                    backward(first, groups, a);
                }
            }
            if (gradientWanted) {
                sumLanes(chunk, a);
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
            int kept = gradientWanted ? (place * shape.heads() + head) * plan.square : 0;
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

    /** S = Q X' and G = U X' as {@code [query panel][key][panel width][lanes]}. */
    private void scoresAndSlopes(int head, int kept, float[] a) {
        int lanes = layout.lanes();
        int features = layout.features();
        int rows = layout.tokenPanel();
        int u = head * layout.paddedTokens() * features;
        for (int sp = 0; sp < layout.tokenPanels(); sp++) {
            int query = plan.query + sp * layout.paddedFeatures() * rows * lanes;
            for (int tp = 0; tp < layout.tokenPanels(); tp++) {
                int out = kept + (sp * layout.paddedTokens() + tp * rows) * rows * lanes;
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
            int panel = kept + sp * layout.paddedTokens() * rows * layout.lanes();
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

    /** Adds a block of groups to the sums of every head, one head after the other so that its sums stay in cache. */
    private void backward(int first, int groups, float[] a) {
        int lanes = layout.lanes();
        int size = plan.featuresSize;
        for (int i = 0; i < groups; i++) {
            System.arraycopy(panels.byFeature(first + i), 0, a, plan.features + i * size, size);
            SampleSums.scale(a, plan.features + i * size, size / lanes, plan.phi + i * lanes, plan.scaled + i * size);
        }
        for (int head = 0; head < shape.heads(); head++) {
            for (int i = 0; i < groups; i++) {
                int kept = (i * shape.heads() + head) * plan.square;
                decoderGradient(head, kept, plan.scaled + i * size, a);
                attentionGradient(head, plan.features + i * size, a);
            }
        }
    }

    /** dU += P (c X), and the rows (P o (G - r)) (c X) as {@code [feature panel][token][panel width][lanes]}. */
    private void decoderGradient(int head, int kept, int scaled, float[] a) {
        int lanes = layout.lanes();
        int tokens = layout.tokens();
        int rows = layout.tokenPanel();
        int columns = layout.featurePanel();
        int sums = plan.decoderSum + head * layout.decoderSize() * lanes;
        for (int sp = 0; sp < layout.tokenPanels(); sp++) {
            int panel = kept + sp * layout.paddedTokens() * rows * lanes;
            for (int jp = 0; jp < layout.featurePanels(); jp++) {
                int x = scaled + jp * tokens * columns * lanes;
                int out = sums + (sp * layout.featurePanels() + jp) * rows * columns * lanes;
                int row = plan.query + (jp * layout.paddedTokens() + sp * rows) * columns * lanes;
                SampleProducts.addProduct(rows, columns, a, plan.attention + panel, a, x, tokens, a, out);
                SampleProducts.product(rows, columns, a, plan.slope + panel, a, x, tokens, a, row);
            }
        }
    }

    /** dW += X' rows. */
    private void attentionGradient(int head, int features, float[] a) {
        int lanes = layout.lanes();
        int tokens = layout.tokens();
        int columns = layout.featurePanel();
        int sums = plan.attentionSum + head * layout.attentionSize() * lanes;
        for (int kp = 0; kp < layout.featurePanels(); kp++) {
            int x = features + kp * tokens * columns * lanes;
            for (int jp = 0; jp < layout.featurePanels(); jp++) {
                int row = plan.query + jp * layout.paddedTokens() * columns * lanes;
                int out = sums + (kp * layout.featurePanels() + jp) * columns * columns * lanes;
                SampleProducts.addProduct(columns, columns, a, x, a, row, tokens, a, out);
            }
        }
    }

    /** Adds a worker's vector sums to the double sums of a chunk, still in panels. */
    private void sumLanes(int chunk, float[] a) {
        int lanes = layout.lanes();
        int w = layout.attentionSize();
        int u = layout.decoderSize();
        for (int head = 0; head < shape.heads(); head++) {
            SampleSums.overLanes(a, plan.attentionSum + head * w * lanes, w, plan.laneSums);
            SampleSums.overLanes(a, plan.decoderSum + head * u * lanes, u, plan.laneSums + w);
            int to = (chunk * shape.heads() + head) * headSize();
            for (int i = 0; i < headSize(); i++) {
                chunkSums[to + i] += a[plan.laneSums + i];
            }
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
