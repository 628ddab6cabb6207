package dev.mha.core.trial;

import dev.mha.core.model.Initialization;

/**
 * One training of a trial.
 *
 * @param heads number of heads
 * @param step step size
 * @param initialization where it starts
 * @param split index of the split that it trains and is judged on
 */
public record Cell(int heads, double step, Initialization initialization, int split) {}
