package dev.mha.core.trial;

import dev.mha.core.trial.Difference.Confidence;
import dev.mha.core.trial.Recommendation.Corrected;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Whether there are samples enough to tell apart what a trial compares. */
final class Resolution {
    private Resolution() {}

    /**
     * What is too few, in two sentences; empty when the samples are enough. They are too few when the interval of the
     * error is wider than the head counts lie apart, each at its best (the settings, where there is one head count),
     * unless the paired difference to the next best head count is beyond chance all the same.
     *
     * @param samples that were judged
     * @param corrected error and interval
     * @param toRunnerUp the chosen setting against the best one with another head count, or null
     */
    static String tooFew(int samples, Corrected corrected, Difference toRunnerUp, List<SettingsSummary> summaries) {
        Map<Integer, Double> best = new TreeMap<>();
        List<Double> all = new ArrayList<>();
        for (SettingsSummary summary : summaries) {
            if (summary.diverged() == 0) {
                best.merge(summary.heads(), summary.bestTestError().mean(), Math::min);
                all.add(summary.bestTestError().mean());
            }
        }
        boolean heads = best.size() > 1;
        List<Double> compared = heads ? List.copyOf(best.values()) : all;
        double width = corrected.high() - corrected.low();
        double apart = compared.stream().mapToDouble(error -> error).max().orElse(0)
                - compared.stream().mapToDouble(error -> error).min().orElse(0);
        boolean certain = toRunnerUp != null && toRunnerUp.confidence() == Confidence.CLEAR;
        if (compared.size() < 2 || width <= apart || certain) {
            return "";
        }
        return String.format(Locale.ROOT,
                "%s too few to tell the %s apart: %s measured within %s of each other, and the 95 %% interval of the"
                        + " error over the folds is %s wide (%.1f to %.1f %%). Take the choice among them for a guess;"
                        + " only more samples make it surer.",
                samples == 1 ? "1 test sample is" : samples + " test samples are",
                heads ? "head counts" : "settings", heads ? "each at its best, they" : "they", Words.points(apart),
                Words.points(width), 100 * corrected.low(), 100 * corrected.high());
    }
}
