package dev.mha.kernels.classifier;

import dev.mha.kernels.vector.SampleProducts;
import dev.mha.kernels.vector.SampleSoftmax;

/** The steps from tokens to P and P o (G - r) of one head on one group of samples, one sample a lane. */
final class SampleLaneForward {
    private SampleLaneForward() {}

    /**
     * The bilinear scores X W X' and the decoder scores U X', by way of X W, each as
     * {@code [query panel][group of the block][key][panel width][lanes]}.
     *
     * @param packedW all heads in panels, see {@link SampleLaneParameters}
     * @param a scratch memory of the worker, with the tokens of the group at {@code plan.tokens}
     * @param scores where the bilinear scores of the group's first panel go
     * @param slopes where the decoder scores go
     */
    static void products(SampleLanePlan plan, float[] packedW, float[] packedU, int head, float[] a, int scores,
            int slopes) {
        PanelLayout layout = plan.layout;
        int lanes = layout.lanes();
        int features = layout.features();
        int rows = layout.tokenPanel();
        int u = head * layout.paddedTokens() * features;
        queries(plan, packedW, head, a);
        for (int sp = 0; sp < layout.tokenPanels(); sp++) {
            int query = plan.query + sp * layout.paddedFeatures() * rows * lanes;
            for (int tp = 0; tp < layout.tokenPanels(); tp++) {
                int out = sp * plan.panel + tp * rows * rows * lanes;
                int key = plan.tokens + tp * features * rows * lanes;
                SampleProducts.product(rows, rows, a, key, a, query, features, a, scores + out);
                SampleProducts.scalarProduct(rows, a, key, packedU, u + sp * features * rows, features, a,
                        slopes + out);
            }
        }
    }

    /** Q = X W as {@code [token panel][feature][panel width][lanes]}. */
    private static void queries(SampleLanePlan plan, float[] packedW, int head, float[] a) {
        PanelLayout layout = plan.layout;
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

    /**
     * Scores in base 2 become exponentials, phi of the head is added; for derivatives they become P, the slopes P o (G
     * - r).
     */
    static void softmax(SampleLanePlan plan, SamplePanels panels, int group, float[] a, int scores, int slopes, int phi,
            boolean derivatives) {
        PanelLayout layout = plan.layout;
        int keys = layout.tokens();
        int rows = layout.tokenPanel();
        float[] valid = panels.valid(group);
        for (int sp = 0; sp < layout.tokenPanels(); sp++) {
            int scoresAt = scores + sp * plan.panel;
            int slopesAt = slopes + sp * plan.panel;
            if (panels.ragged(group)) {
                SampleSoftmax.mask(rows, a, scoresAt, keys, valid);
            }
            SampleSoftmax.forward(rows, a, scoresAt, slopesAt, keys, valid, sp * rows * layout.lanes(), plan.state,
                    phi);
            if (derivatives) {
                SampleSoftmax.finish(rows, a, scoresAt, slopesAt, keys, plan.state);
            }
        }
    }
}
