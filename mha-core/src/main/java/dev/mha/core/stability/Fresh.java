package dev.mha.core.stability;

import dev.mha.kernels.classifier.PackedSamples;

/**
 * Samples that no training has seen.
 *
 * @param samples encoded as the training samples are
 * @param labels -1 or +1 for each sample
 */
public record Fresh(PackedSamples samples, float[] labels) {}
