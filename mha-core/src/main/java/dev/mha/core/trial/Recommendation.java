package dev.mha.core.trial;

import java.util.List;

/**
 * What to do, in words, and the figures behind it.
 *
 * @param chosen the setting with the fewest heads whose cross-validated error is within one standard error of the lowest
 *            (then lowest error, then lowest loss); null when every training diverged
 * @param lowest the setting with the lowest cross-validated error, loss breaking ties; null when every training diverged
 * @param baselineAsGood whether the strongest baseline, which may be the majority class, is as good as {@code chosen}: then it comes first
 * @param confidence how sure it is that {@code chosen} errs less than the strongest baseline
 * @param error cross-validated test error that {@code chosen} itself measured; a little low, because it was chosen for
 *            being low
 * @param loss cross-validated test loss of {@code chosen}
 * @param trainLoss mean training loss of {@code chosen}
 * @param lowestError cross-validated test error of {@code lowest}
 * @param correctedError error of the procedure that chooses, not of {@code chosen}: for each fold a setting is chosen on
 *            the other folds alone and judged on this one
 * @param correctedLow lower end of its 95 % Wilson interval
 * @param correctedHigh upper end of its 95 % Wilson interval
 * @param toBaseline the corrected errors against the strongest baseline on the same folds, or on the held-out test part
 *            when there is one; null when every training diverged
 * @param toRunnerUp {@code chosen} against {@code runnerUp} on the same folds; null when there is no runner-up
 * @param runnerUp the best setting with another head count; null when only one head count was tried
 * @param headline the recommendation in one sentence
 * @param verdict the reasons, one sentence each, in the order to be read
 * @param trainOptions the options of {@code mha train} that train {@code chosen}; empty when every training diverged
 * @param beyond the options of {@code mha trial} that look beyond the edge of the sweep at which {@code chosen} lies; empty
 *            when it lies inside
 */
public record Recommendation(Setting chosen, Setting lowest, boolean baselineAsGood, Difference.Confidence confidence,
        Estimate error, Estimate loss, Estimate trainLoss, Estimate lowestError, double correctedError,
        double correctedLow, double correctedHigh, Difference toBaseline, Difference toRunnerUp, Setting runnerUp,
        String headline, List<String> verdict, String trainOptions, String beyond) {
    /** Copies the list. */
    public Recommendation {
        verdict = List.copyOf(verdict);
    }
}
