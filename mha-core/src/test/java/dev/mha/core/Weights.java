package dev.mha.core;

import java.util.Arrays;

/** Weights of samples. */
public final class Weights {
    private Weights() {}

    /** The same weight for each of so many. */
    public static double[] equal(int samples) {
        double[] weights = new double[samples];
        Arrays.fill(weights, 1.0 / samples);
        return weights;
    }
}
