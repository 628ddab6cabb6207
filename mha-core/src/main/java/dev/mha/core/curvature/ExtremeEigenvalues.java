package dev.mha.core.curvature;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What Lanczos found at both ends of a spectrum.
 *
 * @param lowest least Ritz values, ascending
 * @param highest largest Ritz values, descending
 * @param steps products with the operator that built the Krylov space; each pair took one more for its residual
 * @param converged whether every residual is within the tolerance asked for
 */
public record ExtremeEigenvalues(List<RitzPair> lowest, List<RitzPair> highest, int steps, boolean converged) {

    /**
     * The same vectors under an operator that is more exact than the one that was searched: values become Rayleigh
     * quotients, still inside the spectrum, residuals true ones, and by these it is judged what has converged.
     *
     * @param search that found them
     */
    public ExtremeEigenvalues under(LinearOperator operator, Lanczos search) {
        ExtremeEigenvalues exact = new ExtremeEigenvalues(
                lowest.stream().map(pair -> RitzPair.of(operator, pair.vector()))
                        .sorted(Comparator.comparingDouble(RitzPair::value)).toList(),
                highest.stream().map(pair -> RitzPair.of(operator, pair.vector()))
                        .sorted(Comparator.comparingDouble(RitzPair::value).reversed()).toList(),
                steps, false);
        boolean all = converged && Stream.concat(exact.lowest.stream(), exact.highest.stream())
                .allMatch(pair -> search.converged(exact, pair));
        return new ExtremeEigenvalues(exact.lowest, exact.highest, steps, all);
    }
}
