package dev.mha.core.stability;

/**
 * How much stability is measured.
 *
 * @param leftOut samples to leave out by training again, at least 2
 * @param influences samples of those to rank by influence; 0 for none
 * @param replaced samples to replace by fresh ones; 0 for none
 * @param seed seed of the choice of samples
 */
public record StabilitySettings(int leftOut, int influences, int replaced, long seed) {

    /** @throws IllegalArgumentException naming the setting that is out of range */
    public StabilitySettings {
        if (leftOut < 2) {
            throw new IllegalArgumentException("leftOut is " + leftOut + ", must be at least 2");
        }
        if (influences < 0 || replaced < 0) {
            throw new IllegalArgumentException(
                    "influences is " + influences + ", replaced is " + replaced + ", must be at least 0");
        }
    }

    /**
     * Samples that are replaced: no more than there are, and none twice by the same fresh sample.
     *
     * @param samples number of training samples
     * @param fresh samples to replace them by, or null
     */
    public int replacements(int samples, Fresh fresh) {
        return fresh == null ? 0 : Math.min(replaced, Math.min(samples, fresh.samples().samples()));
    }
}
