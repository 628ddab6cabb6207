package dev.mha.core.trial;

import dev.mha.core.model.Initialization;

/**
 * What can be recommended.
 *
 * @param heads number of heads
 * @param step step size
 * @param initialization where to start
 * @param iterations steps of gradient descent
 */
public record Setting(int heads, double step, Initialization initialization, int iterations) {}
