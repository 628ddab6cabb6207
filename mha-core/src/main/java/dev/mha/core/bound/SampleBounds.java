package dev.mha.core.bound;

import dev.mha.core.linear.Vectors;
import dev.mha.core.metric.Logistic;
import dev.mha.kernels.classifier.ClassifierShape;

/**
 * Bounds of each sample at given parameters ({@code docs/theory.md}, 3.2), which hold for every W:
 *
 * <pre>
 *   |grad Phi_i| &lt;= G_i = sqrt(T_i R_i^2 + (N_i D_i^2 / 4)^2 mean_h |U_h|^2)
 *   |Hess Phi_i| &lt;= kappa_i / sqrt(H),  kappa_i = b/2 + sqrt(b^2/4 + al^2),  al = N_i D_i^2 / 4,
 *                   b = C3 D_i^3 min(max_h sum_s |x_s|^2 |u_hs|, N_i^2 max_hs |u_hs|)
 * </pre>
 *
 * <p>Rows of U beyond a sample's length do not enter its score and are left out. All are rounded outwards.
 */
public final class SampleBounds {
    private final double rootHeads;
    private final double[] gradient;
    private final double[] kappa;

    private SampleBounds(int heads, int samples) {
        rootHeads = Math.sqrt(heads);
        gradient = new double[samples];
        kappa = new double[samples];
    }

    /** The bounds of every sample at parameters {@code theta}. */
    public static SampleBounds of(ClassifierShape shape, TokenGeometry geometry, double[] theta) {
        SampleBounds bounds = new SampleBounds(shape.heads(), geometry.samples());
        double[][] rows = decoderRows(shape, theta);
        for (int i = 0; i < geometry.samples(); i++) {
            bounds.bound(i, geometry, rows);
        }
        return bounds;
    }

    private void bound(int sample, TokenGeometry geometry, double[][] rows) {
        int length = geometry.length(sample);
        double diameter = geometry.diameter(sample);
        double norm = geometry.spectralNorm(sample);
        double weighted = 0;
        double largest = 0;
        double square = 0;
        for (double[] head : rows) {
            double sum = 0;
            for (int s = 0; s < length; s++) {
                sum += geometry.squaredNorm(sample, s) * head[s];
                largest = Math.max(largest, head[s]);
                square += head[s] * head[s];
            }
            weighted = Math.max(weighted, sum);
        }
        double al = norm * diameter * diameter / 4;
        // equal tokens have neither, however large the decoders are
        double b = diameter == 0
                ? 0
                : GlobalBounds.C3 * diameter * diameter * diameter * Math.min(weighted, norm * norm * largest);
        double spread = al == 0 ? 0 : al * al * square / rows.length;
        double radius = geometry.radius(sample);
        // one token has no curvature, and tokens of zeros have no gradient
        gradient[sample] = radius == 0
                ? 0
                : Outward.up(Math.sqrt(length * radius * radius + spread), rows.length * length);
        kappa[sample] = diameter == 0 ? 0 : Outward.up(b / 2 + Math.sqrt(b * b / 4 + al * al), length);
    }

    /** Norm of every row of every decoder, {@code [heads, tokens]}. */
    private static double[][] decoderRows(ClassifierShape shape, double[] theta) {
        double[][] rows = new double[shape.heads()][shape.tokens()];
        for (int head = 0; head < shape.heads(); head++) {
            for (int s = 0; s < shape.tokens(); s++) {
                int from = shape.decoderOffset(head) + s * shape.features();
                double norm = Vectors.norm(theta, from, shape.features());
                rows[head][s] = norm == 0 ? 0 : Outward.up(norm, shape.features());
            }
        }
        return rows;
    }

    /** G_i, a bound on {@code |grad Phi_i|}. */
    public double gradient(int sample) {
        return gradient[sample];
    }

    /** kappa_i; {@code |Hess Phi_i| <= kappa_i / sqrt(H)}. */
    public double kappa(int sample) {
        return kappa[sample];
    }

    /**
     * {@code |grad L| <= sum_i weight_i p_i G_i}, p_i the logistic slope at the sample's margin (3.3).
     *
     * @param margins {@code y_i Phi(X_i)}
     * @param weights weight of each sample
     */
    public double lossGradient(double[] margins, double[] weights) {
        double sum = 0;
        for (int i = 0; i < gradient.length; i++) {
            sum += weighted(weights[i], slope(margins[i]), gradient[i]);
        }
        return Outward.up(sum, gradient.length);
    }

    /**
     * {@code lambda_max(Hess L) <= sum_i weight_i (p_i (1 - p_i) G_i^2 + p_i kappa_i / sqrt(H))} (3.3).
     *
     * @param margins {@code y_i Phi(X_i)}
     * @param weights weight of each sample
     */
    public double lambdaMax(double[] margins, double[] weights) {
        double sum = 0;
        for (int i = 0; i < gradient.length; i++) {
            double curvature = Outward.up(Logistic.curvature(margins[i]));
            sum += weighted(weights[i], curvature, Outward.up(gradient[i] * gradient[i]));
        }
        return Outward.up(Outward.up(sum, gradient.length) - lambdaMin(margins, weights));
    }

    /**
     * {@code lambda_min(Hess L) >= -sum_i weight_i p_i kappa_i / sqrt(H)} (3.3).
     *
     * @param margins {@code y_i Phi(X_i)}
     * @param weights weight of each sample
     */
    public double lambdaMin(double[] margins, double[] weights) {
        double sum = 0;
        for (int i = 0; i < gradient.length; i++) {
            sum += weighted(weights[i], slope(margins[i]), kappa[i] / rootHeads);
        }
        return -Outward.up(sum, gradient.length);
    }

    /** The slope of a margin of 750 underflows, and the one that it stands for is positive. */
    private static double slope(double margin) {
        return Outward.up(Logistic.slope(margin));
    }

    private static double weighted(double weight, double factor, double bound) {
        // an infinite bound of a sample without weight bounds nothing
        return weight == 0 || bound == 0 ? 0 : Outward.up(weight * Outward.up(factor * bound));
    }
}
