package dev.mha.cli.report;

import dev.mha.cli.figure.Figures;
import dev.mha.cli.figure.Names;
import dev.mha.cli.page.PageView;
import dev.mha.core.model.Initialization;
import dev.mha.core.trial.CellResult;
import dev.mha.core.trial.HeadComparison;
import dev.mha.core.trial.Setting;
import dev.mha.core.trial.SettingsSummary;
import dev.mha.core.trial.StepRange;
import dev.mha.core.trial.TrialResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The middle of the page: heads compared, the step-size map, cost, initializations, and the table of all settings. */
final class SweepSections {
    private static final String PLUS_MINUS = "±";
    /**
     * Strength of the colour of the best cell of a map: text on it keeps a contrast above 4.5 in both colour schemes.
     */
    private static final double STRONGEST = 45;

    private SweepSections() {}

    static Map<String, Object> view(TrialResult result) {
        Map<String, Object> view = new LinkedHashMap<>();
        comparisons(result, view);
        view.put("starts", result.settings().initializations().stream().map(Names::of).toList());
        view.put("steps", result.settings().steps().stream().map(Figures::exact).toList());
        maps(result, view);
        cost(result, view);
        starts(result, view);
        settings(result, view);
        return view;
    }

    /** The order in which comparisons are told: what most readers ask first. */
    static List<HeadComparison> ordered(List<HeadComparison> comparisons) {
        List<HeadComparison.Kind> order = List.of(HeadComparison.Kind.BEST_STEP, HeadComparison.Kind.SAME_STEP,
                HeadComparison.Kind.EQUAL_TRAINING_LOSS);
        return comparisons.stream()
                .sorted(Comparator.comparingInt(comparison -> order.indexOf(comparison.kind()))).toList();
    }

    static String label(HeadComparison comparison) {
        return switch (comparison.kind()) {
            case BEST_STEP -> "Each at its best step";
            case SAME_STEP -> "Same step"
                    + (Double.isFinite(comparison.step()) ? ", " + Figures.exact(comparison.step()) : "");
            case EQUAL_TRAINING_LOSS -> "Equal training loss"
                    + (Double.isFinite(comparison.trainLoss()) ? ", " + Figures.brief(comparison.trainLoss()) : "");
        };
    }

    private static void comparisons(TrialResult result, Map<String, Object> view) {
        List<Map<String, Object>> list = new ArrayList<>();
        List<Map<String, Object>> readings = new ArrayList<>();
        for (HeadComparison comparison : ordered(result.comparisons())) {
            readings.add(PageView.term(label(comparison), comparison.reading()));
            if (comparison.rows().isEmpty()) {
                continue;
            }
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("index", list.size());
            entry.put("first", list.isEmpty());
            entry.put("label", label(comparison));
            List<Map<String, Object>> rows = new ArrayList<>();
            for (HeadComparison.Row row : comparison.rows()) {
                rows.add(Map.of("heads", row.heads(), "step", Figures.exact(row.step()), "iterations",
                        Figures.number(row.iterations()), "trainLoss", Figures.number(row.trainLoss().mean()),
                        "testLoss", Figures.number(row.testLoss().mean()), "testError",
                        Figures.percent(row.testError(), PLUS_MINUS), "parameters", Figures.count(row.parameters())));
            }
            entry.put("rows", rows);
            list.add(entry);
        }
        PageView.put(view, "comparisons", list);
        view.put("severalComparisons", list.size() > 1);
        view.put("readings", readings);
    }

    private static void maps(TrialResult result, Map<String, Object> view) {
        List<Map<String, Object>> maps = new ArrayList<>();
        List<Initialization> swept = new ArrayList<>();
        for (Initialization start : result.settings().initializations()) {
            List<SettingsSummary> own = result.summaries().stream().filter(s -> s.initialization() == start).toList();
            if (own.stream().mapToDouble(SettingsSummary::step).distinct().count() < 2) {
                continue;
            }
            maps.add(map(start, own, result));
            swept.add(start);
        }
        PageView.put(view, "maps", maps);
        view.put("stepsTaken", Figures.count((long) result.settings().iterations() * result.splits().size()));
        view.put("pickedText", result.recommendation().baselineAsGood()
                ? "the attention setting chosen"
                : "recommended");
        view.put("mapText", "A step that is too small learns too little in "
                + Figures.count(result.settings().iterations(), "iteration")
                + "; one that is too large jumps about or diverges. Each cell is the lowest of the mean test errors"
                + " after "
                + result.settings().iterationChoices().stream().map(Figures::count).collect(Collectors.joining(", "))
                + " iterations; the curves may dip lower in between, which is not used.");
        PageView.put(view, "ranges", ranges(
                result.stepRanges().stream().filter(range -> swept.contains(range.initialization())).toList()));
    }

