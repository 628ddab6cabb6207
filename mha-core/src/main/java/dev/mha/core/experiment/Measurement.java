package dev.mha.core.experiment;

import dev.mha.kernels.Workspace;
import java.util.List;

/**
 * Measures one place of a series in one trial. Everything random is drawn from streams of the trial's seed, so that all
 * places and series of a trial see the same data. The text of a measurement names every setting that its figures depend
 * on.
 */
public interface Measurement {
    /** What is measured, in order. */
    List<Column> columns();

    /**
     * Measures.
     *
     * @param place number of heads, or of samples
     * @param seed of the trial
     * @param work scratch; what is returned has the same bits for every number of threads
     * @return one value for each column; NaN where there is none
     */
    double[] measure(int place, long seed, Workspace work);

    /**
     * The largest value that it tries of a column whose value it chooses itself: a choice that is this one may be too
     * small. Infinite for every other column.
     */
    default double largestTried(String column) {
        return Double.POSITIVE_INFINITY;
    }

    /**
     * What an answer must not leave out, in sentences.
     *
     * @param result with the figures
     * @param series name of the series that this measured
     */
    default List<String> remarks(ExperimentResult result, String series) {
        return List.of();
    }

    /** About how many multiply-adds that takes. */
    double work(int place);
}
