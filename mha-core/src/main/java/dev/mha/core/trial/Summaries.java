package dev.mha.core.trial;

import dev.mha.core.baseline.Baseline;
import dev.mha.core.metric.Metrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Means over splits of what single trainings came to. */
final class Summaries {
    private Summaries() {}

    /** The trainings of each combination, one a split, in the order of the cells. */
    static Map<Combination, List<CellResult>> byCombination(List<CellResult> cells) {
        Map<Combination, List<CellResult>> combinations = new LinkedHashMap<>();
        for (CellResult cell : cells) {
            combinations.computeIfAbsent(Combination.of(cell.cell()), key -> new ArrayList<>()).add(cell);
        }
        return combinations;
    }

    static SettingsSummary of(List<CellResult> cells, List<Integer> iterationChoices, int repeats) {
        CellResult first = cells.getFirst();
        int best = iterationChoices.stream()
                .min(Comparator
                        .<Integer>comparingDouble(
                                k -> errorAfter(cells, k, repeats).mean())
                        .thenComparingDouble(k -> after(cells, k, Checkpoint::testLoss, repeats).mean()))
                .orElseThrow();
        return new SettingsSummary(first.cell().heads(), first.cell().step(), first.cell().initialization(),
                first.parameters(), cells.size(), (int) cells.stream().filter(CellResult::diverged).count(),
                cells.stream().mapToInt(CellResult::ascents).sum(),
                cells.stream().mapToInt(CellResult::distinctHeads).min().orElseThrow(),
                estimate(cells, cell -> cell.train().loss(), repeats),
                estimateError(cells, cell -> cell.train().error(), repeats),
                estimate(cells, cell -> cell.test().loss(), repeats),
                estimateError(cells, cell -> cell.test().error(), repeats),
                estimate(cells, cell -> cell.test().auc(), repeats).mean(), best,
                after(cells, best, Checkpoint::testLoss, repeats), errorAfter(cells, best, repeats),
                estimate(cells, CellResult::seconds, repeats).mean());
    }

    static BaselineSummary ofBaselines(List<Baseline> splits, int repeats) {
        List<Metrics> metrics = splits.stream().map(Baseline::test).toList();
        return new BaselineSummary(splits.getFirst().name(), metrics, estimate(metrics, Metrics::loss, repeats),
                estimateError(metrics, Metrics::error, repeats), estimate(metrics, Metrics::auc, repeats).mean());
    }

    static Estimate after(List<CellResult> cells, int iterations, ToDoubleFunction<Checkpoint> figure, int repeats) {
        return estimate(cells, cell -> figure.applyAsDouble(cell.after(iterations)), repeats);
    }

    private static Estimate errorAfter(List<CellResult> cells, int iterations, int repeats) {
        return estimateError(cells, cell -> cell.after(iterations).testError(), repeats);
    }

    /** Of errors, which tie where they differ by rounding alone. */
    static <T> Estimate estimateError(List<T> splits, ToDoubleFunction<T> error, int repeats) {
        return FoldStatistics.estimateError(splits.stream().mapToDouble(error).toArray(), repeats);
    }

    static <T> Estimate estimate(List<T> splits, ToDoubleFunction<T> figure, int repeats) {
        return FoldStatistics.estimate(splits.stream().mapToDouble(figure).toArray(), repeats);
    }
}
