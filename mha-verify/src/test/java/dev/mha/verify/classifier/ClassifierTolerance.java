package dev.mha.verify.classifier;

import dev.mha.verify.numeric.Errors;

/**
 * What float arithmetic may do to scores, loss and gradient.
 *
 * <p>The bound ({@code tolPhi} and so on) is proved in docs/theory.md, section "Properties": roundoff u times operations times
 * the sizes of tokens and parameters. The floor is what one rounding of each attention score, exponential and product
 * does to first order, whoever computes: an implementation that is lucky there must not make another look wrong.
 */
final class ClassifierTolerance {
    private final double scoreBound;
    private final double lossBound;
    private final double gradientBound;
    private final double scoreFloor;
    private final double gradientFloor;

    ClassifierTolerance(ClassifierProblem problem, ReferenceClassifier exact) {
        int heads = problem.shape.heads();
        int tokens = problem.shape.tokens();
        int d = problem.shape.features();
        double u = Errors.ULP / 2;
        double radius = 0;
        for (int i = 0; i < problem.samples; i++) {
            for (double[] token : problem.tokens(i)) {
                radius = Math.max(radius, norm(token, 0, d));
            }
        }
        double attention = 0;
        double decoder = 0;
        double[] theta = Errors.widen(problem.theta);
        for (int h = 0; h < heads; h++) {
            attention = Math.max(attention, norm(theta, problem.shape.attentionOffset(h), d * d));
            decoder = Math.max(decoder, norm(theta, problem.shape.decoderOffset(h), tokens * d));
        }
        double total = problem.totalWeight();
        double eps = u * (tokens + d + heads + 8 + 4 * (d + 2) * radius * radius * attention);
        scoreBound = eps * Math.sqrt(heads * (double) tokens) * radius * decoder + Float.MIN_NORMAL;
        lossBound = total * scoreBound + 8 * problem.samples * u * exact.loss + Float.MIN_NORMAL;
        double slope = Math.sqrt(tokens) * radius * Math.sqrt(1 + Math.pow(radius, 4) * decoder * decoder);
        gradientBound = 4 * (eps + scoreBound) * slope * total + Float.MIN_NORMAL;
        // One rounding: a score is wrong by ULP of itself, a weight by that much and two of its own; values of size
        // radius * decoder are averaged with those weights.
        double weight = Errors.ULP * (2 + radius * radius * attention);
        double phi = Math.sqrt(heads * (double) tokens) * radius * decoder;
        scoreFloor = (weight + Errors.ULP) * phi + Float.MIN_NORMAL;
        gradientFloor = (2 * weight + 2 * Errors.ULP + scoreFloor) * slope * total + Float.MIN_NORMAL;
    }

    private static double norm(double[] values, int from, int length) {
        double sum = 0;
        for (int k = from; k < from + length; k++) {
            sum += values[k] * values[k];
        }
        return Math.sqrt(sum);
    }

    /** Allowed error of a score, given the float reference's error. */
    double scores(double twin) {
        return Math.min(scoreBound, 2 * twin + scoreFloor);
    }

    /** Allowed error of the loss: a score's, since the logistic loss has slope below one. */
    double loss() {
        return lossBound;
    }

    /** Allowed Euclidean error of the gradient, given the float reference's. */
    double gradient(double twin) {
        return Math.min(gradientBound, 2 * twin + gradientFloor);
    }
}
