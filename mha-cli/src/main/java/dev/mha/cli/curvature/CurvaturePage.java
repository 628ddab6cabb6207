package dev.mha.cli.curvature;

import dev.mha.cli.page.FigurePage;
import dev.mha.cli.page.SvgPlot;
import dev.mha.core.curvature.Lanczos;
import dev.mha.core.curvature.SpectralDensity;
import dev.mha.core.theory.CurvatureReport;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The page of the curvature at a model. */
public final class CurvaturePage {
    /** Least share of the eigenvalues that is drawn; a node of less is rounding. */
    private static final double LEAST = 1e-9;

    /** Part of the largest eigenvalue in size up to which the axis of eigenvalues is even. */
    private static final double EVEN = 1e-4;

    private CurvaturePage() {}

    /**
     * The page as text.
     *
     * @param lanczos the search for its eigenvalues, which says when one has converged
     * @param heads of the model
     */
    public static String of(CurvatureReport report, Lanczos lanczos, int heads, FigurePage.Title title) {
        CurvatureTables tables = new CurvatureTables(report, lanczos);
        CurvatureWords words = new CurvatureWords(tables, heads);
        FigurePage page = new FigurePage(title);
        if (!report.complete()) {
            page.partial(FigurePage.PARTIAL + ": what is said holds; not measured: "
                    + report.limits().stream().map(limit -> limit.quantity().word()).collect(Collectors.joining(", "))
                    + ".");
        }
        words.meaning().forEach(page::lead);
        page.lead("The training loss is " + CurvatureTables.figure(report.loss()) + "; trace " + words.trace()
                + "; margin " + words.margin() + ".");
        if (report.density() != null) {
            page.figure("How the eigenvalues are spread: lines are the quadrature nodes of the random probes, their"
                    + " heights the shares of the eigenvalues near them, so that there are eigenvalues between lines"
                    + " too. Dots: the extreme eigenvalues.", spread(report));
        }
        page.section("Guaranteed, certified, measured", List.of(words.sides()),
                List.of("Quantity", "Guaranteed by theory", "Certified here", "Measured"), rows(tables.sides()));
        List<List<String>> bounds = new ArrayList<>(tables.bounds());
        bounds.add(List.of("measured (Ritz value + rounding)", "<= " + CurvatureTables.most(tables.largestLeast())));
        page.section("Least eigenvalue", List.of(words.interval() + (tables.chance().isEmpty()
                ? ""
                : " The bound from a random start is " + tables.chance() + ".")),
                List.of("From", "Bound"), rows(bounds));
        List<String> search = new ArrayList<>(List.of("After " + words.search() + "."));
        if (!words.arithmetic().isEmpty()) {
            search.add("In float: " + String.join(" ", words.arithmetic()) + ".");
        }
        page.section("Eigenvalues of both ends", search, List.of("End", "Value", "Residual", ""),
                rows(tables.eigenvalues()));
        page.section("Spread of the eigenvalues", tables.spread("\u00b1").isEmpty()
                ? List.of("Not measured.")
                : List.of("Share of all eigenvalues, by their value in shares of the largest in size; with several"
                        + " random probes \u00b1 one standard error over them. A row of 0 is not proved to be empty."),
                List.of("Value", "Share of all"), rows(tables.spread("\u00b1")));
        page.section("Curvature by head", List.of("The least eigenvalue is the sum of these parts, along its vector:"
                + " one of all heads together (Gauss-Newton, the convex part), and one of each head alone."),
                List.of("Part", "Value", "Share of the vector", "At worst, alone"), rows(tables.heads()));
        if (!words.limits().isEmpty()) {
            page.section("Not there", words.limits(), List.of(), List.of());
        }
        return page.html();
    }

    private static List<FigurePage.Row> rows(List<List<String>> cells) {
        return cells.stream().map(FigurePage.Row::of).toList();
    }

    private static String spread(CurvatureReport report) {
        SpectralDensity density = report.density();
        double low = Math.min(0, report.eigenvalues().lowest().getFirst().value());
        double high = Math.max(0, report.eigenvalues().highest().getFirst().value());
        double size = Math.max(Math.max(-low, high), Double.MIN_NORMAL);
        SvgPlot plot = new SvgPlot("Share of the eigenvalues against their value",
                SvgPlot.Axis.signed("eigenvalue of the Hessian", low, Math.max(high, low + size), EVEN * size),
                SvgPlot.Axis.logarithmic("share of all eigenvalues", LEAST, 1));
        for (int power = 0; power >= -9; power -= 3) {
            plot.yTick(Math.pow(10, power));
        }
        plot.xTick(0);
        for (double share : new double[]{0.01, 1}) {
            plot.xTick(share * high);
        }
        if (low < 0) {
            plot.xTick(low);
        }
        for (int probe = 0; probe < density.values().length; probe++) {
            for (int i = 0; i < density.values()[probe].length; i++) {
                double share = density.weights()[probe][i] / density.values().length;
                if (share > LEAST) {
                    plot.stem(density.values()[probe][i], share);
                }
            }
        }
        report.eigenvalues().lowest().forEach(pair -> plot.dot(pair.value(), LEAST));
        report.eigenvalues().highest().forEach(pair -> plot.dot(pair.value(), LEAST));
        return plot.end();
    }
}
