package dev.mha.verify.classifier;

import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.verify.classifier.ClassifierProblem.Result;
import dev.mha.verify.numeric.Errors;
import java.util.Arrays;

/**
 * What float arithmetic may do to scores, loss and to each number of the gradient.
 *
 * <p>A number may be off by at most its bound, which counts every rounding of every sum, and by at most twice the
 * largest error of plain float loops plus its floor, the same with one rounding for each sum: an implementation that is
 * lucky there must not make another look wrong. Both follow the computation with u = 2^-24, magnitudes in place of
 * values:
 *
 * <ul>
 * <li>a score of the attention, whose terms have magnitudes that sum to z, is off by E = (2 sums + 2) u z + u |z -
 *         max|;
 * <li>its weight a is then off by at most {@code a_t sum over t' of a_t' (expm1 E_t + expm1 E_t') / sum of a exp(-E)}:
 *         nothing
 * where one key takes all, which is what makes sharp attention exact; and by some u for the exponential, the sum and
 * the division. Where the other weights add up to less than u / 2, all of these are exact for the largest: 1 + u / 2
 * rounds to 1. A weight below the normal range may become zero;
 * <li>G = U x by u sums of its magnitudes, r = sum of a G by what its factors are, D = G - r by both, where the error
 *         of
 * G_t counts only as far as a_t is not 1;
 * <li>the slope p of the loss is monotone in the margin, so it is off by what p does at the ends of the score's error;
 * <li>dU sums f a x, dW sums f a D x x', f = -y weight p / sqrt(H); a product below the normal range is off by the
 *         least float.
 * </ul>
 */
final class ClassifierTolerance {
    private static final double U = Errors.ULP / 2;
    private static final double LEAST = Float.MIN_VALUE;

    private final ClassifierProblem problem;
    private final ReferenceClassifier exact;
    private final ReferenceClassifier twin;
    private final Allowed bound;
    private final Allowed floor;

    ClassifierTolerance(ClassifierProblem problem, ReferenceClassifier exact, ReferenceClassifier twin) {
        this.problem = problem;
        this.exact = exact;
        this.twin = twin;
        ClassifierShape shape = problem.shape;
        int tokens = shape.tokens();
        // A vector kernel adds all keys of a group of at least 8 samples to one sum, a plain one all samples.
        int gradientTerms = tokens * (1 + (problem.samples + 7) / 8) + problem.samples;
        bound = new Allowed(problem, exact, shape.features(), tokens, tokens * (shape.heads() + shape.features()),
                gradientTerms);
        floor = new Allowed(problem, exact, 1, 1, 1, 1);
    }

    /** What is wrong with a result; empty when nothing is. */
    String verdict(Result result) {
        double[] scores = Errors.widen(result.scores());
        double[] gradient = Errors.widen(result.gradient());
        StringBuilder verdict = new StringBuilder();
        check("scores", exact.scores, twin.scores, scores, bound.scores, floor.scores, verdict);
        double loss = Errors.distance(exact.loss, result.loss());
        if (!(loss <= bound.loss)) {
            verdict.append("loss: error ").append(loss).append(", allowed ").append(bound.loss).append("; ");
        }
        ClassifierShape shape = problem.shape;
        for (int h = 0; h < shape.heads(); h++) {
            int w = shape.attentionOffset(h);
            int u = shape.decoderOffset(h);
            checkPart("W", w, u, gradient, verdict);
            checkPart("U", u, w + shape.headParameters(), gradient, verdict);
        }
        return verdict.toString();
    }

    private void checkPart(String name, int from, int to, double[] gradient, StringBuilder verdict) {
        check(name + " gradient", part(exact.gradient, from, to), part(twin.gradient, from, to),
                part(gradient, from, to), part(bound.gradient, from, to), part(floor.gradient, from, to), verdict);
    }

    private static double[] part(double[] values, int from, int to) {
        return Arrays.copyOfRange(values, from, to);
    }

    private static void check(String name, double[] exact, double[] twin, double[] result, double[] bound,
            double[] floor, StringBuilder verdict) {
        double twice = 2 * Errors.max(exact, twin);
        for (int k = 0; k < exact.length; k++) {
            double error = Errors.distance(exact[k], result[k]);
            double allowed = Math.min(bound[k], twice + floor[k]);
            if (!(error <= allowed)) {
                verdict.append(name).append('[').append(k).append("] is ").append(result[k]).append(", exact ")
                        .append(exact[k]).append(", allowed error ").append(allowed).append("; ");
                return;
            }
        }
    }

