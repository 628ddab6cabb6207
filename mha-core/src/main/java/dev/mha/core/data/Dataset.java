package dev.mha.core.data;

import java.util.Objects;

/**
 * Labelled samples as they came, before any encoding. The arrays are not copied: do not write to them.
 *
 * @param name what to call the data in reports
 * @param samples number of samples n
 * @param tokens number of tokens T of the longest sample
 * @param features number of features of a token
 * @param x values, row-major {@code [samples, tokens, features]}; what padding holds is never read
 * @param lengths tokens of each sample that are not padding, or null when none has padding
 * @param labels -1 or +1 for each sample
 * @param negative name of the class -1
 * @param positive name of the class +1
 * @param test which samples the source sets apart for testing, or null when it does not
 */
public record Dataset(String name, int samples, int tokens, int features, float[] x, int[] lengths, float[] labels,
        String negative, String positive, boolean[] test) {

    /**
     * Checks sizes, values, lengths and labels. In the messages an index of an array counts from 0, as in
     * {@code labels[0]}; samples, tokens and features count from 1.
     *
     * @throws IllegalArgumentException in one sentence, naming the argument and what does not fit, or the sample, token
     *         and feature of the first value that is not finite
     */
    public Dataset {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(x, "x");
        Objects.requireNonNull(labels, "labels");
        Objects.requireNonNull(negative, "negative");
        Objects.requireNonNull(positive, "positive");
        if (samples < 1 || tokens < 1 || features < 1) {
            throw new IllegalArgumentException(
                    "samples " + samples + ", tokens " + tokens + ", features " + features
                            + ": each must be at least 1");
        }
        // Factor by factor: three ints just below 2^31 would overflow even a long.
        if ((long) samples * tokens > x.length || (long) samples * tokens * features != x.length) {
            throw new IllegalArgumentException(
                    "x has " + x.length + " values, but samples " + samples + " x tokens " + tokens + " x features "
                            + features + " is another number");
        }
        checkLength("labels", labels.length, samples);
        if (lengths != null) {
            checkLength("lengths", lengths.length, samples);
        }
        if (test != null) {
            checkLength("test", test.length, samples);
        }
        if (negative.equals(positive)) {
            throw new IllegalArgumentException("both classes are named '" + negative + "'");
        }
        for (int i = 0; i < samples; i++) {
            if (labels[i] != -1 && labels[i] != 1) {
                throw new IllegalArgumentException("labels[" + i + "] is " + labels[i] + ", must be -1 or +1");
            }
            if (lengths != null && (lengths[i] < 1 || lengths[i] > tokens)) {
                throw new IllegalArgumentException("lengths[" + i + "] is " + lengths[i] + ", must be 1 to " + tokens);
            }
            int begin = i * tokens * features;
            int end = begin + (lengths == null ? tokens : lengths[i]) * features;
            for (int k = begin; k < end; k++) {
                if (!Float.isFinite(x[k])) {
                    throw new IllegalArgumentException(
                            "sample " + (i + 1) + ", token " + ((k - begin) / features + 1) + ", feature "
                                    + ((k - begin) % features + 1) + " is " + x[k] + ": every value must be finite");
                }
            }
        }
    }

    /** Number of tokens of a sample that are not padding. */
    public int length(int sample) {
        return lengths == null ? tokens : lengths[sample];
    }

    /** Index in {@code x} of the first value of a sample. */
    public int offset(int sample) {
        return sample * tokens * features;
    }

    /**
     * Labels of the given samples, in their order.
     *
     * @param rows indexes of samples
     * @return a new array, -1 or +1 for each of {@code rows}
     */
    public float[] labels(int[] rows) {
        float[] result = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            result[i] = labels[rows[i]];
        }
        return result;
    }

    /** Number of samples of class +1. */
    public int positives() {
        int count = 0;
        for (float label : labels) {
            if (label > 0) {
                count++;
            }
        }
        return count;
    }

    /**
     * Refuses data from which nothing can be learned; prediction needs no such check.
     *
     * @throws IllegalArgumentException if all samples are of one class
     */
    public void requireBothClasses() {
        int count = positives();
        if (count == 0 || count == samples) {
            throw new IllegalArgumentException(
                    (samples == 1
                            ? "the only sample of " + name + " is"
                            : "all " + samples + " samples of " + name + " are")
                            + " of class '" + (count == 0 ? negative : positive)
                            + "': two classes are needed");
        }
    }

    private static void checkLength(String name, int length, int samples) {
        if (length != samples) {
            throw new IllegalArgumentException(name + " has " + length + " values for " + samples + " samples");
        }
    }
}
