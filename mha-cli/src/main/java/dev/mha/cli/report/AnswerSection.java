package dev.mha.cli.report;

import dev.mha.cli.figure.Figures;
import dev.mha.cli.figure.Names;
import dev.mha.cli.page.PageView;
import dev.mha.core.data.TokenSettings;
import dev.mha.core.metric.Metrics;
import dev.mha.core.trial.BaselineSummary;
import dev.mha.core.trial.DataFacts;
import dev.mha.core.trial.Estimate;
import dev.mha.core.trial.HeldOut;
import dev.mha.core.trial.Recommendation;
import dev.mha.core.trial.Setting;
import dev.mha.core.trial.SettingTheory;
import dev.mha.core.trial.SettingsSummary;
import dev.mha.core.trial.TrialResult;
import dev.mha.core.trial.TrialSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The top of the page: what the data is, what to do, what that rests on, and the figures of the recommended setting.
 */
final class AnswerSection {
    private static final String PLUS_MINUS = "±";
    private static final Pattern OPTION = Pattern.compile("--[a-z]+ [0-9.,]*[0-9]");

    /** Over the command where a baseline, which mha does not train, is as good. */
    static final String ALL_THE_SAME = "To train attention all the same";

    /** What stands where a row has no figure. */
    private static final String NO_FIGURE = "–";

    private AnswerSection() {}

    /** A model in the table beside the baselines. */
    private record Model(String name, String detail, Estimate error, Estimate loss, double auc, boolean chosen) {}

    static Map<String, Object> view(TrialResult result, SettingTheory.Outcome theory, Provenance provenance) {
        Recommendation advice = result.recommendation();
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("name", result.data().name());
        view.put("version", provenance.version());
        view.put("facts", facts(result));
        view.put("headline", advice.headline());
        String stopped = stopped(result, theory);
        view.put("isPartial", !stopped.isEmpty());
        view.put("stopped", stopped);
        view.put("isQuick", result.settings().quick());
        view.put("quick", quick(result.settings()));
        PageView.put(view, "evidence", advice.text().verdict().stream().limit(1).toList());
        PageView.put(view, "reasons", advice.text().verdict().stream().skip(1).map(AnswerSection::reason).toList());
        List<String> warning = warning(result);
        view.put("hasWarning", !warning.isEmpty());
        view.put("warning", String.join(" ", warning));
        String command = provenance.trainCommand(advice);
        view.put("hasCommand", command != null);
        view.put("commandTitle", advice.baselineAsGood() ? ALL_THE_SAME : "Train it");
        view.put("commandParts", commandParts(command));
        view.put("models", models(result));
        view.put("modelsNote", modelsNote(result));
        heldOut(result, view);
        tiles(result, view);
        return view;
    }

    /** What a trial that was stopped leaves out; empty for a whole one. */
    static String stopped(TrialResult result, SettingTheory.Outcome theory) {
        if (result.complete()) {
            return theory.stopped()
                    ? "the trial was stopped when all settings were done; the theory was left out."
                    : "";
        }
        if (result.settingsLeftOut() == 0) {
            return "the trial was stopped when all settings were done; the samples set aside were not looked at, and"
                    + " the theory was left out.";
        }
        return "the trial was stopped; " + Figures.count(result.settingsLeftOut(), "setting")
                + (result.settingsLeftOut() == 1 ? " was" : " were")
                + " not done on every fold and left out. What is best may be among them.";
    }

    /** The words of a command, an option with its value in one part: lines break between parts only. */
    private static List<Map<String, Object>> commandParts(String command) {
        List<Map<String, Object>> parts = new ArrayList<>();
        String[] words = command == null ? new String[0] : command.split(" (?=--)", -1);
        for (int i = 0; i < words.length; i++) {
            parts.add(Map.of("part", words[i], "last", i == words.length - 1));
        }
        return parts;
    }

