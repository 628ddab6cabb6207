package dev.mha.core.model;

/** Where training starts. {@code b} is the size of the initialization; alpha, W and U as in {@code docs/theory.md}. */
public enum Initialization {
    /** W = 0, U = 0. All heads stay equal for ever: H heads are one head with another output scale. */
    ZERO,
    /** W = 0, U = +-b / sqrt(T d), independent signs. */
    SIGN,
    /** W ~ N(0, (b/d)^2), U ~ N(0, b^2 / (T d)). The default. */
    GAUSS,
    /**
     * W = 0, U = b (alpha_h / 2) 1 ubar' with ubar the mean of y times the mean token, plus noise that keeps heads
     * distinct.
     */
    WARM
}
