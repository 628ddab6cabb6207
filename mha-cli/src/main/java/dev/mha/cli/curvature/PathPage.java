package dev.mha.cli.curvature;

import dev.mha.cli.figure.Figures;
import dev.mha.cli.page.FigurePage;
import dev.mha.cli.page.SvgPlot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The page of the curvature along a training: sharpness, least eigenvalue with the parts of the heads, trace and
 * margin.
 */
public final class PathPage {
    /** Points in the table; the file of --curvature has all of them. */
    private static final int MOST_ROWS = 12;

    private static final List<String> COLUMNS = List.of("Gradient steps", "Training loss", "Step x largest eigenvalue",
            "Least eigenvalue", "Trace", "Margin");

    private PathPage() {}

    /**
     * The page as text.
     *
     * @param partial what is missing of a training that was stopped; empty for nothing
     * @param sentences the answer
     */
    public static String of(List<PathRow> rows, String partial, List<String> sentences, FigurePage.Title title) {
        FigurePage page = new FigurePage(title);
        if (!partial.isEmpty()) {
            page.partial(partial);
        }
        sentences.forEach(page::lead);
        page.figure("Step size times largest eigenvalue of the Hessian, against gradient steps. Above 2 a step is"
                + " unstable on a quadratic loss.",
                dots(rows, "step x largest eigenvalue", PathRow::sharpness, 0, 2)
                        .level(2, "above 2 unstable on a quadratic loss").end());
        page.figure("Least eigenvalue of the Hessian. It lies between the lower end, which is proved, and the upper"
                + " end, which was measured, with the rounding of its product.",
                intervals(rows, "least eigenvalue of the Hessian", PathRow::certified, PathRow::largestLeast));
        page.figure(
                "Which heads bend the loss downwards. The least eigenvalue measured is the sum of these parts: one of"
                        + " all heads together (Gauss-Newton), which is never below 0, and one of each head alone. What"
                        + " lies deepest below 0 carries most of the negative curvature.",
                HeadPlot.of(rows, unit(rows, PathRow::lambdaMin)));
        page.figure("Trace of the Hessian: the sum of all eigenvalues, against gradient steps.",
                dots(rows, "trace of the Hessian", row -> row.trace().value(), 0, 0).end());
        if (rows.getFirst().spread() != null) {
            page.figure("Sum of the negative eigenvalues, estimated from the spread.",
                    dots(rows, "sum of the negative eigenvalues", row -> row.spread().negativeTrace().mean(), 0, 0)
                            .end());
        }
        if (rows.getFirst().margin() != null) {
            page.figure("Margin of the tangent features: it lies between the ends.",
                    intervals(rows, "margin of the tangent features", row -> row.margin().lower(),
                            row -> row.margin().upper()));
        }
        page.section("Points of the training", rows.size() > MOST_ROWS
                ? List.of("Some of the " + Figures.count(rows.size(), "point") + "; the file of --curvature has all.")
                : List.of(),
                COLUMNS.subList(0, rows.getFirst().margin() == null ? COLUMNS.size() - 1 : COLUMNS.size()),
                chosen(rows).stream().map(PathPage::row).toList());
        return page.html();
    }

    /** Evenly chosen, the first and the last among them. */
    private static List<PathRow> chosen(List<PathRow> rows) {
        if (rows.size() <= MOST_ROWS) {
            return rows;
        }
        List<PathRow> chosen = new ArrayList<>();
        for (int i = 0; i < MOST_ROWS; i++) {
            chosen.add(rows.get((int) ((long) i * (rows.size() - 1) / (MOST_ROWS - 1))));
        }
        return chosen;
    }

    private static FigurePage.Row row(PathRow row) {
        List<String> cells = new ArrayList<>(List.of(Figures.number(row.loss()),
                Figures.number(row.sharpness()) + (row.converged() ? "" : " (" + CurvatureTables.NOT_CONVERGED + ")"),
                Figures.atLeast(row.certified()) + " to " + Figures.atMost(row.largestLeast()),
                Figures.number(row.trace().value())));
        if (row.margin() != null) {
            cells.add(Figures.atLeast(row.margin().lower()) + " to " + Figures.atMost(row.margin().upper()));
        }
        return new FigurePage.Row(Figures.count(row.iteration()), "", cells);
    }

    /** @param low and high values that the axis must have beside those of the rows */
    private static SvgPlot dots(List<PathRow> rows, String name, ToDoubleFunction<PathRow> value, double low,
            double high) {
        double least = Math.min(low, rows.stream().mapToDouble(value).min().orElseThrow());
        double most = Math.max(high, rows.stream().mapToDouble(value).max().orElseThrow());
        SvgPlot plot = new SvgPlot(name + " against steps", steps(rows),
                SvgPlot.Axis.linear(name, least, most > least ? most : least + 1));
        plot.yTick(0).yTick(most > 0 ? most : least).yTick(least).yRound().xTick(0).xTick(rows.getLast().iteration())
                .xCounts();
        rows.forEach(row -> plot.dot(row.iteration(), value.applyAsDouble(row)));
        return plot;
    }

    /** Ends may be powers of ten apart: the axis is even up to the least upper end in size. */
    private static String intervals(List<PathRow> rows, String name, ToDoubleFunction<PathRow> low,
            ToDoubleFunction<PathRow> high) {
        double least = Math.min(0, rows.stream().mapToDouble(low).min().orElseThrow());
        double most = Math.max(0, rows.stream().mapToDouble(high).max().orElseThrow());
        SvgPlot plot = new SvgPlot(name + " against steps", steps(rows),
                SvgPlot.Axis.signed(name, least, most > least ? most : least + 1, unit(rows, high)));
        plot.yTick(0).xTick(0).xTick(rows.getLast().iteration()).xCounts();
        if (least < 0) {
            plot.yTick(least);
        }
        if (most > 0) {
            plot.yTick(most);
        }
        plot.decades();
        rows.forEach(row -> plot.interval(row.iteration(), low.applyAsDouble(row), high.applyAsDouble(row)));
        return plot.end();
    }

    /** The least size of a value: up to there an axis is even. */
    private static double unit(List<PathRow> rows, ToDoubleFunction<PathRow> value) {
        return rows.stream().mapToDouble(value).map(Math::abs).filter(size -> size > 0).min().orElse(1);
    }

    private static SvgPlot.Axis steps(List<PathRow> rows) {
        return SvgPlot.Axis.linear("gradient steps", 0, Math.max(1, rows.getLast().iteration()));
    }
}
