package dev.mha.core.train;

/**
 * What a training did.
 *
 * @param theta the last parameters, {@code shape.parameters()} floats; {@code losses[steps()]} is their loss
 * @param losses training loss before each step and after the last: {@code steps() + 1} values
 * @param gradientNorm Euclidean norm of the gradient at {@code theta}; NaN when the training has diverged
 * @param ascents number of steps that raised the loss by more than rounding can ({@link GradientDescent})
 * @param seconds elapsed time, in seconds
 * @param reason why it ended
 */
public record TrainingRun(float[] theta, double[] losses, double gradientNorm, int ascents, double seconds,
        StopReason reason) {

    /** Number of steps taken. */
    public int steps() {
        return losses.length - 1;
    }

    /** Training loss at {@link #theta}. */
    public double finalLoss() {
        return losses[losses.length - 1];
    }
}
