package dev.mha.core.experiment;

import java.util.List;

/**
 * A figure divided by another of the same cell lies in a range in every cell: for what is proved, or exact but for
 * rounding.
 *
 * @param series name of the series
 * @param column name of the column
 * @param divisor name of the column that it is divided by
 * @param from least place that counts
 * @param range where the ratio is expected
 */
record ColumnRatio(String series, String column, String divisor, int from, Range range) implements Expectation {

    @Override
    public String rule() {
        return "every single trial lies in the range";
    }

    @Override
    public List<String> columns() {
        return List.of(column, divisor);
    }

    @Override
    public Finding judge(ExperimentResult result) {
        String axis = result.experiment().axis().title();
        String what = series + ": " + Column.words(column) + " divided by " + Column.words(divisor) + ", "
                + range.text() + " in every trial"
                + (from > result.experiment().places().getFirst() ? " from " + from + " " + axis + " on" : "");
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int place : result.experiment().places()) {
            double[] above = result.trials(series, place, column);
            double[] below = result.trials(series, place, divisor);
            for (int trial = 0; place >= from && trial < above.length; trial++) {
                double ratio = above[trial] / below[trial];
                if (Double.isNaN(ratio)) {
                    return Expectation.missing(what);
                }
                low = Math.min(low, ratio);
                high = Math.max(high, ratio);
            }
        }
        if (low > high) {
            return new Finding(what, "this form has no such place", Double.NaN, Double.NaN, Double.NaN, false,
                    Finding.Lack.NOTHING);
        }
        boolean holds = range.holds(low) && range.holds(high);
        double worst = range.worst(low, high);
        return new Finding(what, Range.text(low, high), worst, low, high, holds, Finding.Lack.NOTHING);
    }
}
