package dev.mha.core.experiment;

import dev.mha.core.curvature.MultiplyAdds;
import dev.mha.core.train.TrainingSettings;
import dev.mha.kernels.classifier.ClassifierShape;

/**
 * How a training descends.
 *
 * @param step eta
 * @param iterations most steps
 * @param targetLoss stop when the training loss is at most this; 0 for never
 */
record Descent(double step, int iterations, double targetLoss) {

    static Descent of(double step, int iterations) {
        return new Descent(step, iterations, 0);
    }

    TrainingSettings settings() {
        return new TrainingSettings(step, iterations, targetLoss, Double.POSITIVE_INFINITY);
    }

    /** Multiply-adds of all steps, and of the loss after the last. */
    double work(int samples, ClassifierShape shape) {
        return (iterations + 1.0) * new MultiplyAdds(samples, shape).gradient();
    }
}
