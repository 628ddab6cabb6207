package dev.mha.core.theory;

/** Told how far a long measurement is, from any of its threads; can stop it. */
@FunctionalInterface
public interface Progress {
    /** Tells nobody, stops nothing. */
    Progress NONE = share -> true;

    /**
     * Called as the work goes on.
     *
     * @param share estimated share of the work that is done, 0 to 1
     * @return whether to go on; false ends the measurement soon
     */
    boolean onProgress(double share);
}
