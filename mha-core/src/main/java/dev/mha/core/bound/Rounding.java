package dev.mha.core.bound;

import dev.mha.core.linear.Roundoff;
import dev.mha.core.linear.Vectors;
import dev.mha.core.metric.Logistic;
import dev.mha.kernels.classifier.ClassifierShape;

/**
 * What rounding can do to a score, from sizes alone ({@code docs/theory.md}, 8): allowances of checks, and slack of
 * certificates.
 *
 * @param relative {@code eps = u (T + d + H + 8 + 4 (d + 2) R^2 max_h |W_h|)}
 * @param score {@code eps sqrt(H T) R u_max}, an allowance for Phi
 */
public record Rounding(double relative, double score) {
    /**
     * The allowances wherever parameters have at most these sizes.
     *
     * @param radius R, the largest norm of a token
     * @param attention the largest norm of a W_h
     * @param decoder u_max
     * @param unit unit roundoff u of the arithmetic
     */
    public static Rounding of(ClassifierShape shape, double radius, double attention, double decoder, double unit) {
        double relative = relative(shape, attention, unit, radius);
        return new Rounding(relative,
                product(relative, GlobalBounds.of(shape.heads(), shape.tokens(), radius, decoder).phi()));
    }

    /**
     * At least a sum of so many losses, when its scores were off by {@code score} at most: a loss changes by no more
     * than its score, and by no larger factor than its exponential.
     */
    public static double largestLoss(double sum, double score, int terms) {
        double all = sum + terms * Double.MIN_VALUE;
        return Outward.up(Math.min(all * Math.exp(score), all + terms * score), terms);
    }

    /**
     * How far a step of a training may end from where it was to: parameters are rounded to float, after two roundings
     * in double of numbers no larger than three times them.
     *
     * @param norm at least the norm of the parameters after the step, and before it
     * @param parameters their number, each of which may underflow
     */
    public static double ofStep(double norm, int parameters) {
        return Outward.up(Roundoff.FLOAT * (1 + 0x1p-20) * norm + Math.sqrt(parameters) * Float.MIN_VALUE);
    }

    /**
     * At most the sum over the steps of a training of how far the gradient of its loss in float lies from the exact
     * one, for weights that sum to 1 at most ({@code docs/theory.md}, 8). A logistic slope p is no larger than the
     * loss; it is off by a share of {@code exp(score) - 1}, and by {@code score/4}, at most; grad Phi by
     * {@code 16 eps G}; a sum in float, over the tokens of four groups and sixteen lanes, then over blocks in double,
     * and the factor of a sample, by some {@code (4 T + 32) u}.
     *
     * @param shape T of it
     * @param radius R
     * @param decoder u_max
     * @param bounds for these sizes
     * @param lossSum at least the sum of the losses, with exact scores and with those in float
     * @param steps their number
     */
    public double gradientSum(ClassifierShape shape, double radius, double decoder, GlobalBounds bounds, double lossSum,
            int steps) {
        double slopes = Math.min(lossSum * Math.expm1(score), steps * score / 4);
        double tangent = 16 * relative;
        double shares = tangent + (1 + tangent) * (4 * shape.tokens() + 32) * Roundoff.FLOAT;
        return Outward.up(product(bounds.gradient(), slopes + shares * lossSum)
                + steps * underflow(Float.MIN_NORMAL, radius, decoder));
    }

    /**
     * At least the largest Frobenius norm of a W_h.
     *
     * @param theta one number for each parameter, laid out as {@link ClassifierShape} says
     */
    public static double attentionNorm(ClassifierShape shape, double[] theta) {
        double attention = 0;
        int entries = shape.features() * shape.features();
        for (int head = 0; head < shape.heads(); head++) {
            attention = Math.max(attention, Vectors.norm(theta, shape.attentionOffset(head), entries));
        }
        return attention == 0 ? 0 : Outward.up(attention, entries);
    }

    /** eps for tokens of norm at most {@code radius}. */
    private static double relative(ClassifierShape shape, double attention, double unit, double radius) {
        int d = shape.features();
        return Outward.up(
                unit * (shape.tokens() + d + shape.heads() + 8 + 4 * (d + 2) * radius * radius * attention));
    }

    /**
     * The allowance for Phi of every sample in double, from the sample's own T and R.
     *
     * @param theta one number for each parameter, laid out as {@link ClassifierShape} says
     * @return tolPhi_i, one for each sample
     */
    public static double[] scores(ClassifierShape shape, TokenGeometry geometry, double[] theta) {
        double decoder = GlobalBounds.decoderNorm(shape, theta);
        double[] relative = relatives(shape, geometry, theta);
        for (int i = 0; i < relative.length; i++) {
            relative[i] = product(relative[i], bounds(shape, geometry, i, decoder).phi());
        }
        return relative;
    }

