package dev.mha.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.Problem;
import dev.mha.core.bound.GlobalBounds;
import dev.mha.core.bound.TokenGeometry;
import dev.mha.core.curvature.ClassifierHessian;
import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.Lanczos;
import dev.mha.core.linear.SymmetricEigen;
import dev.mha.core.random.RandomSource;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import org.junit.jupiter.api.Test;

class StepSizeTest {
    private static final Problem PROBLEM = Problem
            .of(new ClassifierShape(4, 5, 3), 30, 1, 0.3, RandomSource.of(3));

    private static double resolve(StepSize rule) {
        return rule.resolve(PROBLEM.shape(), PROBLEM.samples(), PROBLEM.labels(), null, PROBLEM.start(),
                Workspace.serial());
    }

    private static TrainingRun train(double step, int iterations) {
        return GradientDescent.run(PROBLEM.shape(), PROBLEM.samples(), PROBLEM.labels(), null, PROBLEM.start(),
                TrainingSettings.of(step, iterations), Workspace.serial(), TrainingListener.NONE);
    }

    @Test
    void fixedIsFixed() {
        assertEquals(0.7, resolve(new StepSize.Fixed(0.7)));
    }

    @Test
    void theMeasuredStepIsTheInverseOfTheLargestCurvature() {
        double step = resolve(new StepSize.Measured(1, 0));
        ClassifierHessian hessian = PROBLEM.loss().hessian(PROBLEM.theta());
        double[][] dense = new double[hessian.size()][hessian.size()];
        for (int k = 0; k < dense.length; k++) {
            double[] unit = new double[dense.length];
            unit[k] = 1;
            hessian.apply(unit, dense[k]);
        }
        double largest = SymmetricEigen.values(dense).values()[dense.length - 1];
        assertEquals(1 / largest, step, 2e-3 * step);
        assertEquals(step / 2, resolve(new StepSize.Measured(0.5, 0)), 1e-12);
    }

    @Test
    void atTheMeasuredStepOfThePathTheLossOnlyFalls() {
        double step = resolve(new StepSize.Measured(1, 128));
        assertTrue(step <= resolve(new StepSize.Measured(1, 0)));
        TrainingRun run = train(step, 200);
        assertEquals(0, run.ascents());
        assertTrue(run.finalLoss() < run.losses()[0]);
    }

    /** Descent at every step by eta/2 |grad|^2, the first consequence of eta at most 1/rho. */
    @Test
    void aStepBelowTheInverseOfTheSmoothnessDescendsAsProved() {
        TokenGeometry geometry = TokenGeometry.of(PROBLEM.samples());
        // decoders of norms up to 1 more than those of the start, which twenty steps do not reach
        double norm = GlobalBounds.decoderNorm(PROBLEM.shape(), PROBLEM.theta()) + 1;
        double step = 1 / GlobalBounds
                .of(PROBLEM.shape().heads(), geometry.longest(), geometry.largestRadius(), norm).rho();
        assertTrue(step < resolve(new StepSize.Measured(1, 0)));
        ClassifierLoss loss = PROBLEM.loss();
        double[] theta = PROBLEM.theta();
        double[] gradient = new double[theta.length];
        double before = loss.gradient(theta, gradient);
        for (int k = 0; k < 20; k++) {
            double square = 0;
            for (int j = 0; j < theta.length; j++) {
                theta[j] -= step * gradient[j];
                square += gradient[j] * gradient[j];
            }
            double after = loss.gradient(theta, gradient);
            assertTrue(after <= before - step / 2 * square + 1e-14);
            before = after;
        }
    }

    @Test
    void namesWhatIsWrong() {
        assertEquals("step is NaN, must be above 0 and finite",
                assertThrows(IllegalArgumentException.class, () -> new StepSize.Fixed(Double.NaN)).getMessage());
        assertEquals("step is Infinity, must be above 0 and finite", assertThrows(IllegalArgumentException.class,
                () -> new StepSize.Fixed(Double.POSITIVE_INFINITY)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> new StepSize.Measured(0, 1));
        assertThrows(IllegalArgumentException.class, () -> new StepSize.Measured(1, -1));
        // zero tokens: no curvature anywhere
        Problem flat = Problem.of(new ClassifierShape(1, 2, 2), 3, 0, 1, RandomSource.of(3));
        String message = assertThrows(ArithmeticException.class, () -> new StepSize.Measured(1, 0).resolve(flat.shape(),
                flat.samples(), flat.labels(), null, flat.start(), Workspace.serial())).getMessage();
        assertTrue(message.startsWith("the largest eigenvalue of the Hessian is 0.0"), message);
    }

    /**
     * From a start where the curvature grows and falls again: that of steps 1, 2, 4 and 8 counts, each on the path of
     * the first step.
     */
    @Test
    void theLargestCurvatureOfThePilotRunCounts() {
        Problem problem = Problem.of(new ClassifierShape(4, 5, 3), 30, 0.5, 1, RandomSource.of(2));
        double[] largest = new double[9];
        double first = 1 / curvature(problem, problem.start());
        GradientDescent.run(problem.shape(), problem.samples(), problem.labels(), null, problem.start(),
                TrainingSettings.of(first, 8), Workspace.serial(), (k, loss, theta) -> {
                    largest[k] = curvature(problem, theta);
                    return true;
                });
        double most = Math.max(Math.max(largest[0], largest[1]),
                Math.max(Math.max(largest[2], largest[4]), largest[8]));
        assertTrue(most > 1.01 * largest[0] && most > largest[8], "the curvature does not rise and fall");
        double step = new StepSize.Measured(1, 8).resolve(problem.shape(), problem.samples(), problem.labels(), null,
                problem.start(), Workspace.serial());
        assertEquals(1 / most, step, 1e-9 * step);
    }

    @Test
    void saysThatThePilotRunDiverged() {
        String message = assertThrows(ArithmeticException.class, () -> resolve(new StepSize.Measured(1e38, 2000)))
                .getMessage();
        assertTrue(message.startsWith("the pilot run with step ") && message.contains(" diverged at step "), message);
    }

    private static double curvature(Problem problem, float[] theta) {
        return new Lanczos(0, 1, 60, 1e-3, 0).run(problem.loss().hessian(ClassifierLoss.widen(theta))).highest()
                .getFirst().value();
    }
}
