package dev.mha.core.curvature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.linear.Roundoff;
import dev.mha.core.Problem;
import dev.mha.core.linear.Vectors;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierKernel;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ClassifierHessianProperties {
    private static final double UNIT = Roundoff.DOUBLE;

    private static double[] moved(double[] theta, double step, double[] direction) {
        double[] moved = theta.clone();
        Vectors.add(step, direction, moved);
        return moved;
    }

    /** {@code (f(theta + h v) - f(theta - h v)) / 2h} of the gradient. */
    private static double[] gradientDifference(Problem problem, double[] v, double h) {
        double[] up = new double[v.length];
        double[] down = new double[v.length];
        problem.loss().gradient(moved(problem.theta(), h, v), up);
        problem.loss().gradient(moved(problem.theta(), -h, v), down);
        Vectors.add(-1, down, up);
        Vectors.scale(0.5 / h, up);
        return up;
    }

    private static double lossDifference(Problem problem, double[] v, double h) {
        double up = problem.loss().value(moved(problem.theta(), h, v));
        return (up - problem.loss().value(moved(problem.theta(), -h, v))) / (2 * h);
    }

    private static double distance(double[] a, double[] b) {
        double[] difference = a.clone();
        Vectors.add(-1, b, difference);
        return Vectors.norm(difference);
    }

    private static double[] product(LinearOperator operator, double[] v) {
        double[] result = new double[v.length];
        operator.apply(v, result);
        return result;
    }

    @Property(tries = 200)
    void theGradientIsTheDifferenceOfLosses(@ForAll long seed) {
        Problem problem = Problem.random(seed);
        double[] v = problem.direction(seed);
        double[] gradient = new double[v.length];
        double loss = problem.loss().gradient(problem.theta(), gradient);
        assertEquals(loss, problem.loss().value(problem.theta()));
        double h = 1e-3;
        double fine = lossDifference(problem, v, h / 2);
        double coarse = lossDifference(problem, v, h);
        double allowed = 4 * Math.abs(coarse - fine) + 10 * (UNIT * loss + 2 * problem.rounding(UNIT).score()) / h;
        assertEquals(fine, Vectors.dot(gradient, v), allowed);
    }

    @Property(tries = 200)
    void theProductIsTheDifferenceOfGradients(@ForAll long seed) {
        Problem problem = Problem.random(seed);
        double[] v = problem.direction(seed);
        double[] exact = product(problem.loss().hessian(problem.theta()), v);
        double h = 1e-3;
        double[] fine = gradientDifference(problem, v, h / 2);
        double[] coarse = gradientDifference(problem, v, h);
        double rounding = (problem.rounding(UNIT).relative() + problem.rounding(UNIT).score())
                * problem.bounds().gradient();
        double allowed = 4 * distance(coarse, fine) + 40 * rounding / h;
        assertTrue(distance(exact, fine) <= allowed, () -> distance(exact, fine) + " > " + allowed);
    }

    @Property(tries = 200)
    void isSymmetricAndTheSumOfItsParts(@ForAll long seed) {
        Problem problem = Problem.random(seed);
        ClassifierHessian hessian = problem.loss().hessian(problem.theta());
        double[] a = problem.direction(seed);
        double[] b = problem.direction(~seed);
        double tolerance = problem.curvatureRounding();
        assertEquals(Vectors.dot(a, product(hessian, b)), Vectors.dot(b, product(hessian, a)), tolerance);
        double[] sum = product(hessian.gaussNewton(), a);
        Vectors.add(1, product(hessian.residual(), a), sum);
        assertTrue(distance(sum, product(hessian, a)) <= tolerance);
        assertTrue(Vectors.dot(a, product(hessian.gaussNewton(), a)) >= -tolerance);
    }

    @Property(tries = 100)
    void isLinear(@ForAll long seed) {
        Problem problem = Problem.random(seed);
        ClassifierHessian hessian = problem.loss().hessian(problem.theta());
        double[] a = problem.direction(seed);
        double[] b = problem.direction(~seed);
        double[] both = new double[a.length];
        Vectors.add(3, a, both);
        Vectors.add(-0.7, b, both);
        double[] sum = new double[a.length];
        Vectors.add(3, product(hessian, a), sum);
        Vectors.add(-0.7, product(hessian, b), sum);
        // 3 + 0.7 for the two products, 3.7 for that of the sum, which is at most as long
        double allowed = 7.4 * problem.curvatureRounding();
        assertTrue(distance(product(hessian, both), sum) <= allowed);
    }

    @Property(tries = 100)
    void theResidualHasZeroDecoderBlocksAndKeepsToItsHead(@ForAll long seed) {
        Problem problem = Problem.random(seed);
        ClassifierShape shape = problem.shape();
        LinearOperator residual = problem.loss().hessian(problem.theta()).residual();
        int head = (int) Math.floorMod(seed, (long) shape.heads());
        double[] v = problem.direction(seed);
        for (int i = 0; i < v.length; i++) {
            boolean own = i >= shape.attentionOffset(head) && i < shape.attentionOffset(head) + shape.headParameters();
            v[i] = own ? v[i] : 0;
        }
        double[] image = product(residual, v);
        for (int i = 0; i < v.length; i++) {
            if (v[i] == 0) {
                assertEquals(0, image[i]);
            }
        }
        for (int i = shape.attentionOffset(head); i < shape.decoderOffset(head); i++) {
            v[i] = 0;
        }
        image = product(residual, v);
        for (int i = shape.decoderOffset(head); i < shape.attentionOffset(head) + shape.headParameters(); i++) {
            assertEquals(0, image[i]);
        }
    }

    @Property(tries = 100)
    void agreesWithTheFloatKernel(@ForAll long seed) {
        Problem problem = Problem.random(seed);
        ClassifierShape shape = problem.shape();
        float[] scores = new float[problem.labels().length];
        float[] gradient = new float[shape.parameters()];
        double loss = ClassifierKernel.lossAndGradient(
                shape,
                problem.samples(),
                problem.start(),
                problem.labels(),
                null,
                scores,
                gradient,
                Workspace.serial());
        double u = 0x1p-24;
        double tolerance = problem.rounding(u).score();
        double[] exact = problem.loss().scores(problem.theta());
        for (int i = 0; i < scores.length; i++) {
            assertEquals(exact[i], scores[i], tolerance);
        }
        double[] exactGradient = new double[gradient.length];
        double exactLoss = problem.loss().gradient(problem.theta(), exactGradient);
        assertEquals(exactLoss, loss, tolerance + 8 * scores.length * u * exactLoss);
        double allowed = 4 * (problem.rounding(u).relative() + tolerance) * problem.bounds().gradient();
        assertTrue(distance(exactGradient, ClassifierLoss.widen(gradient)) <= allowed);
    }

    /**
     * {@code Phi(cX; W/c^2, U/c) = Phi(X; W, U)} for c a power of two, and {@code Phi(X; W, -U) = -Phi}, bit for bit.
     */
    @Property(tries = 100)
    void rescalingByPowersOfTwoAndSignsAreExact(@ForAll long seed) {
        Problem problem = Problem.random(seed);
        ClassifierShape shape = problem.shape();
        int count = problem.labels().length;
        float c = seed % 2 == 0 ? 4 : 0.5f;
        float[] x = problem.x().clone();
        for (int i = 0; i < x.length; i++) {
            x[i] *= c;
        }
        float[] theta = problem.start().clone();
        float[] flipped = problem.start().clone();
        for (int head = 0; head < shape.heads(); head++) {
            for (int i = shape.attentionOffset(head); i < shape.attentionOffset(head) + shape.headParameters(); i++) {
                theta[i] /= i < shape.decoderOffset(head) ? c * c : c;
                flipped[i] *= i < shape.decoderOffset(head) ? 1 : -1;
            }
        }
        PackedSamples scaled = PackedSamples.pack(x, count, shape.tokens(), shape.features(), problem.lengths());
        double[] expected = problem.loss().scores(problem.theta());
        ClassifierLoss loss = new ClassifierLoss(shape, scaled, problem.labels(), null, Workspace.serial());
        assertArrayEquals(expected, loss.scores(ClassifierLoss.widen(theta)));
        float[] scores = new float[count];
        float[] again = new float[count];
        ClassifierKernel.scores(shape, problem.samples(), problem.start(), scores, Workspace.serial());
        ClassifierKernel.scores(shape, scaled, theta, again, Workspace.serial());
        assertArrayEquals(scores, again);
        ClassifierKernel.scores(shape, problem.samples(), flipped, again, Workspace.serial());
        for (int i = 0; i < count; i++) {
            assertEquals(0f, scores[i] + again[i]);
        }
    }

    @Property(tries = 20)
    void hasTheSameBitsForEveryThreadCount(@ForAll long seed) {
        Problem problem = Problem.random(seed);
        double[] v = problem.direction(seed);
        double[] serial = product(problem.loss().hessian(problem.theta()), v);
        double[] gradient = new double[v.length];
        double[] again = new double[v.length];
        problem.loss().gradient(problem.theta(), gradient);
        try (ExecutorService pool = Executors.newFixedThreadPool(3)) {
            for (int workers : new int[]{2, 3}) {
                ClassifierLoss loss = new ClassifierLoss(problem.shape(), problem.samples(), problem.labels(), null,
                        Workspace.parallel(pool, workers));
                assertArrayEquals(serial, product(loss.hessian(problem.theta()), v));
                loss.gradient(problem.theta(), again);
                assertArrayEquals(gradient, again);
            }
        }
    }
}
