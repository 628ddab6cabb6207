package dev.mha.core.theory;

import dev.mha.core.curvature.TraceEstimate;

/** Settings of curvature for tests, which change one or another of the usual ones. */
final class UsualCurvature {
    /** One eigenvalue of each end to 1e-6, in at most 300 steps and a gigabyte; the exact trace, no density. */
    static final CurvatureSettings USUAL = new CurvatureSettings(1, 300, 1e-6, 0, 1L << 30, 0,
            TraceEstimate.Method.EXACT, 0.05, false);

    private UsualCurvature() {}

    /** These with another limit of memory, in bytes. */
    static CurvatureSettings withMemory(CurvatureSettings of, long bytes) {
        return new CurvatureSettings(of.eigenvalues(), of.maxSteps(), of.tolerance(), of.seed(), bytes, of.probes(),
                of.trace(), of.traceWidth(), of.inFloat());
    }

    /** These with random vectors for the spectral density. */
    static CurvatureSettings withProbes(CurvatureSettings of, int count) {
        return new CurvatureSettings(of.eigenvalues(), of.maxSteps(), of.tolerance(), of.seed(), of.memory(), count,
                of.trace(), of.traceWidth(), of.inFloat());
    }

    /** These with another way to find the trace. */
    static CurvatureSettings withTrace(CurvatureSettings of, TraceEstimate.Method method, double width) {
        return new CurvatureSettings(of.eigenvalues(), of.maxSteps(), of.tolerance(), of.seed(), of.memory(),
                of.probes(), method, width, of.inFloat());
    }

    /** These with products in float or in double. */
    static CurvatureSettings withFloat(CurvatureSettings of, boolean wanted) {
        return new CurvatureSettings(of.eigenvalues(), of.maxSteps(), of.tolerance(), of.seed(), of.memory(),
                of.probes(), of.trace(), of.traceWidth(), wanted);
    }
}
