package dev.mha.core.trial;

import dev.mha.core.metric.Metrics;
import dev.mha.core.train.StopReason;
import java.util.List;

/**
 * What one training of a trial came to.
 *
 * @param cell the setting and its split
 * @param parameters number of trained parameters
 * @param distinctHeadsAtStart heads that differ from each other before the first step
 * @param distinctHeads heads that differ from each other after the last step
 * @param checkpoints the path, from the start to the last step, dense at first and thinner later; also the loss curve
 *            of reports
 * @param ascents steps that raised the training loss
 * @param ending why it stopped
 * @param train metrics on the training part after the last step
 * @param test metrics on the test part after the last step
 * @param seconds time of the training, its evaluations included
 */
public record CellResult(Cell cell, int parameters, int distinctHeadsAtStart, int distinctHeads,
        List<Checkpoint> checkpoints, int ascents, Ending ending, Metrics train, Metrics test, double seconds) {

    /** Why a training stopped. */
    public enum Ending {
        /** All iterations were taken. */
        COMPLETED,
        /** The target loss was reached. */
        TARGET_REACHED,
        /** The time was up. */
        OUT_OF_TIME,
        /** The loss was no longer finite, exploded, or ended above where it began: the step is too large. */
        DIVERGED;

        /**
         * The ending of a training that stopped for this reason; one that its listener stopped took all it was to take.
         */
        public static Ending of(StopReason reason) {
            return switch (reason) {
                case ITERATIONS, LISTENER -> COMPLETED;
                case TARGET_LOSS -> TARGET_REACHED;
                case TIME -> OUT_OF_TIME;
                case DIVERGED -> DIVERGED;
            };
        }
    }

    /** Copies the list. */
    public CellResult {
        checkpoints = List.copyOf(checkpoints);
    }

    /** Where the training stood after so many iterations, or at its end when it ended before. */
    public Checkpoint after(int iterations) {
        Checkpoint last = checkpoints.getFirst();
        for (Checkpoint checkpoint : checkpoints) {
            if (checkpoint.iteration() <= iterations) {
                last = checkpoint;
            }
        }
        return last;
    }

    /** Whether the training failed. A diverged one is never recommended. */
    public boolean diverged() {
        return ending == Ending.DIVERGED;
    }

    /** Whether every step lowered the loss. */
    public boolean quiet() {
        return !diverged() && ascents == 0;
    }
}
