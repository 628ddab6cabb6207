package dev.mha.core.data;

import dev.mha.core.random.RandomSource;
import dev.mha.core.random.Streams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Ways to divide samples into training and test parts. The same arguments give the same splits on every machine. */
public final class Splits {
    private Splits() {}

    /**
     * Repeated k-fold cross-validation in which every fold has its share of either class: within one repeat each sample
     * is in exactly one test part, and the folds differ by at most one in the number of samples of each class and of
     * all.
     *
     * @param labels -1 or +1 for each sample
     * @param folds number of folds k, at least 2
     * @param repeats number of times to shuffle and divide anew, at least 1
     * @param seed repeat r shuffles with stream r of this seed, so that a further repeat does not change earlier ones
     * @return {@code repeats * folds} splits, repeat by repeat
     * @throws IllegalArgumentException if {@code folds} or {@code repeats} is out of range, or a class has fewer
     *         samples than there are folds
     */
    public static List<Split> stratified(float[] labels, int folds, int repeats, long seed) {
        checkFolds(folds);
        checkRepeats(repeats);
        int[] negative = rows(labels, -1);
        int[] positive = rows(labels, 1);
        requireSamples(folds, negative.length, "-1", positive.length, "+1");
        List<Split> splits = new ArrayList<>();
        int[] fold = new int[labels.length];
        for (int repeat = 0; repeat < repeats; repeat++) {
            RandomSource random = RandomSource.of(seed, Streams.SPLITS + repeat);
            // Dealt like cards, the second class going on where the first stopped: that keeps the totals even as well.
            int next = 0;
            for (int[] rows : List.of(negative.clone(), positive.clone())) {
                random.shuffle(rows);
                for (int row : rows) {
                    fold[row] = next;
                    next = (next + 1) % folds;
                }
            }
            addFolds(splits, fold, folds, repeat, repeats);
        }
        return List.copyOf(splits);
    }

    /**
     * What a data set sets apart for testing; all samples are for training when it sets none apart.
     *
     * @throws IllegalArgumentException if either of its parts is empty
     */
    public static Split ofParts(Dataset data) {
        return data.test() == null
                ? new Split("all", IntStream.range(0, data.samples()).toArray(), new int[0])
                : byPart(data.test());
    }

    /**
     * The one split that the source of the data asks for.
     *
     * @param test for each sample whether it is for testing
     * @throws IllegalArgumentException if either part is empty
     */
    public static Split byPart(boolean[] test) {
        int[] part = new int[test.length];
        for (int i = 0; i < test.length; i++) {
            part[i] = test[i] ? 0 : 1;
        }
        Split split = split("given parts", part, 0);
        if (split.train().length == 0 || split.test().length == 0) {
            throw new IllegalArgumentException(
                    "all " + test.length + " samples are in the " + (split.train().length == 0 ? "test" : "training")
                            + " part: both parts need samples");
        }
        return split;
    }

    /**
     * Splits for samples in order of time: each trains on everything before its test part, never on what comes after.
     * The test parts are equally long, follow each other and end with the last sample; the first training part takes
     * the rest, which is at least as long as a test part.
     *
     * @param samples number of samples, in order of time
     * @param folds number of splits, at least 1
     * @throws IllegalArgumentException if {@code folds} is out of range, or there are not more samples than folds
     */
    public static List<Split> forwardChaining(int samples, int folds) {
        if (folds < 1) {
            throw new IllegalArgumentException("folds is " + folds + ", must be at least 1");
        }
        if (samples <= folds) {
            throw new IllegalArgumentException(
                    "samples is " + samples + ", must be more than the " + folds + " folds in order of time");
        }
        int size = samples / (folds + 1);
        List<Split> splits = new ArrayList<>();
        for (int k = 0; k < folds; k++) {
            int begin = samples - (folds - k) * size;
            splits.add(new Split("forward fold " + (k + 1) + " of " + folds, IntStream.range(0, begin).toArray(),
                    IntStream.range(begin, begin + size).toArray()));
        }
        return List.copyOf(splits);
    }

    private static void addFolds(List<Split> splits, int[] fold, int folds, int repeat, int repeats) {
        String prefix = repeats == 1 ? "" : "repeat " + (repeat + 1) + " of " + repeats + ", ";
        for (int k = 0; k < folds; k++) {
            splits.add(split(prefix + "fold " + (k + 1) + " of " + folds, fold, k));
        }
    }

    /** Test part: the samples with {@code fold[i] == k}. */
    private static Split split(String name, int[] fold, int k) {
        int[] train = new int[fold.length];
        int[] test = new int[fold.length];
        int trains = 0;
        int tests = 0;
        for (int i = 0; i < fold.length; i++) {
            if (fold[i] == k) {
                test[tests++] = i;
            } else {
                train[trains++] = i;
            }
        }
        return new Split(name, Arrays.copyOf(train, trains), Arrays.copyOf(test, tests));
    }

    private static int[] rows(float[] labels, int label) {
        return IntStream.range(0, labels.length).filter(i -> labels[i] == label).toArray();
    }

    /**
     * Refuses classes that cannot be divided into so many folds.
     *
     * @param negatives number of samples of the class that {@code negative} names
     * @param positives number of samples of the class that {@code positive} names
     * @throws IllegalArgumentException naming both classes
     */
    public static void requireSamples(int folds, int negatives, String negative, int positives, String positive) {
        if (Math.min(negatives, positives) < folds) {
            throw new IllegalArgumentException("folds is " + folds + ", but class '" + negative + "' has " + negatives
                    + (negatives == 1 ? " sample" : " samples") + " and class '" + positive + "' " + positives
                    + ": each class needs at least one sample a fold");
        }
    }

    private static void checkFolds(int folds) {
        if (folds < 2) {
            throw new IllegalArgumentException("folds is " + folds + ", must be at least 2");
        }
    }

    private static void checkRepeats(int repeats) {
        if (repeats < 1) {
            throw new IllegalArgumentException("repeats is " + repeats + ", must be at least 1");
        }
    }
}
