package dev.mha.kernels.classifier;

import dev.mha.kernels.vector.SampleProducts;
import dev.mha.kernels.vector.SampleSums;

/**
 * The step from weights of pairs of tokens to sums over samples: for matrices M and N of every sample, {@code dW = sum
 * X' (M X)} and {@code dU = sum N X}, over the tokens of a block of groups in registers, then over lanes, then over
 * blocks in double.
 */
final class SampleLaneSums {
    private SampleLaneSums() {}

    /** Values of the sums of one head, in panels. */
    static int headSize(PanelLayout layout) {
        return layout.attentionSize() + layout.decoderSize();
    }

    /**
     * Adds a block of groups to the sums of a head.
     *
     * @param a scratch memory of the worker, with the tokens of the block at {@code plan.features}
     * @param m where M is, as {@link SampleLaneForward#products} writes scores
     * @param n where N is
     * @param values where the tokens that M and N multiply are: those at {@code plan.features}, or scaled
     * @param to where the sums of the head begin
     */
    static void add(SampleLanePlan plan, int groups, float[] a, int m, int n, int values, double[] sums, int to) {
        for (int i = 0; i < groups; i++) {
            rows(plan, i, a, m, values);
        }
        attentionSums(plan, groups, a);
        decoderSums(plan, groups, a, n, values);
        add(a, plan.laneSums, sums, to, headSize(plan.layout));
    }

    /** A method of its own: in the loop over heads the compiler left it twenty times slower. */
    private static void add(float[] a, int from, double[] sums, int to, int length) {
        for (int i = 0; i < length; i++) {
            sums[to + i] += a[from + i];
        }
    }

    /** The rows M X of one group as {@code [feature panel][group of the block][token][panel width][lanes]}. */
    private static void rows(SampleLanePlan plan, int place, float[] a, int m, int values) {
        PanelLayout layout = plan.layout;
        int lanes = layout.lanes();
        int tokens = layout.tokens();
        int rows = layout.tokenPanel();
        int columns = layout.featurePanel();
        for (int sp = 0; sp < layout.tokenPanels(); sp++) {
            int weights = m + sp * plan.panel + place * tokens * rows * lanes;
            for (int jp = 0; jp < layout.featurePanels(); jp++) {
                int x = values + jp * plan.featurePanel + place * tokens * columns * lanes;
                int row = plan.rows + jp * plan.rowPanel + (place * tokens + sp * rows) * columns * lanes;
                SampleProducts.product(rows, columns, a, weights, a, x, tokens, a, row);
            }
        }
    }

    /** X' rows, over all groups of the block at once and summed over lanes. */
    private static void attentionSums(SampleLanePlan plan, int groups, float[] a) {
        PanelLayout layout = plan.layout;
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

    /** N X, over all groups of the block at once and summed over lanes. */
    private static void decoderSums(SampleLanePlan plan, int groups, float[] a, int n, int values) {
        PanelLayout layout = plan.layout;
        int rows = layout.tokenPanel();
        int columns = layout.featurePanel();
        int laneSums = plan.laneSums + layout.attentionSize();
        for (int sp = 0; sp < layout.tokenPanels(); sp++) {
            int out = plan.sums;
            for (int jp = 0; jp < layout.featurePanels(); jp++) {
                SampleProducts.product(rows, columns, a, n + sp * plan.panel, a, values + jp * plan.featurePanel,
                        groups * layout.tokens(), a, out);
                out += rows * columns * layout.lanes();
            }
            SampleSums.overLanes(a, plan.sums, rows * layout.paddedFeatures(), laneSums);
            laneSums += rows * layout.paddedFeatures();
        }
    }

    /** Panels of rows of the W and the U of all heads: pieces of {@link #unpack}. */
    static int pieces(ClassifierShape shape, PanelLayout layout) {
        return shape.heads() * (layout.featurePanels() + layout.tokenPanels());
    }

    /**
     * Sums the tasks of a chunk and then the chunks, each in order, and takes the sums out of their panels: one panel
     * of rows of the W or the U of one head. Element by element, which jumps from task to task, the step of 512
     * samples, 16 heads, 10 tokens and 20 features took a tenth longer.
     *
     * @param sums {@code [tasks][heads][headSize]} from {@code from} on; overwritten
     * @param result laid out as {@link ClassifierShape} says
     */
    static void unpack(ClassifierShape shape, SampleLanePlan plan, int piece, double[] sums, int from,
            float[] result) {
        PanelLayout layout = plan.layout;
        int panels = layout.featurePanels() + layout.tokenPanels();
        int head = piece / panels;
        int panel = piece % panels;
        int part = from + head * headSize(layout);
        int u = panel - layout.featurePanels();
        if (u < 0) {
            unpack(shape, plan, sums, part, panel, layout.features(), layout.featurePanel(), result,
                    shape.attentionOffset(head));
        } else {
            unpack(shape, plan, sums, part + layout.attentionSize(), u, layout.tokens(), layout.tokenPanel(), result,
                    shape.decoderOffset(head));
        }
    }

    private static void unpack(ClassifierShape shape, SampleLanePlan plan, double[] sums, int part, int panel,
            int rows, int rowPanel, float[] result, int offset) {
        PanelLayout layout = plan.layout;
        int length = rowPanel * layout.paddedFeatures();
        int at = part + panel * length;
        int step = shape.heads() * headSize(layout);
        for (int chunk = 0; chunk < layout.chunks(); chunk++) {
            int first = at + chunk * plan.tasksOfChunk * step;
            for (int i = 1; i < plan.tasksOfChunk; i++) {
                add(sums, first + i * step, length, first);
            }
            if (chunk > 0) {
                add(sums, first, length, at);
            }
        }
        int columnPanel = layout.featurePanel();
        for (int row = panel * rowPanel; row < Math.min(rows, (panel + 1) * rowPanel); row++) {
            for (int column = 0; column < layout.features(); column++) {
                int tile = (column / columnPanel * rowPanel + row % rowPanel) * columnPanel;
                result[offset + row * layout.features() + column] = (float) sums[at + tile + column % columnPanel];
            }
        }
    }

    private static void add(double[] a, int from, int length, int to) {
        for (int i = 0; i < length; i++) {
            a[to + i] += a[from + i];
        }
    }
}
