package dev.mha.core.experiment;

import dev.mha.core.train.TrainingSettings;

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

    /**
     * Multiply-adds of all steps: a forward and backward pass takes {@code 4 T^2 d + 2 T d^2} for each head and sample.
     */
    double work(int heads, double samples, double tokens, double features) {
        return (iterations + 1.0) * heads * samples
                * (4 * tokens * tokens * features + 2 * tokens * features * features);
    }
}
