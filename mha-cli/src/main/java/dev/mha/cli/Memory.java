package dev.mha.cli;

import dev.mha.core.curvature.ClassifierLoss;
import java.util.Locale;

/** What work will need, before it is taken: an answer after a second is better than the end of memory after an hour. */
final class Memory {
    /** Share of Java's memory that may be planned for; the rest is for what is too small to plan. */
    private static final double PLANNED = 0.9;

    private Memory() {}

    /** Refuses derivatives of samples so long that the attention of those at work does not fit. */
    static void requireScratch(ClassifierLoss loss, int threads) {
        require(loss.scratchBytes(), loss.scratchUse(),
                (threads > 1 ? "take fewer --threads, shorter samples" : "take shorter samples") + " or fewer --heads");
    }

    /**
     * Refuses what does not fit.
     *
     * @param bytes that are needed at once
     * @param what what needs them, in the plural
     * @param remedy what the user can do beside giving Java more
     * @throws FailureException with the figures
     */
    static void require(long bytes, String what, String remedy) {
        long limit = Runtime.getRuntime().maxMemory();
        if (bytes > PLANNED * limit) {
            throw new FailureException(String.format(Locale.ROOT,
                    "%s need %.0f MB, Java has %d MB: give it more with MHA_JAVA_OPTS=-Xmx%.0fg, or %s", what,
                    Math.ceil((double) bytes / (1 << 20)), limit >> 20, Math.ceil(bytes / PLANNED / (1 << 30)), remedy),
                    null);
        }
    }
}
