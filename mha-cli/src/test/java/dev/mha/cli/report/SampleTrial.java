package dev.mha.cli.report;

import dev.mha.core.baseline.Baseline;
import dev.mha.core.generate.Mixture;
import dev.mha.core.metric.Metrics;
import dev.mha.core.model.Initialization;
import dev.mha.core.trial.BaselineSummary;
import dev.mha.core.trial.Cell;
import dev.mha.core.trial.CellResult;
import dev.mha.core.trial.Checkpoint;
import dev.mha.core.trial.DataFacts;
import dev.mha.core.trial.Difference;
import dev.mha.core.trial.Estimate;
import dev.mha.core.trial.HeadComparison;
import dev.mha.core.trial.HeldOut;
import dev.mha.core.trial.Recommendation;
import dev.mha.core.trial.Setting;
import dev.mha.core.trial.SettingTheory;
import dev.mha.core.trial.SettingsSummary;
import dev.mha.core.trial.SplitFacts;
import dev.mha.core.trial.StepRange;
import dev.mha.core.trial.TrialResult;
import dev.mha.core.trial.TrialSettings;
import dev.mha.kernels.Workspace;
import java.util.ArrayList;
import java.util.List;

/**
 * A trial made by formulas instead of training, so that tests of reports know every figure: errors fall with heads,
 * step 4 diverges with one head on one split, a zero start leaves one distinct head.
 */
final class SampleTrial {
    static final int SPLITS = 5;
    private static final int SAMPLES = 1797;
    private static final double NO = Double.NaN;
    /** As the trial says it of the data on which the baseline is as good. */
    static final String TOO_FEW = "1797 test samples are too few to tell the head counts apart: each at its best, they"
            + " measured within 1.2 points of each other, and the 95 % interval of the error over the folds is 1.5"
            + " points wide (2.0 to 3.5 %). Take the choice among them for a guess; only more samples make it surer.";

    private SampleTrial() {}

    /** As if the trial had been of a bundled set of that name. */
    static Provenance provenance(TrialResult result) {
        return new Provenance("mha", result.data().name(), "0.1.0", "25");
    }

    /** The theory of a small training, or why there is none when nothing is recommended. */
    static SettingTheory.Outcome theory(TrialResult result) {
        return result.recommendation().chosen() == null
                ? SettingTheory.of(null, result.settings(), null, 1e9, Workspace.serial(), share -> true)
                : Theory.SMALL;
    }

    /** Computed once for all tests. */
    private static final class Theory {
        private static final SettingTheory.Outcome SMALL = SettingTheory.of(
                new Mixture(6, 6, 3, 1.5, 1 / 3.0, 0.3).train(90, 3),
                TrialSettings.QUICK, new Setting(2, 1, Initialization.GAUSS, 20), 1e9, Workspace.serial(),
                share -> true);
    }

    /** The attention model wins. */
    static TrialResult digits() {
        return of("digits", "odd", false, false);
    }

    /** The baseline is as good. */
    static TrialResult weather() {
        return of("weather", "wet", true, false);
    }

    /** Names as an attacker or an unlucky user would choose them, and a part set aside. */
    static TrialResult hostile(String name) {
        return of(name, "</script><script>alert(1)</script>", false, true);
    }

    /** Every training diverged: nothing to recommend. */
    static TrialResult diverged() {
        TrialResult some = digits();
        Estimate none = new Estimate(NO, NO);
        List<CellResult> cells = some.cells().stream()
                .map(cell -> new CellResult(cell.cell(), cell.parameters(), cell.distinctHeadsAtStart(),
                        cell.distinctHeads(), List.of(new Checkpoint(0, 0.7, 0.7, 0.5), new Checkpoint(3, NO, NO, 0.5)),
                        3, CellResult.Ending.DIVERGED, cell.train(), cell.test(), cell.seconds()))
                .toList();
        List<SettingsSummary> summaries = some.summaries().stream()
                .map(s -> new SettingsSummary(s.heads(), s.step(), s.initialization(), s.parameters(), SPLITS, SPLITS,
                        15, s.distinctHeads(), none, none, none, none, NO, 300, none, none, s.seconds()))
                .toList();
        List<HeadComparison> comparisons = some.comparisons().stream()
                .map(c -> new HeadComparison(c.kind(), c.initialization(), c.step(), NO, List.of(),
                        "fewer than two head counts can be compared."))
                .toList();
        Recommendation nothing = new Recommendation(null, null, null, Difference.Confidence.WORSE,
                new Recommendation.Measured(none, none, none, none), new Recommendation.Corrected(NO, NO, NO),
                new Recommendation.Expected(NO, NO, NO, false), null,
                null, new Recommendation.Text("No setting can be recommended: try smaller steps.",
                        List.of("Every combination diverged on at least one fold."), "", "", ""));
        return new TrialResult(some.settings(), some.data(), some.splits(), cells, summaries, some.baselines(),
                comparisons, some.stepRanges(), nothing, null, some.seconds(), 0, some.threads(), some.kernels(), 0);
    }

