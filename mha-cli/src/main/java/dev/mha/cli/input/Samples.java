package dev.mha.cli.input;

import dev.mha.core.data.Dataset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Data as they were read, with what the command needs beside the values.
 *
 * @param name what to call the data
 * @param where what to call the labels in messages: file and column
 * @param ids name of each sample
 * @param tokens number of tokens T of the longest sample
 * @param features number of features d of a token
 * @param x values, row-major {@code [samples, tokens, features]}, padding is 0
 * @param lengths tokens of each sample, or null when none has padding
 * @param labels label of each sample as it stands in the data, empty where it is missing, or null when there are none
 * @param test which samples are set apart for testing, or null
 * @param columns names of the columns that hold the values; empty when they have none
 * @param variable whether samples may have fewer tokens than T
 * @param timeOrdered whether the samples are in time order
 * @param notes what the user should know about how the data were read, a sentence each
 */
public record Samples(String name, String where, String[] ids, int tokens, int features, float[] x, int[] lengths,
        String[] labels, boolean[] test, List<String> columns, boolean variable, boolean timeOrdered,
        List<String> notes) {

    /** Number of samples. */
    public int count() {
        return ids.length;
    }

    /**
     * The two classes of the labels.
     *
     * @param positive label that counts as class +1, or null
     * @throws InputException if there are not two
     */
    public ClassNames classes(String positive) {
        return ClassNames.find(this, positive, "name the one that counts as +1 with --positive");
    }

    /**
     * The two classes of the labels, for a model that has no names for its own.
     *
     * @throws InputException if there are not two
     */
    public ClassNames classes() {
        return ClassNames.find(this, null, "the model knows two classes");
    }

    /** Places of the samples that have a label. */
    public int[] labelled() {
        return labels == null
                ? new int[0]
                : IntStream.range(0, count()).filter(i -> !labels[i].isEmpty()).toArray();
    }

    /** Labels as they were read, or null when all are missing. */
    static String[] labelsOrNull(String[] labels) {
        return Arrays.stream(labels).allMatch(String::isEmpty) ? null : labels;
    }

    /** Place of the first sample whose label is none of these two; -1 when there is none. */
    public int firstOther(ClassNames names) {
        boolean oneAgainstAll = names.negative().equals("not " + names.positive());
        for (int i = 0; i < count() && !oneAgainstAll; i++) {
            if (!labels[i].isEmpty() && !names.has(labels[i])) {
                return i;
            }
        }
        return -1;
    }

    /** A sample as messages name it; a name that is its place counted from 0, as in an NPZ file, says so. */
    public String sample(int i) {
        return "sample " + NumberText.shorten(ids[i])
                + (ids[i].equals(Integer.toString(i)) ? " (counted from 0)" : "");
    }

    /** What is wrong with the labels of data for classes that do not fit them, up to the word who has these. */
    public String otherLabel(ClassNames names) {
        int i = firstOther(names);
        return where + " is " + ClassNames.quoted(labels[i]) + " for " + sample(i)
                + ", and not one of " + ClassNames.quoted(names.negative()) + " and "
                + ClassNames.quoted(names.positive());
    }

    /** With labels by these names; all -1 when there are no labels. */
    public Dataset dataset(ClassNames names) {
        float[] signs = new float[count()];
        for (int i = 0; i < signs.length; i++) {
            signs[i] = labels == null ? -1 : names.sign(labels[i]);
        }
        return new Dataset(name, count(), tokens, features, x, lengths, signs, names.negative(), names.positive(),
                test);
    }

    /**
     * The same with room for the tokens that a model takes.
     *
     * @throws InputException if these samples do not fit the model
     */
    public Samples fitting(Grid model) {
        if (features != model.features() || (tokens != model.tokens() && (!variable || tokens > model.tokens()))) {
            throw new InputException(name + " has samples of " + tokens + " tokens x " + features
                    + " features, the model takes " + (variable ? "up to " : "") + model.tokens() + " x "
                    + model.features());
        }
        if (tokens == model.tokens()) {
            return this;
        }
        float[] wider = room(name, count(), model.tokens(), features);
        int[] real = new int[count()];
        for (int i = 0; i < real.length; i++) {
            real[i] = lengths == null ? tokens : lengths[i];
            System.arraycopy(x, i * tokens * features, wider, i * model.tokens() * features, tokens * features);
        }
        return new Samples(name, where, ids, model.tokens(), features, wider, real, labels, test, columns, variable,
                timeOrdered, notes);
    }

    /** Room for {@code samples * tokens * features} values, or a sentence that says there is none. */
    static float[] room(String name, long samples, long tokens, long features) {
        long size = samples * tokens * features;
        if (size > Integer.MAX_VALUE - 8) {
            throw new InputException(
                    name + " is too large: " + samples + " samples x " + tokens + " tokens x " + features
                            + " features are " + size + " values, at most " + (Integer.MAX_VALUE - 8) + " fit");
        }
        return new float[(int) size];
    }

    /** Lengths, or null when every sample has all its tokens. */
    static int[] lengthsOrNull(int[] lengths, int tokens) {
        for (int length : lengths) {
            if (length != tokens) {
                return lengths;
            }
        }
        return null;
    }
}
