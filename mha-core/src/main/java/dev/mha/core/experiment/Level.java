package dev.mha.core.experiment;

import java.util.Arrays;
import java.util.List;

/**
 * The median or share over the trials lies in a range at every place of a stretch.
 *
 * @param series name of the series
 * @param column name of the column
 * @param from first place
 * @param to last place
 * @param range where it is expected
 */
record Level(String series, String column, int from, int to, Range range) implements Expectation {

    /**
     * Trials from which on a median has a 95 % interval at all: of n, all lie on one side of the true median with a
     * probability of {@code 2^(1-n)}, which is 3 % for six.
     */
    private static final int ENOUGH = 6;

    /** Whether a median outside the range speaks against it: trials are enough, or all of one place lie outside. */
    private boolean decided(ExperimentResult result) {
        if (result.experiment().form().trials() >= ENOUGH) {
            return true;
        }
        return result.experiment().places().stream().filter(place -> place >= from && place <= to)
                .anyMatch(place -> Arrays.stream(result.trials(series, place, column)).noneMatch(range::holds));
    }

    @Override
    public String rule() {
        return "the median, or the share of trials, lies in the range at every place";
    }

    @Override
    public List<String> columns() {
        return List.of(column);
    }

    @Override
    public Finding judge(ExperimentResult result) {
        Experiment experiment = result.experiment();
        boolean share = experiment.columns().get(experiment.index(column)).summary() == Column.Summary.SHARE;
        String what = series + ": " + (share ? "share of trials with " : "median ") + Column.words(column) + ", "
                + range.text()
                + (from == to ? " at " + from : " at every place from " + from + " to " + to) + " "
                + experiment.axis().title();
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int place : experiment.places()) {
            if (place >= from && place <= to) {
                double value = result.summary(series, place, column);
                if (Double.isNaN(value)) {
                    return Expectation.missing(what);
                }
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        if (low > high) {
            return new Finding(what, "this form has no such place", Double.NaN, Double.NaN, Double.NaN, false,
                    Finding.Lack.NOTHING);
        }
        boolean holds = range.holds(low) && range.holds(high);
        double worst = range.worst(low, high);
        return new Finding(what, Range.text(low, high),
                worst, low, high, holds,
                !holds && !share && !decided(result) ? Finding.Lack.TRIALS : Finding.Lack.NOTHING);
    }
}
