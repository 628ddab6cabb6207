package dev.mha.cli.report;

import dev.mha.core.curvature.RitzPair;
import dev.mha.core.curvature.SpectralDensity;
import dev.mha.core.curvature.TraceEstimate;
import dev.mha.core.theory.CurvatureReport;
import dev.mha.core.theory.HeadCurvature;
import dev.mha.core.theory.Limit;
import dev.mha.core.theory.LowerBounds;
import dev.mha.core.theory.UpperBounds;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;

/**
 * Prints a curvature report on the terminal: guaranteed, certified and measured in three columns, then what it means.
 */
public final class CurvatureText {
    /** Heads that are named, those that carry most of the negative curvature first. */
    private static final int MOST_HEADS = 5;

    private final CurvatureReport report;
    private final ClassifierShape shape;
    private final PrintWriter out;
    private final TerminalStyle style;

    private CurvatureText(CurvatureReport report, ClassifierShape shape, PrintWriter out, TerminalStyle style) {
        this.report = report;
        this.shape = shape;
        this.out = out;
        this.style = style;
    }

    /**
     * Prints a report.
     *
     * @param report the report
     * @param shape shape of the model
     * @param data name of the data
     * @param tokens the samples it was measured on
     * @param out where to
     * @param style what the terminal can show
     */
    public static void print(CurvatureReport report, ClassifierShape shape, String data, PackedSamples tokens,
            PrintWriter out, TerminalStyle style) {
        CurvatureText text = new CurvatureText(report, shape, out, style);
        text.line("data", style.safe(data) + ", " + Figures.count(tokens.samples(), "sample") + " of "
                + Figures.count(shape.tokens(), "token") + " x " + Figures.count(shape.features(), "feature"));
        text.line("model", Figures.count(shape.heads(), "head") + " (" + report.distinctHeads() + " distinct), "
                + Figures.count(shape.parameters(), "parameter"));
        text.line("loss", figure(report.loss()));
        if (!report.complete()) {
            text.line("stopped", FigurePage.PARTIAL + ": what is said holds, what was not measured is named below");
        }
        text.table();
        text.lowerBounds();
        text.eigenvalues();
        text.density();
        text.heads();
        text.rest();
        text.meaning();
    }

    /** Four significant digits. */
    private static String figure(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }

    /** Four digits, and never above the value: what is proved of it is proved of what is printed. */
    private static String least(double value) {
        return rounded(value, RoundingMode.FLOOR);
    }

    /** Four digits, and never below the value. */
    private static String most(double value) {
        return rounded(value, RoundingMode.CEILING);
    }

    private static String rounded(double value, RoundingMode mode) {
        return value == 0 || !Double.isFinite(value)
                ? figure(value)
                : String.format(Locale.ROOT, "%.4g", BigDecimal.valueOf(value).round(new MathContext(4, mode)));
    }

    /** Two digits, and never below it: an eigenvalue lies within it. */
    private static String residual(double value) {
        return Double.isFinite(value) && value != 0
                ? String.format(Locale.ROOT, "%.1e",
                        BigDecimal.valueOf(value).round(new MathContext(2, RoundingMode.CEILING)))
                : figure(value);
    }

    private void line(String title, String text) {
        out.println(String.format(Locale.ROOT, "%-11s ", title) + text);
    }

    private void row(String quantity, String guaranteed, String certified, String measured) {
        String line = String.format(Locale.ROOT, "%-19s %-20s %-20s %s", quantity, guaranteed, certified, measured);
        out.println(line.stripTrailing());
    }

