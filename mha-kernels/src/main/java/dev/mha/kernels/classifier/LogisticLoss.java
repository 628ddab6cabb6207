package dev.mha.kernels.classifier;

/** The logistic loss {@code l(m) = log(1 + exp(-m))} of a margin m, and its slope, without overflow or cancellation. */
final class LogisticLoss {
    private LogisticLoss() {}

    /** l(m), with full relative accuracy for any m. */
    static double of(double margin) {
        return Math.log1p(Math.exp(-Math.abs(margin))) + Math.max(-margin, 0);
    }

    /** The weighted loss of all samples, in double and in sample order. */
    static double sum(float[] labels, double[] weights, float[] scores) {
        double loss = 0;
        for (int i = 0; i < scores.length; i++) {
            loss += weight(weights, i, scores.length) * of(labels[i] * (double) scores[i]);
        }
        return loss;
    }

    /**
     * What multiplies the gradient of phi_h of a sample in that of the loss: {@code -y w p / sqrt(H)} with
     * {@code p = -l'(m) = exp(-l(-m))}, never {@code 1 - p}.
     */
    static float factor(float[] labels, double[] weights, int sample, float score, int heads) {
        double margin = labels[sample] * (double) score;
        double p = Math.exp(-of(-margin));
        return (float) (-labels[sample] * weight(weights, sample, labels.length) * p / Math.sqrt(heads));
    }

    private static double weight(double[] weights, int sample, int samples) {
        return weights == null ? 1.0 / samples : weights[sample];
    }
}
