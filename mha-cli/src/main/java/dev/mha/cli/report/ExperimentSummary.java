package dev.mha.cli.report;

import dev.mha.core.experiment.Experiment;
import dev.mha.core.experiment.ExperimentResult;
import dev.mha.core.experiment.Finding;
import dev.mha.core.experiment.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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

    private void print() {
        List<String> question = style.wrap(experiment.question(), style.width() - experiment.name().length() - 2);
        for (int i = 0; i < question.size(); i++) {
            lines.add((i == 0 ? style.bold(experiment.name()) : " ".repeat(experiment.name().length())) + "  "
                    + question.get(i));
        }
        for (String sign : ExperimentWords.legend(experiment)) {
            style.wrap(sign, style.width() - 4).forEach(line -> lines.add("    " + style.dim(line)));
        }
        lines.add("");
        lines.addAll(style.wrap("  At " + experiment.axis().title() + " "
                + Figures.join(experiment.places().stream().map(Figures::count).toList()) + ":", style.width()));
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
        lines.addAll(style.wrap(ExperimentWords.answer(experiment, result.findings()), style.width()));
    }

    private void open() {
        if (result.findings().stream().anyMatch(Finding::undecided)) {
            lines.addAll(style.wrap("Undecided: " + Figures.count(experiment.form().trials(), "trial")
                    + " can neither confirm nor refute it; more --trials would tell.", style.width()));
        }
    }

    private List<Double> curve(Series series, String column) {
        return experiment.places().stream().map(place -> result.summary(series.name(), place, column)).toList();
    }

    private void line(Series series, String column, List<Double> curve, double low, double high) {
        lines.add(String.format(Locale.ROOT, "  %-20s %-22s %s  %s to %s", series.name(), column.replace('_', ' '),
                Blocks.line(curve, low, high, curve.size(), style.unicode()), Figures.number(curve.getFirst()),
                Figures.number(curve.getLast())));
    }
}
