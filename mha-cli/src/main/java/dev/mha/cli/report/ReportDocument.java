package dev.mha.cli.report;

import dev.mha.cli.figure.Names;
import dev.mha.cli.model.MetricsDocument;
import dev.mha.core.data.TokenSettings;
import dev.mha.core.model.Initialization;
import dev.mha.core.trial.BaselineSummary;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import tools.jackson.jr.ob.JSON;

/**
 * A trial as the tree of {@code report.json}, described in {@code docs/report-schema.md}. Every key is written out here
 * and not taken from the records, so that renaming a record component cannot change the schema.
 */
public final class ReportDocument {
    /** Name and version of the schema: a new number when a key changes its meaning or goes away. */
    static final String SCHEMA = "mha.trial/1";
    /** Writes a key whose value is null as well: a reader can tell "not finite" from "not in this version". */
    static final JSON WRITER = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);

    private ReportDocument() {}

    /** The whole of {@code report.json}: strict JSON, numbers that are not finite are null. */
    public static String json(TrialResult result, SettingTheory.Outcome theory, Provenance provenance) {
        return WRITER.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(tree(result, theory, provenance)) + "\n";
    }

    /** The document as maps, lists, strings, numbers, booleans and nulls. */
    static Map<String, Object> tree(TrialResult result, SettingTheory.Outcome theory, Provenance provenance) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("schema", SCHEMA);
        tree.put("complete", result.complete() && !theory.stopped());
        tree.put("settingsLeftOut", result.settingsLeftOut());
        tree.put("data", data(result.data()));
        tree.put("recommendation", recommendation(result.recommendation(), provenance));
        tree.put("heldOut", heldOut(result.heldOut()));
        tree.put("theory", TheorySection.document(theory));
        tree.put("baselines", result.baselines().stream().map(ReportDocument::baseline).toList());
        tree.put("comparisons", result.comparisons().stream().map(ReportDocument::comparison).toList());
        tree.put("stepRanges", result.stepRanges().stream().map(ReportDocument::stepRange).toList());
        tree.put("summaries", summaries(result));
        tree.put("settings", settings(result.settings()));
        tree.put("splits", result.splits().stream().map(ReportDocument::split).toList());
        tree.put("run", run(result, provenance));
        tree.put("cells", result.cells().stream().map(ReportDocument::cell).toList());
        return tree;
    }

    private static Map<String, Object> data(DataFacts data) {
        return object("name", data.name(), "samples", data.samples(), "tokens", data.tokens(), "features",
                data.features(), "encodedFeatures", data.encodedFeatures(), "padded", data.padded(), "negative",
                data.negative(), "positive", data.positive(), "positiveShare", finite(data.positiveShare()),
                "heldOutSamples", data.heldOut());
    }

    private static Map<String, Object> recommendation(Recommendation advice, Provenance provenance) {
        return object("headline", advice.headline(), "verdict", advice.text().verdict(), "baselineFirst",
                advice.baselineAsGood(), "confidence", key(advice.confidence()), "chosen", setting(advice.chosen()),
                "lowest", setting(advice.lowest()), "runnerUp", setting(advice.runnerUp()), "error",
                estimate(advice.measured().error()), "loss", estimate(advice.measured().loss()), "trainLoss",
                estimate(advice.measured().trainLoss()),
                "lowestError", estimate(advice.measured().lowestError()), "correctedError",
                finite(advice.corrected().error()),
                "correctedLow", finite(advice.corrected().low()), "correctedHigh", finite(advice.corrected().high()),
                "expected", expected(advice), "tooFew", advice.text().tooFew(),
                "toBaseline", difference(advice.toBaseline()), "toRunnerUp", difference(advice.toRunnerUp()),
                "trainCommand", provenance.trainCommand(advice), "beyond", advice.text().beyond());
    }

    private static Map<String, Object> expected(Recommendation advice) {
        return advice.chosen() == null
                ? null
                : object("error", finite(advice.expected().error()), "low", finite(advice.expected().low()), "high",
                        finite(advice.expected().high()), "setAside", advice.expected().setAside());
    }

    private static Map<String, Object> difference(Difference difference) {
        return difference == null
                ? null
                : object("other", difference.other(), "error", estimate(difference.error()), "pairs",
                        difference.pairs().stream().map(ReportDocument::finite).toList(), "confidence",
                        key(difference.confidence()));
    }

    private static Map<String, Object> setting(Setting setting) {
        return setting == null
                ? null
                : object("heads", setting.heads(), "step", setting.step(), "initialization",
                        Names.of(setting.initialization()), "iterations", setting.iterations());
    }

    private static Map<String, Object> heldOut(HeldOut heldOut) {
        return heldOut == null
                ? null
                : object("trainSamples", heldOut.trainSamples(), "testSamples", heldOut.testSamples(), "train",
                        MetricsDocument.of(heldOut.train()), "test", MetricsDocument.of(heldOut.test()), "baselines",
                        heldOut.baselines().stream()
                                .map(baseline -> object("name", baseline.name(), "test",
                                        MetricsDocument.of(baseline.test())))
                                .toList());
    }

    private static Map<String, Object> baseline(BaselineSummary baseline) {
        return object("name", baseline.name(), "error", estimate(baseline.error()), "loss", estimate(baseline.loss()),
                "auc", finite(baseline.auc()), "splits",
                baseline.splits().stream().map(MetricsDocument::of).toList());
    }

    private static Map<String, Object> comparison(HeadComparison comparison) {
        List<Object> rows = new ArrayList<>();
        for (HeadComparison.Row row : comparison.rows()) {
            rows.add(object("heads", row.heads(), "step", row.step(), "iterations", finite(row.iterations()),
                    "trainLoss", estimate(row.trainLoss()), "testLoss", estimate(row.testLoss()), "testError",
                    estimate(row.testError()), "parameters", row.parameters()));
        }
        return object("kind", key(comparison.kind()), "initialization", Names.of(comparison.initialization()),
                "step", finite(comparison.step()), "trainLoss", finite(comparison.trainLoss()), "reading",
                comparison.reading(), "rows", rows);
    }

    private static Map<String, Object> stepRange(StepRange range) {
        return object("heads", range.heads(), "initialization", Names.of(range.initialization()), "largestQuiet",
                finite(range.largestQuiet()), "smallestUnquiet", finite(range.smallestUnquiet()), "smallestDiverged",
                finite(range.smallestDiverged()));
    }

    private static List<Object> summaries(TrialResult result) {
        Map<List<Object>, List<CellResult>> bySetting = new LinkedHashMap<>();
        for (CellResult cell : result.cells()) {
            bySetting.computeIfAbsent(
                    settingKey(cell.cell().heads(), cell.cell().step(), cell.cell().initialization()),
                    ignored -> new ArrayList<>()).add(cell);
        }
        List<Object> list = new ArrayList<>();
        for (SettingsSummary summary : result.summaries()) {
            List<CellResult> cells = bySetting
                    .get(settingKey(summary.heads(), summary.step(), summary.initialization()));
            list.add(summary(summary, cells == null ? null : MeanCurve.of(cells)));
        }
        return list;
    }

    private static List<Object> settingKey(int heads, double step, Initialization initialization) {
        return List.of(heads, step, initialization);
    }

    private static Map<String, Object> summary(SettingsSummary summary, MeanCurve curve) {
        return object("heads", summary.heads(), "step", summary.step(), "initialization",
                Names.of(summary.initialization()), "parameters", summary.parameters(), "splits",
                summary.splits(), "diverged", summary.diverged(), "ascents", summary.ascents(), "distinctHeads",
                summary.distinctHeads(), "trainLoss", estimate(summary.trainLoss()), "trainError",
                estimate(summary.trainError()), "testLoss", estimate(summary.testLoss()), "testError",
                estimate(summary.testError()), "auc", finite(summary.auc()), "bestIterations",
                summary.bestIterations(), "bestTestLoss", estimate(summary.bestTestLoss()), "bestTestError",
                estimate(summary.bestTestError()), "seconds", finite(summary.seconds()), "curve",
                curve == null
                        ? null
                        : object("iterations", curve.iterations(), "trainLoss", rounded(curve.trainLoss()),
                                "testLoss", rounded(curve.testLoss()), "testError", rounded(curve.testError())));
    }

    private static Map<String, Object> settings(TrialSettings settings) {
        TokenSettings tokens = settings.tokens();
        return object("heads", settings.heads(), "steps", settings.steps(), "initializations",
                settings.initializations().stream().map(Names::of).toList(), "size", settings.size(), "iterations",
                settings.iterations(), "validation", key(settings.division().validation()), "folds", settings.folds(),
                "repeats",
                settings.repeats(), "seed", settings.seed(), "full", settings.sweep().full(), "quick", settings.quick(),
                "targetLoss", settings.limits().targetLoss(), "maxCellSeconds",
                finite(settings.limits().maxCellSeconds()), "tokens",
                object("standardize", tokens.standardize(), "positionFrequencies", tokens.positionFrequencies(),
                        "constant", tokens.constant(), "scale", tokens.scale()));
    }

    private static Map<String, Object> split(SplitFacts split) {
        return object("name", split.name(), "trainSamples", split.trainSamples(), "testSamples", split.testSamples(),
                "trainPositiveShare", finite(split.trainPositiveShare()), "testPositiveShare",
                finite(split.testPositiveShare()));
    }

    private static Map<String, Object> run(TrialResult result, Provenance provenance) {
        return object("seconds", finite(result.seconds()), "known", result.known(), "threads", result.threads(),
                "kernels", result.kernels(),
                "mha", provenance.version(), "java", provenance.java());
    }

    private static Map<String, Object> cell(CellResult result) {
        return object("heads", result.cell().heads(), "step", result.cell().step(), "initialization",
                Names.of(result.cell().initialization()), "split", result.cell().split(), "parameters",
                result.parameters(), "distinctHeadsAtStart", result.distinctHeadsAtStart(), "distinctHeads",
                result.distinctHeads(), "ascents", result.ascents(), "ending", key(result.ending()), "train",
                MetricsDocument.of(result.train()), "test", MetricsDocument.of(result.test()), "seconds",
                finite(result.seconds()), "path",
                path(result.checkpoints()));
    }

    private static Map<String, Object> path(List<Checkpoint> checkpoints) {
        return object("iterations", checkpoints.stream().map(Checkpoint::iteration).toList(), "trainLoss",
                figures(checkpoints, Checkpoint::trainLoss), "testLoss", figures(checkpoints, Checkpoint::testLoss),
                "testError", figures(checkpoints, Checkpoint::testError));
    }

    private static List<Double> figures(List<Checkpoint> checkpoints, ToDoubleFunction<Checkpoint> figure) {
        return rounded(checkpoints.stream().mapToDouble(figure).boxed().toList());
    }

    private static Map<String, Object> estimate(Estimate estimate) {
        return estimate == null
                ? null
                : object("mean", finite(estimate.mean()), "standardError", finite(estimate.standardError()));
    }

    /** Curves carry float precision: seven digits are what the kernels resolve, and they halve the page. */
    private static List<Double> rounded(List<Double> values) {
        List<Double> list = new ArrayList<>(values.size());
        for (double value : values) {
            list.add(Double.isFinite(value) ? Double.valueOf(Float.toString((float) value)) : null);
        }
        return list;
    }

    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    static String key(Enum<?> value) {
        return value == null ? null : Names.of(value);
    }

    static Map<String, Object> object(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
