package dev.mha.core.train;

/**
 * How gradient descent runs and when it stops: at whichever of the three limits comes first.
 *
 * @param step fixed step size eta
 * @param iterations most steps to take
 * @param targetLoss stop when the training loss is at most this; 0 for never
 * @param maxSeconds stop after this time; infinity for never. A run stopped by time is not reproducible bit for bit
 */
public record TrainingSettings(double step, int iterations, double targetLoss, double maxSeconds) {

    /**
     * @throws IllegalArgumentException
     *             naming the setting that is out of range
     */
    public TrainingSettings {
        if (!(step > 0 && step < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("step is " + step + ", must be above 0 and finite");
        }
        if (iterations < 0) {
            throw new IllegalArgumentException("iterations is " + iterations + ", must be at least 0");
        }
        if (!(targetLoss >= 0)) {
            throw new IllegalArgumentException("targetLoss is " + targetLoss + ", must be at least 0");
        }
        if (!(maxSeconds >= 0)) {
            throw new IllegalArgumentException("maxSeconds is " + maxSeconds + ", must be at least 0");
        }
    }

    /** Stops by the number of steps alone. */
    public static TrainingSettings of(double step, int iterations) {
        return new TrainingSettings(step, iterations, 0, Double.POSITIVE_INFINITY);
    }
}
