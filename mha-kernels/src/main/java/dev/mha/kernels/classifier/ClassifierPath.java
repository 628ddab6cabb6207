package dev.mha.kernels.classifier;

import dev.mha.kernels.vector.Lanes;
import dev.mha.kernels.vector.SampleProducts;
import dev.mha.kernels.work.Machine;

/** The ways to compute the classifier; which one a call takes depends on the machine and the sizes alone. */
public enum ClassifierPath {
    /** Plain Java loops: where vectors are missing, and for a handful of samples. */
    PLAIN,
    /** One sample a lane. */
    LANES;

    /** Samples from which half-empty vectors still beat plain loops. */
    private static final int FEWEST_SAMPLES = 2;

    /** The path of a data set of these sizes on this machine. */
    public static ClassifierPath of(int samples, int tokens, int features) {
        if (!Machine.VECTOR || samples < FEWEST_SAMPLES) {
            return PLAIN;
        }
        return layout(samples, tokens, features) == null ? PLAIN : LANES;
    }

    /** Layout of the lanes path, or null when the vectors or the sizes do not suit it. */
    static PanelLayout layout(int samples, int tokens, int features) {
        if (Lanes.COUNT != 8 && Lanes.COUNT != 16) {
            return null;
        }
        PanelLayout layout = new PanelLayout(samples, tokens, features, Lanes.COUNT, SampleProducts.tokenPanel(tokens),
                SampleProducts.featurePanel(features));
        return layout;
    }
}
