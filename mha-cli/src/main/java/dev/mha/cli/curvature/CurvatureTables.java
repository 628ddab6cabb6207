package dev.mha.cli.curvature;

import dev.mha.core.curvature.Lanczos;
import dev.mha.core.curvature.RitzPair;
import dev.mha.core.curvature.SpectralDensity;
import dev.mha.core.theory.CurvatureReport;
import dev.mha.core.theory.HeadCurvature;
import dev.mha.core.theory.LowerBounds;
import dev.mha.core.theory.UpperBounds;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;

/**
 * The tables of a curvature report, cell by cell, for the terminal and the page.
 *
 * @param report the report
 * @param search for its eigenvalues, which says when one has converged
 */
record CurvatureTables(CurvatureReport report, Lanczos search) {
    /** Heads that are named, those that carry most of the negative curvature first. */
    private static final int MOST_HEADS = 5;

    /** Name of the part of the least eigenvalue that all heads have together. */
    static final String GAUSS_NEWTON = "Gauss-Newton";

    /** What an eigenvalue is called whose residual is too large. */
    static final String NOT_CONVERGED = "not converged";

    /** Four significant digits. */
    static String figure(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }

    /** Four digits, and never above the value: what is proved of it is proved of what is printed. */
    static String least(double value) {
        return rounded(value, RoundingMode.FLOOR);
    }

    /** Four digits, and never below the value. */
    static String most(double value) {
        return rounded(value, RoundingMode.CEILING);
    }

    private static String rounded(double value, RoundingMode mode) {
        return value == 0 || !Double.isFinite(value)
                ? figure(value)
                : String.format(Locale.ROOT, "%.4g", BigDecimal.valueOf(value).round(new MathContext(4, mode)));
    }

    /** Two digits, and never below it: an eigenvalue lies within it. */
    static String residual(double value) {
        return Double.isFinite(value) && value != 0
                ? String.format(Locale.ROOT, "%.1e",
                        BigDecimal.valueOf(value).round(new MathContext(2, RoundingMode.CEILING)))
                : figure(value);
    }

    /** The least eigenvalue as it was found. */
    RitzPair lowest() {
        return report.eigenvalues().lowest().getFirst();
    }

    /** The largest one. */
    RitzPair highest() {
        return report.eigenvalues().highest().getFirst();
    }

    /** What the least eigenvalue is at most: it was measured, up to rounding. */
    double largestLeast() {
        return Math.nextUp(lowest().value() + report.rounding());
    }

    /** Where the interval of the least eigenvalue ends: there, or at what is certified of the largest. */
    double leastAtMost() {
        return Math.min(largestLeast(), report.upperBounds().bestLambdaMax());
    }

    /** Whether an eigenvalue was found as exactly as was asked for. */
    boolean converged(RitzPair pair) {
        return search.converged(report.eigenvalues(), pair);
    }

    private String mark(RitzPair pair) {
        return converged(pair) ? "" : " (" + NOT_CONVERGED + ")";
    }

    /** What is guaranteed, certified and measured of four quantities. */
    List<List<String>> sides() {
        UpperBounds upper = report.upperBounds();
        LowerBounds lower = report.lowerBounds();
        return List.of(
                List.of("least eigenvalue", ">= " + least(lower.global()), ">= " + least(lower.best()),
                        "<= " + most(largestLeast()) + mark(lowest())),
                List.of("largest eigenvalue", "<= " + most(upper.global().rho()), "<= " + most(upper.bestLambdaMax()),
                        ">= " + least(Math.nextDown(highest().value() - report.rounding())) + mark(highest())),
                List.of("gradient norm", "<= " + most(upper.globalGradient()), "<= " + most(upper.bestGradient()),
                        figure(report.gradientNorm())),
                List.of("largest |score|", "<= " + most(upper.global().phi()), "<= " + most(upper.bestScore()),
                        figure(report.largestScore())));
    }

