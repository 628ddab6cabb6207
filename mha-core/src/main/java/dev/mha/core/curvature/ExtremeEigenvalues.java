package dev.mha.core.curvature;

import java.util.List;

/**
 * What Lanczos found at both ends of a spectrum.
 *
 * @param lowest least Ritz values, ascending
 * @param highest largest Ritz values, descending
 * @param steps products with the operator that built the Krylov space; each pair took one more for its residual
 * @param converged whether every residual is within the tolerance asked for
 */
public record ExtremeEigenvalues(List<RitzPair> lowest, List<RitzPair> highest, int steps, boolean converged) {}
