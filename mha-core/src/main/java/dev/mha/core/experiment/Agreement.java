package dev.mha.core.experiment;

import dev.mha.core.metric.PairedDifference;
import java.util.List;

/**
 * Two columns estimate the same quantity: the 95 % interval of their mean difference, the mean over all places taken in
 * each trial, holds 0, and reaches no farther from it than the quantity itself. One that reaches farther holds the
 * difference of an estimate of nothing or of twice the quantity, too, and decides nothing.
 *
 * @param series name of the series
 * @param column name of the column
 * @param other name of the column that it should agree with
 */
record Agreement(String series, String column, String other) implements Expectation {

    @Override
    public String rule() {
        return "the 95 % interval of the difference holds 0 and reaches no farther from it than the mean of the second"
                + " figure (one that holds 0 and reaches farther is undecided)";
    }

    @Override
    public List<String> columns() {
        return List.of(column, other);
    }

    @Override
    public Finding judge(ExperimentResult result) {
        String what = series + ": " + Column.words(column) + " minus " + Column.words(other)
                + ", an interval that holds 0 and reaches no farther than the mean of the second";
        List<Integer> places = result.experiment().places();
        double[] difference = new double[result.experiment().form().trials()];
        double size = 0;
        for (int place : places) {
            double[] one = result.trials(series, place, column);
            double[] two = result.trials(series, place, other);
            for (int trial = 0; trial < difference.length; trial++) {
                difference[trial] += (one[trial] - two[trial]) / places.size();
                size += two[trial] / places.size() / difference.length;
            }
        }
        PairedDifference mean = Expectation.estimate(difference);
        if (mean == null) {
            return Expectation.missing(what);
        }
        boolean holds = mean.low() <= 0 && mean.high() >= 0;
        boolean wide = Math.max(-mean.low(), mean.high()) > Math.abs(size);
        return new Finding(what,
                "difference " + Expectation.text(mean.mean(), mean.low(), mean.high())
                        + (holds && wide
                                ? ", which reaches farther from 0 than the mean of the second figure, "
                                        + Range.number(Math.abs(size))
                                : ""),
                mean.mean(),
                mean.low(), mean.high(), holds && !wide, holds && wide ? Finding.Lack.TRIALS : Finding.Lack.NOTHING);
    }
}
