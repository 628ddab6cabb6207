package dev.mha.core.experiment;

import dev.mha.core.random.RandomSource;
import dev.mha.core.random.Streams;
import dev.mha.core.trial.Workers;
import dev.mha.core.trial.Workers.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Measures the cells of an experiment that are not measured yet, several at the same time and each serial inside:
 * figures are bitwise the same for any number of threads, and whether they were measured in one go or not.
 */
public final class ExperimentRun {
    private ExperimentRun() {}

    /** Watches an experiment, on the thread that started it. */
    public interface Listener {
        /** Watches nothing, stops nothing. */
        Listener NONE = (share, values) -> true;

        /**
         * Called about ten times a second, and once at the end or when it fails.
         *
         * @param share of the work that is done, 0 to 1, counted without the cells that were there before
         * @param values of all cells so far, those that were there before included; do not write
         * @return whether to go on; false cancels the run
         */
        boolean onProgress(double share, Map<ExperimentCell, double[]> values);
    }

    /**
     * Runs.
     *
     * @param seed of all trials
     * @param known values of cells that were measured before
     * @param threads number of cells at the same time
     * @throws CancellationException when the listener cancelled, or the calling thread was interrupted
     */
    public static ExperimentResult run(Experiment experiment, long seed, Map<ExperimentCell, double[]> known,
            int threads, Listener listener) {
        Map<ExperimentCell, double[]> values = new ConcurrentHashMap<>(known);
        List<ExperimentCell> missing = experiment.cells().stream().filter(cell -> !known.containsKey(cell)).toList();
        if (!missing.isEmpty()) {
            measure(experiment, seed, missing, values, threads, listener);
        }
        return new ExperimentResult(experiment, seed, Map.copyOf(values));
    }

    private static void measure(Experiment experiment, long seed, List<ExperimentCell> missing,
            Map<ExperimentCell, double[]> values, int threads, Listener listener) {
        double[] last = {0};
        Workers workers = new Workers(threads, share -> {
            last[0] = share;
            return listener.onProgress(share, values);
        }, missing.size(), experiment.work(values.keySet()));
        List<Job> jobs = new ArrayList<>();
        for (ExperimentCell cell : missing) {
            Measurement measurement = experiment.series(cell.series()).measurement();
            jobs.add(new Job(experiment.work(cell), work -> {
                values.put(cell, measurement.measure(cell.place(), trialSeed(seed, cell.trial()), work));
                workers.did(experiment.work(cell));
                workers.didCell();
            }));
        }
        try {
            workers.run(jobs);
        } catch (RuntimeException | Error stopped) {
            keep(listener, last[0], values, stopped);
            throw stopped;
        }
        workers.finish();
    }

    /** What is finished shall be kept; where that fails too, {@code stopped} says it beside its own reason. */
    private static void keep(Listener listener, double share, Map<ExperimentCell, double[]> values,
            Throwable stopped) {
        try {
            boolean ignored = listener.onProgress(share, values);
        } catch (RuntimeException | Error failed) {
            if (!failed.equals(stopped)) { // nothing is suppressed by itself
                stopped.addSuppressed(failed);
            }
        }
    }

    /** Trials of neighbouring seeds share nothing: every trial's seed is drawn. */
    static long trialSeed(long seed, int trial) {
        return RandomSource.of(seed, Streams.TRIALS + trial).nextLong();
    }
}
