package dev.mha.core.experiment;

import dev.mha.core.metric.PairedDifference;
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
    public Finding judge(ExperimentResult result) {
        boolean ratio = kind == Kind.RATIO;
        String what = series + ": " + column + " at " + to + (ratio ? " divided by that at " : " minus that at ") + from
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
        return range.judge(what, kind.name().toLowerCase(Locale.ROOT), shown, ratio ? 1 : 0);
    }
}
