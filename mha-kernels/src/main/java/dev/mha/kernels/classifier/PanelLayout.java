package dev.mha.kernels.classifier;

/**
 * How the kernel with one sample a lane lays out samples, parameters and sums: groups of {@code lanes} samples; tokens
 * and features in panels, padded to whole panels with zeros.
 *
 * @param lanes samples in a group
 * @param tokenPanel width of a token panel
 * @param featurePanel width of a feature panel
 */
record PanelLayout(int samples, int tokens, int features, int lanes, int tokenPanel, int featurePanel) {

    /**
     * Groups of a piece of a call, as long as that does not make too many. With 2 a step takes up to 4 % longer, with 8
     * the same within 3 %, for half as many pieces (512 samples, 16 heads, T 10, d 20 and 1024, 8, T 32, d 32, Sapphire
     * Rapids class).
     */
    private static final int CHUNK = 4;

    /** Pieces of a call at most, one for each of 64 threads: the sums of every piece are kept until the end. */
    private static final int MOST_CHUNKS = 64;

    int groups() {
        return (samples + lanes - 1) / lanes;
    }

    int tokenPanels() {
        return (tokens + tokenPanel - 1) / tokenPanel;
    }

    int featurePanels() {
        return (features + featurePanel - 1) / featurePanel;
    }

    int paddedTokens() {
        return tokenPanels() * tokenPanel;
    }

    int paddedFeatures() {
        return featurePanels() * featurePanel;
    }

    /** Values of one head's W in panels. */
    int attentionSize() {
        return paddedFeatures() * paddedFeatures();
    }

    /** Values of one head's U in panels. */
    int decoderSize() {
        return paddedTokens() * paddedFeatures();
    }

    /** Pieces of a call: a function of the sizes alone, so that the order of every sum is too. */
    int chunks() {
        int groups = groups();
        return Math.min(MOST_CHUNKS, (groups + CHUNK - 1) / CHUNK);
    }

    /** First group of a chunk; chunks differ by at most one group. */
    int chunkStart(int chunk) {
        return (int) ((long) groups() * chunk / chunks());
    }
}
