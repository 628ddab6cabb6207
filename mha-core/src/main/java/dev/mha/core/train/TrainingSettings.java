package dev.mha.core.train;

/**
 * How gradient descent runs and when it stops: at whichever of the three limits comes first.
 *
 * @param step fixed step size eta
 * @param iterations most steps to take
 * @param targetLoss stop when the training loss is at most this; 0 for never
 * @param maxSeconds stop after this time; infinity for never. A run stopped by time is not reproducible bit for bit
 */
public record TrainingSettings(double step, int iterations, double targetLoss, double maxSeconds) {}
