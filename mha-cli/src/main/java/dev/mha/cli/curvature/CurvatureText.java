package dev.mha.cli.curvature;

import dev.mha.cli.figure.Figures;
import dev.mha.cli.page.FigurePage;
import dev.mha.cli.terminal.TerminalStyle;
import dev.mha.core.curvature.Lanczos;
import dev.mha.core.theory.CurvatureReport;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * Prints a curvature report on the terminal: guaranteed, certified and measured in three columns, then what it means.
 */
public final class CurvatureText {
    /** Where the last column of the first table begins: a mark of what has not converged may go beneath its figure. */
    private static final int MEASURED = 63;

    private final CurvatureTables tables;
    private final CurvatureWords words;
    private final PrintWriter out;
    private final TerminalStyle style;

    private CurvatureText(CurvatureTables tables, CurvatureWords words, PrintWriter out, TerminalStyle style) {
        this.tables = tables;
        this.words = words;
        this.out = out;
        this.style = style;
    }

    /**
     * Prints a report.
     *
     * @param report the report
     * @param search for its eigenvalues, which says when one has converged
     * @param shape shape of the model
     * @param data name of the data
     * @param tokens the samples it was measured on
     * @param out where to
     * @param style what the terminal can show
     */
    public static void print(CurvatureReport report, Lanczos search, ClassifierShape shape, String data,
            PackedSamples tokens, PrintWriter out, TerminalStyle style) {
        CurvatureTables tables = new CurvatureTables(report, search);
        CurvatureText text = new CurvatureText(tables, new CurvatureWords(tables, shape.heads()), out, style);
        text.line("data", style.safe(data) + ", " + Figures.count(tokens.samples(), "sample") + " of "
                + Figures.count(shape.tokens(), "token") + " x " + Figures.count(shape.features(), "feature"));
        text.line("model", Figures.count(shape.heads(), "head") + " (" + report.distinctHeads() + " distinct), "
                + Figures.count(shape.parameters(), "parameter"));
        text.line("loss", CurvatureTables.figure(report.loss()));
        if (!report.complete()) {
            text.line("stopped", FigurePage.PARTIAL + ": what is said holds, what was not measured is named below");
        }
        text.sides();
        text.lowerBounds();
        text.eigenvalues();
        text.spread();
        text.heads();
        text.rest();
        out.println();
        text.words.meaning().forEach(sentence -> style.wrap(sentence, style.width()).forEach(out::println));
    }

    private void line(String title, String text) {
        String start = String.format(Locale.ROOT, "%-11s ", title);
        for (String row : style.wrap(text, style.width() - start.length())) {
            out.println(start + row);
            start = " ".repeat(start.length());
        }
    }

    /** A title with what is said beside it. */
    private void heading(String title, String text) {
        List<String> rows = style.wrap(title + text, style.width());
        out.println(style.bold(title) + rows.getFirst().substring(title.length()));
        rows.subList(1, rows.size()).forEach(out::println);
    }

    /** Text that is set in; what does not fit goes on a little further in. */
    private void indented(String indent, String text) {
        String start = indent;
        for (String row : style.wrap(text, style.width() - indent.length() - 2)) {
            out.println(start + row);
            start = indent + "  ";
        }
    }

    private void sides() {
        out.println();
        out.println(style.bold(String.format(Locale.ROOT, "%-19s %-21s %-20s %s", "", "guaranteed by theory",
                "certified here", "measured")));
        for (List<String> row : tables.sides()) {
            String line = String.format(Locale.ROOT, "%-19s %-21s %-20s %s", row.toArray()).stripTrailing();
            int mark = line.lastIndexOf(" (");
            if (line.length() > style.width() && mark > MEASURED) {
                out.println(line.substring(0, mark));
                out.println(" ".repeat(MEASURED) + line.substring(mark + 1));
            } else {
                out.println(line);
            }
        }
        style.wrap(words.sides(), style.width()).forEach(out::println);
    }

    private void lowerBounds() {
        out.println();
        out.println(style.bold("least eigenvalue"));
        for (List<String> row : tables.bounds()) {
            out.println(String.format(Locale.ROOT, "  %-40s %s", row.toArray()));
        }
        if (!tables.chance().isEmpty()) {
            indented("    ", "(" + tables.chance() + ")");
        }
        String measured = "  measured (Ritz value + rounding)         <= "
                + CurvatureTables.most(tables.largestLeast());
        String residual = "   residual " + CurvatureTables.residual(tables.lowest().residual())
                + (tables.converged(tables.lowest()) ? "" : ", " + CurvatureTables.NOT_CONVERGED);
        boolean fits = measured.length() + residual.length() <= style.width();
        out.println(fits ? measured + residual : measured + "\n " + residual);
        style.wrap(words.interval(), style.width()).forEach(out::println);
    }

    private void eigenvalues() {
        out.println();
        heading("eigenvalues", ", " + words.search());
        words.arithmetic().forEach(line -> indented("  ", line));
        for (List<String> row : tables.eigenvalues()) {
            out.println(String.format(Locale.ROOT, "  %-9s %-11s residual %s%s", row.get(0), row.get(1), row.get(2),
                    row.get(3).isEmpty() ? "" : ", " + row.get(3)));
        }
    }

    private void spread() {
        List<List<String>> rows = tables.spread(style.plusMinus());
        if (rows.isEmpty()) {
            return;
        }
        out.println();
        heading("spread of the eigenvalues", ", in shares of the largest in size, "
                + Figures.count(tables.report().density().values().length, "random probe")
                + (tables.report().density().values().length > 1
                        ? ", " + style.plusMinus() + " one standard error"
                        : ""));
        for (List<String> row : rows) {
            String share = row.get(1);
            out.println(String.format(Locale.ROOT, "  %-12s %s", row.get(0),
                    " ".repeat(Math.max(0, 7 - share.indexOf(' '))) + share));
        }
    }

    private void heads() {
        out.println();
        heading("curvature by head", ", along the vector of the least eigenvalue"
                + (tables.converged(tables.lowest()) ? "" : ", which has not converged"));
        for (List<String> row : tables.heads()) {
            String what = row.get(0).equals(CurvatureTables.GAUSS_NEWTON)
                    ? "the convex part, common to all heads"
                    : row.get(2).isEmpty()
                            ? ""
                            : String.format(Locale.ROOT, "%7s", row.get(2)) + " of the vector"
                                    + (row.get(3).isEmpty() ? "" : ", at worst " + row.get(3));
            out.println(String.format(Locale.ROOT, "  %-13s %-11s%s", row.get(0), row.get(1), what).stripTrailing());
        }
    }

    private void rest() {
        out.println();
        line("margin", words.margin());
        line("trace", words.trace());
        words.limits().forEach(limit -> line("not there", limit));
    }
}
