package dev.mha.core.experiment;

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

    @Override
    public Finding judge(ExperimentResult result) {
        Experiment experiment = result.experiment();
        boolean share = experiment.columns().get(experiment.index(column)).summary() == Column.Summary.SHARE;
        String what = series + ": " + (share ? "share of trials with " : "median ") + column + ", " + range.text()
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
            return new Finding(what, "this form has no such place", Double.NaN, Double.NaN, Double.NaN, false);
        }
        boolean holds = range.holds(low) && range.holds(high);
        double worst = range.holds(low) ? high : low;
        return new Finding(what, Range.text(low, high),
                worst, low, high, holds);
    }
}
