package dev.mha.kernels.classifier;

/** Parameters in the panels that products with one sample a lane read. */
final class SampleLaneParameters {
    private SampleLaneParameters() {}

    /** Values of W of all heads in panels. */
    static int attentionSize(PanelLayout layout, int heads) {
        return heads * layout.paddedFeatures() * layout.features();
    }

    /** Values of U of all heads in panels. */
    static int decoderSize(PanelLayout layout, int heads) {
        return heads * layout.paddedTokens() * layout.features();
    }

    /**
     * Writes W of every head times {@code factor} as {@code [feature panel][feature][panel width]} and U as
     * {@code [token panel][feature][panel width]}.
     */
    static void pack(ClassifierShape shape, PanelLayout layout, float[] theta, float factor, float[] packedW,
            float[] packedU) {
        int features = layout.features();
        int at = 0;
        for (int head = 0; head < shape.heads(); head++) {
            int w = shape.attentionOffset(head);
            for (int panel = 0; panel < layout.featurePanels(); panel++) {
                for (int k = 0; k < features; k++) {
                    for (int c = 0; c < layout.featurePanel(); c++) {
                        int j = panel * layout.featurePanel() + c;
                        packedW[at++] = j < features ? theta[w + k * features + j] * factor : 0.0f;
                    }
                }
            }
        }
        at = 0;
        for (int head = 0; head < shape.heads(); head++) {
            int u = shape.decoderOffset(head);
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
}
