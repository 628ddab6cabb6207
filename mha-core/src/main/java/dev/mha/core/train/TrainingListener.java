package dev.mha.core.train;

/** Watches a training. */
@FunctionalInterface
public interface TrainingListener {
    /** Lets every training run to its own end. */
    TrainingListener NONE = (iteration, loss, theta) -> true;

    /**
     * Called with every iterate: before step k with k, and once more at the end with the number of steps taken.
     *
     * @param iteration number of steps taken so far
     * @param loss training loss at {@code theta}; not finite when the training has diverged
     * @param theta all {@code shape.parameters()} of them; the training goes on with this array, so copy it and do not
     *        write
     * @return false to stop here
     */
    boolean onIteration(int iteration, double loss, float[] theta);
}