    private static TrialResult of(String name, String positive, boolean baselineAsGood, boolean setAside) {
        TrialSettings settings = TrialSettings.DEFAULT.withHeads(List.of(1, 2, 4, 8, 16))
                .withSteps(List.of(0.25, 1.0, 4.0)).withIterations(300);
        List<CellResult> cells = new ArrayList<>();
        List<SettingsSummary> summaries = new ArrayList<>();
        for (Initialization start : settings.initializations()) {
            for (int heads : start == Initialization.ZERO ? List.of(1, 16) : settings.heads()) {
                for (double step : start == Initialization.GAUSS ? settings.steps() : List.of(1.0)) {
                    for (int split = 0; split < SPLITS; split++) {
                        cells.add(cell(new Cell(heads, step, start, split), baselineAsGood));
                    }
                    summaries.add(summary(heads, step, start, baselineAsGood));
                }
            }
        }
        Setting chosen = new Setting(8, 1, Initialization.GAUSS, 300);
        Setting lowest = new Setting(16, 4, Initialization.GAUSS, 300);
        Estimate error = new Estimate(error(8, 1, baselineAsGood), 0.003);
        double baseline = baselineAsGood ? 0.02 : 0.081;
        Difference difference = new Difference("logistic regression",
                new Estimate(baseline - error.mean(), 0.006), List.of(0.05, 0.06, 0.07, 0.05, 0.06),
                baselineAsGood ? Difference.Confidence.NONE : Difference.Confidence.CLEAR);
        String headline = baselineAsGood
                ? "Use logistic regression: it errs 2.0 %, and no attention setting is better by more than chance"
                        + " explains (2.6 %, corrected for the choice)."
                : "Use 8 heads, step 1, gauss start, 300 iterations: expect an error of 2.6 % (95 % interval 2.0 to 3.5"
                        + " %), against 8.1 % for logistic regression.";
        Recommendation advice = new Recommendation(chosen, lowest, lowest, difference.confidence(),
                new Recommendation.Measured(error, new Estimate(0.09, 0.01), new Estimate(0.04, 0.002),
                        new Estimate(error(16, 4, baselineAsGood), 0.004)),
                new Recommendation.Corrected(0.0262, 0.0198, 0.0347),
                setAside
                        ? new Recommendation.Expected(0.03, 0.024, 0.0375, true)
                        : new Recommendation.Expected(0.0262, 0.0198, 0.0347, false),
                difference,
                new Difference("16 heads", new Estimate(-0.002, 0.004), List.of(), Difference.Confidence.NONE),
                new Recommendation.Text(headline, List.of(
                        "On the folds the setting to take (8 heads, step 1, gauss start, 300 iterations) measured 2.5"
                                + " %, a little low because these very folds chose it. Corrected for the choice (each"
                                + " fold judged by the setting that the other folds choose) the error is 2.6 %, 95 %"
                                + " interval 2.0 to 3.5 %. Logistic regression errs 8.1 % on the same folds; the"
                                + " difference to the 2.6 % is 5.5 +- 0.6 points, more than chance explains.",
                        "The lowest error measured over the folds is 2.1 +- 0.4 % (16 heads, step 4, gauss start, 300"
                                + " iterations); the chosen setting measured 2.5 +- 0.3 %, within one standard error"
                                + " of it, with fewer heads.",
                        "The choice takes all iterations that the trial allowed. Beyond may be better: to look, give"
                                + " the same command with --iterations 600 and --force (or another --out)."),
                        "--heads 8 --step 1 --init gauss --iterations 300 --seed 1", "--iterations 600",
                        baselineAsGood ? TOO_FEW : ""));
        List<SplitFacts> splits = new ArrayList<>();
        for (int split = 0; split < SPLITS; split++) {
            splits.add(new SplitFacts("fold " + (split + 1) + " of " + SPLITS, 1437, 360, 0.504, 0.503));
        }
        return new TrialResult(settings,
                new DataFacts(name, SAMPLES, 16, 4, 9, false, "even", positive, 0.504, setAside ? 300 : 0), splits,
                cells, summaries, List.of(baseline("majority class", 0.496), baseline("logistic regression", baseline)),
                comparisons(settings, baselineAsGood), ranges(settings), advice,
                setAside
                        ? new HeldOut(1497, 300, metrics(1497, 0.01), metrics(300, 0.03),
                                List.of(new Baseline("logistic regression", metrics(300, 0.08))))
                        : null,
                58.3, 0, 2, "vector kernels, 16 lanes, 32 registers", 0);
    }

    /** The test error of a setting after all iterations. */
    static double error(int heads, double step, boolean baselineAsGood) {
        double error = 0.02 + 0.06 / heads + (step == 4 ? -0.003 : step < 1 ? 0.02 : 0);
        return baselineAsGood ? 0.019 + error / 5 : error;
    }

