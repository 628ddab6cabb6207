package dev.mha.cli.train;

import dev.mha.core.data.Dataset;
import dev.mha.core.metric.Metrics;
import dev.mha.core.model.SavedModel;
import dev.mha.core.train.StopReason;
import dev.mha.core.train.TrainingRun;

/**
 * What a training gave.
 *
 * @param data what the model was trained on
 * @param model after the steps that were taken
 * @param step size of a step
 * @param run the steps
 * @param seconds that they took, those of earlier runs included, without those of the curvature
 * @param train how well the model fits the training samples
 * @param test how well it does on samples kept apart, or null
 * @param recorder of the curvature along the way, or null
 * @param end how it ended
 * @param kept whether it was stopped and the next run can go on from it
 * @param writable whether the model is to be written: it is neither kept instead, nor a part that would replace a file
 * @param unmoved whether no parameter has moved in the steps that were taken
 */
public record TrainOutcome(Dataset data, SavedModel model, double step, TrainingRun run, double seconds, Metrics train,
        Metrics test, CurvatureRecorder recorder, TrainEnd end, boolean kept, boolean writable, boolean unmoved) {

    /** Whether the training was stopped on its way. */
    public boolean stopped() {
        return run.reason() == StopReason.LISTENER;
    }

    /** Whether the model is of use: it took a step, or needs none since its start reaches the target. */
    public boolean usable() {
        return run.steps() > 0 || run.reason() == StopReason.TARGET_LOSS;
    }

    /** Whether there is a point of the curvature. */
    boolean measured() {
        return recorder != null && !recorder.rows().isEmpty();
    }

    /** Whether the points of the curvature are to be written: what is kept, the run that goes on from it writes. */
    public boolean tabled() {
        return measured() && !kept;
    }
}