    private void table() {
        UpperBounds upper = report.upperBounds();
        LowerBounds lower = report.lowerBounds();
        out.println();
        out.println(style.bold(String.format(Locale.ROOT, "%-19s %-20s %-20s %s", "", "guaranteed by theory",
                "certified here", "measured")));
        row("least eigenvalue", ">= " + least(lower.global()), ">= " + least(lower.best()), "<= " + most(ritz()));
        row("largest eigenvalue", "<= " + most(upper.global().rho()), "<= " + most(upper.bestLambdaMax()),
                ">= " + least(largest()));
        row("gradient norm", "<= " + most(upper.globalGradient()),
                "<= " + most(upper.bestGradient()), figure(report.gradientNorm()));
        row("largest |Phi|", "<= " + most(upper.global().phi()), "<= " + most(upper.bestScore()),
                figure(report.largestScore()));
        out.println("Theory knows the largest token, the largest decoder and the loss; what is certified");
        out.println("is proved for these samples. kappa = " + most(upper.global().kappa())
                + ": |Hess Phi| is at most kappa / sqrt(heads).");
    }

    private void lowerBounds() {
        LowerBounds lower = report.lowerBounds();
        out.println();
        out.println(style.bold("least eigenvalue"));
        bound("theory: -kappa/sqrt(H) (1 - exp(-loss))", lower.global());
        bound("per sample: sizes and margin of each", lower.perSample());
        bound("blocks of the heads", lower.block());
        bound("factorization of the Hessian", lower.factorized());
        if (lower.probable() != null && !Double.isNaN(lower.probable().value())) {
            bound("residual, random start", lower.probable().value());
            out.println("    (not proved: fails with a probability of at most "
                    + String.format(Locale.ROOT, "%.0e", lower.probable().failure()) + ")");
        }
        RitzPair pair = report.eigenvalues().lowest().getFirst();
        out.println("  measured (Ritz value)                    <= " + most(pair.value()) + "   residual "
                + residual(pair.residual()));
        out.println("It lies in [" + least(lower.best()) + ", " + most(pair.value()) + "].");
    }

    private void bound(String title, double value) {
        if (!Double.isNaN(value)) {
            out.println(String.format(Locale.ROOT, "  %-40s >= %s", title, least(value)));
        }
    }

    private void eigenvalues() {
        out.println();
        out.println(style.bold("eigenvalues") + ", " + Figures.count(report.eigenvalues().steps(), "Lanczos step")
                + (report.eigenvalues().converged()
                        ? ", converged"
                        : ", not all converged: each lies within its residual of an eigenvalue"));
        if (!Double.isNaN(report.floatDifference())) {
            out.println("  vectors searched in float, whose products differ from those in double by a share of "
                    + residual(report.floatDifference()) + ";");
            out.println("  values and residuals in double");
        }
        // the k-th of an end lies beyond the Ritz value that was found for it
        pairs("largest", report.eigenvalues().highest(), CurvatureText::least);
        pairs("least", report.eigenvalues().lowest(), CurvatureText::most);
    }

    private void pairs(String title, List<RitzPair> pairs, DoubleFunction<String> figure) {
        String head = title;
        for (RitzPair pair : pairs) {
            out.println(String.format(Locale.ROOT, "  %-9s %-11s residual %s", head, figure.apply(pair.value()),
                    residual(pair.residual())));
            head = "";
        }
    }

    private void density() {
        SpectralDensity density = report.density();
        if (density == null) {
            return;
        }
        double size = Math.max(Math.abs(ritz()), Math.abs(largest()));
        if (size == 0) {
            return;
        }
        out.println();
        out.println(style.bold("spread of the eigenvalues") + ", in shares of the largest in size, "
                + Figures.count(density.values().length, "probe"));
        double[] edges = {Double.NEGATIVE_INFINITY, -0.1, -0.01, 0.01, 0.1, Double.POSITIVE_INFINITY};
        String[] names = {"below -10 %", "-10 to -1 %", "-1 to 1 %", "1 to 10 %", "above 10 %"};
        for (int i = 0; i < names.length; i++) {
            SpectralDensity.Share share = density.between(edges[i] * size, edges[i + 1] * size);
            out.println(String.format(Locale.ROOT, "  %-12s %7.3f %%", names[i], 100 * share.mean())
                    + (Double.isNaN(share.standardError())
                            ? ""
                            : String.format(Locale.ROOT, " %s %.3f", style.plusMinus(), 100 * share.standardError())));
        }
    }