    static boolean diverges(int heads, double step, int split) {
        return heads == 1 && step == 4 && split == 2;
    }

    private static CellResult cell(Cell cell, boolean baselineAsGood) {
        boolean diverged = diverges(cell.heads(), cell.step(), cell.split());
        List<Checkpoint> path = new ArrayList<>();
        int stop = diverged ? 20 : 300;
        for (int iteration = 0; iteration <= stop; iteration += iteration < 20 ? 2 : 10) {
            double progress = 1 - Math.exp(-iteration * cell.step() / (60.0 + cell.heads()));
            double last = error(cell.heads(), cell.step(), baselineAsGood);
            path.add(new Checkpoint(iteration, Math.log(2) * (1 - progress) + 0.01 + 0.05 / cell.heads(),
                    Math.log(2) * (1 - progress) + 0.08 + 0.1 / cell.heads(), 0.5 + (last - 0.5) * progress));
        }
        if (diverged) {
            path.add(new Checkpoint(21, Double.POSITIVE_INFINITY, NO, 0.5));
        }
        Metrics bad = new Metrics(360, Double.POSITIVE_INFINITY, 0.5, 0, 1, NO);
        return new CellResult(cell, cell.heads() * 225, distinct(cell.heads(), cell.initialization()),
                distinct(cell.heads(), cell.initialization()), path, diverged ? 7 : 0,
                diverged ? CellResult.Ending.DIVERGED : CellResult.Ending.COMPLETED,
                diverged ? bad : metrics(1437, 0.01),
                diverged ? bad : metrics(360, error(cell.heads(), cell.step(), baselineAsGood)), 0.05 * cell.heads());
    }

    private static int distinct(int heads, Initialization start) {
        return start == Initialization.ZERO ? 1 : heads;
    }

    private static Metrics metrics(int samples, double error) {
        return new Metrics(samples, 3 * error, error, error * 0.8, error * 1.25, 1 - error / 4);
    }

    private static SettingsSummary summary(int heads, double step, Initialization start, boolean baselineAsGood) {
        boolean diverged = diverges(heads, step, 2);
        double error = error(heads, step, baselineAsGood);
        Estimate nothing = new Estimate(Double.POSITIVE_INFINITY, NO);
        Estimate testError = diverged ? new Estimate(0.12, 0.09) : new Estimate(error, 0.003);
        Estimate testLoss = diverged ? nothing : new Estimate(3 * error, 0.01);
        return new SettingsSummary(heads, step, start, heads * 225, SPLITS, diverged ? 1 : 0, diverged ? 7 : 0,
                distinct(heads, start), diverged ? nothing : new Estimate(0.01 + 0.05 / heads, 0.001),
                new Estimate(0.01, 0.001), testLoss, testError, diverged ? NO : 1 - error / 4, 300, testLoss, testError,
                0.05 * heads);
    }

    private static BaselineSummary baseline(String name, double error) {
        List<Metrics> splits = new ArrayList<>();
        for (int split = 0; split < SPLITS; split++) {
            splits.add(metrics(360, error));
        }
        return new BaselineSummary(name, splits, new Estimate(3 * error, 0.02), new Estimate(error, 0.004),
                1 - error / 4);
    }

    private static List<HeadComparison> comparisons(TrialSettings settings, boolean baselineAsGood) {
        List<HeadComparison> list = new ArrayList<>();
        for (HeadComparison.Kind kind : HeadComparison.Kind.values()) {
            List<HeadComparison.Row> rows = new ArrayList<>();
            double step = kind == HeadComparison.Kind.BEST_STEP ? 4 : 1;
            for (int heads : settings.heads()) {
                double error = error(heads, heads == 1 ? 1 : step, baselineAsGood)
                        + (kind == HeadComparison.Kind.EQUAL_TRAINING_LOSS ? 0.01 : 0);
                rows.add(new HeadComparison.Row(heads, heads == 1 ? 1 : step, 300,
                        new Estimate(0.01 + 0.05 / heads, 0.001), new Estimate(3 * error, 0.01),
                        new Estimate(error, 0.003), heads * 225));
            }
            list.add(new HeadComparison(kind, Initialization.GAUSS,
                    kind == HeadComparison.Kind.BEST_STEP ? NO : 1,
                    kind == HeadComparison.Kind.EQUAL_TRAINING_LOSS ? 0.06 : NO, rows,
                    "At step 1 and 300 iterations for all: lowest test error with 16 heads (2.4 +- 0.3 %; 1 head: 8.0"
                            + " +- 0.3 %), lowest test loss with 16 heads (0.071)."));
        }
        return list;
    }

    private static List<StepRange> ranges(TrialSettings settings) {
        return settings.heads().stream().map(heads -> new StepRange(heads, Initialization.GAUSS, heads == 1 ? 1 : 4,
                heads == 1 ? 4 : NO, heads == 1 ? 4 : NO)).toList();
    }
}
