package dev.mha.core.trial;

import dev.mha.core.trial.Difference.Confidence;
import java.util.List;

/**
 * What to do, in words, and the figures behind it.
 *
 * @param chosen the setting with the fewest heads whose cross-validated error is within one standard error of the
 *            lowest (then lowest error, then lowest loss); null when every training diverged
 * @param lowest the setting with the lowest cross-validated error, loss breaking ties; null when every training
 *             diverged
 * @param runnerUp the best setting with another head count; null when only one head count was tried
 * @param confidence how sure it is that {@code chosen} errs less than the strongest baseline
 * @param measured what {@code chosen} and {@code lowest} themselves measured
 * @param corrected error of the procedure that chooses, not of {@code chosen}
 * @param expected the error to expect, which the headline speaks of
 * @param toBaseline the corrected errors against the strongest baseline on the same folds, or on the held-out test part
 *            when there is one; null when every training diverged
 * @param toRunnerUp {@code chosen} against {@code runnerUp} on the same folds; null when there is no runner-up
 * @param text the same for a reader
 */
public record Recommendation(Setting chosen, Setting lowest, Setting runnerUp, Confidence confidence, Measured measured,
        Corrected corrected, Expected expected, Difference toBaseline, Difference toRunnerUp, Text text) {

    /**
     * Cross-validated figures of a setting; a little low, because it was chosen for being low.
     *
     * @param error test error of {@code chosen}
     * @param loss test loss of {@code chosen}
     * @param trainLoss training loss of {@code chosen}
     * @param lowestError test error of {@code lowest}
     */
    public record Measured(Estimate error, Estimate loss, Estimate trainLoss, Estimate lowestError) {}

    /**
     * Error of choosing: for each fold a setting is chosen on the other folds alone and judged on this one.
     *
     * @param error mean over the folds
     * @param low lower end of its 95 % Wilson interval
     * @param high upper end of its 95 % Wilson interval
     */
    public record Corrected(double error, double low, double high) {}

    /**
     * The error to expect of what is recommended on samples that took no part in the choice.
     *
     * @param error the share
     * @param low lower end of its 95 % interval
     * @param high upper end of its 95 % interval
     * @param setAside whether it is that of {@code chosen} on the held-out test part; else the corrected one
     */
    public record Expected(double error, double low, double high, boolean setAside) {}

    /**
     * What to read and to type.
     *
     * @param headline the recommendation in one sentence
     * @param verdict the reasons, one sentence each, in the order to be read
     * @param trainOptions the options of {@code mha train} that train {@code chosen}; empty when every training
     *             diverged
     * @param beyond the options of {@code mha trial} that look beyond the edge of the sweep at which {@code chosen}
     *            lies; empty when it lies inside
     * @param tooFew why the samples are too few to tell head counts apart; empty when they are enough
     */
    public record Text(String headline, List<String> verdict, String trainOptions, String beyond, String tooFew) {
        /** Copies the list. */
        public Text {
            verdict = List.copyOf(verdict);
        }
    }

    /**
     * Whether the strongest baseline, which may be the majority class, is as good as {@code chosen}: then it comes
     * first.
     */
    public boolean baselineAsGood() {
        return confidence == Confidence.NONE || confidence == Confidence.WORSE;
    }

    /** The same as the word of a trial that was stopped when so many of its settings were done, or all of them. */
    Recommendation soFar(int done, int all) {
        return new Recommendation(chosen, lowest, runnerUp, confidence, measured, corrected, expected, toBaseline,
                toRunnerUp,
                new Text("So far (the trial was stopped "
                        + (done < all
                                ? "with " + done + " of " + Words.count(all, "setting") + " done"
                                : "before it was judged on the samples that the data sets aside")
                        + "): " + text.headline(), text.verdict(), text.trainOptions(), text.beyond(),
                        text.tooFew()));
    }

    /** The recommendation in one sentence. */
    public String headline() {
        return text.headline();
    }
}
