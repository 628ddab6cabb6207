package dev.mha.core.experiment;

import dev.mha.core.metric.PairedDifference;
import java.util.List;

/** Something that is expected of an experiment, with the rule that decides whether it came out. */
public sealed interface Expectation
        permits PowerLaw, Change, SeriesRatio, ColumnRatio, Level, Agreement {

    /** Names of the columns that it is about. */
    List<String> columns();

    /** Decides. */
    Finding judge(ExperimentResult result);

    /** When it is as expected, in words that follow "when". */
    default String rule() {
        return "the mean over the trials lies in the range and, where \"no effect\" lies outside of that, its 95 %"
                + " interval leaves it out too";
    }

    /**
     * A number that every trial has: its mean, with the Student interval of the mean.
     *
     * @param perTrial one value for each trial, not finite where it has none
     * @return null when a trial has none
     */
    static PairedDifference estimate(double[] perTrial) {
        for (double value : perTrial) {
            if (!Double.isFinite(value)) {
                return null;
            }
        }
        return PairedDifference.ofSamples(perTrial, new double[perTrial.length]);
    }

    /** A trial has no number to judge. */
    static Finding missing(String expectation) {
        return new Finding(expectation, "a trial has no such figure (a training diverged, or a value is not above 0)",
                Double.NaN, Double.NaN, Double.NaN, false, Finding.Lack.NOTHING);
    }

    /** {@code -0.45 (95 % -0.47 to -0.43)}. */
    static String text(double value, double low, double high) {
        return Range.number(value) + " (95 % " + Range.number(low) + " to " + Range.number(high) + ")";
    }
}
