package dev.mha.core.experiment;

import java.util.Arrays;

/**
 * One figure of a measurement.
 *
 * @param name in tables, lower case with underscores
 * @param summary how trials are summed up
 */
public record Column(String name, Summary summary) {

    /** What stands for all trials of a place. */
    public enum Summary {
        /** The middle value; a value that is missing counts as larger than all others. */
        MEDIAN {
            @Override
            double of(double[] values) {
                double[] sorted = values.clone();
                Arrays.sort(sorted);
                int half = sorted.length / 2;
                return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
            }
        },
        /** The mean of zeros and ones: the share of trials to which something applies. */
        SHARE {
            @Override
            double of(double[] values) {
                return Arrays.stream(values).average().orElse(Double.NaN);
            }
        };

        abstract double of(double[] values);
    }

    /** The name of a column as tables and sentences have it. */
    public static String words(String name) {
        return name.replace('_', ' ');
    }

    static Column median(String name) {
        return new Column(name, Summary.MEDIAN);
    }

    static Column share(String name) {
        return new Column(name, Summary.SHARE);
    }
}
