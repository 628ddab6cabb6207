package dev.mha.core.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.data.Dataset;
import dev.mha.core.generate.Planted;
import dev.mha.kernels.Workspace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentRunTest {
    /** The smallest there is. */
    private static final Form SMALLEST = new Form("smallest", 2, List.of(1, 2), List.of(20, 40));

    static Stream<Experiment> experiments() {
        Dataset drawn = new Planted(2, 3, 2).train(300, 1);
        Dataset real = new Dataset("real", drawn.samples(), drawn.tokens(), drawn.features(), drawn.x(), null,
                drawn.labels(), "minus", "plus", null);
        return Experiments.all(SMALLEST, List.of(real)).stream();
    }

    private static Experiment experiment(String name) {
        return experiments().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("experiments")
    void measuresEveryCellAndJudges(Experiment experiment) {
        ExperimentResult result = ExperimentRun.run(experiment, 1, Map.of(), 2, ExperimentRun.Listener.NONE);

        for (ExperimentCell cell : experiment.cells()) {
            assertEquals(experiment.columns().size(), result.values().get(cell).length);
        }
        for (Series series : experiment.series()) {
            for (String column : experiment.shown()) {
                for (int place : experiment.places()) {
                    assertTrue(Double.isFinite(result.summary(series.name(), place, column))
                            || column.equals(StartMargin.CLOSED_FORM), series.name() + " " + column + " " + place);
                }
            }
        }
        assertEquals(experiment.expectations().size(), result.findings().size());
        for (Finding finding : result.findings()) {
            assertFalse(finding.expectation().isBlank() || finding.measured().isBlank());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"e5", "e6b", "warm-up", "real-heads"})
    void givesTheSameBitsForAnyNumberOfThreads(String name) {
        Experiment experiment = experiment(name);

        assertSame(ExperimentRun.run(experiment, 7, Map.of(), 1, ExperimentRun.Listener.NONE),
                ExperimentRun.run(experiment, 7, Map.of(), 3, ExperimentRun.Listener.NONE));
    }

    @Test
    void goesOnWhereItWasStopped() {
        Experiment experiment = experiment("e3");
        ExperimentResult whole = ExperimentRun.run(experiment, 3, Map.of(), 1, ExperimentRun.Listener.NONE);
        Map<ExperimentCell, double[]> known = new LinkedHashMap<>();
        experiment.cells().stream().skip(1).limit(4)
                .forEach(cell -> known.put(cell, whole.values().get(cell).clone()));
        // a mark that shows whether what is known is measured again
        ExperimentCell marked = known.keySet().iterator().next();
        known.get(marked)[0] = 42;

        ExperimentResult result = ExperimentRun.run(experiment, 3, known, 2, ExperimentRun.Listener.NONE);

        assertEquals(42, result.values().get(marked)[0]);
        known.get(marked)[0] = whole.values().get(marked)[0];
        assertSame(whole, ExperimentRun.run(experiment, 3, known, 2, ExperimentRun.Listener.NONE));
    }

    @Test
    void handsOverWhatIsFinishedWhenItIsCancelled() {
        Semaphore reports = new Semaphore(0);
        Experiment experiment = paced(experiment("e4"), reports);
        Map<ExperimentCell, double[]> kept = new LinkedHashMap<>();

        assertThrows(CancellationException.class,
                () -> ExperimentRun.run(experiment, 1, Map.of(), 1, (share, values) -> {
                    kept.putAll(values);
                    reports.release();
                    return kept.isEmpty();
                }));

        assertFalse(kept.isEmpty());
        assertTrue(kept.size() < experiment.cells().size(), "all cells were measured");
    }

    /**
     * The experiment with cells that each wait for a report, so that no machine is fast enough to finish before it is
     * stopped.
     */
    private static Experiment paced(Experiment experiment, Semaphore reports) {
        List<Series> series = experiment.series().stream()
                .map(one -> new Series(one.name(), new Paced(one.measurement(), reports))).toList();
        return new Experiment(experiment.name(), experiment.question(), experiment.answer(), experiment.form(),
                experiment.axis(), series, experiment.shown(), experiment.expectations(), experiment.references());
    }

    private record Paced(Measurement measurement, Semaphore reports) implements Measurement {
        @Override
        public List<Column> columns() {
            return measurement.columns();
        }

        @Override
        public double[] measure(int place, long seed, Workspace work) {
            try {
                // a cell that begins while the run is being stopped sees no further report, and must end
                boolean ignored = reports.tryAcquire(1, TimeUnit.SECONDS);
            } catch (InterruptedException stop) {
                throw new IllegalStateException(stop);
            }
            return measurement.measure(place, seed, work);
        }

        @Override
        public double work(int place) {
            return measurement.work(place);
        }
    }

    @Test
    void drawsOtherDataForOtherTrialsAndSeeds() {
        Experiment experiment = experiment("e2");
        ExperimentResult one = ExperimentRun.run(experiment, 1, Map.of(), 2, ExperimentRun.Listener.NONE);
        ExperimentResult two = ExperimentRun.run(experiment, 2, Map.of(), 2, ExperimentRun.Listener.NONE);

        double[] trials = one.trials("zero", 1, TrainingFigures.TRAIN_LOSS);
        assertFalse(trials[0] == trials[1]);
        assertFalse(trials[0] == two.trials("zero", 1, TrainingFigures.TRAIN_LOSS)[0]);
    }

    @Test
    void changesItsSettingsWithASettingAndNotWithTheForm() {
        Experiment small = Experiments.all(Form.SMALL, List.of()).getFirst();
        Experiment full = Experiments.all(Form.FULL, List.of()).getFirst();

        assertEquals(small.settings(), full.settings());
        assertEquals(Experiments.all(Form.SMALL, List.of()).size(),
                Experiments.all(Form.SMALL, List.of()).stream().map(Experiment::settings).distinct().count());
    }

    private static void assertSame(ExperimentResult one, ExperimentResult two) {
        for (ExperimentCell cell : one.experiment().cells()) {
            assertArrayEquals(one.values().get(cell), two.values().get(cell), cell.toString());
        }
    }
}