    /** A sentence as its text and the options in it, which no line may break: {@code --steps 1,3,9}. */
    private static Map<String, Object> reason(String sentence) {
        List<Map<String, Object>> parts = new ArrayList<>();
        Matcher option = OPTION.matcher(sentence);
        int from = 0;
        while (option.find()) {
            parts.add(Map.of("text", sentence.substring(from, option.start()), "option", false));
            parts.add(Map.of("text", option.group(), "option", true));
            from = option.end();
        }
        parts.add(Map.of("text", sentence.substring(from), "option", false));
        return Map.of("parts", parts);
    }

    private static List<Map<String, Object>> facts(TrialResult result) {
        DataFacts data = result.data();
        List<Map<String, Object>> facts = new ArrayList<>();
        facts.add(PageView.term("Samples",
                Figures.count(data.samples()) + (data.heldOut() > 0
                        ? ", of which " + Figures.count(data.heldOut()) + " set aside for a last test"
                        : "")));
        facts.add(PageView.term("Each sample", Figures.count(data.tokens(), "token") + " of "
                + Figures.count(data.features(), "feature") + (data.padded() ? ", some shorter" : "")));
        facts.add(PageView.term("Classes", data.positive() + " " + Figures.percent(data.positiveShare()) + ", "
                + data.negative() + " " + Figures.percent(1 - data.positiveShare())));
        facts.add(PageView.term("Judged on", validation(result.settings())));
        facts.add(PageView.term("Tokens", Figures.count(data.encodedFeatures(), "feature") + " each: "
                + tokens(result.settings().tokens())));
        return facts;
    }

    /** What a quick look leaves out that it might seem to have compared. */
    static String quick(TrialSettings settings) {
        return "This was a quick look (--quick): unless other options say more, few heads, steps, folds and iterations"
                + (settings.initializations().size() == 1
                        ? "; starts were not compared, all trainings began from "
                                + Names.of(settings.initializations().getFirst()) + "."
                        : ".");
    }

    /** How many trainings took how long. */
    static String trainings(TrialResult result) {
        String all = Figures.count(result.cells().size(), "training");
        return result.known() == 0
                ? all + " in " + Figures.seconds(result.seconds())
                : all + " (" + Figures.count(result.known()) + " kept from earlier runs, whose time is not counted) in "
                        + Figures.seconds(result.seconds());
    }

    static String validation(TrialSettings settings) {
        return switch (settings.division().validation()) {
            case STRATIFIED -> settings.folds() + "-fold cross-validation"
                    + (settings.repeats() > 1 ? ", drawn " + settings.repeats() + " times" : "");
            case FORWARD_CHAINING -> settings.folds() + " tests on later samples, trained on earlier ones";
        };
    }

    static String tokens(TokenSettings tokens) {
        List<String> parts = new ArrayList<>();
        if (tokens.standardize()) {
            parts.add("standardized");
        }
        if (tokens.positionFrequencies() > 0) {
            parts.add("position code of " + tokens.positionFrequencies()
                    + (tokens.positionFrequencies() == 1 ? " frequency" : " frequencies"));
        }
        if (tokens.constant()) {
            parts.add("constant");
        }
        if (tokens.scale() != 1) {
            parts.add("scaled by " + Figures.exact(tokens.scale()));
        }
        return parts.isEmpty() ? "as they came" : String.join(", ", parts);
    }

    private static List<String> warning(TrialResult result) {
        List<String> warnings = new ArrayList<>();
        if (!result.recommendation().text().tooFew().isEmpty()) {
            warnings.add(result.recommendation().text().tooFew());
        }
        SettingsSummary chosen = chosen(result);
        if (chosen == null || chosen.distinctHeads() >= chosen.heads()) {
            return warnings;
        }
        warnings.add("Of " + Figures.count(chosen.heads(), "head") + " only " + chosen.distinctHeads()
                + (chosen.distinctHeads() == 1 ? " is" : " are") + " distinct after a "
                + Names.of(chosen.initialization()) + " start; the others repeat them.");
        return warnings;
    }

    /** The summary of the recommended setting, or null when nothing is recommended. */
    static SettingsSummary chosen(TrialResult result) {
        Setting chosen = result.recommendation().chosen();
        return chosen == null ? null : summary(result, chosen);
    }

