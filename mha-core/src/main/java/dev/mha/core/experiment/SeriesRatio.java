package dev.mha.core.experiment;

import dev.mha.core.metric.PairedDifference;
import java.util.List;

/**
 * A series divided by another, trial by trial: the geometric mean lies in a range ({@link Range} has the rule) at each
 * of these places. The place that is judged and told is the worst: the first that fails, else the first that is
 * undecided, else the one nearest to an end of the range.
 *
 * @param column name of the column
 * @param series name of the series
 * @param divisor name of the series that it is divided by
 * @param places where
 * @param range where the ratio is expected
 */
record SeriesRatio(String column, String series, String divisor, List<Integer> places, Range range)
        implements
            Expectation {

    @Override
    public List<String> columns() {
        return List.of(column);
    }

    @Override
    public Finding judge(ExperimentResult result) {
        String what = Column.words(column) + " of " + series + " divided by that of " + divisor + ", " + range.text()
                + " at "
                + (places.size() == 1
                        ? places.getFirst().toString()
                        : "all of " + places.getFirst() + " to "
                                + places.getLast())
                + " " + result.experiment().axis().title();
        Finding worst = null;
        Finding undecided = null;
        double leastRoom = Double.POSITIVE_INFINITY;
        for (int place : places) {
            double[] above = result.trials(series, place, column);
            double[] below = result.trials(divisor, place, column);
            double[] ratio = new double[above.length];
            for (int trial = 0; trial < ratio.length; trial++) {
                ratio[trial] = LogRatio.of(above[trial], below[trial]);
            }
            PairedDifference logarithm = Expectation.estimate(ratio);
            if (logarithm == null) {
                return Expectation.missing(what);
            }
            PairedDifference shown = LogRatio.exp(logarithm);
            Finding here = range.judge(what, "at " + place + ": ratio", shown, 1);
            if (!here.asExpected()) {
                if (!here.undecided()) {
                    return here;
                }
                undecided = undecided == null ? here : undecided;
                continue;
            }
            double room = Math.min(LogRatio.of(range.high(), shown.mean()),
                    range.low() > 0 ? LogRatio.of(shown.mean(), range.low()) : Double.POSITIVE_INFINITY);
            if (worst == null || room < leastRoom) {
                worst = here;
                leastRoom = room;
            }
        }
        return undecided == null ? worst : undecided;
    }
}
