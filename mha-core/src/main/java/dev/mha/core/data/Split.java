package dev.mha.core.data;

/**
 * One division of the samples into a training and a test part.
 *
 * @param name for reports, for example {@code fold 2 of 5}
 * @param train indexes of the training samples, ascending
 * @param test indexes of the test samples, ascending
 */
public record Split(String name, int[] train, int[] test) {}