    private static SettingsSummary summary(TrialResult result, Setting setting) {
        return result.summaries().stream().filter(summary -> matches(summary, setting)).findFirst().orElse(null);
    }

    static boolean matches(SettingsSummary summary, Setting setting) {
        return setting != null && summary.heads() == setting.heads() && summary.step() == setting.step()
                && summary.initialization() == setting.initialization();
    }

    private static List<Map<String, Object>> models(TrialResult result) {
        Recommendation advice = result.recommendation();
        List<Model> models = new ArrayList<>();
        SettingsSummary chosen = chosen(result);
        Model own = null;
        if (chosen != null) {
            own = new Model("Attention, " + Figures.count(chosen.heads(), "head"), describe(advice.chosen()),
                    advice.measured().error(), advice.measured().loss(),
                    auc(chosen, advice.chosen(), result),
                    !advice.baselineAsGood());
            models.add(own);
            if (!advice.chosen().equals(advice.lowest())) {
                SettingsSummary lowest = summary(result, advice.lowest());
                models.add(new Model("Attention, lowest error", Figures.count(advice.lowest().heads(), "head") + ", "
                        + describe(advice.lowest()), advice.measured().lowestError(), lowest.bestTestLoss(),
                        auc(lowest, advice.lowest(), result), false));
            }
        }
        List<BaselineSummary> baselines = new ArrayList<>(result.baselines());
        baselines.sort(Comparator.<BaselineSummary>comparingDouble(baseline -> baseline.error().mean())
                .thenComparingDouble(baseline -> baseline.loss().mean()));
        for (int i = 0; i < baselines.size(); i++) {
            BaselineSummary baseline = baselines.get(i);
            boolean first = advice.baselineAsGood() && i == 0 && chosen != null;
            models.add(
                    new Model(Names.capital(baseline.name()), "", baseline.error(), baseline.loss(),
                            baseline.auc(), first));
        }
        models.sort(Comparator.comparing((Model model) -> !model.chosen())
                .thenComparingDouble(model -> model.error().mean())
                .thenComparingDouble(model -> model.loss().mean()));
        if (own != null) {
            models.add(models.indexOf(own) + 1, new Model("Attention, corrected for the choice",
                    "95 % interval " + interval(advice.corrected().low(), advice.corrected().high())
                            + "; each fold judged by the setting that the other folds choose",
                    new Estimate(advice.corrected().error(), Double.NaN), null, Double.NaN, false));
        }
        double worst = models.stream().mapToDouble(model -> model.error().mean()).filter(Double::isFinite).max()
                .orElse(1);
        return models.stream().map(model -> row(model, worst)).toList();
    }

    /** Area under the ROC curve of a setting, which was measured at the end of a training alone. */
    private static double auc(SettingsSummary summary, Setting setting, TrialResult result) {
        return setting.iterations() == result.settings().iterations() ? summary.auc() : Double.NaN;
    }

    private static Map<String, Object> row(Model model, double worst) {
        double width = model.error().mean() / worst * 100;
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", model.name());
        row.put("detail", model.detail());
        row.put("chosen", model.chosen());
        row.put("error", Figures.percent(model.error(), PLUS_MINUS));
        row.put("width", Double.isFinite(width) ? Figures.number(width) : "0");
        row.put("loss", model.loss() == null ? NO_FIGURE : Figures.number(model.loss().mean()));
        row.put("auc", Double.isFinite(model.auc()) ? Figures.auc(model.auc()) : NO_FIGURE);
        return row;
    }

    private static String describe(Setting setting) {
        return Names.of(setting.initialization()) + " start, step " + Figures.exact(setting.step()) + ", "
                + Figures.count(setting.iterations(), "iteration");
    }

