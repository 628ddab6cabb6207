package dev.mha.core.trial;

import dev.mha.core.metric.Metrics;
import dev.mha.core.model.Initialization;
import dev.mha.core.trial.CellResult.Ending;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Trainings written down by hand, for tests of what is concluded from them. */
final class CellTable {
    private final List<CellResult> cells = new ArrayList<>();
    private final int iterations;

    CellTable(int iterations) {
        this.iterations = iterations;
    }

    /** A combination that ends with these test errors, one a split, on the way from 0.5 there in one step. */
    CellTable row(int heads, double step, Initialization initialization, double trainLoss, double... errors) {
        for (int s = 0; s < errors.length; s++) {
            add(heads, step, initialization, s, Ending.COMPLETED, 0, heads, List.of(new Checkpoint(0, 0.7, 0.7, 0.5),
                    new Checkpoint(iterations, trainLoss, errors[s] * 2, errors[s])));
        }
        return this;
    }

    CellTable row(int heads, double step, double... errors) {
        return row(heads, step, Initialization.GAUSS, 0.1, errors);
    }

    CellTable add(int heads, double step, Initialization initialization, int split, Ending ending, int ascents,
            int distinct, List<Checkpoint> points) {
        Checkpoint end = points.getLast();
        cells.add(new CellResult(new Cell(heads, step, initialization, split), 100 * heads, distinct, distinct, points,
                ascents, ending, new Metrics(80, end.trainLoss(), end.testError() / 2, 0, 1, 0.9),
                new Metrics(20, end.testLoss(), end.testError(), 0, 1, 0.9), 0.5));
        return this;
    }

    CellTable diverged(int heads, double step, int splits) {
        for (int s = 0; s < splits; s++) {
            add(heads, step, Initialization.GAUSS, s, Ending.DIVERGED, 3, heads,
                    List.of(new Checkpoint(0, 0.7, 0.7, 0.5),
                            new Checkpoint(iterations, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 0.5)));
        }
        return this;
    }

    List<CellResult> cells() {
        return cells;
    }

    Map<Combination, List<CellResult>> combinations() {
        return Summaries.byCombination(cells);
    }

    /** All that follows from the trainings, beside a logistic regression with these errors, without a test part. */
    Recommendation recommend(TrialSettings settings, int testSamples, double... baseline) {
        Candidates candidates = Candidates.of(combinations().values(), settings.iterationChoices(), settings.folds());
        List<Metrics> metrics = new ArrayList<>();
        List<SplitFacts> splits = new ArrayList<>();
        for (double error : baseline) {
            metrics.add(new Metrics(testSamples, 2 * error, error, 0, 1, 0.9));
            splits.add(new SplitFacts("fold", testSamples * (settings.folds() - 1), testSamples, 0.5, 0.5));
        }
        BaselineSummary summary = new BaselineSummary("logistic regression", metrics,
                FoldStatistics.estimate(baseline, settings.repeats()),
                FoldStatistics.estimate(baseline, settings.repeats()), 0.9);
        return new Recommender(candidates, List.of(summary), splits, null, null).recommend(settings,
                combinations().values().stream()
                        .map(group -> Summaries.of(group, settings.iterationChoices(), settings.repeats())).toList(),
                StepRanges.of(combinations()));
    }
}
