package dev.mha.core.curvature;

import dev.mha.kernels.classifier.ClassifierShape;

/**
 * How many multiply-adds the parts are that measurements are made of: estimates of the time left, and limits of what is
 * measured at all, stand on these. Only the order of magnitude has to be right.
 *
 * @param samples n
 * @param shape sizes of the model
 */
public record MultiplyAdds(double samples, ClassifierShape shape) {
    /**
     * What a step of the search for a margin costs for each pair of samples, in multiply-adds of tangent kernels:
     * measured on 1797 samples (Zen 5 class core), where two threads did 9 thousand million a second of these, and one
     * thread 1300 steps of the search.
     */
    private static final double MARGIN = 2;

    /**
     * Steps of that search by the samples: 350 to 400 for 1797, 100 for 300, 60 for 100; up to one a sample for random
     * features.
     */
    private static final double STEPS = 0.25;

    /** The scores of all samples: {@code T d^2 + 2 T^2 d} for each sample and head. */
    public double forward() {
        return forward(samples, shape.heads(), shape.tokens(), shape.features());
    }

    /** The same for sizes of which nobody knows yet whether there is such a model. */
    public static double forward(double samples, double heads, double tokens, double features) {
        return samples * heads * ClassifierShape.forwardMultiplyAdds(tokens, features);
    }

    /** The loss and its gradient. */
    public double gradient() {
        return 2 * forward();
    }

    /** One product with the Hessian. */
    public double product() {
        return 3 * forward();
    }

    /** A Lanczos run of so many steps, each orthogonalized twice against the vectors so far. */
    public double lanczos(int steps) {
        return steps * (product() + 2.0 * steps * shape.parameters());
    }

    /** The blocks of all heads, their eigenvalues and their factorizations. */
    public double blocks() {
        double q = shape.headParameters();
        double pairs = shape.features() * (shape.features() + 1) / 2.0;
        return shape.heads() * (samples * shape.tokens() * pairs * pairs + 3 * q * q * q);
    }

    /** The whole Hessian and its factorizations for both ends. */
    public double dense() {
        double p = shape.parameters();
        return samples * p * p / 2 + 4 * p * p * p;
    }

    /** The tangent kernel of all samples, of which half is computed. */
    public double kernel() {
        return samples * samples * shape.parameters() / 2;
    }

    /** The search for the margin in it. */
    public double margin() {
        return margin(Double.POSITIVE_INFINITY);
    }

    /** So many of its first steps, and no more than the search is expected to take. */
    double margin(double steps) {
        return MARGIN * samples * samples * Math.min(steps, Math.max(1, STEPS * samples));
    }
}