    private static String modelsNote(TrialResult result) {
        Recommendation advice = result.recommendation();
        String note = "Mean over the test parts of the folds, ± one standard error; all models saw the same folds."
                + (advice.chosen() != null && advice.chosen().iterations() < result.settings().iterations()
                        ? " AUC was measured at the end of every training, after "
                                + Figures.count(result.settings().iterations(), "iteration")
                                + ": a setting that stops earlier has none."
                        : "")
                + (advice.chosen() == null ? "" : " A dash: not measured for this row.");
        if (advice.chosen() == null || !Double.isFinite(advice.corrected().error())) {
            return note;
        }
        long settings = result.summaries().stream().filter(summary -> summary.diverged() == 0).count();
        int lengths = result.settings().iterationChoices().size();
        if (settings * lengths < 2) {
            return note;
        }
        return note
                + " The attention error is what the setting itself measured; it is a little low because it was chosen"
                + " out of " + settings * lengths + " (" + Figures.count(settings, "setting") + ", each after "
                + Figures.count(lengths, "number")
                + " of iterations) for being low. The row below it is corrected for that: each fold is judged by the"
                + " setting that the other folds choose.";
    }

    private static String interval(double low, double high) {
        return Figures.percent(low) + " to " + Figures.percent(high);
    }

    private static void heldOut(TrialResult result, Map<String, Object> view) {
        HeldOut heldOut = result.heldOut();
        List<Map<String, Object>> rows = new ArrayList<>();
        if (heldOut != null) {
            rows.add(metrics("Attention, " + Figures.count(result.recommendation().chosen().heads(), "head"),
                    heldOut.test()));
            heldOut.baselines().stream().sorted(Comparator.comparingDouble(baseline -> baseline.test().error()))
                    .forEach(baseline -> rows.add(metrics(Names.capital(baseline.name()), baseline.test())));
            view.put("heldOutText", "The data sets " + Figures.count(heldOut.testSamples(), "sample")
                    + " aside. They took no part in any choice and were looked at once: trained on the other "
                    + Figures.count(heldOut.trainSamples()) + ", judged on these.");
        }
        PageView.put(view, "heldOut", rows);
    }

    private static Map<String, Object> metrics(String name, Metrics metrics) {
        return Map.of("name", name, "error", Figures.percent(metrics.error()), "interval",
                interval(metrics.errorLow(), metrics.errorHigh()), "loss", Figures.number(metrics.loss()), "auc",
                Figures.auc(metrics.auc()));
    }

    private static void tiles(TrialResult result, Map<String, Object> view) {
        Recommendation advice = result.recommendation();
        SettingsSummary chosen = chosen(result);
        List<Map<String, Object>> tiles = new ArrayList<>();
        if (chosen != null) {
            view.put("keyOf", "Of the attention model with " + Figures.count(chosen.heads(), "head") + ", "
                    + describe(advice.chosen()) + ".");
            tiles.add(tile("Test error measured", Figures.percent(advice.measured().error().mean()),
                    result.heldOut() == null
                            ? Figures.percent(advice.corrected().error()) + " corrected for the choice"
                            : Figures.percent(result.heldOut().test().error()) + " on the samples set aside"));
            tiles.add(tile("Test loss", Figures.number(advice.measured().loss().mean()),
                    "training loss " + Figures.number(advice.measured().trainLoss().mean())));
            tiles.add(tile("Parameters", Figures.count(chosen.parameters()),
                    "for " + Figures.count(result.data().samples() - result.data().heldOut(), "sample")));
            tiles.add(tile("One training", Figures.seconds(SweepSections.seconds(result, chosen.heads())),
                    Figures.count(result.settings().iterations(), "iteration")
                            + ", on this machine; the quickest of those tried"));
            tiles.add(tile("Steps that raised the loss", Figures.count(chosen.ascents()),
                    "over " + Figures.count(chosen.splits(), "training")));
            tiles.add(tile("Distinct heads", chosen.distinctHeads() + " of " + chosen.heads(),
                    "at the end of training"));
        }
        PageView.put(view, "tiles", tiles);
    }

    private static Map<String, Object> tile(String term, String value, String note) {
        return Map.of("term", term, "value", value, "note", note);
    }
}
