package dev.mha.core.train;

import java.util.Objects;

/**
 * Where a training stands. Gradient descent remembers nothing but its parameters, so a training that goes on from here
 * gives the bits of one that was never stopped.
 *
 * @param theta one number for each parameter, laid out as
 *        {@link dev.mha.kernels.classifier.ClassifierShape} says
 * @param losses training loss before each of the steps that led here; empty at the start
 */
public record Iterate(float[] theta, double[] losses) {
    /** @throws NullPointerException if one is null */
    public Iterate {
        Objects.requireNonNull(theta, "theta");
        Objects.requireNonNull(losses, "losses");
    }

    /**
     * The start of a training.
     *
     * @param theta parameters to start from; not copied
     */
    public static Iterate start(float[] theta) {
        return new Iterate(theta, new double[0]);
    }

    /** Number of steps taken so far. */
    public int steps() {
        return losses.length;
    }
}
