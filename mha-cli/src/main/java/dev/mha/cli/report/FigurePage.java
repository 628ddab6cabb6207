package dev.mha.cli.report;

import com.samskivert.mustache.Mustache;
import dev.mha.core.curvature.SpectralDensity;
import dev.mha.core.theory.Certification;
import dev.mha.core.theory.CurvatureReport;
import dev.mha.core.theory.SharpnessPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A page of its own with the text of a report and its plots: one file that loads nothing and runs no script. */
public final class FigurePage {
    /** How the report of a run that was stopped begins. */
    public static final String PARTIAL = "this report is partial";

    /** Least share of the eigenvalues that is drawn; a node of less is rounding. */
    private static final double LEAST = 1e-9;

    /** Part of the largest eigenvalue in size up to which the axis of eigenvalues is even. */
    private static final double EVEN = 1e-4;

    /** Losses below this are drawn as this. */
    private static final double SMALLEST_LOSS = 1e-12;

    private FigurePage() {}

    /** The spread of the eigenvalues. */
    public static String of(CurvatureReport report, String title, String text) {
        List<Map<String, Object>> figures = new ArrayList<>();
        if (report.density() != null) {
            figures.add(Map.of("caption", "How the eigenvalues are spread: a line is a value at which the probes saw"
                    + " eigenvalues, its height their share of all. Dots: the extreme eigenvalues.", "svg",
                    density(report)));
        }
        return page(title, List.of(), text, figures);
    }

    private static String density(CurvatureReport report) {
        SpectralDensity density = report.density();
        double low = Math.min(0, report.eigenvalues().lowest().getFirst().value());
        double high = Math.max(0, report.eigenvalues().highest().getFirst().value());
        double size = Math.max(Math.max(-low, high), Double.MIN_NORMAL);
        SvgPlot plot = new SvgPlot("Share of the eigenvalues against their value",
                SvgPlot.Axis.signed("eigenvalue", low, Math.max(high, low + size), EVEN * size),
                SvgPlot.Axis.logarithmic("share", LEAST, 1));
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

    /** Loss and sharpness along a training, as far as it was followed. */
    public static String of(Certification certification, String title, String text) {
        return page(title, List.of(), text, certification.path() == null
                ? List.of()
                : List.of(
                        Map.of("caption", "Training loss, with the mean loss that the path of this run certifies.",
                                "svg",
                                losses(certification)),
                        Map.of("caption",
                                "Step times largest eigenvalue of the Hessian at the iterates that were measured. Above 2"
                                        + " a step is unstable on a quadratic.",
                                "svg", sharpness(certification))));
    }

    private static String losses(Certification certification) {
        double[] losses = Arrays.stream(certification.path().losses())
                .map(loss -> Math.max(loss, SMALLEST_LOSS)).toArray();
        double bound = certification.certifiedMeanLoss();
        double low = Arrays.stream(losses).min().orElseThrow();
        double high = Math.max(Arrays.stream(losses).max().orElseThrow(), Double.isFinite(bound) ? bound : 0);
        SvgPlot plot = new SvgPlot("Training loss against steps",
                SvgPlot.Axis.linear("steps", 0, losses.length - 1),
                SvgPlot.Axis.logarithmic("training loss", low / 1.2, high * 1.2));
        plot.xTick(0).xTick(losses.length - 1).yTick(low).yTick(losses[0]).decades().line(losses);
        return Double.isFinite(bound) ? plot.level(bound, "certified mean").end() : plot.end();
    }

    private static String sharpness(Certification certification) {
        double step = certification.theorem().step();
        List<SharpnessPath.Point> points = certification.curvature();
        double high = points.stream().mapToDouble(point -> point.sharpness(step)).max().orElseThrow();
        SvgPlot plot = new SvgPlot("Step times largest eigenvalue against steps",
                SvgPlot.Axis.signed("steps", 0, certification.path().steps(), 1),
                SvgPlot.Axis.linear("step x largest eigenvalue", 0, 1.1 * Math.max(2, high)));
        plot.yTick(0).yTick(2).level(2, "2");
        for (SharpnessPath.Point point : points) {
            plot.xTick(point.iteration()).dot(point.iteration(), point.sharpness(step));
        }
        return plot.end();
    }

    /**
     * Sharpness, least eigenvalue with the parts of the heads, trace and margin along a training.
     *
     * @param training what was trained, in a sentence
     */
    public static String of(List<PathRow> rows, String title, String training, String text) {
        List<Map<String, Object>> figures = new ArrayList<>();
        figures.add(Map.of("caption", "Step times largest eigenvalue of the Hessian. Above 2 a step is unstable on a"
                + " quadratic.", "svg",
                dots(rows, "step x largest eigenvalue", PathRow::sharpness, 0, 2).level(2, "2").end()));
        figures.add(Map.of("caption", "The least eigenvalue lies between the lower end, which is proved, and the upper"
                + " end, which was measured.", "svg",
                intervals(rows, "least eigenvalue", PathRow::certified, PathRow::lambdaMin)));
        figures.add(Map.of("caption", "Which heads bend the loss downwards. The least eigenvalue measured is the sum of"
                + " these parts: one of all heads together (Gauss-Newton), which is never below 0, and one of each head"
                + " alone. What lies deepest below 0 carries most of the negative curvature.", "svg",
                HeadPlot.of(rows, unit(rows, PathRow::lambdaMin))));
        figures.add(Map.of("caption", "Trace of the Hessian: the sum of all eigenvalues.", "svg",
                dots(rows, "trace", row -> row.trace().value(), 0, 0).end()));
        if (rows.getFirst().spread() != null) {
            figures.add(Map.of("caption", "Sum of the negative eigenvalues, estimated from the spread.", "svg",
                    dots(rows, "negative part of the trace", row -> row.spread().negativeTrace().mean(), 0, 0).end()));
        }
        if (rows.getFirst().margin() != null) {
            figures.add(Map.of("caption", "The margin of the tangent features lies between the ends.", "svg",
                    intervals(rows, "margin", row -> row.margin().lower(), row -> row.margin().upper())));
        }
        return page(title, List.of(training), text, figures);
    }

    /** @param low and high values that the axis must have beside those of the rows */
    private static SvgPlot dots(List<PathRow> rows, String name, ToDoubleFunction<PathRow> value, double low,
            double high) {
        double least = Math.min(low, rows.stream().mapToDouble(value).min().orElseThrow());
        double most = Math.max(high, rows.stream().mapToDouble(value).max().orElseThrow());
        SvgPlot plot = new SvgPlot(name + " against steps", steps(rows),
                SvgPlot.Axis.linear(name, least, most > least ? most : least + 1));
        plot.yTick(0).yTick(most > 0 ? most : least).xTick(0).xTick(rows.getLast().iteration());
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
        plot.yTick(0).xTick(0).xTick(rows.getLast().iteration());
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
        return SvgPlot.Axis.linear("steps", 0, Math.max(1, rows.getLast().iteration()));
    }

    /** Whether a file is a page of a run that was stopped: the page of the same command may take its place. */
    public static boolean isPartial(Path file) {
        try {
            return Files.isRegularFile(file) && Files.readString(file).contains(PARTIAL);
        } catch (IOException unreadable) {
            return false;
        }
    }

    private static String page(String title, List<String> introduction, String text,
            List<Map<String, Object>> figures) {
        return Mustache.compiler().compile(ReportPage.resource("figures.html.mustache"))
                .execute(Map.of("title", title, "introduction", introduction, "text", text, "figures", figures));
    }
}
