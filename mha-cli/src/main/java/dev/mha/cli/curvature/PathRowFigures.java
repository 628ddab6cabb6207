package dev.mha.cli.curvature;

import dev.mha.core.curvature.SpectralDensity;
import dev.mha.core.curvature.TraceEstimate;
import dev.mha.core.theory.HeadCurvature;
import java.nio.DoubleBuffer;

/** A row of the curvature as figures that are kept, and the row that they give back, equal bit for bit. */
public final class PathRowFigures {
    /**
     * Figures of every row, and those of its parts that may be missing, each behind one that says whether it is there.
     */
    private static final int ALWAYS = 17;

    private static final int SHARES = 4;
    private static final int MARGIN = 3;
    private static final int PARTS = 3;

    private PathRowFigures() {}

    /** How many figures a row has. */
    public static int count(PathRow row) {
        int heads = row.heads().mass().length;
        return ALWAYS + PARTS + 2 * heads + (row.heads().minima() == null ? 0 : heads)
                + (row.spread() == null ? 0 : SHARES + PathRow.quantiles()) + (row.margin() == null ? 0 : MARGIN);
    }

    /** Puts the figures of a row. */
    public static void write(PathRow row, DoubleBuffer to) {
        HeadCurvature heads = row.heads();
        to.put(row.iteration()).put(row.loss()).put(row.gradientNorm()).put(row.lambdaMax())
                .put(row.lambdaMaxResidual()).put(row.sharpness()).put(row.certified()).put(row.lambdaMin())
                .put(row.lambdaMinResidual()).put(row.lanczosSteps()).put(row.converged() ? 1 : 0)
                .put(row.rounding()).put(heads.mass().length).put(heads.gaussNewton()).put(heads.residual())
                .put(heads.mass());
        to.put(heads.minima() == null ? 0 : 1);
        if (heads.minima() != null) {
            to.put(heads.minima());
        }
        to.put(row.trace().value()).put(row.trace().low()).put(row.trace().high());
        to.put(row.spread() == null ? 0 : 1);
        if (row.spread() != null) {
            put(row.spread().negativeTrace(), to);
            put(row.spread().negativeShare(), to);
            to.put(row.spread().quantiles());
        }
        to.put(row.margin() == null ? 0 : 1);
        if (row.margin() != null) {
            to.put(row.margin().lower()).put(row.margin().upper()).put(row.margin().steps());
        }
    }

    /** The row whose figures come next. */
    public static PathRow read(DoubleBuffer from) {
        // operands are evaluated from left to right: in the order in which they were put
        return new PathRow((int) from.get(), from.get(), from.get(), from.get(), from.get(), from.get(), from.get(),
                from.get(), from.get(), (int) from.get(), from.get() != 0, from.get(), heads(from), trace(from),
                from.get() == 0 ? null : spread(from), from.get() == 0 ? null : margin(from));
    }

    /** Along a path the trace is always exact. */
    private static TraceEstimate trace(DoubleBuffer from) {
        return new TraceEstimate(from.get(), from.get(), from.get(), 1, 1, TraceEstimate.Method.EXACT);
    }

    private static HeadCurvature heads(DoubleBuffer from) {
        int heads = (int) from.get();
        return new HeadCurvature(from.get(), values(from, heads), values(from, heads),
                from.get() == 0 ? null : values(from, heads));
    }

    private static PathRow.Spread spread(DoubleBuffer from) {
        return new PathRow.Spread(share(from), share(from), values(from, PathRow.quantiles()));
    }

    private static PathRow.Ends margin(DoubleBuffer from) {
        return new PathRow.Ends(from.get(), from.get(), (int) from.get());
    }

    private static void put(SpectralDensity.Share share, DoubleBuffer to) {
        to.put(share.mean()).put(share.standardError());
    }

    private static SpectralDensity.Share share(DoubleBuffer from) {
        return new SpectralDensity.Share(from.get(), from.get());
    }

    private static double[] values(DoubleBuffer from, int count) {
        double[] values = new double[count];
        from.get(values);
        return values;
    }
}
