package dev.mha.cli.train;

import dev.mha.cli.figure.Figures;
import dev.mha.cli.page.FigurePage;
import dev.mha.core.train.StopReason;
import dev.mha.core.train.TrainingRun;

/**
 * How a training ended.
 *
 * @param whole whether nothing is missing of what was asked for
 * @param words why it took fewer steps than it might have, or what is missing; empty for neither
 */
public record TrainEnd(boolean whole, String words) {

    /**
     * Of a training whose loss stayed a number.
     *
     * @param iterations steps that were asked for
     * @param recorder of the curvature along the way, or null
     */
    public static TrainEnd of(TrainingRun run, int iterations, CurvatureRecorder recorder) {
        String taken = Figures.count(run.steps()) + " of " + Figures.count(iterations, "step");
        if (run.reason() == StopReason.LISTENER) {
            return partial("the training took " + taken);
        }
        if (recorder != null && !recorder.ended()) {
            return partial("the curvature at the end was not measured");
        }
        return new TrainEnd(true, switch (run.reason()) {
            case TIME -> "after " + taken + ": the time of --max-seconds was over";
            case TARGET_LOSS -> "after " + taken + ": the loss had come down to --target-loss";
            default -> "";
        });
    }

    /** Of one of which something is missing. */
    public static TrainEnd partial(String missing) {
        return new TrainEnd(false, FigurePage.PARTIAL + ": " + missing);
    }
}
