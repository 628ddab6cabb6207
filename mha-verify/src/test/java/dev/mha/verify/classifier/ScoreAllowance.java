package dev.mha.verify.classifier;

import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.verify.numeric.Errors;

/**
 * What float rounding may do to a score and to a gradient, from sizes alone ({@code docs/theory.md}, 8): coarser than
 * {@link ClassifierTolerance}, and the same for two problems that mean the same.
 *
 * @param relative {@code eps = u (T + d + H + 8 + 4 (d + 2) R^2 max_h |W_h|)}
 * @param score {@code tolPhi = eps sqrt(H T) R u_max}
 * @param gradient {@code 4 (eps + tolPhi) G} times the sum of the weights, Euclidean,
 *            {@code G = sqrt(T) R sqrt(1 + R^4 u_max^2)}
 */
record ScoreAllowance(double relative, double score, double gradient) {
    private static final double U = Errors.ULP / 2;

    static ScoreAllowance of(ClassifierProblem problem) {
        ClassifierShape shape = problem.shape;
        double square = 0;
        for (int i = 0; i < problem.samples; i++) {
            for (double[] token : problem.tokens(i)) {
                square = Math.max(square, squares(token));
            }
        }
        double attention = 0;
        double decoder = 0;
        for (int h = 0; h < shape.heads(); h++) {
            int u = shape.decoderOffset(h);
            attention = Math.max(attention, norm(problem.theta, shape.attentionOffset(h), u));
            decoder = Math.max(decoder, norm(problem.theta, u, shape.attentionOffset(h) + shape.headParameters()));
        }
        int d = shape.features();
        double relative = U * (shape.tokens() + d + shape.heads() + 8 + 4 * (d + 2) * square * attention);
        double root = Math.sqrt(shape.tokens() * square);
        double score = relative * Math.sqrt(shape.heads()) * root * decoder;
        double bound = root * Math.sqrt(1 + square * square * decoder * decoder);
        return new ScoreAllowance(relative, score, 4 * (relative + score) * bound * problem.totalWeight());
    }

    private static double norm(float[] values, int from, int to) {
        double sum = 0;
        for (int k = from; k < to; k++) {
            sum += (double) values[k] * values[k];
        }
        return Math.sqrt(sum);
    }

    private static double squares(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return sum;
    }
}