    /** Lower bounds on the least eigenvalue, the loosest first. */
    List<List<String>> bounds() {
        LowerBounds lower = report.lowerBounds();
        List<List<String>> rows = new ArrayList<>();
        bound(rows, "theory: -kappa/sqrt(H) (1 - exp(-loss))", lower.global());
        bound(rows, "per sample: sizes and margin of each", lower.perSample());
        bound(rows, "blocks of the heads", lower.block());
        bound(rows, "factorization of the Hessian", lower.factorized());
        if (lower.probable() != null) {
            bound(rows, "residual, random start", lower.probable().value());
        }
        return rows;
    }

    private static void bound(List<List<String>> rows, String title, double value) {
        if (!Double.isNaN(value)) {
            rows.add(List.of(title, ">= " + least(value)));
        }
    }

    /** What the bound from a random start may miss; empty without one. */
    String chance() {
        LowerBounds lower = report.lowerBounds();
        return lower.probable() == null || Double.isNaN(lower.probable().value())
                ? ""
                : "not proved: fails with a probability of at most "
                        + String.format(Locale.ROOT, "%.0e", lower.probable().failure());
    }

    /** Eigenvalues of both ends with their residuals; the last cell is empty where one has converged. */
    List<List<String>> eigenvalues() {
        List<List<String>> rows = new ArrayList<>();
        // the k-th of an end lies beyond the Ritz value that was found for it
        pairs(rows, "largest", report.eigenvalues().highest(), CurvatureTables::least);
        pairs(rows, "least", report.eigenvalues().lowest(), CurvatureTables::most);
        return rows;
    }

    private void pairs(List<List<String>> rows, String title, List<RitzPair> pairs, DoubleFunction<String> figure) {
        String head = title;
        for (RitzPair pair : pairs) {
            rows.add(List.of(head, figure.apply(pair.value()), residual(pair.residual()),
                    converged(pair) ? "" : NOT_CONVERGED));
            head = "";
        }
    }

    /** How many eigenvalues lie where; empty where that was not measured. */
    List<List<String>> spread(String plusMinus) {
        SpectralDensity density = report.density();
        double size = Math.max(Math.abs(lowest().value()), Math.abs(highest().value()));
        if (density == null || size == 0) {
            return List.of();
        }
        double[] edges = {Double.NEGATIVE_INFINITY, -0.1, -0.01, 0.01, 0.1, Double.POSITIVE_INFINITY};
        String[] names = {"below -10 %", "-10 to -1 %", "-1 to 1 %", "1 to 10 %", "above 10 %"};
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            SpectralDensity.Share share = density.between(edges[i] * size, edges[i + 1] * size);
            rows.add(List.of(names[i], String.format(Locale.ROOT, "%.3f %%", 100 * share.mean())
                    + (Double.isNaN(share.standardError())
                            ? ""
                            : String.format(Locale.ROOT, " %s %.3f", plusMinus, 100 * share.standardError()))));
        }
        return rows;
    }

    /** Parts of the least eigenvalue: value, share of its vector, least eigenvalue of the head's block. */
    List<List<String>> heads() {
        HeadCurvature heads = report.heads();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(GAUSS_NEWTON, figure(heads.gaussNewton()), "", ""));
        List<Integer> order = IntStream.range(0, heads.residual().length).boxed()
                .sorted(Comparator.comparingDouble(head -> heads.residual()[head])).toList();
        for (int head : order.subList(0, Math.min(MOST_HEADS, order.size()))) {
            rows.add(List.of("head " + (head + 1), figure(heads.residual()[head]),
                    String.format(Locale.ROOT, "%.1f %%", 100 * heads.mass()[head]),
                    heads.minima() == null ? "" : least(heads.minima()[head])));
        }
        if (order.size() > MOST_HEADS) {
            double rest = order.subList(MOST_HEADS, order.size()).stream().mapToDouble(h -> heads.residual()[h]).sum();
            rows.add(List.of("the others", figure(rest), "", ""));
        }
        return rows;
    }
}
