package dev.mha.core.trial;

import dev.mha.core.model.Initialization;

/**
 * One combination of heads, step and initialization over all splits. When a split diverged, the estimates are over what
 * its trainings last reached and may be infinite or NaN; such a combination is never recommended.
 *
 * @param heads number of heads
 * @param step step size
 * @param initialization where it starts
 * @param parameters number of trained parameters
 * @param splits number of splits it was trained on
 * @param diverged on how many of them it diverged
 * @param ascents steps that raised the training loss, over all splits
 * @param distinctHeads fewest distinct heads at the end, over the splits
 * @param trainLoss at the end
 * @param trainError at the end
 * @param testLoss at the end
 * @param testError at the end
 * @param auc mean area under the ROC curve on the test parts at the end; NaN when a part has one class only
 * @param bestIterations iterations with the lowest mean test error (then loss) of those that can be recommended
 * @param bestTestLoss mean test loss after {@code bestIterations}
 * @param bestTestError mean test error after {@code bestIterations}
 * @param seconds mean time of a training
 */
public record SettingsSummary(int heads, double step, Initialization initialization, int parameters, int splits,
        int diverged, int ascents, int distinctHeads, Estimate trainLoss, Estimate trainError, Estimate testLoss,
        Estimate testError, double auc, int bestIterations, Estimate bestTestLoss, Estimate bestTestError,
        double seconds) {}
