package dev.mha.cli.guarantee;

import dev.mha.cli.figure.Figures;
import dev.mha.cli.figure.Names;
import dev.mha.cli.page.Glossary;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A quantity of a certified training as a page shows it.
 *
 * @param title what it is
 * @param meaning what it is good for, for a reader who meets it here
 * @param promised bound of the theorem, or a dash
 * @param certified bound of this run, or a dash
 * @param measured its value
 * @param looseness how many times too large the best bound is, or a dash
 */
public record QuantityRow(String title, String meaning, String promised, String certified, String measured,
        String looseness) {
    /** What the table does not say of itself. */
    public static final String NOTE = "Ratio: the best that is proved, divided by what was measured, where that is"
            + " above 0. A dash: no such bound, or one whose conditions fail here; those on self-bounding constant,"
            + " weak convexity and largest eigenvalue have none. Weak convexity was certified and measured, and the"
            + " largest eigenvalue measured, at some iterates alone: between them they may be larger, up to what is"
            + " guaranteed.";

    private static final String DASH = "–";

    /** The row of a quantity. */
    public static QuantityRow of(Guarantees.Row row) {
        return new QuantityRow(Names.capital(row.quantity().title()), meaning(row), figure(promised(row)),
                figure(row.certified()), Figures.powers(Figures.number(row.measured())),
                Double.isNaN(row.looseness()) ? DASH : Figures.powers(Figures.brief(row.looseness())) + "\u00a0×");
    }

    /** What is not guaranteed is no figure of its column, however it compares with the others. */
    private static double promised(Guarantees.Row row) {
        return row.proved() ? row.promised() : Double.NaN;
    }

    private static String figure(double value) {
        return Double.isNaN(value)
                ? DASH
                : Double.isInfinite(value) ? "no bound" : Figures.powers(Figures.atMost(value));
    }

    private static String meaning(Guarantees.Row row) {
        return switch (row.quantity()) {
            case MEAN_LOSS -> "over all steps";
            case LAST_LOSS -> "after the last step";
            case DISTANCE_FROM_START -> "how far the parameters moved";
            case DISTANCE_FROM_COMPARISON -> Glossary.COMPARISON_POINT;
            case SELF_BOUND ->
                row.quantity().formula() + ": the slope beside the loss. It is bounded, so steps shrink as the loss"
                        + " falls";
            case NON_CONVEXITY -> row.quantity().formula()
                    + ": how far from convex the loss was, at its largest of the iterates measured; 0 for a loss that"
                    + " is convex in every direction";
            case LAMBDA_MAX -> row.quantity().formula() + ", at its largest of the iterates measured"
                    + (row.measured() > 0
                            ? ": there a step above 2 / lambda_max, here " + Figures.briefAtMost(2 / row.measured())
                                    + ", may raise the loss. Where that is at the start, curvature falls and training"
                                    + " goes on"
                            : "");
            case LEAVE_ONE_OUT_GAP -> "loss of a sample left out, less its loss in training";
            case LEAVE_ONE_OUT_DISTANCE -> "how far the parameters move when a sample is left out, on average";
        };
    }

    /** Powers of ten between the measured value and the farther of its bounds. */
    public static double decades(Guarantees.Row row) {
        return Math.max(decades(promised(row), row), decades(row.certified(), row));
    }

    private static double decades(double bound, Guarantees.Row row) {
        return bound > row.measured() && row.measured() > 0 && Double.isFinite(bound)
                ? Math.log10(bound / row.measured())
                : 0;
    }

    /**
     * A row for the template, with bars.
     *
     * @param most powers of ten that the longest bar stands for
     */
    public static Map<String, Object> view(Guarantees.Row row, double most) {
        QuantityRow shown = of(row);
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("title", shown.title);
        view.put("meaning", shown.meaning);
        view.put("promised", shown.promised);
        view.put("certified", shown.certified);
        view.put("measured", shown.measured);
        view.put("looseness", shown.looseness);
        view.put("promisedWidth", width(decades(promised(row), row) / most));
        view.put("certifiedWidth", width(decades(row.certified(), row) / most));
        return view;
    }

    private static String width(double share) {
        return Figures.number(100 * share);
    }
}
