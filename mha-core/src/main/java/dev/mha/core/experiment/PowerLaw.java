package dev.mha.core.experiment;

import dev.mha.core.metric.PairedDifference;
import java.util.List;

/**
 * A figure goes as a power of the number of heads or samples: the slope of a line through the logarithms, fitted in
 * every trial, whose mean lies in a range ({@link Range} has the rule).
 *
 * @param series name of the series
 * @param column name of the column
 * @param from least place that counts; a form without two such places fits all of them
 * @param slopes the range
 */
record PowerLaw(String series, String column, int from, Range slopes) implements Expectation {

    PowerLaw(String series, String column, double low, double high) {
        this(series, column, 0, new Range(low, high));
    }

    @Override
    public List<String> columns() {
        return List.of(column);
    }

    @Override
    public Finding judge(ExperimentResult result) {
        Experiment experiment = result.experiment();
        List<Integer> places = experiment.places().stream().filter(place -> place >= from).toList();
        if (places.size() < 2) {
            places = experiment.places();
        }
        String what = series + ": " + Column.words(column) + " as a power of the " + experiment.axis().title()
                + (from > 0 ? " from " + places.getFirst() : "") + ", exponent " + slopes.text();
        double[] x = places.stream().mapToDouble(Integer::doubleValue).toArray();
        double[][] byPlace = places.stream().map(place -> result.trials(series, place, column))
                .toArray(double[][]::new);
        double[] fitted = new double[experiment.form().trials()];
        for (int trial = 0; trial < fitted.length; trial++) {
            double[] y = new double[x.length];
            for (int i = 0; i < y.length; i++) {
                y[i] = byPlace[i][trial];
            }
            fitted[trial] = LogLogSlope.of(x, y);
        }
        PairedDifference slope = Expectation.estimate(fitted);
        if (slope == null) {
            return Expectation.missing(what);
        }
        return slopes.judge(what, "exponent", slope, 0);
    }
}
