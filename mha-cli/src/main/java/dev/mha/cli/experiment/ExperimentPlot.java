package dev.mha.cli.experiment;

import dev.mha.cli.terminal.TerminalStyle;
import dev.mha.core.experiment.Column;
import dev.mha.core.experiment.Experiment;
import dev.mha.core.experiment.ExperimentResult;
import dev.mha.core.experiment.Reference;
import dev.mha.core.experiment.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Draws an experiment as SVG: a panel for every shown column, a line for every series through its medians, small pale
 * dots for the trials, hollow marks for the reference figures. It stands alone and follows the reader's light or dark
 * colours.
 */
final class ExperimentPlot {
    private static final int PANEL_WIDTH = 380;
    private static final int PANEL_HEIGHT = 250;
    private static final int LEFT = 62;
    private static final int RIGHT = 14;
    private static final int TOP = 34;
    private static final int BOTTOM = 40;
    private static final int LEGEND_LINE = 18;
    private static final int COLUMNS = 2;
    private static final int TITLE_LINE = 18;
    /** A bold letter of 12 pixels is 7 wide on average in the widest of the usual fonts. */
    private static final int LETTER = 7;
    private static final String STYLE = "svg{background:#fff}text{font:12px sans-serif;fill:#222}.t{font-weight:bold}"
            + ".g{stroke:#ddd}.f{stroke:#888;fill:none}@media(prefers-color-scheme:dark){svg{background:#161616}"
            + "text{fill:#ddd}.g{stroke:#3a3a3a}}";
    /**
     * Six colours that differ for most colour-blind eyes (Okabe, Ito 2008), and mean nothing alone: shapes differ too.
     */
    private static final List<String> COLORS = List.of("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00",
            "#56B4E9");

    private final ExperimentResult result;
    private final Experiment experiment;
    private final int rows;
    private final List<String> legend = new ArrayList<>();
    private final List<String> title;
    private final int panelsTop;
    private final Svg svg;

    private ExperimentPlot(ExperimentResult result) {
        this.result = result;
        this.experiment = result.experiment();
        int columns = Math.min(COLUMNS, experiment.shown().size());
        rows = (experiment.shown().size() + columns - 1) / columns;
        experiment.series().forEach(series -> legend.add(series.name()));
        legend.add("small and pale: single trials");
        if (!experiment.references().isEmpty()) {
            legend.add("hollow: reference figures");
        }
        int width = columns * PANEL_WIDTH;
        int letters = (width - LEFT - RIGHT) / LETTER;
        title = new TerminalStyle(false, true, letters).wrap(experiment.name() + ": " + experiment.topic(), letters);
        panelsTop = TITLE_LINE * title.size() + 8;
        svg = new Svg(width, panelsTop + rows * PANEL_HEIGHT + LEGEND_LINE * legend.size() + 12,
                experiment.name() + ": " + experiment.question(), STYLE);
    }

    /** The picture. */
    static String svg(ExperimentResult result) {
        return new ExperimentPlot(result).draw();
    }

    private String draw() {
        for (int i = 0; i < title.size(); i++) {
            svg.text(title.get(i), "class", "t", "x", LEFT, "y", TITLE_LINE * (i + 1));
        }
        for (int i = 0; i < experiment.shown().size(); i++) {
            panel(experiment.shown().get(i), i % COLUMNS * PANEL_WIDTH, panelsTop + i / COLUMNS * PANEL_HEIGHT);
        }
        int series = experiment.series().size();
        for (int s = 0; s < legend.size(); s++) {
            double y = panelsTop + rows * PANEL_HEIGHT + LEGEND_LINE * (s + 0.5);
            if (s < series) {
                mark(s, LEFT + 6, y, false);
            } else if (s == series) {
                dot(0, LEFT + 6, y);
            } else {
                mark(0, LEFT + 6, y, true);
            }
            svg.text(legend.get(s), "x", LEFT + 18, "y", y + 4);
        }
        return svg.end();
    }

