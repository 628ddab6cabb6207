package dev.mha.cli.program;

import dev.mha.cli.failure.FailureException;
import dev.mha.cli.figure.Figures;
import dev.mha.cli.file.Shortage;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.train.GradientDescent;
import dev.mha.kernels.classifier.ClassifierShape;

/** What work will need, before it is taken: an answer after a second is better than the end of memory after an hour. */
public final class Memory {
    private Memory() {}

    /** Refuses derivatives of samples so long that the attention of those at work does not fit. */
    public static void requireScratch(ClassifierLoss loss, int threads) {
        require(loss.scratchBytes(), loss.scratchUse(),
                (threads > 1 ? "take fewer --threads, shorter samples" : "take shorter samples") + " or fewer --heads");
    }

    /** Refuses a training of so many heads that it does not fit. */
    public static void requireTraining(ClassifierShape shape, int samples, int threads) {
        require(GradientDescent.bytes(shape, samples, threads), "parameters and gradients of "
                + Figures.count(shape.heads(), "head"), "take fewer --heads");
    }

    /**
     * Refuses what does not fit.
     *
     * @param bytes that are needed at once
     * @param what what needs them, in the plural
     * @param remedy what the user can do beside giving Java more
     * @throws FailureException with the figures
     */
    public static void require(long bytes, String what, String remedy) {
        String shortage = Shortage.of(bytes, what, remedy);
        if (shortage != null) {
            throw new FailureException(shortage, null);
        }
    }
}
