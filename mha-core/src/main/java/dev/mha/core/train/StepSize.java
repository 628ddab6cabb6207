package dev.mha.core.train;

import dev.mha.core.curvature.ClassifierLoss;
import dev.mha.core.curvature.Lanczos;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;

/** The rule that gives a training its step eta. */
public sealed interface StepSize {

    /**
     * The step for a training.
     *
     * @param labels -1 or +1 for each sample
     * @param weights weight of each sample in the loss, or null for {@code 1 / samples} each
     * @param start parameters that the training will start from
     * @throws IllegalArgumentException
     *             naming the argument and the two sizes that do not fit
     * @throws ArithmeticException
     *             if the loss has no curvature to measure, or a pilot run diverges
     */
    double resolve(ClassifierShape shape, PackedSamples samples, float[] labels, double[] weights, float[] start,
            Workspace work);

    /**
     * A given number.
     *
     * @param step eta, above 0 and finite
     */
    record Fixed(double step) implements StepSize {
        /** @throws IllegalArgumentException if {@code step} is out of range */
        public Fixed {
            positive("step", step);
        }

        @Override
        public double resolve(ClassifierShape shape, PackedSamples samples, float[] labels, double[] weights,
                float[] start, Workspace work) {
            return step;
        }
    }

    /**
     * A share of {@code 1 / lambda_max}, the largest eigenvalue of the Hessian as Lanczos measures it: at the start,
     * and then at steps 1, 2, 4, 8, ... of a pilot run with the step of the start; the largest of all counts. Shares up
     * to 1 lower the loss at every step where the curvature is no larger than that; the edge of stability is at 2.
     *
     * @param fraction share of {@code 1 / lambda_max}
     * @param pilot steps of the pilot run; 0 measures at the start alone
     */
    record Measured(double fraction, int pilot) implements StepSize {
        /** A Ritz value is a lower bound of lambda_max; at this residual it is one to a few per mille. */
        private static final double TOLERANCE = 1e-3;

        private static final int STEPS = 60;

        /** @throws IllegalArgumentException naming the setting that is out of range */
        public Measured {
            positive("fraction", fraction);
            if (pilot < 0) {
                throw new IllegalArgumentException("pilot is " + pilot + ", must be at least 0");
            }
        }

        @Override
        public double resolve(ClassifierShape shape, PackedSamples samples, float[] labels, double[] weights,
                float[] start, Workspace work) {
            ClassifierLoss loss = new ClassifierLoss(shape, samples, labels, weights, work);
            double[] largest = {lambdaMax(loss, start)};
            if (!(largest[0] > 0)) {
                throw new ArithmeticException("the largest eigenvalue of the Hessian is " + largest[0]
                        + ", must be above 0");
            }
            double first = fraction / largest[0];
            if (pilot > 0) {
                TrainingRun run = GradientDescent.run(shape, samples, labels, weights, start,
                        TrainingSettings.of(first, pilot), work, (k, value, theta) -> {
                            if (k > 0 && (k & (k - 1)) == 0 && Double.isFinite(value)) {
                                largest[0] = Math.max(largest[0], lambdaMax(loss, theta));
                            }
                            return true;
                        });
                if (run.reason() == StopReason.DIVERGED) {
                    throw new ArithmeticException(
                            "the pilot run with step " + first + " diverged at step " + run.steps());
                }
            }
            return fraction / largest[0];
        }

        private static double lambdaMax(ClassifierLoss loss, float[] theta) {
            return new Lanczos(0, 1, STEPS, TOLERANCE, 0).run(loss.hessian(ClassifierLoss.widen(theta))).highest()
                    .getFirst().value();
        }
    }

    private static void positive(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " is " + value + ", must be above 0 and finite");
        }
    }
}