    private void heads() {
        HeadCurvature heads = report.heads();
        out.println();
        out.println(style.bold("curvature by head") + ", along the vector of the least eigenvalue");
        out.println(String.format(Locale.ROOT, "  %-13s %-11s", "Gauss-Newton", figure(heads.gaussNewton()))
                + "the convex part, common to all heads");
        List<Integer> order = IntStream.range(0, heads.residual().length).boxed()
                .sorted(Comparator.comparingDouble(head -> heads.residual()[head])).toList();
        for (int head : order.subList(0, Math.min(MOST_HEADS, order.size()))) {
            out.println(String.format(Locale.ROOT, "  %-13s %-11s%.1f %% of the vector%s", "head " + (head + 1),
                    figure(heads.residual()[head]), 100 * heads.mass()[head],
                    heads.minima() == null ? "" : ", at worst " + least(heads.minima()[head])));
        }
        if (order.size() > MOST_HEADS) {
            double rest = order.subList(MOST_HEADS, order.size()).stream().mapToDouble(h -> heads.residual()[h]).sum();
            out.println(String.format(Locale.ROOT, "  %-13s %s", "the others", figure(rest)));
        }
    }

    private void rest() {
        out.println();
        line("margin", report.margin() == null
                ? "not there, see below"
                : "of the tangent features in [" + least(report.margin().lower()) + ", "
                        + most(report.margin().upper()) + "]");
        TraceEstimate trace = report.trace();
        line("trace", figure(trace.value()) + (trace.method() == TraceEstimate.Method.EXACT
                ? ", exact"
                : ", estimated: 95 % interval [" + least(trace.low()) + ", " + most(trace.high()) + "] from "
                        + Figures.count(trace.products(), "product")));
        for (Limit limit : report.limits()) {
            line("not there", name(limit.quantity()) + ": " + limit.reason());
        }
    }

    /** What a reader calls it. */
    private static String name(String quantity) {
        return switch (quantity) {
            case "block" -> "the bound from the blocks of the heads";
            case "factorized" -> "the bound from a factorization of the Hessian";
            case "probable" -> "the bound from a random start";
            case "density" -> "the spread of the eigenvalues";
            default -> "the " + quantity;
        };
    }

    private double ritz() {
        return report.eigenvalues().lowest().getFirst().value();
    }

    private double largest() {
        return report.eigenvalues().highest().getFirst().value();
    }

    private void meaning() {
        double low = report.lowerBounds().best();
        out.println();
        if (ritz() < -report.rounding()) {
            out.println("The loss is not convex here: the least eigenvalue is negative"
                    + (largest() > 0
                            ? String.format(Locale.ROOT, ", %.2g times the largest in size.", ritz() / -largest())
                            : "."));
        } else if (low > 0) {
            out.println("The loss is convex here: the least eigenvalue is proved to be above 0.");
        } else {
            out.println("No negative curvature was found " + (report.eigenvalues().converged() ? "here" : "so far")
                    + "; what is proved is that it is at least " + least(low) + ".");
        }
        if (ritz() < 0 && report.lowerBounds().global() < 0) {
            out.println("Theory allows " + figure(report.lowerBounds().global() / ritz())
                    + " times the negative curvature measured, the certificate " + figure(low / ritz()) + " times.");
        }
        if (largest() > 0) {
            out.println("Steps of gradient descent above 2 / (largest eigenvalue) = " + most(2 / largest())
                    + " are unstable here"
                    + (report.eigenvalues().converged()
                            ? "; theory"
                            : ",\nand smaller ones may be: the eigenvalues have not converged; theory"));
            out.println("vouches for steps up to " + least(1 / report.upperBounds().global().rho()) + ".");
        }
        if (report.distinctHeads() < shape.heads()) {
            out.println(report.distinctHeads() + " distinct of " + shape.heads()
                    + " heads: heads that start equal stay equal, and count as one.");
        }
    }
}
