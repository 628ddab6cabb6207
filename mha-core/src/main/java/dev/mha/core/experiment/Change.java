package dev.mha.core.experiment;

import dev.mha.core.metric.PairedDifference;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A figure changes from one place to another: the ratio of the two, as a geometric mean over the trials, or their
 * difference where a figure may be 0, lies in a range ({@link Range} has the rule).
 *
 * @param series name of the series
 * @param column name of the column
 * @param from the place before
 * @param to the place after
 * @param kind ratio or difference
 * @param range where it is expected
 */
record Change(String series, String column, int from, int to, Kind kind, Range range) implements Expectation {

    /** How two figures are compared. */
    enum Kind {
        /** After divided by before. */
        RATIO,
        /** After minus before. */
        DIFFERENCE
    }

    @Override
    public List<String> columns() {
        return List.of(column);
    }

    @Override
    public Finding judge(ExperimentResult result) {
        boolean ratio = kind == Kind.RATIO;
        String what = series + ": " + Column.words(column) + " at " + to
                + (ratio ? " divided by that at " : " minus that at ") + from
                + " " + result.experiment().axis().title() + ", " + range.text();
        double[] before = result.trials(series, from, column);
        double[] after = result.trials(series, to, column);
        double[] change = new double[before.length];
        for (int trial = 0; trial < change.length; trial++) {
            change[trial] = ratio ? LogRatio.of(after[trial], before[trial]) : after[trial] - before[trial];
        }
        PairedDifference estimate = Expectation.estimate(change);
        if (estimate == null) {
            return Expectation.missing(what);
        }
        PairedDifference shown = ratio ? LogRatio.exp(estimate) : estimate;
        double largest = result.experiment().series(series).measurement().largestTried(column);
        long cappedBefore = Arrays.stream(before).filter(value -> value == largest).count();
        long cappedAfter = Arrays.stream(after).filter(value -> value == largest).count();
        Finding finding = range.judge(what,
                kind.name().toLowerCase(Locale.ROOT) + side(cappedBefore > 0, cappedAfter > 0), shown, ratio ? 1 : 0);
        if (open(finding, cappedBefore > 0, cappedAfter > 0)) {
            finding = finding.atTheEdge();
        }
        return finding.with(edge(largest, from, cappedBefore, before.length)
                + edge(largest, to, cappedAfter, after.length));
    }

    /**
     * Whether steps beyond those tried could change the verdict: with a larger figure before, the change is smaller
     * than measured, with a larger one after, it is larger.
     */
    private boolean open(Finding finding, boolean before, boolean after) {
        if (finding.asExpected()) {
            double least = kind == Kind.RATIO ? 0 : Double.NEGATIVE_INFINITY;
            return (before && range.low() > least)
                    || (after && range.high() < Double.POSITIVE_INFINITY);
        }
        return (before && finding.low() > range.high()) || (after && finding.high() < range.low());
    }

    /** A value at the edge of what was tried stands for itself or a larger one. */
    private static String side(boolean before, boolean after) {
        if (before && after) {
            return " of what was tried";
        }
        return after ? " at least" : before ? " at most" : "";
    }

    private static String edge(double largest, int place, long capped, int trials) {
        return capped == 0
                ? ""
                : "; at " + place + " the largest one tried, " + Range.number(largest) + ", in " + capped + " of "
                        + trials + " trials";
    }
}
