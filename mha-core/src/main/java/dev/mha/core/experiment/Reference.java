package dev.mha.core.experiment;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Medians of an independent program with random numbers of its own, to stand beside ours. The ranges of the
 * expectations were set with them in view; no verdict compares with them.
 *
 * @param series name of the series
 * @param column name of the column
 * @param values by place
 */
public record Reference(String series, String column, Map<Integer, Double> values) {

    /** Figures at 1, 2, 4, ... heads; NaN where there is none. */
    static Reference heads(String series, String column, double... values) {
        return doubling(1, series, column, values);
    }

    /** Figures at 20, 40, 80, ... samples. */
    static Reference samples(String series, String column, double... values) {
        return doubling(20, series, column, values);
    }

    private static Reference doubling(int first, String series, String column, double... values) {
        Map<Integer, Double> byPlace = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            if (!Double.isNaN(values[i])) {
                byPlace.put(first << i, values[i]);
            }
        }
        return new Reference(series, column, byPlace);
    }
}
