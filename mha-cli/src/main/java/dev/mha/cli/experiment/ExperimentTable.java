package dev.mha.cli.experiment;

import dev.mha.cli.figure.Figures;
import dev.mha.core.experiment.Column;
import dev.mha.core.experiment.Experiment;
import dev.mha.core.experiment.ExperimentResult;
import dev.mha.core.experiment.Finding;
import dev.mha.core.experiment.Reference;
import dev.mha.core.experiment.Series;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** An experiment as a section of Markdown: medians beside the reference figures, and the verdicts. */
public final class ExperimentTable {
    private ExperimentTable() {}

    /** A table of all, and everything that did not come out. */
    public static String overview(List<ExperimentResult> results) {
        StringBuilder text = new StringBuilder("| experiment | question | as expected |\n|---|---|---|\n");
        StringBuilder others = new StringBuilder();
        StringBuilder open = new StringBuilder();
        for (ExperimentResult result : results) {
            String name = result.experiment().name();
            List<Finding> findings = result.findings();
            text.append("| [`").append(name).append("`](#").append(name).append(") | ")
                    .append(result.experiment().topic()).append(" | ")
                    .append(findings.stream().filter(Finding::asExpected).count()).append(" of ")
                    .append(findings.size()).append(" |\n");
            findings.stream().filter(finding -> !finding.asExpected())
                    .forEach(finding -> (finding.undecided() ? open : others).append("- `").append(name).append("`: ")
                            .append(finding.expectation()).append(": ").append(finding.measured())
                            .append(".\n"));
        }
        text.append("\nNot as expected:\n\n").append(others.isEmpty() ? "- nothing.\n" : others);
        if (!open.isEmpty()) {
            text.append("\nUndecided:\n\n").append(open);
        }
        return text.append('\n').toString();
    }

    /**
     * The section.
     *
     * @param command that prints it, as a reader would type it
     */
    public static String markdown(ExperimentResult result, String command) {
        Experiment experiment = result.experiment();
        StringBuilder text = new StringBuilder("### `").append(experiment.name()).append("`\n\n")
                .append(experiment.question()).append(". Medians of ")
                .append(Figures.count(experiment.form().trials(), "trial"))
                .append("; shares where a column counts. `").append(command).append("`\n\n");
        text.append("| series, figure | ")
                .append(experiment.places().stream().map(String::valueOf).collect(Collectors.joining(" | ")))
                .append(" |\n|---|").append("---:|".repeat(experiment.places().size())).append('\n');
        for (Series series : experiment.series()) {
            for (String column : experiment.shown()) {
                text.append("| ").append(series.name()).append(", ").append(Column.words(column));
                for (int place : experiment.places()) {
                    text.append(" | ").append(Figures.brief(result.summary(series.name(), place, column)));
                }
                text.append(" |\n");
                Reference reference = reference(experiment, series.name(), column);
                if (reference != null) {
                    text.append("| *reference*");
                    for (int place : experiment.places()) {
                        Double value = reference.values().get(place);
                        text.append(value == null ? " | " : " | *" + Figures.brief(value) + "*");
                    }
                    text.append(" |\n");
                }
            }
        }
        text.append("\n| expected | measured | verdict |\n|---|---|---|\n");
        for (Finding finding : result.findings()) {
            text.append("| ").append(finding.expectation()).append(" | ").append(finding.measured()).append(" | ")
                    .append(finding.asExpected() ? finding.verdict() : "**" + finding.verdict() + "**").append(" |\n");
        }
        result.remarks().forEach(remark -> text.append("\n").append(remark).append('\n'));
        return text.append('\n').toString();
    }

    private static Reference reference(Experiment experiment, String series, String column) {
        List<Reference> found = experiment.references().stream()
                .filter(one -> one.series().equals(series) && one.column().equals(column))
                .filter(one -> experiment.places().stream().map(one.values()::get).anyMatch(Objects::nonNull)).toList();
        return found.isEmpty() ? null : found.getFirst();
    }
}
