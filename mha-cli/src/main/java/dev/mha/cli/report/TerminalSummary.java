package dev.mha.cli.report;

import dev.mha.cli.figure.Figures;
import dev.mha.cli.figure.Names;
import dev.mha.cli.terminal.Blocks;
import dev.mha.cli.terminal.TerminalStyle;
import dev.mha.core.baseline.Baseline;
import dev.mha.core.trial.BaselineSummary;
import dev.mha.core.trial.CellResult;
import dev.mha.core.trial.Estimate;
import dev.mha.core.trial.Recommendation;
import dev.mha.core.trial.SettingTheory;
import dev.mha.core.trial.SettingsSummary;
import dev.mha.core.trial.TrialResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Prints a trial on the terminal: a table, a plot, and the recommendation with the command that follows it. */
public final class TerminalSummary {
    private static final int LABEL = 22;
    private static final int WIDEST_BAR = 40;
    private static final int WIDEST_LINE = 30;
    /** A baseline so far above the others would squeeze all other bars; it is in the table. */
    private static final double PLOTTED = 3;
    private static final Comparator<BaselineSummary> BY_ERROR = Comparator
            .<BaselineSummary>comparingDouble(baseline -> baseline.error().mean())
            .thenComparingDouble(baseline -> baseline.loss().mean());

    private final TrialResult result;
    private final TerminalStyle style;
    private final Appendable out;
    private final List<SettingsSummary> best;

    private TerminalSummary(TrialResult result, TerminalStyle style, Appendable out) {
        this.result = result;
        this.style = style;
        this.out = out;
        this.best = best(result);
    }

