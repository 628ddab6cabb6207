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

    /** The same for scores in double. */
    static double sum(double[] labels, double[] weights, double[] scores) {
        double loss = 0;
        for (int i = 0; i < scores.length; i++) {
            loss += weight(weights, i, scores.length) * of(labels[i] * scores[i]);
        }
        return loss;
    }

    /**
     * What multiplies the gradient of phi_h of a sample in that of the loss: {@code -y w p / sqrt(H)} with
     * {@code p = -l'(m) = exp(-l(-m))}, never {@code 1 - p}.
     */
    static double factor(double label, double weight, double score, int heads) {
        return -label * weight * Math.exp(-of(-label * score)) / Math.sqrt(heads);
    }

    /**
     * What multiplies the product of the gradients of phi_h and phi_k of a sample in the second derivatives of the
     * loss: {@code w l''(m) / H} with {@code l''(m) = p (1 - p)}, both factors exact as above.
     */
    static double curvature(double label, double weight, double score, int heads) {
        return weight * Math.exp(-of(-label * score) - of(label * score)) / heads;
    }

    /** Weight of a sample in the loss; one part of the number of samples where there are none. */
    static double weight(double[] weights, int sample, int samples) {
        return weights == null ? 1.0 / samples : weights[sample];
    }
}