    /** Errors to first order in u where it says so above, for given numbers of roundings of each kind of sum. */
    private static final class Allowed {
        private final ClassifierProblem problem;
        private final int features;
        private final int featureTerms;
        private final int keyTerms;
        private final int gradientTerms;
        final double[] scores;
        final double[] gradient;
        final double loss;

        Allowed(ClassifierProblem problem, ReferenceClassifier exact, int featureTerms, int keyTerms, int scoreTerms,
                int gradientTerms) {
            this.problem = problem;
            this.features = problem.shape.features();
            this.featureTerms = featureTerms;
            this.keyTerms = keyTerms;
            this.gradientTerms = gradientTerms;
            scores = new double[problem.samples];
            gradient = new double[problem.shape.parameters()];
            double rootHeads = Math.sqrt(problem.shape.heads());
            double sum = 0;
            for (int i = 0; i < problem.samples; i++) {
                double[][] x = problem.tokens(i);
                Row[][] rows = new Row[problem.shape.heads()][x.length];
                double size = 0;
                double off = 0;
                for (int h = 0; h < rows.length; h++) {
                    for (int s = 0; s < x.length; s++) {
                        rows[h][s] = new Row(x, h, s);
                        size += rows[h][s].size;
                        off += rows[h][s].meanError;
                    }
                }
                scores[i] = (off + (scoreTerms + 3) * U * size) / rootHeads + LEAST * (scoreTerms + 1);
                sum += problem.weight(i) * scores[i];
                double margin = problem.labels[i] * exact.scores[i];
                double p = slope(margin);
                double change = Math.max(slope(margin - scores[i]) - p, p - slope(margin + scores[i]));
                double factor = problem.weight(i) * p / rootHeads;
                double factorError = problem.weight(i) * change / rootHeads + 2 * U * factor + LEAST;
                for (int h = 0; h < rows.length; h++) {
                    for (Row row : rows[h]) {
                        row.addTo(gradient, factor, factorError);
                    }
                }
            }
            // the loss has slope at most 1, and is summed in double
            loss = sum + (problem.samples + 8) * 0x1p-52 * exact.loss;
            for (int k = 0; k < gradient.length; k++) {
                gradient[k] += U * Math.abs(exact.gradient[k]) + LEAST;
            }
        }

        private static double slope(double margin) {
            return 1 / (1 + Math.exp(margin));
        }

        /** One query of one head on one sample. */
        private final class Row {
            private final double[][] x;
            private final int w;
            private final int u;
            private final int query;
            private final double[] weight;
            private final double[] weightError;
            private final double[] difference;
            private final double[] differenceError;
            /** Magnitude of r, and its error. */
            final double size;
            final double meanError;

            Row(double[][] x, int head, int query) {
                this.x = x;
                this.w = problem.shape.attentionOffset(head);
                this.u = problem.shape.decoderOffset(head) + query * features;
                this.query = query;
                int keys = x.length;
                weight = new double[keys];
                weightError = new double[keys];
                difference = new double[keys];
                differenceError = new double[keys];
                double[] scoreError = scores();
                double[] value = new double[keys];
                double[] valueSize = new double[keys];
                double mean = 0;
                double sizes = 0;
                for (int t = 0; t < keys; t++) {
                    for (int j = 0; j < features; j++) {
                        double product = problem.theta[u + j] * x[t][j];
                        value[t] += product;
                        valueSize[t] += Math.abs(product);
                    }
                    mean += weight[t] * value[t];
                    sizes += weight[t] * valueSize[t];
                }
                double total = 0;
                for (int t = 0; t < keys; t++) {
                    total += weight[t] * Math.exp(-scoreError[t]);
                }
                int first = largest(weight);
                double others = except(first, weight, null);
                boolean sure = others < U / 2;
                double off = keys * LEAST
                        + (sure ? 2 * except(first, weight, valueSize) : (keyTerms + 1) * U * sizes);
                for (int t = 0; t < keys; t++) {
                    difference[t] = value[t] - mean;
                    double shift = Math.min(1, shift(t, scoreError) / total);
                    double rounding = sure && t == first
                            ? others
                            : weight[t] * (keyTerms + 5) * U + Float.MIN_NORMAL;
                    weightError[t] = shift + rounding;
                    // shifts add up to nothing, so they count only as far as the values differ
                    off += shift * Math.abs(difference[t]) + rounding * valueSize[t];
                }
                double[] upper = new double[keys];
                double[] valueError = new double[keys];
                double valuesOff = 0;
                for (int t = 0; t < keys; t++) {
                    upper[t] = weight[t] + weightError[t];
                    valueError[t] = featureTerms * U * valueSize[t] + features * LEAST;
                    valuesOff += upper[t] * valueError[t];
                }
                for (int t = 0; t < keys; t++) {
                    // an error of G_t is in r too, and cancels as far as the weight of t is 1
                    differenceError[t] = (except(t, weight, null) + weightError[t]) * valueError[t]
                            + except(t, upper, valueError) + off + U * Math.abs(difference[t])
                            // the reference rounds too, and its D is a difference of numbers that may be nearly equal
                            + (features + keys + 4) * 0x1p-53 * (valueSize[t] + sizes);
                }
                size = sizes;
                meanError = off + valuesOff;
            }

