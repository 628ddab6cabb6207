package dev.mha.core.trial;

import java.util.List;

/**
 * Everything a trial found. All but {@code seconds}, {@code threads}, {@code kernels} and the seconds of cells and
 * summaries depends on the data and the settings alone.
 *
 * @param settings what was swept and how
 * @param data what it ran on
 * @param splits the divisions of the samples, in the order of {@link Cell#split()}
 * @param cells every training, ordered by initialization, heads, step, split as in the settings; of a trial that was
 *        stopped those of the settings that were done on every split
 * @param summaries every combination over its splits, in the same order
 * @param baselines majority class and logistic regression on the same splits
 * @param comparisons head counts at the same step, each at its best, and at equal training loss
 * @param stepRanges which steps each head count takes
 * @param recommendation what to do
 * @param heldOut the look at the test part that the data names; null when it names none or every training diverged
 * @param seconds time of the whole trial, without that of trainings which were known
 * @param known how many of the cells an earlier run had made
 * @param threads number of threads
 * @param kernels what computed it, in one line
 * @param settingsLeftOut settings that a trial that was stopped has not done on every split; 0 for a whole one
 */
public record TrialResult(TrialSettings settings, DataFacts data, List<SplitFacts> splits, List<CellResult> cells,
        List<SettingsSummary> summaries, List<BaselineSummary> baselines, List<HeadComparison> comparisons,
        List<StepRange> stepRanges, Recommendation recommendation, HeldOut heldOut, double seconds, int known,
        int threads, String kernels, int settingsLeftOut) {
    /** Copies the lists. */
    public TrialResult {
        splits = List.copyOf(splits);
        cells = List.copyOf(cells);
        summaries = List.copyOf(summaries);
        baselines = List.copyOf(baselines);
        comparisons = List.copyOf(comparisons);
        stepRanges = List.copyOf(stepRanges);
    }

    /** Whether everything that the settings ask for was done. */
    public boolean complete() {
        return settingsLeftOut == 0 && (heldOut != null || data.heldOut() == 0 || recommendation.chosen() == null);
    }
}
