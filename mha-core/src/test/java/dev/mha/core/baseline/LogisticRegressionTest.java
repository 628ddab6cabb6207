package dev.mha.core.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.data.Dataset;
import dev.mha.core.data.Split;
import dev.mha.core.data.Splits;
import dev.mha.core.random.RandomSource;
import dev.mha.core.metric.Metrics;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogisticRegressionTest {

    /** Labels drawn with log-odds {@code 1 + <w, x>}, w = 1, -1, 1, ... over the raw values. */
    private static Dataset logistic(int n, int tokens, int features, long seed) {
        RandomSource random = RandomSource.of(seed);
        float[] x = new float[n * tokens * features];
        float[] labels = new float[n];
        for (int i = 0; i < n; i++) {
            double score = 1;
            for (int j = 0; j < tokens * features; j++) {
                float value = (float) random.nextGaussian();
                x[i * tokens * features + j] = value;
                score += j % 2 == 0 ? value : -value;
            }
            labels[i] = random.nextDouble() < 1 / (1 + Math.exp(-score)) ? 1 : -1;
        }
        return new Dataset("logistic", n, tokens, features, x, null, labels, "no", "yes", null);
    }

    private static int[] range(int begin, int end) {
        return IntStream.range(begin, end).toArray();
    }

    @Test
    void findsTheModelThatDrewTheLabels() {
        Dataset data = logistic(4000, 3, 2, 1);
        LogisticRegression fit = LogisticRegression.train(data, range(0, 4000), 1);
        for (int j = 0; j < 6; j++) {
            double raw = fit.weights()[j] / fit.standardization().deviation()[j];
            // Fisher information of a unit column is mean p(1-p), above 0.1 here: standard error below 1/sqrt(400);
            // five of those, and the shrinkage of a penalty of at most 0.01 beside it
            assertEquals(j % 2 == 0 ? 1 : -1, raw, 5 / Math.sqrt(400) + 0.1);
        }
        assertTrue(fit.penalty() <= 0.01, "penalty " + fit.penalty());
    }

    /** More than a million values: the penalty is chosen on part of the inner folds, and must still be a weak one. */
    @Test
    void largeDataAreFitted() {
        Dataset data = logistic(12_000, 10, 10, 10);
        int[] test = range(11_000, 12_000);
        LogisticRegression fit = LogisticRegression.train(data, range(0, 11_000), 1);
        assertTrue(fit.penalty() <= 0.01, "penalty " + fit.penalty());
        double[] truth = new double[101];
        for (int j = 0; j < 100; j++) {
            truth[j] = j % 2 == 0 ? 1 : -1;
        }
        truth[100] = 1;
        float[] best = new float[test.length];
        for (int i = 0; i < best.length; i++) {
            best[i] = (float) RidgeLogistic.score(data.x(), test[i], 100, truth);
        }
        float[] labels = data.labels(test);
        double error = Metrics.of(fit.scores(data, test), labels).error();
        // about 6 % err by the truth; 1000 samples allow five deviations of what only one of the two gets wrong
        assertEquals(Metrics.of(best, labels).error(), error, 5 * Math.sqrt(0.02 / 1000));
    }

    @Test
    void testPartDecidesNothing() {
        Dataset data = logistic(200, 2, 2, 2);
        float[] x = data.x().clone();
        float[] labels = data.labels().clone();
        for (int i = 150; i < 200; i++) {
            labels[i] = -labels[i];
            Arrays.fill(x, i * 4, i * 4 + 4, 1e6f);
        }
        Dataset changed = new Dataset("logistic", 200, 2, 2, x, null, labels, "no", "yes", null);
        LogisticRegression fit = LogisticRegression.train(data, range(0, 150), 3);
        LogisticRegression again = LogisticRegression.train(changed, range(0, 150), 3);
        assertArrayEquals(fit.weights(), again.weights());
        assertEquals(fit.intercept(), again.intercept());
        assertEquals(fit.penalty(), again.penalty());
    }

    @Test
    void unitsOfTheDataDoNotMatter() {
        Dataset data = logistic(300, 2, 2, 4);
        float[] x = data.x().clone();
        for (int i = 0; i < x.length; i++) {
            x[i] = i % 4 == 1 ? x[i] * 1024 : i % 4 == 2 ? x[i] / 4096 : x[i];
        }
        Dataset scaled = new Dataset("logistic", 300, 2, 2, x, null, data.labels(), "no", "yes", null);
        Split split = Splits.stratified(data.labels(), 3, 1, 1).getFirst();
        // powers of two: not a bit may change
        assertEquals(LogisticRegression.judge(data, split, 5), LogisticRegression.judge(scaled, split, 5));
    }

    @Test
    void paddingIsNotReadAndStandsAtTheMean() {
        Dataset full = logistic(100, 3, 2, 6);
        int[] lengths = IntStream.range(0, 100).map(i -> 1 + i % 3).toArray();
        float[] zeros = full.x().clone();
        float[] holes = full.x().clone();
        for (int i = 0; i < 100; i++) {
            Arrays.fill(zeros, (i * 3 + lengths[i]) * 2, (i + 1) * 6, 0);
            Arrays.fill(holes, (i * 3 + lengths[i]) * 2, (i + 1) * 6, Float.NaN);
        }
        Dataset a = new Dataset("zeros", 100, 3, 2, zeros, lengths, full.labels(), "no", "yes", null);
        Dataset b = new Dataset("holes", 100, 3, 2, holes, lengths, full.labels(), "no", "yes", null);
        LogisticRegression fit = LogisticRegression.train(a, range(0, 80), 1);
        assertArrayEquals(fit.scores(a, range(80, 100)),
                LogisticRegression.train(b, range(0, 80), 1).scores(b, range(80, 100)));
        // sample 81 has one token: score = intercept + two columns
        double score = fit.intercept();
        for (int j = 0; j < 2; j++) {
            score += fit.weights()[j] * (float) fit.standardization().apply(zeros[81 * 6 + j], j);
        }
        assertEquals(score, fit.scores(a, new int[]{81})[0], 1e-6);
    }

    @Test
    void separableDataAreSeparated() {
        int n = 60;
        float[] x = new float[n * 500];
        float[] labels = new float[n];
        RandomSource random = RandomSource.of(7);
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < n; i++) {
            labels[i] = i % 2 == 0 ? 1 : -1;
        }
        // more columns than samples: any labels are separable
        Dataset data = new Dataset("wide", n, 10, 50, x, null, labels, "no", "yes", null);
        LogisticRegression fit = LogisticRegression.train(data, range(0, n), 1);
        assertEquals(0, Metrics.of(fit.scores(data, range(0, n)), labels).error());
    }

    /** Where only one column of many tells anything, a weak penalty fits the training samples best and others worst. */
    @Test
    void thePenaltyIsChosenOnSamplesThatTheFitDidNotSee() {
        int n = 100;
        float[] x = new float[n * 60];
        float[] labels = new float[n];
        RandomSource random = RandomSource.of(11);
        for (int i = 0; i < n; i++) {
            labels[i] = i % 2 == 0 ? 1 : -1;
            for (int j = 0; j < 60; j++) {
                x[i * 60 + j] = (float) random.nextGaussian() + (j == 0 ? labels[i] : 0);
            }
        }
        Dataset data = new Dataset("one column", n, 6, 10, x, null, labels, "no", "yes", null);
        LogisticRegression fit = LogisticRegression.train(data, range(0, n), 1);
        assertTrue(fit.penalty() >= 0.01, "penalty " + fit.penalty());
    }

    @Test
    void aSingleSampleOfAClassIsEnough() {
        Dataset data = logistic(30, 1, 2, 8);
        float[] labels = new float[30];
        Arrays.fill(labels, -1);
        labels[4] = 1;
        Dataset rare = new Dataset("rare", 30, 1, 2, data.x(), null, labels, "no", "yes", null);
        LogisticRegression fit = LogisticRegression.train(rare, range(0, 30), 1);
        assertTrue(fit.intercept() < 0 && Double.isFinite(fit.intercept()));
        assertEquals("all 25 training samples are of one class: logistic regression needs two",
                assertThrows(IllegalArgumentException.class, () -> LogisticRegression.train(rare, range(5, 30), 1))
                        .getMessage());
    }

    @Test
    void constantColumnsAreHarmless() {
        Dataset data = logistic(120, 2, 2, 9);
        float[] x = data.x().clone();
        for (int i = 3; i < x.length; i += 4) {
            x[i] = 0.1f;
        }
        Dataset constant = new Dataset("constant", 120, 2, 2, x, null, data.labels(), "no", "yes", null);
        LogisticRegression fit = LogisticRegression.train(constant, range(0, 120), 1);
        assertEquals(0, fit.weights()[3]);
    }
}
