package dev.mha.core;

import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.Margin;
import dev.mha.core.curvature.TangentKernel;

/** Margin and products of the tangent features, as tests ask for them: in one go. */
public final class Tangents {
    private Tangents() {}

    /** The margin of the tangent features at {@code theta}. */
    public static Margin margin(ClassifierLoss loss, double[] theta) {
        return TangentKernel.margin(loss, theta, share -> {}, () -> false);
    }

    /** {@code y_i y_j <grad Phi_i, grad Phi_j>} at {@code theta}, one row a sample. */
    public static double[][] gram(ClassifierLoss loss, double[] theta) {
        TangentKernel kernel = TangentKernel.of(loss, theta, () -> false);
        double[][] units = new double[kernel.size()][kernel.size()];
        for (int i = 0; i < units.length; i++) {
            units[i][i] = 1;
        }
        double[][] rows = new double[kernel.size()][kernel.size()];
        kernel.apply(units, rows);
        return rows;
    }
}
