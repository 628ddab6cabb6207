package dev.mha.cli.experiment;

import dev.mha.cli.figure.Figures;
import dev.mha.cli.figure.Names;
import dev.mha.cli.terminal.Blocks;
import dev.mha.cli.terminal.TerminalStyle;
import dev.mha.core.experiment.Column;
import dev.mha.core.experiment.Experiment;
import dev.mha.core.experiment.ExperimentResult;
import dev.mha.core.experiment.Finding;
import dev.mha.core.experiment.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** An experiment on a terminal: its question, a small line for every series and figure, the verdicts and the answer. */
public final class ExperimentSummary {
    private final ExperimentResult result;
    private final Experiment experiment;
    private final TerminalStyle style;
    private final List<String> lines = new ArrayList<>();

    private ExperimentSummary(ExperimentResult result, TerminalStyle style) {
        this.result = result;
        this.experiment = result.experiment();
        this.style = style;
    }

    /** The lines. */
    public static List<String> of(ExperimentResult result, TerminalStyle style) {
        ExperimentSummary summary = new ExperimentSummary(result, style);
        summary.print();
        return summary.lines;
    }

    /** What the signs in the questions of several experiments mean. */
    public static String explained(List<Experiment> experiments) {
        return ExperimentWords.explained(experiments);
    }

    /** How many verdicts of several experiments came out, and which experiments have others. */
    public static List<String> total(List<ExperimentResult> results, TerminalStyle style) {
        List<Finding> all = results.stream().flatMap(result -> result.findings().stream()).toList();
        List<String> total = new ArrayList<>(style.wrap(
                "Of " + Figures.count(all.size(), "verdict") + " in " + Figures.count(results.size(), "experiment")
                        + ", " + count(all, Finding::asExpected) + " as expected, "
                        + count(all, finding -> !finding.asExpected() && !finding.undecided()) + " not, "
                        + count(all, Finding::undecided) + " undecided.",
                style.width()));
        for (String verdict : all.stream().filter(finding -> !finding.asExpected()).map(Finding::verdict).distinct()
                .sorted().toList()) {
            List<String> names = results.stream().filter(
                    result -> result.findings().stream().anyMatch(finding -> finding.verdict().equals(verdict)))
                    .map(result -> result.experiment().name()).toList();
            total.addAll(style.wrap(Names.capital(verdict) + " in: " + Figures.join(names) + ".", style.width()));
        }
        return total;
    }

    private static String count(List<Finding> findings, Predicate<Finding> which) {
        long count = findings.stream().filter(which).count();
        return count + (count == 1 ? " is" : " are");
    }

    private void print() {
        List<String> question = style.wrap(experiment.question(), style.width() - experiment.name().length() - 2);
        for (int i = 0; i < question.size(); i++) {
            lines.add((i == 0 ? style.bold(experiment.name()) : " ".repeat(experiment.name().length())) + "  "
                    + question.get(i));
        }
        for (String sign : ExperimentWords.legend(experiment)) {
            String indent = "    ";
            for (String line : style.wrap(sign, style.width() - 6)) {
                lines.add(indent + style.dim(line));
                indent = "      ";
            }
        }
        lines.add("");
        lines.addAll(style.wrap("  At " + experiment.axis().title() + " "
                + Figures.join(experiment.places().stream().map(Figures::count).toList())
                + ", each figure on one logarithmic scale:", style.width()));
        for (String column : experiment.shown()) {
            List<List<Double>> curves = experiment.series().stream().map(series -> curve(series, column)).toList();
            double low = curves.stream().flatMap(List::stream).filter(value -> value > 0).min(Double::compare)
                    .orElse(1.0);
            double high = curves.stream().flatMap(List::stream).filter(Double::isFinite).max(Double::compare)
                    .orElse(1.0);
            for (int s = 0; s < curves.size(); s++) {
                line(experiment.series().get(s), column, curves.get(s), low, high);
            }
        }
        lines.add("");
        for (Finding finding : result.findings()) {
            List<String> words = style.wrap(finding.expectation() + ": " + finding.measured(), style.width() - 18);
            for (int i = 0; i < words.size(); i++) {
                String verdict = i == 0 ? finding.verdict() : "";
                String padded = String.format(Locale.ROOT, "%-16s", verdict);
                lines.add((i == 0 && !finding.asExpected() ? style.bold(padded) : padded) + "  " + words.get(i));
            }
        }
        lines.addAll(style.wrap(ExperimentWords.rule(experiment), style.width()));
        open();
        lines.addAll(style.wrap(ExperimentWords.answer(result), style.width()));
    }

    private void open() {
        if (lacks(Finding.Lack.TRIALS)) {
            lines.addAll(style.wrap("Undecided: " + Figures.count(experiment.form().trials(), "trial")
                    + " can neither confirm nor refute it; more --trials would tell.", style.width()));
        }
        if (lacks(Finding.Lack.WIDER_CHOICE)) {
            lines.addAll(style.wrap("Undecided: the best of the values tried lies at their edge; more trials would not"
                    + " tell.", style.width()));
        }
    }

    private boolean lacks(Finding.Lack lack) {
        return result.findings().stream().anyMatch(finding -> finding.lack() == lack);
    }

    private List<Double> curve(Series series, String column) {
        return experiment.places().stream().map(place -> result.summary(series.name(), place, column)).toList();
    }

    private void line(Series series, String column, List<Double> curve, double low, double high) {
        lines.add(String.format(Locale.ROOT, "  %-20s %-22s %s  %s to %s", series.name(), Column.words(column),
                Blocks.line(curve, low, high, curve.size(), style.unicode()), ExperimentWords.figure(curve.getFirst()),
                ExperimentWords.figure(curve.getLast())));
    }
}
