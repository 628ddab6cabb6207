package dev.mha.core.bound;

import dev.mha.core.Roundings;
import dev.mha.core.Weights;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.curvature.BlockCertificate;
import dev.mha.core.curvature.ClassifierHessian;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.ExtremeEigenvalues;
import dev.mha.core.curvature.Lanczos;
import dev.mha.core.curvature.LinearOperator;
import dev.mha.core.random.RandomSource;
import dev.mha.core.linear.Vectors;
import dev.mha.core.metric.Logistic;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every bound of {@code docs/theory.md}, section 3, against inputs that are made to break it: gradient ascent on
 * observed through bound, over tokens and parameters, from random points. No ratio may exceed 1, and each must come as
 * near to it as section 8 says, or the bound, or the climb, is worth less than that.
 */
class TightnessTest {
    private static final double SLACK = 1 + 1e-9;
    private static final int STARTS = 8;
    private static final int STEPS = 120;

    /** Some samples of one shape and parameters, all free. */
    record Point(ClassifierShape shape, float[] x, float[] labels, double[] theta) {
        PackedSamples samples() {
            return PackedSamples.pack(x, labels.length, shape.tokens(), shape.features(), null);
        }

        ClassifierLoss loss() {
            return new ClassifierLoss(shape, samples(), labels, null, Workspace.serial());
        }

        TokenGeometry geometry() {
            return TokenGeometry.of(samples());
        }

        GlobalBounds global() {
            return GlobalBounds.of(shape, geometry(), theta);
        }

        SampleBounds perSample() {
            return SampleBounds.of(shape, geometry(), theta);
        }

        double rounding() {
            return Roundings.curvature(shape, geometry(), theta);
        }

        double[] weights() {
            return Weights.equal(labels.length);
        }

        double[] margins() {
            return loss().hessian(theta).margins();
        }

        /** The score of the first sample alone, on the wrong side of its label: its slope is at least one half. */
        Point wrong() {
            float[] row = Arrays.copyOf(x, shape.tokens() * shape.features());
            float label = new Point(shape, row, new float[]{1}, theta).margins()[0] > 0 ? -1 : 1;
            return new Point(shape, row, new float[]{label}, theta);
        }

        double gradientNorm() {
            double[] gradient = new double[theta.length];
            double ignored = loss().gradient(theta, gradient);
            return Vectors.norm(gradient);
        }

        int free() {
            return x.length + theta.length;
        }

        Point moved(double[] direction, double step) {
            float[] tokens = x.clone();
            double[] parameters = theta.clone();
            for (int j = 0; j < tokens.length; j++) {
                tokens[j] += (float) (step * direction[j]);
            }
            for (int j = 0; j < parameters.length; j++) {
                parameters[j] += step * direction[tokens.length + j];
            }
            return new Point(shape, tokens, labels, parameters);
        }
    }

    private static ExtremeEigenvalues ends(LinearOperator operator) {
        return Lanczos.ends(operator.size(), 1e-10, 3).run(operator);
    }

    private static double low(LinearOperator operator) {
        return ends(operator).lowest().getFirst().value();
    }

    private static double high(LinearOperator operator) {
        return ends(operator).highest().getFirst().value();
    }

    /** Observed through bound, and how near to 1 the climb has to come. */
    enum Bound {
        SCORE(1, 0.999) {
            @Override
            double ratio(Point point) {
                return Math.abs(point.margins()[0]) / point.global().phi();
            }
        },
        SCORE_GRADIENT(1, 0.95) {
            @Override
            double ratio(Point point) {
                Point wrong = point.wrong();
                return wrong.gradientNorm() / Logistic.slope(wrong.margins()[0]) / point.global().gradient();
            }
        },
        SAMPLE_GRADIENT(1, 0.999) {
            @Override
            double ratio(Point point) {
                Point wrong = point.wrong();
                return wrong.gradientNorm() / Logistic.slope(wrong.margins()[0]) / point.perSample().gradient(0);
            }
        },
        SCORE_CURVATURE(1, 0.9) {
            @Override
            double ratio(Point point) {
                return curvature(point) / point.global().scoreCurvature();
            }
        },
        SAMPLE_CURVATURE(1, 0.999) {
            @Override
            double ratio(Point point) {
                // of tokens that nearly are one the curvature is rounding
                return curvature(point) / (point.perSample().kappa(0) / Math.sqrt(point.shape().heads())
                        + point.wrong().rounding());
            }
        },
        LOSS_GRADIENT(2, 0.98) {
            @Override
            double ratio(Point point) {
                return point.gradientNorm() / point.global().lossGradient(point.loss().value(point.theta()));
            }
        },
        LOSS_GRADIENT_BY_SAMPLE(2, 0.999) {
            @Override
            double ratio(Point point) {
                return point.gradientNorm() / point.perSample().lossGradient(point.margins(), point.weights());
            }
        },
        SMOOTHNESS(2, 0.5) {
            @Override
            double ratio(Point point) {
                return high(point.loss().hessian(point.theta())) / (point.global().rho() + point.rounding());
            }
        },
        SMOOTHNESS_BY_SAMPLE(2, 0.999) {
            @Override
            double ratio(Point point) {
                return high(point.loss().hessian(point.theta()))
                        / (point.perSample().lambdaMax(point.margins(), point.weights()) + point.rounding());
            }
        },
        CONVEXITY(2, 0.4) {
            @Override
            double ratio(Point point) {
                return -low(point.loss().hessian(point.theta()))
                        / (-point.global().lambdaMin(point.loss().value(point.theta())) + point.rounding());
            }
        },
        CONVEXITY_BY_SAMPLE(2, 0.99) {
            @Override
            double ratio(Point point) {
                return -low(point.loss().hessian(point.theta()))
                        / (-point.perSample().lambdaMin(point.margins(), point.weights()) + point.rounding());
            }
        },
        CONVEXITY_BY_BLOCKS(2, 0.999) {
            @Override
            double ratio(Point point) {
                ClassifierHessian hessian = point.loss().hessian(point.theta());
                return -low(hessian) / -BlockCertificate.of(hessian, point.rounding()).lambdaMin();
            }
        };