    /**
     * Prints a trial.
     *
     * @param result the trial
     * @param theory what the theory says of the recommended setting
     * @param provenance where the data came from
     * @param page the page that was written, or null
     * @param out where to
     * @param style what the terminal can show
     */
    public static void print(TrialResult result, SettingTheory.Outcome theory, Provenance provenance, Path page,
            Appendable out, TerminalStyle style) {
        TerminalSummary summary = new TerminalSummary(result, style, out);
        try {
            summary.head(theory);
            summary.table();
            summary.plot();
            summary.advice(theory, provenance);
            if (page != null) {
                summary.line("");
                summary.line("Report: " + style.safe(page.toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One setting for each head count: the recommended one, else the best of those that did not diverge. */
    private static List<SettingsSummary> best(TrialResult result) {
        SettingsSummary chosen = AnswerSection.chosen(result);
        Comparator<SettingsSummary> order = Comparator
                .<SettingsSummary>comparingInt(summary -> summary.diverged() > 0 ? 1 : 0)
                .thenComparingDouble(summary -> summary.bestTestError().mean())
                .thenComparingDouble(summary -> summary.bestTestLoss().mean());
        List<SettingsSummary> best = new ArrayList<>();
        for (int heads : result.settings().heads()) {
            if (chosen != null && chosen.heads() == heads) {
                best.add(chosen);
            } else {
                result.summaries().stream().filter(s -> s.heads() == heads).min(order).ifPresent(best::add);
            }
        }
        return best;
    }

    private void head(SettingTheory.Outcome theory) throws IOException {
        var data = result.data();
        paragraph(data.name() + ": " + Figures.count(data.samples(), "sample") + ", "
                + Figures.count(data.tokens(), "token") + " of " + Figures.count(data.features(), "feature") + "; "
                + data.positive() + " " + Figures.percent(data.positiveShare()) + ", " + data.negative() + " "
                + Figures.percent(1 - data.positiveShare()) + ".");
        paragraph(AnswerSection.validation(result.settings()) + "; " + AnswerSection.trainings(result) + " on "
                + Figures.count(result.threads(), "thread")
                + ".");
        if (result.settings().quick()) {
            paragraph(AnswerSection.quick(result.settings()));
        }
        String stopped = AnswerSection.stopped(result, theory);
        if (!stopped.isEmpty()) {
            paragraph("Partial: " + stopped);
        }
        line("");
    }

    private void table() throws IOException {
        boolean roomy = style.roomy();
        boolean corrected = false;
        line(style.dim(String.format(Locale.ROOT, "  %6s %7s %6s%s %14s %10s %9s", "heads", "step", "start",
                roomy ? "  iterations" : "", "test error", "test loss", "seconds")));
        if (result.recommendation().baselineAsGood()) {
            baselineRows();
        }
        for (SettingsSummary summary : best) {
            boolean chosen = AnswerSection.matches(summary, result.recommendation().chosen())
                    && !result.recommendation().baselineAsGood();
            boolean diverged = summary.diverged() > 0;
            String row = String.format(Locale.ROOT, "%s %6d %7s %6s%s %14s %10s %9s", chosen ? "*" : " ",
                    summary.heads(), Figures.exact(summary.step()), Names.of(summary.initialization()),
                    roomy ? String.format(Locale.ROOT, "  %10d", summary.bestIterations()) : "",
                    diverged ? "diverged" : percent(summary.bestTestError()),
                    diverged ? Figures.NONE : Figures.number(summary.bestTestLoss().mean()),
                    Figures.number(SweepSections.seconds(result, summary.heads())));
            line(chosen ? style.bold(row) : row);
            if (AnswerSection.matches(summary, result.recommendation().chosen())) {
                expected();
                corrected = !result.recommendation().expected().setAside();
            }
        }
        if (!result.recommendation().baselineAsGood()) {
            baselineRows();
        }
        line(style.dim("  " + style.plusMinus() + " one standard error over the folds"));
        for (String row : style.wrap(
                "seconds: the quickest training of so many heads that took all iterations, whatever its step and start",
                style.width() - 2)) {
            line(style.dim("  " + row));
        }
        if (corrected) {
            for (String row : style.wrap("corrected: each fold is judged by the setting that the other folds choose",
                    style.width() - 2)) {
                line(style.dim("  " + row));
            }
        }
        line("");
    }

    /** The figure of the headline, under the row of the setting that measured another one. */
    private void expected() throws IOException {
        Recommendation.Expected expected = result.recommendation().expected();
        String label = style.roomy() ? "  corrected for the choice" : "corrected for choice";
        interval(expected.setAside() ? setAside() : label, expected.error(), expected.low(), expected.high());
    }

    private void interval(String label, double error, double low, double high) throws IOException {
        line(String.format(Locale.ROOT, "  %-" + indent() + "s %8s  (%.1f to %.1f %%)", label, Figures.percent(error),
                100 * low, 100 * high));
    }

    private String setAside() {
        return style.roomy() ? "  on the samples set aside" : "on samples set aside";
    }

    private int indent() {
        return style.roomy() ? 33 : 21;
    }

    private void baselineRows() throws IOException {
        List<BaselineSummary> baselines = result.baselines().stream().sorted(BY_ERROR).toList();
        for (int i = 0; i < baselines.size(); i++) {
            BaselineSummary baseline = baselines.get(i);
            boolean first = i == 0 && result.recommendation().baselineAsGood()
                    && result.recommendation().chosen() != null;
            String row = String.format(Locale.ROOT, "%s %-" + indent() + "s %14s %10s", first ? "*" : " ",
                    fit(baseline.name(), indent()), percent(baseline.error()),
                    Figures.number(baseline.loss().mean()));
            line(first ? style.bold(row) : row);
            if (result.heldOut() != null) {
                for (Baseline tested : result.heldOut().baselines()) {
                    if (tested.name().equals(baseline.name())) {
                        interval(setAside(), tested.test().error(), tested.test().errorLow(),
                                tested.test().errorHigh());
                    }
                }
            }
        }
    }

    private String percent(Estimate error) {
        return style.safe(Figures.percent(error, style.plusMinus()));
    }

    private void plot() throws IOException {
        List<SettingsSummary> drawn = best.stream()
                .filter(summary -> summary.diverged() == 0 && Double.isFinite(summary.bestTestError().mean())).toList();
        if (drawn.isEmpty()) {
            return;
        }
        // on a terminal narrower than the labels the picture is small and its lines may wrap
        int room = Math.max(10, style.width() - LABEL - 2 - 9 - 2 - 9);
        int line = Math.min(WIDEST_LINE, room * 2 / 5);
        int bar = Math.min(WIDEST_BAR, room - line);
        List<List<Double>> curves = drawn.stream().map(summary -> curve(summary, line)).toList();
        double low = curves.stream().flatMap(List::stream).filter(value -> value > 0).min(Double::compare).orElse(1.0);
        double high = curves.stream().flatMap(List::stream).filter(Double::isFinite).max(Double::compare).orElse(1.0);
        double top = drawn.stream().mapToDouble(summary -> summary.bestTestError().mean()).max().orElse(1);
        List<BaselineSummary> baselines = result.baselines().stream()
                .filter(baseline -> baseline.error().mean() <= PLOTTED * drawn.getFirst().bestTestError().mean())
                .sorted(BY_ERROR).toList();
        for (BaselineSummary baseline : baselines) {
            top = Math.max(top, baseline.error().mean());
        }
        line(style.dim(String.format(Locale.ROOT, "  %-" + (LABEL - 2) + "s%-" + (bar + 11) + "s%s", "",
                "test error", line + 9 < 19 ? "training loss" : "training loss (log)")));
        for (int i = 0; i < drawn.size(); i++) {
            double error = drawn.get(i).bestTestError().mean();
            List<Double> curve = curves.get(i);
            line(String.format(Locale.ROOT, "  %-" + (LABEL - 2) + "s%s %-8s  %s %s",
                    Figures.count(drawn.get(i).heads(), "head"), Blocks.bar(error / top, bar, style.unicode()),
                    Figures.percent(error), Blocks.line(curve, low, high, line, style.unicode()),
                    curve.isEmpty() ? "" : Figures.number(curve.getLast())));
        }
        for (BaselineSummary baseline : baselines) {
            double error = baseline.error().mean();
            line(String.format(Locale.ROOT, "  %-" + (LABEL - 2) + "s%s %s", fit(baseline.name(), LABEL - 3),
                    Blocks.bar(error / top, bar, style.unicode()), Figures.percent(error)));
        }
        line("");
    }

    /** The mean training loss at evenly spaced iterations: checkpoints lie denser at the start. */
    private List<Double> curve(SettingsSummary summary, int columns) {
        List<CellResult> cells = result.cells().stream()
                .filter(cell -> cell.cell().heads() == summary.heads() && cell.cell().step() == summary.step()
                        && cell.cell().initialization() == summary.initialization())
                .toList();
        if (cells.isEmpty()) {
            return List.of();
        }
        MeanCurve curve = MeanCurve.of(cells);
        List<Double> values = new ArrayList<>();
        int at = 0;
        int last = curve.iterations().size() - 1;
        for (int column = 0; column < columns && last >= 0; column++) {
            double iteration = (double) column / (columns - 1) * curve.iterations().get(last);
            while (at < last && curve.iterations().get(at + 1) <= iteration) {
                at++;
            }
            values.add(curve.trainLoss().get(at));
        }
        return values;
    }

    private void advice(SettingTheory.Outcome theory, Provenance provenance) throws IOException {
        Recommendation advice = result.recommendation();
        for (String text : style.wrap(advice.headline(), style.width())) {
            line(style.bold(text));
        }
        if (!advice.text().tooFew().isEmpty()) {
            paragraph(advice.text().tooFew());
        }
        if (!advice.text().verdict().isEmpty()) {
            paragraph(advice.text().verdict().getFirst());
        }
        if (advice.chosen() != null && !advice.baselineAsGood() && advice.lowest().heads() > advice.chosen().heads()) {
            paragraph(fewer(advice));
        }
        if (result.complete() && !advice.text().beyond().isEmpty()) { // else the edge is where it was stopped
            paragraph("The choice lies at the edge of what was tried. To look beyond, give the same command with "
                    + advice.text().beyond() + " and --force (or another --out).");
        }
        paragraph(TheorySection.line(theory));
        String command = provenance.trainCommand(advice);
        if (command != null) {
            line("");
            if (advice.baselineAsGood()) {
                line(AnswerSection.ALL_THE_SAME + ":");
            }
            command(style.safe(command));
        }
    }

    /** Why the setting of the lowest error is not the recommended one. */
    private String fewer(Recommendation advice) {
        return Figures.count(advice.lowest().heads(), "head") + " measured the lowest error, "
                + percent(advice.measured().lowestError()) + "; "
                + Figures.count(advice.chosen().heads(), "head") + " measured " + percent(advice.measured().error())
                + ", within one standard error of it, so the fewer are recommended.";
    }

    /** A command that can be copied whatever the width: broken before options only, with the shell's own mark. */
    private void command(String command) throws IOException {
        StringBuilder row = new StringBuilder("  ");
        for (String part : command.split(" (?=--)", -1)) {
            if (row.length() > 2 && row.length() + part.length() + 3 > style.width()) {
                line(row + " \\");
                row = new StringBuilder("      ").append(part);
            } else {
                row.append(row.length() > 2 ? " " : "").append(part);
            }
        }
        line(row.toString());
    }

    private void paragraph(String text) throws IOException {
        for (String row : style.wrap(text, style.width())) {
            line(row);
        }
    }

    private String fit(String text, int width) {
        String safe = style.safe(text);
        return safe.length() <= width ? safe : safe.substring(0, Math.max(0, width - 1)) + ".";
    }

    private void line(String text) throws IOException {
        out.append(text.stripTrailing()).append('\n');
    }
}
