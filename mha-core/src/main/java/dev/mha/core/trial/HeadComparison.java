package dev.mha.core.trial;

import dev.mha.core.model.Initialization;
import java.util.List;

/**
 * Head counts side by side, on equal terms of one kind. More heads do not always mean a lower loss: at the same step
 * they often fit slower, tolerate larger steps, and generalize better at equal training loss.
 *
 * @param kind what is held equal
 * @param initialization where all of them start
 * @param step the common step; NaN when {@code kind} is {@link Kind#BEST_STEP}
 * @param trainLoss mean over the splits of the training loss to be reached when {@code kind} is {@link
 *             Kind#EQUAL_TRAINING_LOSS}, else NaN
 * @param rows one for each head count that can be compared, ascending; empty when fewer than two can
 * @param reading what the rows say
 */
public record HeadComparison(Kind kind, Initialization initialization, double step, double trainLoss, List<Row> rows,
        String reading) {

    /** What is held equal. */
    public enum Kind {
        /** The same step and number of iterations for all. */
        SAME_STEP,
        /** Each head count at the step and iterations that suit it best. */
        BEST_STEP,
        /**
         * The same step, and on each split each head count where its training loss first is as low as the lowest loss
         * that all of them reach there.
         */
        EQUAL_TRAINING_LOSS
    }

    /**
     * One head count.
     *
     * @param heads number of heads
     * @param step its step
     * @param iterations mean number of iterations taken
     * @param trainLoss mean training loss there
     * @param testLoss test loss there
     * @param testError test error there
     * @param parameters number of trained parameters
     */
    public record Row(int heads, double step, double iterations, Estimate trainLoss, Estimate testLoss,
            Estimate testError, int parameters) {}

    /** Copies the list. */
    public HeadComparison {
        rows = List.copyOf(rows);
    }
}
