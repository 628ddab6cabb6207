package dev.mha.core.trial;

/** Watches a trial. */
@FunctionalInterface
public interface TrialListener {
    /** Watches nothing, stops nothing. */
    TrialListener NONE = share -> true;

    /**
     * Called about ten times a second while a trial runs, and once when all trainings are done; always on the thread
     * that started the trial.
     *
     * @param share share of the work that is done, 0 to 1, by heads, samples and iterations
     * @return whether to go on; false cancels the trial
     */
    boolean onProgress(double share);
}
