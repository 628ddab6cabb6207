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

    /** About how many multiply-adds that takes. */
    double work(int place);
}
