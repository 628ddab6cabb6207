package dev.mha.cli.curvature;

import static dev.mha.cli.curvature.CurvatureTables.figure;
import static dev.mha.cli.curvature.CurvatureTables.least;
import static dev.mha.cli.curvature.CurvatureTables.most;

import dev.mha.cli.figure.Figures;
import dev.mha.core.curvature.TraceEstimate;
import dev.mha.core.theory.CurvatureReport;
import dev.mha.core.theory.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a curvature report means, in plain sentences.
 *
 * @param tables of the report
 * @param heads of the model
 */
record CurvatureWords(CurvatureTables tables, int heads) {
    private CurvatureReport report() {
        return tables.report();
    }

    /** What the columns of the first table rest on. */
    String sides() {
        return "Theory knows the largest token, the largest decoder (output weights of a head) and the loss; what is"
                + " certified is proved for these samples. kappa = " + most(report().upperBounds().global().kappa())
                + ": theory lets the score of a sample bend by at most kappa / sqrt(heads).";
    }

    /** Between which values the least eigenvalue lies. */
    String interval() {
        return "It lies in [" + least(report().lowerBounds().best()) + ", " + most(tables.leastAtMost())
                + "], rounding included.";
    }

    /** Steps of the search, and whether it came to its end. */
    String search() {
        return Figures.count(report().eigenvalues().steps(), "Lanczos step")
                + (report().eigenvalues().converged()
                        ? ", converged"
                        : ", not all converged: each lies within its residual of an eigenvalue");
    }

    /** How far products in float are from those in double; empty when everything is in double. */
    List<String> arithmetic() {
        return Double.isNaN(report().floatDifference())
                ? List.of()
                : List.of("vectors searched in float, whose products differ from those in double by a share of "
                        + CurvatureTables.residual(report().floatDifference()) + ";", "values and residuals in double");
    }

    /** The margin of the tangent features. */
    String margin() {
        return report().margin() == null
                ? "not there, see below"
                : "of the tangent features in [" + least(report().margin().lower()) + ", "
                        + most(report().margin().upper()) + "]";
    }

    /** The trace of the Hessian. */
    String trace() {
        TraceEstimate trace = report().trace();
        return figure(trace.value()) + (trace.method() == TraceEstimate.Method.EXACT
                ? ", exact but for rounding: in [" + least(trace.low()) + ", " + most(trace.high()) + "]"
                : ", estimated: 95 % interval [" + least(trace.low()) + ", " + most(trace.high()) + "] from "
                        + Figures.count(trace.products(), "product"));
    }

    /** What was left out, and why. */
    List<String> limits() {
        return report().limits().stream().map(CurvatureWords::limit).toList();
    }

    private static String limit(Limit limit) {
        String name = switch (limit.quantity()) {
            case BLOCK -> "the bound from the blocks of the heads";
            case FACTORIZED -> "the bound from a factorization of the Hessian";
            case PROBABLE -> "the bound from a random start";
            case DENSITY -> "the spread of the eigenvalues";
            case MARGIN, TRACE_ESTIMATE, EIGENVALUES -> "the " + limit.quantity().word();
        };
        return name + ": " + limit.reason();
    }

    /** The sentences that close the report. */
    List<String> meaning() {
        List<String> sentences = new ArrayList<>();
        sentences.add(convexity());
        double ritz = tables.lowest().value();
        if (ritz < -report().rounding() && report().lowerBounds().global() < 0 && tables.converged(tables.lowest())) {
            sentences.add("Theory allows " + figure(report().lowerBounds().global() / ritz)
                    + " times the negative curvature measured, the certificate "
                    + figure(report().lowerBounds().best() / ritz) + " times.");
        }
        double largest = tables.highest().value();
        String vouched = least(1 / report().upperBounds().global().rho());
        if (!tables.converged(tables.highest())) {
            sentences
                    .add("From which step on gradient descent is unstable here, if the loss is quadratic, is not known"
                            + " yet: the largest eigenvalue has not converged. Theory vouches for a step up to "
                            + vouched
                            + " from here; 'mha certify' says which it vouches for in a whole training.");
        } else if (largest > 0) {
            sentences.add("Steps of gradient descent above 2 / (largest eigenvalue) = " + most(2 / largest)
                    + " are unstable here, if the loss is quadratic; theory vouches for a step up to " + vouched
                    + " from here; 'mha certify' says which it vouches for in a whole training.");
        }
        if (report().distinctHeads() < heads) {
            sentences.add(report().distinctHeads() + " distinct of " + heads
                    + " heads: heads that start equal stay equal, and count as one.");
        }
        return sentences;
    }

    private String convexity() {
        double low = report().lowerBounds().best();
        double ritz = tables.lowest().value();
        double largest = tables.highest().value();
        if (ritz < -report().rounding()) {
            return "The loss is not convex here: the least eigenvalue is negative"
                    + (largest > 0 && tables.converged(tables.lowest()) && tables.converged(tables.highest())
                            ? String.format(Locale.ROOT, ", %.2g times the largest in size.", ritz / -largest)
                            : ".");
        }
        if (low > 0) {
            return "The loss is convex here: the least eigenvalue is proved to be above 0.";
        }
        return "No negative curvature was found " + (report().eigenvalues().converged() ? "here" : "so far")
                + "; what is proved is that the least eigenvalue is at least " + least(low) + ".";
    }
}
