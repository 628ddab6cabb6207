package dev.mha.core.theory;

import dev.mha.core.curvature.Lanczos;
import dev.mha.core.curvature.TraceEstimate;
import java.util.Objects;

/**
 * How closely curvature is measured.
 *
 * @param eigenvalues number of eigenvalues of each end
 * @param maxSteps most Lanczos steps, each of which keeps a vector; also most products for an estimated trace
 * @param tolerance residual at which a Ritz value has converged, as a share of it
 * @param seed seed of the random vectors
 * @param memory most bytes that one part of the measurement may take, scratch of derivatives included; what asks for
 *        more is left out, and said
 * @param probes random vectors for the spectral density; 0 to leave it out
 * @param trace how the trace is found
 * @param traceWidth half the width of its interval at which an estimated trace stops, as a share of it
 * @param inFloat whether eigenvectors, estimated traces and the density are searched with products in float, which take
 *        half the time; eigenvalues and residuals of the vectors found are computed in double all the same
 */
public record CurvatureSettings(int eigenvalues, int maxSteps, double tolerance, long seed, long memory, int probes,
        TraceEstimate.Method trace, double traceWidth, boolean inFloat) {
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
        if (probes < 0) {
            throw new IllegalArgumentException("probes is " + probes + ", must be at least 0");
        }
        Objects.requireNonNull(trace, "trace");
        if (!(traceWidth >= 0)) {
            throw new IllegalArgumentException("traceWidth is " + traceWidth + ", must be at least 0");
        }
    }

    /** The search for the eigenvalues. */
    public Lanczos lanczos() {
        return new Lanczos(eigenvalues, eigenvalues, maxSteps, tolerance, seed,
                inFloat ? Lanczos.FLOAT : Lanczos.DOUBLE);
    }

    /** The same with as many eigenvalues of each end. */
    public CurvatureSettings withEigenvalues(int count) {
        return new CurvatureSettings(count, maxSteps, tolerance, seed, memory, probes, trace, traceWidth, inFloat);
    }

    /** The same with another limit of steps. */
    public CurvatureSettings withMaxSteps(int steps) {
        return new CurvatureSettings(eigenvalues, steps, tolerance, seed, memory, probes, trace, traceWidth, inFloat);
    }
}
