package dev.mha.core.theory;

import static dev.mha.core.theory.UsualCurvature.USUAL;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mha.core.linear.Roundoff;
import dev.mha.core.Problem;
import dev.mha.core.bound.GlobalBounds;
import dev.mha.core.bound.Rounding;
import dev.mha.core.random.RandomSource;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What must not change a curvature report: the order of heads and of samples, and the axes of the features. */
class CurvatureInvarianceProperties {
    /** A rotation by 3/5 and 4/5 of multiples of this gives floats without rounding. */
    private static final float GRID = 5f / 4;

    private static Problem problem(long seed, int fewestHeads) {
        RandomSource random = RandomSource.of(seed, 92);
        ClassifierShape shape = new ClassifierShape(fewestHeads + random.nextInt(3), 1 + random.nextInt(4),
                2 + random.nextInt(3));
        Problem problem = Problem.of(shape, 2 + random.nextInt(6), 1, 0.25, random);
        for (int j = 0; j < problem.x().length; j++) {
            problem.x()[j] = GRID * (random.nextInt(5) - 2);
        }
        for (int j = 0; j < problem.start().length; j++) {
            // few digits, so that rotated parameters are floats as well
            problem.start()[j] = 25f / 64 * (random.nextInt(7) - 3);
        }
        return problem;
    }

    private static CurvatureReport report(Problem problem) {
        return CurvatureReport.of(problem.loss(), problem.start(),
                USUAL.withEigenvalues(2).withMaxSteps(200));
    }

    /** A figure, and by how much two computations of it may differ. */
    private record Figure(String name, double value, double allowed) {}

    /** All figures that one number stands for, bounds included; both computations may be off by the rounding. */
    private static List<Figure> figures(Problem problem, CurvatureReport report) {
        Rounding rounding = problem.rounding(Roundoff.DOUBLE);
        GlobalBounds bounds = problem.bounds();
        double score = 2 * rounding.score();
        double eigenvalue = 2 * problem.curvatureRounding();
        double gradient = 2 * 8 * (rounding.relative() + rounding.score()) * bounds.gradient();
        return List.of(new Figure("loss", report.loss(), score),
                new Figure("gradient norm", report.gradientNorm(), gradient),
                new Figure("largest score", report.largestScore(), score),
                // as many second derivatives as there are parameters
                new Figure("trace", report.trace().value(), problem.shape().parameters() * eigenvalue),
                new Figure("lambda max", report.eigenvalues().highest().getFirst().value(), eigenvalue),
                new Figure("lambda min", report.eigenvalues().lowest().getFirst().value(), eigenvalue),
                new Figure("global", report.lowerBounds().global(), eigenvalue),
                new Figure("per sample", report.lowerBounds().perSample(), eigenvalue),
                new Figure("block", report.lowerBounds().block(), eigenvalue),
                new Figure("gradient bound", report.upperBounds().gradient(), gradient),
                new Figure("lambda max bound", report.upperBounds().lambdaMax(), eigenvalue),
                new Figure("kappa", report.upperBounds().global().kappa(), 0),
                new Figure("rho", report.upperBounds().global().rho(), 0),
                new Figure("distinct heads", report.distinctHeads(), 0));
    }

    private static void same(Problem problem, Problem other) {
        CurvatureReport one = report(problem);
        CurvatureReport two = report(other);
        List<Figure> expected = figures(problem, one);
        List<Figure> actual = figures(problem, two);
        for (int i = 0; i < expected.size(); i++) {
            Figure figure = expected.get(i);
            // sums in another order round by a few units each, and Ritz values stop within the square of their residual
            assertEquals(figure.value(), actual.get(i).value(), figure.allowed() + 1e-9 * Math.abs(figure.value()),
                    figure.name());
        }
        double gradient = problem.bounds().gradient();
        double margin = 1e-6 * gradient + Math.sqrt(1e-13) * gradient;
        assertEquals(one.margin().upper(), two.margin().upper(), margin);
        assertEquals(one.margin().lower(), two.margin().lower(), margin);
    }

    @Property(tries = 40)
    void headsMayComeInAnyOrder(@ForAll long seed) {
        Problem problem = problem(seed, 2);
        ClassifierShape shape = problem.shape();
        int size = shape.headParameters();
        float[] turned = new float[shape.parameters()];
        for (int head = 0; head < shape.heads(); head++) {
            System.arraycopy(problem.start(), shape.attentionOffset(head), turned,
                    shape.attentionOffset((head + 1) % shape.heads()), size);
        }
        same(problem, new Problem(shape, problem.x(), problem.lengths(), problem.labels(), turned));
        double[] minima = report(problem).heads().minima();
        double[] moved = report(new Problem(shape, problem.x(), problem.lengths(), problem.labels(), turned)).heads()
                .minima();
        for (int head = 0; head < minima.length; head++) {
            // scores add up heads in another order, which moves the slopes by rounding
            assertEquals(minima[head], moved[(head + 1) % minima.length], 1e-9 * (1 + Math.abs(minima[head])));
        }
    }

    @Property(tries = 40)
    void samplesMayComeInAnyOrder(@ForAll long seed) {
        Problem problem = problem(seed, 1);
        int count = problem.labels().length;
        int row = problem.x().length / count;
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
        RandomSource.of(seed, 93).shuffle(order);
        float[] x = new float[problem.x().length];
        int[] lengths = new int[count];
        float[] labels = new float[count];
        for (int i = 0; i < count; i++) {
            System.arraycopy(problem.x(), order[i] * row, x, i * row, row);
            lengths[i] = problem.lengths()[order[i]];
            labels[i] = problem.labels()[order[i]];
        }
        same(problem, new Problem(problem.shape(), x, lengths, labels, problem.start()));
    }

    /** X Q, Q'W Q, U Q with Q a rotation by 3/5 and 4/5 of the first two features. */
    @Property(tries = 40)
    void featuresMayBeRotatedTogetherWithTheParameters(@ForAll long seed) {
        Problem problem = problem(seed, 1);
        ClassifierShape shape = problem.shape();
        int d = shape.features();
        float[] x = problem.x().clone();
        for (int at = 0; at < x.length; at += d) {
            rotate(x, at, 1);
        }
        float[] theta = problem.start().clone();
        for (int head = 0; head < shape.heads(); head++) {
            int w = shape.attentionOffset(head);
            for (int row = 0; row < d; row++) {
                rotate(theta, w + row * d, 1);
            }
            for (int column = 0; column < d; column++) {
                rotate(theta, w + column, d);
            }
            for (int row = 0; row < shape.tokens(); row++) {
                rotate(theta, shape.decoderOffset(head) + row * d, 1);
            }
        }
        same(problem, new Problem(shape, x, problem.lengths(), problem.labels(), theta));
    }

    private static void rotate(float[] values, int at, int stride) {
        float a = values[at];
        float b = values[at + stride];
        values[at] = (3 * a + 4 * b) / 5;
        values[at + stride] = (3 * b - 4 * a) / 5;
    }
}
