package dev.mha.kernels.classifier;

import java.util.Arrays;

/**
 * Samples with one sample a lane, in the two panel orders in which products read them. Padding (tokens beyond a
 * sample's length, lanes beyond the last sample, rows beyond the last token or feature) is zero, whatever the caller's
 * array held there.
 */
final class SamplePanels {
    private final PanelLayout layout;
    private final float[][] byToken;
    private final float[][] byFeature;
    private final float[][] valid;
    private final boolean[] ragged;

    SamplePanels(PanelLayout layout, PackedSamples samples) {
        this.layout = layout;
        int groups = layout.groups();
        byToken = new float[groups][];
        byFeature = new float[groups][];
        valid = new float[groups][];
        ragged = new boolean[groups];
        float[] full = new float[layout.paddedTokens() * layout.lanes()];
        Arrays.fill(full, 1.0f);
        for (int group = 0; group < groups; group++) {
            pack(group, samples);
            ragged[group] = isRagged(group, samples);
            valid[group] = ragged[group] ? valid(group, samples) : full;
        }
    }

    private void pack(int group, PackedSamples samples) {
        int lanes = layout.lanes();
        int tokens = layout.tokens();
        int features = layout.features();
        int tokenPanel = layout.tokenPanel();
        int featurePanel = layout.featurePanel();
        byToken[group] = new float[layout.paddedTokens() * features * lanes];
        byFeature[group] = new float[layout.paddedFeatures() * tokens * lanes];
        int members = Math.min(lanes, layout.samples() - group * lanes);
        for (int lane = 0; lane < members; lane++) {
            int sample = group * lanes + lane;
            for (int t = 0; t < samples.length(sample); t++) {
                for (int j = 0; j < features; j++) {
                    float value = samples.x()[(sample * tokens + t) * features + j];
                    int token = (t / tokenPanel * features + j) * tokenPanel + t % tokenPanel;
                    int feature = (j / featurePanel * tokens + t) * featurePanel + j % featurePanel;
                    byToken[group][token * lanes + lane] = value;
                    byFeature[group][feature * lanes + lane] = value;
                }
            }
        }
    }

    private boolean isRagged(int group, PackedSamples samples) {
        boolean ragged = false;
        int end = Math.min(layout.samples(), (group + 1) * layout.lanes());
        for (int sample = group * layout.lanes(); sample < end; sample++) {
            ragged |= samples.length(sample) < layout.tokens();
        }
        return ragged;
    }

    private float[] valid(int group, PackedSamples samples) {
        int lanes = layout.lanes();
        float[] ones = new float[layout.paddedTokens() * lanes];
        Arrays.fill(ones, 1.0f);
        int members = Math.min(lanes, layout.samples() - group * lanes);
        for (int lane = 0; lane < members; lane++) {
            for (int t = samples.length(group * lanes + lane); t < layout.tokens(); t++) {
                ones[t * lanes + lane] = 0.0f;
            }
        }
        return ones;
    }

    PanelLayout layout() {
        return layout;
    }

    /** One group as {@code [token panel][feature][panel width][lanes]}. */
    float[] byToken(int group) {
        return byToken[group];
    }

    /** One group as {@code [feature panel][token][panel width][lanes]}. */
    float[] byFeature(int group) {
        return byFeature[group];
    }

    /** 1 where a sample has the token, 0 where it is padding: {@code [token][lanes]}. */
    float[] valid(int group) {
        return valid[group];
    }

    /** Whether a sample of the group is shorter than the longest. */
    boolean ragged(int group) {
        return ragged[group];
    }
}
