package dev.mha.core.experiment;

import dev.mha.kernels.Workspace;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An experiment whose figures are given: series {@code a} and {@code b}, columns {@code y} and {@code z}. */
final class MadeUp {
    private final Experiment experiment;
    private final Map<ExperimentCell, double[]> values = new LinkedHashMap<>();

    /** @param places numbers of heads */
    MadeUp(int trials, Integer... places) {
        Form form = new Form("made up", trials, Arrays.asList(places), List.of(1, 2));
        experiment = new Experiment("made-up", "Is it so?", "yes", form, Axis.HEADS,
                List.of(new Series("a", new Given()), new Series("b", new Given())), List.of("y"), List.of(),
                List.of());
        for (ExperimentCell cell : experiment.cells()) {
            values.put(cell, new double[]{1, 1, 0});
        }
    }

    private record Given() implements Measurement {
        @Override
        public List<Column> columns() {
            return List.of(Column.median("y"), Column.median("z"), Column.share("s"));
        }

        @Override
        public double[] measure(int place, long seed, Workspace work) {
            throw new AssertionError("not to be measured");
        }

        @Override
        public double work(int place) {
            return 1;
        }
    }

    /** Figures of a series and column: a row a trial, a value a place. */
    MadeUp with(String series, String column, double[]... byTrial) {
        for (int trial = 0; trial < byTrial.length; trial++) {
            for (int i = 0; i < byTrial[trial].length; i++) {
                values.get(new ExperimentCell(series, trial, experiment.places().get(i)))[experiment
                        .index(column)] = byTrial[trial][i];
            }
        }
        return this;
    }

    ExperimentResult result() {
        return new ExperimentResult(experiment, 1, values);
    }

    Finding judge(Expectation expectation) {
        return expectation.judge(result());
    }
}