    /**
     * For every sample, how far {@code grad Phi_i} in double may lie from the exact one: {@code 16 eps_i G_i}, the
     * global G for the sample's own T and R.
     *
     * <p>The weights P are off by a share of eps, and eps has T + d + 8 roundings beside. A row of {@code P X}, a sum
     * of T terms, is off by {@code 2 eps R}: in all, {@code 2 eps sqrt(T) R}. In {@code X' (D X)} with
     * {@code D = P o (Q - r)}, Q is a sum of d terms and r the sum of T under P, both at most {@code |u_s| R}. So an
     * entry of D, at most {@code 2 P_st |u_s| R}, is off by {@code 5 eps P_st |u_s| R}, a row of {@code D X} by
     * {@code 7 eps |u_s| R^2}, the whole by {@code 9 eps R^3 sum_s |u_s|}: over all heads,
     * {@code 9 eps sqrt(T) R^3 u_max}. The two parts together are at most {@code 9 eps G}. What is left of 16 covers
     * the squares of eps up to 1/4, and from there on it is {@code 4 G}: the weights as computed sum to 1, whatever
     * they are, so neither gradient is longer than G by more than a few eps without the attention.
     *
     * @param theta one number for each parameter, laid out as {@link ClassifierShape} says
     * @return one for each sample
     */
    public static double[] gradients(ClassifierShape shape, TokenGeometry geometry, double[] theta) {
        double decoder = GlobalBounds.decoderNorm(shape, theta);
        double[] relative = relatives(shape, geometry, theta);
        for (int i = 0; i < relative.length; i++) {
            double gradient = bounds(shape, geometry, i, decoder).gradient();
            relative[i] = gradient == 0
                    ? 0
                    : Outward.up(16 * relative[i] * gradient)
                            + underflow(Double.MIN_NORMAL, geometry.radius(i), decoder);
        }
        return relative;
    }

    /** eps of every sample in double. */
    private static double[] relatives(ClassifierShape shape, TokenGeometry geometry, double[] theta) {
        double attention = attentionNorm(shape, theta);
        double[] relative = new double[geometry.samples()];
        for (int i = 0; i < relative.length; i++) {
            relative[i] = relative(shape, attention, Roundoff.DOUBLE, geometry.radius(i));
        }
        return relative;
    }

    /** A product that is 0 where one of its factors is, the other infinite or not. */
    private static double product(double a, double b) {
        return a == 0 || b == 0 ? 0 : Outward.up(a * b);
    }

    private static GlobalBounds bounds(ClassifierShape shape, TokenGeometry geometry, int sample, double decoder) {
        return GlobalBounds.of(shape.heads(), geometry.length(sample), geometry.radius(sample), decoder);
    }

    /**
     * An allowance for an eigenvalue or a product with unit vectors of the Hessian of the loss in double, from the
     * tokens and the margin of every sample, so that it is small where the samples are fitted well and does not hang on
     * one large token:
     * {@code 8 sum_i weight_i (eps_i + score_i + n u) (c_i G_i^2 + p_i kappa_i / sqrt(H))}, all with the sample's own T
     * and R; n u is what the sum over n samples is off by. p_i and c_i are the largest logistic slope and curvature of
     * all margins within {@code score_i} of the computed one: where large heads cancel, that one may be rounding, and
     * its own slope would hide what the true one has.
     *
     * <p>What underflows has no relative error. Every product of at most six tokens and two decoders is below
     * {@code (1 + R)^6 (1 + u_max)^2}, and so many times the least normal number covers 2^52 terms that were lost on
     * the way.
     *
     * @param margins {@code y_i Phi(X_i)}
     * @param weights weight of each sample
     */
    public static double curvature(ClassifierShape shape, TokenGeometry geometry, double[] theta, double[] margins,
            double[] weights) {
        double decoder = GlobalBounds.decoderNorm(shape, theta);
        double[] relatives = relatives(shape, geometry, theta);
        double[] scores = scores(shape, geometry, theta);
        double samples = margins.length * Roundoff.DOUBLE;
        double sum = 0;
        for (int i = 0; i < margins.length; i++) {
            GlobalBounds bounds = bounds(shape, geometry, i, decoder);
            double second = Outward.up(Logistic.curvature(Math.max(0, Math.abs(margins[i]) - scores[i])));
            double first = Outward.up(Logistic.slope(margins[i] - scores[i]));
            double curvature = product(second, bounds.gradient() * bounds.gradient())
                    + product(first, bounds.scoreCurvature());
            sum += product(weights[i], product(relatives[i] + scores[i] + samples, curvature));
        }
        return Outward.up(8 * sum, margins.length)
                + underflow(Double.MIN_NORMAL, geometry.largestRadius(), decoder);
    }

    private static double underflow(double least, double radius, double decoder) {
        double token = 1 + radius;
        double cube = token * token * token;
        return least * cube * (1 + decoder) * cube * (1 + decoder);
    }
}
