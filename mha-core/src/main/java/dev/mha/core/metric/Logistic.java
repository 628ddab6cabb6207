package dev.mha.core.metric;

/**
 * The logistic loss of a margin {@code m = y Phi} and its derivatives, each without overflow or cancellation (1 - sig
 * and tanh lose all digits for margins beyond 37), and with the same bits on every machine.
 */
public final class Logistic {
    private Logistic() {}

    /** {@code log(1 + exp(-m))}. */
    public static double loss(double margin) {
        return StrictMath.log1p(StrictMath.exp(-Math.abs(margin))) + Math.max(-margin, 0);
    }

    /** The loss of every margin. */
    public static double[] losses(double[] margins) {
        double[] losses = new double[margins.length];
        for (int i = 0; i < losses.length; i++) {
            losses[i] = loss(margins[i]);
        }
        return losses;
    }

    /**
     * The loss of every sample from its score in float; products and losses are in double.
     *
     * @param labels -1 or +1 for each sample
     */
    public static double[] losses(float[] scores, float[] labels) {
        double[] losses = new double[scores.length];
        for (int i = 0; i < losses.length; i++) {
            losses[i] = loss((double) labels[i] * scores[i]);
        }
        return losses;
    }

    /** {@code sig(-m) = 1 / (1 + exp(m))}: minus the first derivative. */
    public static double slope(double margin) {
        return StrictMath.exp(-loss(-margin));
    }

    /** {@code sig(m) sig(-m)}: the second derivative. */
    public static double curvature(double margin) {
        return StrictMath.exp(-loss(margin) - loss(-margin));
    }
}
