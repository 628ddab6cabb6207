package dev.mha.core.data;

/**
 * Labelled samples as they came, before any encoding.
 *
 * @param name what to call the data in reports
 * @param samples number of samples n
 * @param tokens number of tokens T of the longest sample
 * @param features number of features of a token
 * @param x values, row-major {@code [samples, tokens, features]}
 * @param lengths tokens of each sample that are not padding, or null when none has padding
 * @param labels -1 or +1 for each sample
 * @param negative name of the class -1
 * @param positive name of the class +1
 * @param test which samples the source sets apart for testing, or null when it does not
 */
public record Dataset(String name, int samples, int tokens, int features, float[] x, int[] lengths, float[] labels,
        String negative, String positive, boolean[] test) {}