    private void panel(String column, int left, int top) {
        PlotScale scale = PlotScale.of(values(column));
        svg.text(Column.words(column), "class", "t", "x", left + LEFT, "y", top + 20);
        List<Double> ticks = scale.ticks();
        List<String> labels = PlotScale.labels(ticks);
        for (int i = 0; i < ticks.size(); i++) {
            double y = y(scale, ticks.get(i), top);
            svg.element("line", "class", "g", "x1", left + LEFT, "x2", left + PANEL_WIDTH - RIGHT, "y1", y, "y2", y);
            svg.text(labels.get(i), "text-anchor", "end", "x", left + LEFT - 6, "y", y + 4);
        }
        for (int i = 0; i < experiment.places().size(); i++) {
            svg.text(experiment.places().get(i).toString(), "text-anchor", "middle", "x", x(i, left), "y",
                    top + PANEL_HEIGHT - BOTTOM + 16);
        }
        svg.text(experiment.axis().title(), "text-anchor", "end", "x", left + PANEL_WIDTH - RIGHT, "y",
                top + PANEL_HEIGHT - BOTTOM + 32);
        svg.element("rect", "class", "f", "x", left + LEFT, "y", top + TOP, "width", PANEL_WIDTH - LEFT - RIGHT,
                "height", PANEL_HEIGHT - TOP - BOTTOM);
        for (int s = 0; s < experiment.series().size(); s++) {
            line(s, column, scale, left, top);
        }
    }

    /** All that a panel shows. */
    private List<Double> values(String column) {
        List<Double> all = new ArrayList<>();
        for (Series series : experiment.series()) {
            for (int place : experiment.places()) {
                for (double value : result.trials(series.name(), place, column)) {
                    all.add(value);
                }
            }
        }
        for (Reference reference : references(column)) {
            experiment.places().stream().map(reference.values()::get).filter(Objects::nonNull).forEach(all::add);
        }
        return all;
    }

    private void line(int s, String column, PlotScale scale, int left, int top) {
        String name = experiment.series().get(s).name();
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < experiment.places().size(); i++) {
            int place = experiment.places().get(i);
            for (double value : result.trials(name, place, column)) {
                if (Double.isFinite(value)) {
                    dot(s, x(i, left), y(scale, value, top));
                }
            }
            double median = result.summary(name, place, column);
            if (Double.isFinite(median)) {
                points.append(Svg.number(x(i, left))).append(',').append(Svg.number(y(scale, median, top))).append(' ');
                mark(s, x(i, left), y(scale, median, top), false);
            }
        }
        svg.element("polyline", "fill", "none", "stroke", color(s), "stroke-width", 1.5, "points",
                points.toString().strip());
        for (Reference reference : references(column)) {
            for (int i = 0; reference.series().equals(name) && i < experiment.places().size(); i++) {
                Double value = reference.values().get(experiment.places().get(i));
                if (value != null) {
                    mark(s, x(i, left), y(scale, value, top), true);
                }
            }
        }
    }

    private List<Reference> references(String column) {
        return experiment.references().stream().filter(reference -> reference.column().equals(column)).toList();
    }

    /** One trial. */
    private void dot(int s, double x, double y) {
        svg.element("circle", "cx", x, "cy", y, "r", 1.5, "fill", color(s), "opacity", "0.45");
    }

    /** Round, square or triangular by the number of the series; hollow and larger for the reference figures. */
    private void mark(int s, double x, double y, boolean hollow) {
        double r = hollow ? 6 : 3.5;
        String fill = hollow ? "none" : color(s);
        switch (s % 3) {
            case 0 -> svg.element("circle", "cx", x, "cy", y, "r", r, "fill", fill, "stroke", color(s));
            case 1 -> svg.element("rect", "x", x - r, "y", y - r, "width", 2 * r, "height", 2 * r, "fill", fill,
                    "stroke", color(s));
            default -> svg.element("polygon", "points",
                    Svg.number(x) + "," + Svg.number(y - r) + " " + Svg.number(x + r) + "," + Svg.number(y + r) + " "
                            + Svg.number(x - r) + "," + Svg.number(y + r),
                    "fill", fill, "stroke", color(s));
        }
    }

    private static String color(int s) {
        return COLORS.get(s % COLORS.size());
    }

    /** Places lie a factor of two apart: evenly spaced is logarithmic. */
    private double x(int place, int left) {
        double room = PANEL_WIDTH - LEFT - RIGHT - 30;
        return left + LEFT + 15 + room * place / (experiment.places().size() - 1);
    }

    private static double y(PlotScale scale, double value, int top) {
        return top + PANEL_HEIGHT - BOTTOM - scale.share(value) * (PANEL_HEIGHT - TOP - BOTTOM);
    }
}