        private final int samples;
        private final double tight;

        Bound(int samples, double tight) {
            this.samples = samples;
            this.tight = tight;
        }

        abstract double ratio(Point point);

        private static double curvature(Point point) {
            Point wrong = point.wrong();
            LinearOperator residual = wrong.loss().hessian(point.theta()).residual();
            double largest = Math.max(-low(residual), high(residual));
            return largest / Logistic.slope(wrong.margins()[0]);
        }
    }

    @ParameterizedTest
    @EnumSource(Bound.class)
    void holdsAgainstGradientAscentAndIsAsTightAsStated(Bound bound) {
        RandomSource random = RandomSource.of(Arrays.asList(Bound.values()).indexOf(bound), 91);
        double best = 0;
        for (int start = 0; start < STARTS; start++) {
            // the extreme cases are small: two tokens of one feature, one head or two
            ClassifierShape shape = new ClassifierShape(1 + start % 2, 2, 1 + start / 4);
            best = Math.max(best, climb(bound, point(shape, bound.samples, random)));
        }
        double found = best;
        assertTrue(found >= bound.tight, () -> String.format(Locale.ROOT, "%s: the climb ends at %.4f", bound, found));
    }

    private static Point point(ClassifierShape shape, int samples, RandomSource random) {
        float[] x = new float[samples * shape.tokens() * shape.features()];
        for (int j = 0; j < x.length; j++) {
            x[j] = (float) random.nextGaussian();
        }
        float[] labels = new float[samples];
        for (int i = 0; i < samples; i++) {
            labels[i] = i % 2 == 0 ? 1 : -1;
        }
        double[] theta = new double[shape.parameters()];
        for (int j = 0; j < theta.length; j++) {
            theta[j] = 2 * random.nextGaussian();
        }
        return new Point(shape, x, labels, theta);
    }

    /**
     * Steps along the gradient of the ratio by central differences, longer after a success, shorter after a failure.
     */
    private static double climb(Bound bound, Point from) {
        Point point = from;
        double value = checked(bound, point);
        double step = 0.3;
        for (int k = 0; k < STEPS && step > 1e-4; k++) {
            double[] gradient = new double[point.free()];
            for (int j = 0; j < gradient.length; j++) {
                double[] axis = new double[gradient.length];
                axis[j] = 1;
                gradient[j] = checked(bound, point.moved(axis, 1e-3)) - checked(bound, point.moved(axis, -1e-3));
            }
            double norm = Vectors.norm(gradient);
            if (!(norm > 0)) {
                break;
            }
            Vectors.scale(1 / norm, gradient);
            Point next = point.moved(gradient, step);
            double reached = checked(bound, next);
            while (reached <= value && step > 1e-4) {
                step /= 3;
                next = point.moved(gradient, step);
                reached = checked(bound, next);
            }
            if (reached > value) {
                point = next;
                value = reached;
                step *= 2;
            }
        }
        return value;
    }

    private static double checked(Bound bound, Point point) {
        double ratio = bound.ratio(point);
        assertTrue(ratio <= SLACK, () -> bound + " is broken, " + ratio + ": " + Arrays.toString(point.x()) + " "
                + Arrays.toString(point.theta()));
        return ratio;
    }
}
