package dev.mha.cli.certify;

import dev.mha.cli.figure.Figures;
import dev.mha.cli.figure.Names;
import dev.mha.cli.guarantee.ConditionFigures;
import dev.mha.cli.guarantee.ConditionNames;
import dev.mha.cli.guarantee.Guarantees;
import dev.mha.cli.guarantee.QuantityRow;
import dev.mha.core.guarantee.Condition;
import dev.mha.core.guarantee.StartReport;
import dev.mha.core.theory.Certification;
import java.util.ArrayList;
import java.util.List;

/** The tables of a certified training as lines of text. */
final class CertifyTables {
    private CertifyTables() {}

    /** Quantities: guaranteed, certified here, measured, proved by measured. */
    static List<String> quantities(Guarantees guarantees) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("at most", "guaranteed", "certified", "measured", "ratio"));
        for (Guarantees.Row row : guarantees.rows()) {
            // what is not guaranteed is no figure of this column, however it compares with the others
            boolean promised = row.proved();
            cells.add(List.of(row.quantity().title(), promised ? bound(row.promised()) : "-",
                    bound(row.certified()), Figures.number(row.measured()),
                    Double.isNaN(row.looseness()) ? "-" : Figures.brief(row.looseness()) + " x"));
        }
        return aligned(cells);
    }

    private static String bound(double value) {
        return Double.isNaN(value) ? "-" : Double.isInfinite(value) ? "no bound" : Figures.atMost(value);
    }

    /** What the table of the quantities does not say of itself. */
    static List<String> notes(Guarantees guarantees) {
        List<String> notes = new ArrayList<>();
        for (Guarantees.Row row : guarantees.rows()) {
            if (!row.quantity().formula().isEmpty()) {
                notes.add("(" + row.quantity().title() + ": " + row.quantity().formula() + ")");
            }
        }
        Certification one = guarantees.certification();
        if (!one.complete()) {
            notes.add("(all of the first " + Figures.count(one.followed(), "step")
                    + ", as far as the training was followed)");
        }
        notes.add("(" + QuantityRow.NOTE.replaceFirst("\\.$", ")"));
        return notes;
    }

    /** Conditions of the theorem: asked for, this run, factor. */
    static List<String> conditions(Guarantees guarantees) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("condition of the theorem", "asked for", "this run", ""));
        for (Condition condition : guarantees.certification().theorem().conditions()) {
            boolean least = condition.kind().isLeast();
            cells.add(List.of(ConditionNames.of(condition.kind()),
                    condition.required() == Double.POSITIVE_INFINITY
                            ? least ? "beyond numbers" : "any"
                            : (least ? ">= " : "<= ") + ConditionFigures.required(condition),
                    ConditionFigures.actual(condition),
                    condition.met()
                            ? "holds"
                            : Double.isFinite(condition.factor())
                                    ? "fails, factor " + ConditionFigures.factor(condition)
                                    : "cannot hold"));
        }
        return aligned(cells);
    }

    /** Every start: margin, sizes, and how far the theory's comparison point lies. */
    static List<String> starts(Guarantees guarantees) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(
                List.of("start", "margin gamma", "largest head", "largest score", "distinct", "reach"));
        for (StartReport start : guarantees.starts()) {
            cells.add(List.of(Names.of(start.initialization()),
                    start.separable()
                            ? interval(start.margin().lower(), start.margin().upper())
                            : "at most " + Figures.atMost(start.margin().upper()),
                    Figures.number(start.largestHead()), Figures.number(start.largestScore()),
                    Integer.toString(start.distinctHeads()),
                    start.separable() ? Figures.atMost(start.reach()) : "-"));
        }
        return aligned(cells);
    }

    /** What the table of the starts does not say of itself. */
    static final String STARTS = "(largest head: the largest norm of a head; largest score: in size, of a sample;"
            + " distinct: heads that differ; reach: how far from the start the theory's comparison point lies, a point"
            + " of low loss that the theorem compares the training with)";

    private static String interval(double low, double high) {
        String lower = Figures.atLeast(low);
        String upper = Figures.atMost(high);
        return lower.equals(upper) ? lower : lower + " to " + upper;
    }

    /** First column to the left, the others to the right. */
    private static List<String> aligned(List<List<String>> cells) {
        int columns = cells.getFirst().size();
        int[] width = new int[columns];
        for (List<String> row : cells) {
            for (int c = 0; c < columns; c++) {
                width[c] = Math.max(width[c], row.get(c).length());
            }
        }
        return cells.stream().map(row -> {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < columns; c++) {
                String blanks = " ".repeat(width[c] - row.get(c).length());
                line.append(c == 0 ? row.get(c) + blanks : "  " + blanks + row.get(c));
            }
            return line.toString().stripTrailing();
        }).toList();
    }
}
