package dev.mha.core.trial;

import dev.mha.core.metric.Metrics;
import java.util.List;

/**
 * A simple model on the same splits.
 *
 * @param name for reports
 * @param splits its metrics on the test part of each split
 * @param loss mean test loss
 * @param error mean test error
 * @param auc mean area under the ROC curve; NaN when a part has one class only
 */
public record BaselineSummary(String name, List<Metrics> splits, Estimate loss, Estimate error, double auc) {
    /** Copies the list. */
    public BaselineSummary {
        splits = List.copyOf(splits);
    }
}
