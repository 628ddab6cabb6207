package dev.mha.cli.curvature;

import dev.mha.cli.figure.Figures;
import dev.mha.core.curvature.SpectralDensity;
import dev.mha.core.curvature.TraceEstimate;
import dev.mha.core.theory.CurvaturePoint;
import dev.mha.core.theory.HeadCurvature;
import dev.mha.core.theory.SharpnessPath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The curvature at one iterate of a training as a row of a table: numbers alone, because the vectors of a thousand
 * points would fill the memory.
 *
 * @param iteration steps taken
 * @param loss training loss
 * @param gradientNorm norm of its gradient
 * @param lambdaMax largest eigenvalue, measured
 * @param lambdaMaxResidual its residual
 * @param sharpness step size times that
 * @param certified proved lower bound on the least eigenvalue
 * @param lambdaMin least eigenvalue, measured, which lies above it
 * @param lambdaMinResidual its residual
 * @param lanczosSteps steps that both ends took
 * @param converged whether both have converged
 * @param rounding allowance for the rounding of an eigenvalue
 * @param heads split of the least eigenvalue by head
 * @param trace of the Hessian
 * @param spread of the eigenvalues; null when it was left out
 * @param margin of the tangent features; null when it was left out
 */
public record PathRow(int iteration, double loss, double gradientNorm, double lambdaMax, double lambdaMaxResidual,
        double sharpness, double certified, double lambdaMin, double lambdaMinResidual, int lanczosSteps,
        boolean converged, double rounding, HeadCurvature heads, TraceEstimate trace, Spread spread, Ends margin) {
    private static final List<String> ENDS = List.of("iteration", "loss", "gradient_norm", "lambda_max",
            "lambda_max_residual", "step_times_lambda_max", "lambda_min_certified", "lambda_min_ritz",
            "lambda_min_residual", "lanczos_steps", "converged");
    private static final List<String> MORE = List.of("trace", "trace_low", "trace_high", "negative_trace",
            "negative_trace_error", "negative_share", "negative_share_error", "quantile_01", "quantile_10",
            "quantile_50", "quantile_90", "quantile_99", "margin_lower", "margin_upper", "margin_steps",
            "gauss_newton", "least_head");

    /** Most eigenvalues are near 0: it is the outer ones that tell points apart. */
    private static final double[] QUANTILES = {0.01, 0.1, 0.5, 0.9, 0.99};

    /**
     * How the eigenvalues are spread.
     *
     * @param negativeTrace sum of the negative eigenvalues
     * @param negativeShare share of the negative ones
     * @param quantiles at the shares of the columns
     */
    public record Spread(SpectralDensity.Share negativeTrace, SpectralDensity.Share negativeShare,
            double[] quantiles) {}

    /**
     * The margin without its weights.
     *
     * @param lower end
     * @param upper end
     * @param steps of the search
     */
    public record Ends(double lower, double upper, int steps) {}

    /** The row of a point on a training with this step size. */
    public static PathRow of(CurvaturePoint point, double step) {
        SharpnessPath.Point ends = point.ends();
        return new PathRow(ends.iteration(), ends.loss(), ends.gradientNorm(), ends.lambdaMax().value(),
                ends.lambdaMax().residual(), ends.sharpness(step), ends.certified(), ends.lambdaMin().value(),
                ends.lambdaMin().residual(), ends.steps(), ends.converged(), ends.rounding(), point.heads(),
                point.trace(), point.density() == null ? null : spread(point),
                point.margin() == null
                        ? null
                        : new Ends(point.margin().lower(), point.margin().upper(), point.margin().steps()));
    }

    private static Spread spread(CurvaturePoint point) {
        return new Spread(point.negativeTrace(), point.negativeShare(),
                Arrays.stream(QUANTILES).map(point.density()::quantile).toArray());
    }

    /** Number of quantiles of a spread. */
    static int quantiles() {
        return QUANTILES.length;
    }

    /** Names of the columns for so many heads. */
    public static List<String> columns(int heads) {
        List<String> columns = new ArrayList<>(ENDS);
        columns.addAll(MORE);
        for (String quantity : List.of("residual", "mass", "minimum")) {
            for (int head = 1; head <= heads; head++) {
                columns.add(quantity + "_" + head);
            }
        }
        return columns;
    }

    /** The fields of the row under these columns; empty where there is no value. */
    public List<String> fields() {
        List<String> fields = new ArrayList<>();
        fields.add(Integer.toString(iteration));
        add(fields, loss, gradientNorm, lambdaMax, lambdaMaxResidual, sharpness, certified, lambdaMin,
                lambdaMinResidual);
        fields.add(Integer.toString(lanczosSteps));
        fields.add(Boolean.toString(converged));
        add(fields, trace.value(), trace.low(), trace.high());
        if (spread == null) {
            leaveOut(fields, 4 + QUANTILES.length);
        } else {
            add(fields, spread.negativeTrace().mean(), spread.negativeTrace().standardError(),
                    spread.negativeShare().mean(), spread.negativeShare().standardError());
            add(fields, spread.quantiles());
        }
        if (margin == null) {
            leaveOut(fields, 3);
        } else {
            add(fields, margin.lower(), margin.upper());
            fields.add(Integer.toString(margin.steps()));
        }
        add(fields, heads.gaussNewton());
        fields.add(Integer.toString(heads.least() + 1));
        add(fields, heads.residual());
        add(fields, heads.mass());
        if (heads.minima() == null) {
            leaveOut(fields, heads.mass().length);
        } else {
            add(fields, heads.minima());
        }
        return fields;
    }

    private static void leaveOut(List<String> fields, int count) {
        fields.addAll(Collections.nCopies(count, ""));
    }

    private static void add(List<String> fields, double... values) {
        for (double value : values) {
            fields.add(Double.isNaN(value) ? "" : Double.toString(value));
        }
    }

    /** What the least eigenvalue lies below: the one measured, and the rounding of its product. */
    double largestLeast() {
        return Math.nextUp(lambdaMin + rounding);
    }

    /** What the row says beside its sharpness, in words. */
    public String words() {
        return "least eigenvalue in [" + Figures.atLeast(certified) + ", "
                + Figures.atMost(largestLeast()) + "]"
                + (lambdaMin < -rounding && heads.hasOneLeast()
                        ? ", head " + (heads.least() + 1) + " has the largest share of it"
                        : "")
                + "; trace "
                + Figures.number(trace.value())
                + (margin == null
                        ? ""
                        : "; margin in [" + Figures.atLeast(margin.lower()) + ", " + Figures.atMost(margin.upper())
                                + "]");
    }
}