    private static Map<String, Object> map(Initialization start, List<SettingsSummary> own, TrialResult result) {
        double low = own.stream().filter(SweepSections::usable).mapToDouble(s -> s.bestTestError().mean()).min()
                .orElse(0);
        double high = own.stream().filter(SweepSections::usable).mapToDouble(s -> s.bestTestError().mean()).max()
                .orElse(0);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int heads : result.settings().heads()) {
            List<Map<String, Object>> cells = new ArrayList<>();
            for (double step : result.settings().steps()) {
                SettingsSummary found = own.stream().filter(s -> s.heads() == heads && s.step() == step).findFirst()
                        .orElse(null);
                cells.add(mapCell(found, low, high, result.recommendation().chosen()));
            }
            rows.add(Map.of("heads", heads, "cells", cells));
        }
        return Map.of("start", Names.of(start), "rows", rows);
    }

    private static boolean usable(SettingsSummary summary) {
        return summary.diverged() == 0 && Double.isFinite(summary.bestTestError().mean());
    }

    private static Map<String, Object> mapCell(SettingsSummary summary, double low, double high, Setting chosen) {
        if (summary == null) {
            return Map.of("kind", "empty", "share", "0", "error", "–", "detail", "not tried");
        }
        String ascents = summary.ascents() == 0 ? "" : " ▲" + Figures.count(summary.ascents());
        if (!usable(summary)) {
            return Map.of("kind", "diverged", "share", "0", "error", "diverged", "detail",
                    "on " + summary.diverged() + " of " + summary.splits() + ascents);
        }
        double error = summary.bestTestError().mean();
        double share = high > low ? (high - error) / (high - low) * STRONGEST : STRONGEST;
        return Map.of("kind", AnswerSection.matches(summary, chosen) ? "chosen" : "tried", "share",
                Figures.number(share), "error", Figures.percent(error), "detail",
                "after " + Figures.count(summary.bestIterations()) + ascents);
    }

    /** One line for all head counts that behave alike. */
    private static List<String> ranges(List<StepRange> ranges) {
        Map<String, List<Integer>> byText = new LinkedHashMap<>();
        for (StepRange range : ranges) {
            byText.computeIfAbsent(Names.of(range.initialization()) + " start: " + range(range),
                    text -> new ArrayList<>()).add(range.heads());
        }
        List<String> lines = new ArrayList<>();
        byText.forEach((text, heads) -> lines
                .add(Figures.join(heads.stream().map(String::valueOf).toList())
                        + (heads.equals(List.of(1)) ? " head, " : " heads, ") + text));
        return lines;
    }

    private static String range(StepRange range) {
        StringBuilder text = new StringBuilder();
        if (Double.isNaN(range.largestQuiet())) {
            text.append("even the smallest step tried raised the loss at times");
        } else {
            text.append("the loss falls at every iteration up to step ").append(Figures.exact(range.largestQuiet()));
            if (!Double.isNaN(range.smallestUnquiet()) && range.smallestUnquiet() != range.smallestDiverged()) {
                text.append("; at step ").append(Figures.exact(range.smallestUnquiet())).append(" it rises at times");
            }
        }
        if (!Double.isNaN(range.smallestDiverged())) {
            text.append("; step ").append(Figures.exact(range.smallestDiverged())).append(" diverged");
        }
        return text.append('.').toString();
    }

    private static List<SettingsSummary> ofMainStart(TrialResult result, int heads) {
        Initialization main = result.settings().initializations().getFirst();
        return result.summaries().stream().filter(s -> s.heads() == heads && s.initialization() == main).toList();
    }

    /**
     * Seconds of one training with so many heads, the one clock of the report: the quickest of those that took all
     * their iterations; NaN where none did. A step size costs no time, so trainings of one head count differ by the
     * load of the machine and by what was not compiled yet, which only add; the mean has those in it, most of all that
     * of the heads that go first.
     */
    static double seconds(TrialResult result, int heads) {
        return result.cells().stream()
                .filter(one -> one.cell().heads() == heads && one.ending() == CellResult.Ending.COMPLETED)
                .mapToDouble(CellResult::seconds).min().orElse(Double.NaN);
    }

    private static void cost(TrialResult result, Map<String, Object> view) {
        List<Map<String, Object>> costs = new ArrayList<>();
        for (int heads : result.settings().heads()) {
            List<SettingsSummary> own = ofMainStart(result, heads);
            if (!own.isEmpty()) {
                double seconds = seconds(result, heads);
                costs.add(Map.of("heads", heads, "parameters", Figures.count(own.getFirst().parameters()), "seconds",
                        Figures.seconds(seconds), "exact", Double.toString(seconds)));
            }
        }
        view.put("costs", costs);
        view.put("costText", "Time of the quickest training of "
                + Figures.count(result.settings().iterations(), "iteration")
                + (result.settings().heads().stream().anyMatch(heads -> Double.isNaN(seconds(result, heads)))
                        ? ", " + Figures.NONE + " where each ended before; "
                        : "; ")
                + (result.threads() == 1
                        ? "one ran at a time, on one thread"
                        : Figures.count(result.threads()) + " ran at once, each on a thread of its own")
                + ". Another machine takes another time; the parameters"
                + " and all errors and losses stay.");
    }

    private static void starts(TrialResult result, Map<String, Object> view) {
        double step = result.settings().referenceStep();
        List<SettingsSummary> tried = result.summaries().stream().filter(summary -> summary.step() == step).toList();
        double low = tried.stream().filter(SweepSections::usable).mapToDouble(s -> s.bestTestError().mean()).min()
                .orElse(0);
        double high = tried.stream().filter(SweepSections::usable).mapToDouble(s -> s.bestTestError().mean()).max()
                .orElse(0);
        List<Integer> columns = result.settings().heads().stream()
                .filter(heads -> tried.stream().filter(s -> s.heads() == heads).count() > 1).toList();
        List<Map<String, Object>> rows = new ArrayList<>();
        List<String> equal = new ArrayList<>();
        for (Initialization start : result.settings().initializations()) {
            List<Map<String, Object>> cells = new ArrayList<>();
            for (int heads : columns) {
                SettingsSummary found = tried.stream().filter(s -> s.heads() == heads && s.initialization() == start)
                        .findFirst().orElse(null);
                Map<String, Object> cell = new LinkedHashMap<>(
                        mapCell(found, low, high, result.recommendation().chosen()));
                if (found != null && usable(found)) {
                    cell.put("detail", "loss " + Figures.number(found.bestTestLoss().mean()));
                }
                if (found != null && found.distinctHeads() < heads) {
                    cell.put("detail", cell.get("detail") + ", " + found.distinctHeads() + " distinct");
                    equal.add(Names.of(start) + " with " + Figures.count(heads, "head") + " keeps "
                            + found.distinctHeads());
                }
                cells.add(cell);
            }
            rows.add(Map.of("start", Names.of(start), "cells", cells));
        }
        view.put("startRows", rows);
        view.put("hasStarts", !columns.isEmpty());
        view.put("startHeads", columns.stream().map(heads -> Figures.count(heads, "head")).toList());
        view.put("startsText", "Test error and test loss at step " + Figures.exact(step)
                + ", each after the iterations that suit it best.");
        view.put("hasEqualHeads", !equal.isEmpty());
        view.put("equalHeads", "heads that start equal stay equal for ever and count once. Distinct heads at the end: "
                + String.join("; ", equal) + ".");
        view.put("startKinds", result.settings().initializations().stream()
                .map(start -> PageView.term(Names.of(start), meaning(start))).toList());
    }

    private static String meaning(Initialization start) {
        return switch (start) {
            case ZERO -> "All parameters zero. All heads stay equal for ever, so more than one head is one head with"
                    + " another output scale.";
            case SIGN -> "Attention uniform, output weights of equal size and random sign.";
            case GAUSS -> "Normal random numbers throughout.";
            case WARM ->
                "Attention uniform, output weights along the difference of the class means, with a little noise"
                        + " that keeps heads distinct.";
        };
    }

    private static void settings(TrialResult result, Map<String, Object> view) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (SettingsSummary summary : result.summaries()) {
            rows.add(Map.of("chosen", AnswerSection.matches(summary, result.recommendation().chosen()), "cells",
                    List.of(text(Names.of(summary.initialization())), figure(summary.heads(), null),
                            figure(summary.step(), Figures.exact(summary.step())),
                            figure(summary.bestTestError().mean(),
                                    Figures.percent(summary.bestTestError(), PLUS_MINUS)),
                            figure(summary.bestTestLoss().mean(), Figures.number(summary.bestTestLoss().mean())),
                            figure(summary.bestIterations(), null),
                            figure(summary.auc(), Figures.auc(summary.auc())),
                            figure(summary.trainLoss().mean(), Figures.number(summary.trainLoss().mean())),
                            figure(summary.ascents(), null), figure(summary.diverged(), null),
                            figure(summary.distinctHeads(), null),
                            figure(summary.seconds(), Figures.seconds(summary.seconds())))));
        }
        view.put("settings", rows);
        view.put("allText", "Mean over " + Figures.count(result.splits().size(), "fold") + ", "
                + Figures.count(result.cells().size(), "training") + " in all. Test error and loss are those after the"
                + " given iterations; a heading sorts. AUC was measured at the end of every training. The last column"
                + " is the mean time of that setting's own trainings, which the load of the machine moves; what heads"
                + " cost is the time of their quickest one.");
    }

    private static Map<String, Object> text(String text) {
        return Map.of("text", text, "numeric", false, "value", "");
    }

    private static Map<String, Object> figure(double value, String text) {
        return Map.of("text", text == null ? Figures.exact(value) : text, "numeric", true, "value",
                Double.isFinite(value) ? Double.toString(value) : "");
    }
}
