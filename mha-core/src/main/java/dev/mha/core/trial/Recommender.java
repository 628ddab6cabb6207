package dev.mha.core.trial;

import dev.mha.core.metric.Interval;
import dev.mha.core.trial.Difference.Confidence;
import dev.mha.core.trial.Recommendation.Corrected;
import dev.mha.core.trial.Recommendation.Expected;
import dev.mha.core.trial.Recommendation.Measured;
import java.util.Comparator;
import java.util.List;

/** The figures of a recommendation. */
final class Recommender {
    private final Candidates candidates;
    private final List<BaselineSummary> baselines;
    private final List<SplitFacts> splits;
    private final HeldOut heldOut;
    private final Difference onHeldOut;

    /**
     * @param candidates what may be recommended; may be empty
     * @param baselines simple models on the same splits, at least one
     * @param splits sizes of the splits
     * @param heldOut the look at the test part, or null
     * @param onHeldOut the difference to the {@linkplain #strongest strongest} baseline there, or null
     */
    Recommender(Candidates candidates, List<BaselineSummary> baselines, List<SplitFacts> splits, HeldOut heldOut,
            Difference onHeldOut) {
        this.candidates = candidates;
        this.baselines = baselines;
        this.splits = splits;
        this.heldOut = heldOut;
        this.onHeldOut = onHeldOut;
    }

    /** The baseline to beat: the one with the lowest cross-validated error. */
    static BaselineSummary strongest(List<BaselineSummary> baselines) {
        return baselines.stream()
                .min(Comparator.<BaselineSummary>comparingDouble(b -> b.error().mean())
                        .thenComparingDouble(b -> b.loss().mean()))
                .orElseThrow();
    }

    /** Chooses, judges, and puts it in words. */
    Recommendation recommend(TrialSettings settings, List<SettingsSummary> summaries, List<StepRange> stepRanges) {
        BaselineSummary baseline = strongest(baselines);
        if (candidates.size() == 0) {
            Estimate none = new Estimate(Double.NaN, Double.NaN);
            return Verdict.words(
                    new Recommendation(null, null, null, Confidence.WORSE, new Measured(none, none, none, none),
                            new Corrected(Double.NaN, Double.NaN, Double.NaN),
                            new Expected(Double.NaN, Double.NaN, Double.NaN, false), null, null, null),
                    baseline, heldOut, settings, summaries, stepRanges, "");
        }
        Selection selection = Selection.choose(candidates);
        int runnerUp = Selection.runnerUp(candidates, selection.chosen());
        double[] corrected = Selection.correctedErrors(candidates);
        double error = FoldStatistics.meanError(corrected);
        Interval interval = Interval.wilson(error * samples(), samples());
        Corrected honest = new Corrected(error, interval.low(), interval.high());
        Difference toBaseline = onHeldOut != null
                ? onHeldOut
                : FoldStatistics.overSplits(baseline.name(), errors(baseline), corrected, testToTrain(),
                        samples());
        Difference toRunnerUp = runnerUp < 0
                ? null
                : FoldStatistics.overSplits(Words.setting(candidates.settings().get(runnerUp)),
                        candidates.errors()[runnerUp], candidates.errors()[selection.chosen()], testToTrain(),
                        samples());
        Recommendation figures = new Recommendation(candidates.settings().get(selection.chosen()),
                candidates.settings().get(selection.lowest()),
                runnerUp < 0 ? null : candidates.settings().get(runnerUp), toBaseline.confidence(),
                new Measured(candidates.error(selection.chosen()), candidates.loss(selection.chosen()),
                        candidates.trainLoss(selection.chosen()), candidates.error(selection.lowest())),
                honest, expected(honest), toBaseline, toRunnerUp, null);
        return Verdict.words(figures, baseline, heldOut, settings, summaries, stepRanges,
                Resolution.tooFew(samples(), honest, toRunnerUp, summaries));
    }

    private Expected expected(Corrected honest) {
        return heldOut == null
                ? new Expected(honest.error(), honest.low(), honest.high(), false)
                : new Expected(heldOut.test().error(), heldOut.test().errorLow(), heldOut.test().errorHigh(), true);
    }

    private static double[] errors(BaselineSummary baseline) {
        return baseline.splits().stream().mapToDouble(metrics -> metrics.error()).toArray();
    }

    /** Number of distinct samples that were judged: those of the test parts of one repeat. */
    private int samples() {
        return splits.stream().limit(candidates.folds()).mapToInt(SplitFacts::testSamples).sum();
    }

    private double testToTrain() {
        return splits.stream().mapToDouble(split -> (double) split.testSamples() / split.trainSamples()).average()
                .orElseThrow();
    }
}
