package dev.mha.core.theory;

/**
 * How closely curvature is measured.
 *
 * @param eigenvalues number of eigenvalues of each end
 * @param maxSteps most Lanczos steps; each keeps a vector
 * @param tolerance residual at which a Ritz value has converged, as a share of it
 * @param seed seed of the random vectors
 * @param memory most bytes that one part of the measurement may take; what asks for more is left out, and said
 */
public record CurvatureSettings(int eigenvalues, int maxSteps, double tolerance, long seed, long memory) {
    /** One eigenvalue of each end to 1e-6, in at most 300 steps and a gigabyte. */
    public static final CurvatureSettings DEFAULT = new CurvatureSettings(1, 300, 1e-6, 0, 1L << 30);

    /** @throws IllegalArgumentException naming the setting that is out of range */
    public CurvatureSettings {
        if (eigenvalues < 1) {
            throw new IllegalArgumentException("eigenvalues is " + eigenvalues + ", must be at least 1");
        }
        if (maxSteps < 1) {
            throw new IllegalArgumentException("maxSteps is " + maxSteps + ", must be at least 1");
        }
        if (!(tolerance >= 0)) {
            throw new IllegalArgumentException("tolerance is " + tolerance + ", must be at least 0");
        }
        if (memory < 1) {
            throw new IllegalArgumentException("memory is " + memory + ", must be at least 1");
        }
    }
}