            private static int largest(double[] values) {
                int largest = 0;
                for (int t = 1; t < values.length; t++) {
                    largest = values[t] > values[largest] ? t : largest;
                }
                return largest;
            }

            /** The sum of all but one product; of all but one value when {@code factors} is null. */
            private static double except(int left, double[] values, double[] factors) {
                double sum = 0;
                for (int t = 0; t < values.length; t++) {
                    if (t != left) {
                        sum += values[t] * (factors == null ? 1 : factors[t]);
                    }
                }
                return sum;
            }

            private double shift(int key, double[] scoreError) {
                double sum = 0;
                for (int t = 0; t < weight.length; t++) {
                    if (t != key) {
                        sum += weight[t] * (Math.expm1(scoreError[key]) + Math.expm1(scoreError[t]));
                    }
                }
                return weight[key] * sum;
            }

            /** Sets the weights and gives the errors of their scores. */
            private double[] scores() {
                double[] projected = new double[features];
                double[] magnitude = new double[features];
                for (int k = 0; k < features; k++) {
                    for (int j = 0; j < features; j++) {
                        double product = x[query][k] * problem.theta[w + k * features + j];
                        projected[j] += product;
                        magnitude[j] += Math.abs(product);
                    }
                }
                double max = Double.NEGATIVE_INFINITY;
                double[] error = new double[weight.length];
                for (int t = 0; t < weight.length; t++) {
                    for (int j = 0; j < features; j++) {
                        weight[t] += projected[j] * x[t][j];
                        error[t] += (2 * featureTerms + 2) * U * magnitude[j] * Math.abs(x[t][j])
                                + LEAST * (2 + features * Math.abs(x[t][j]));
                    }
                    max = Math.max(max, weight[t]);
                }
                double sum = 0;
                for (int t = 0; t < weight.length; t++) {
                    // beyond 80 the weight is anything from 0 to 1 whatever the error
                    error[t] = Math.min(80, error[t] + U * (max - weight[t]));
                    weight[t] = Math.exp(weight[t] - max);
                    sum += weight[t];
                }
                for (int t = 0; t < weight.length; t++) {
                    weight[t] /= sum;
                }
                return error;
            }

            /** Adds the error of what this query contributes to the gradient. */
            void addTo(double[] gradient, double factor, double factorError) {
                double upper = factor + factorError;
                double[] row = new double[features];
                for (int t = 0; t < weight.length; t++) {
                    double a = weight[t];
                    double d = Math.abs(difference[t]);
                    double decoder = upper * weightError[t] + factorError * a + (gradientTerms + 3) * U * factor * a;
                    double slope = upper * (weightError[t] * (d + differenceError[t]) + a * differenceError[t])
                            + factorError * a * d + (gradientTerms + keyTerms + 4) * U * factor * a * d;
                    for (int j = 0; j < features; j++) {
                        double size = Math.abs(x[t][j]);
                        // f a and f a D are numbers of their own, off by LEAST before x multiplies them
                        gradient[u + j] += decoder * size + LEAST * (size + a + 1);
                        row[j] += slope * size + LEAST * (a * d + (1 + upper) * size + 1);
                    }
                }
                for (int k = 0; k < features; k++) {
                    for (int j = 0; j < features; j++) {
                        gradient[w + k * features + j] += Math.abs(x[query][k]) * row[j] + LEAST;
                    }
                }
            }
        }
    }
}
