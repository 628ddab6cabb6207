package dev.mha.core.experiment;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What an experiment measured.
 *
 * @param experiment which
 * @param seed of all its trials
 * @param values for every cell one figure for each column, in their order
 */
public record ExperimentResult(Experiment experiment, long seed, Map<ExperimentCell, double[]> values) {

    /** @throws IllegalArgumentException if a cell is missing */
    public ExperimentResult {
        for (ExperimentCell cell : experiment.cells()) {
            if (!values.containsKey(cell)) {
                throw new IllegalArgumentException(experiment.name() + ": there is no value of " + cell);
            }
        }
    }

    /**
     * Every trial's value.
     *
     * @return one for each trial of the form, in their order
     * @throws IllegalArgumentException if the experiment has no such column
     */
    public double[] trials(String series, int place, String column) {
        int index = experiment.index(column);
        return IntStream.range(0, experiment.form().trials())
                .mapToDouble(trial -> values.get(new ExperimentCell(series, trial, place))[index]).toArray();
    }

    /** What stands for all trials, see {@link Column.Summary}. */
    public double summary(String series, int place, String column) {
        return experiment.columns().get(experiment.index(column)).summary().of(trials(series, place, column));
    }

    /** What was expected and what came out. */
    public List<Finding> findings() {
        return experiment.expectations().stream().map(expectation -> expectation.judge(this)).toList();
    }

    /** What an answer must not leave out, in sentences. */
    public List<String> remarks() {
        return experiment.series().stream()
                .flatMap(series -> series.measurement().remarks(this, series.name()).stream()).toList();
    }

    /** Whether everything came out as expected. */
    public boolean asExpected() {
        return findings().stream().allMatch(Finding::asExpected);
    }
}
