package dev.mha.core.trial;

import dev.mha.core.model.Initialization;

/**
 * Which of the tried steps one head count takes without the loss ever rising.
 *
 * @param heads number of heads
 * @param initialization where it starts
 * @param largestQuiet largest step such that it and all smaller ones lowered the loss at every iteration of every
 *            split; NaN when even the smallest did not
 * @param smallestUnquiet smallest step with an ascent or a divergence; NaN when there is none
 * @param smallestDiverged smallest step that diverged on some split; NaN when none did
 */
public record StepRange(int heads, Initialization initialization, double largestQuiet, double smallestUnquiet,
        double smallestDiverged) {}
