package dev.mha.core.trial;

import dev.mha.core.metric.PairedDifference;
import dev.mha.core.metric.StudentT;
import dev.mha.core.trial.Difference.Confidence;
import java.util.ArrayList;
import java.util.List;

/** Means over folds, how far they may be off, and what a difference is worth. */
final class FoldStatistics {
    private FoldStatistics() {}

    static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /**
     * Mean of errors: equal counts of wrong samples, spread differently over the folds, must tie wherever they are
     * compared, which rounding would break by luck. What is cut off is far below one sample.
     */
    static double meanError(double[] values) {
        return tied(mean(values));
    }

    /** An error without what rounding adds to it. */
    static double tied(double error) {
        return Math.rint(error * 1e12) / 1e12;
    }

    /** Variance of single values, with n - 1; NaN for fewer than two. */
    private static double variance(double[] values) {
        double mean = mean(values);
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return values.length < 2 ? Double.NaN : sum / (values.length - 1);
    }

    /**
     * Mean over splits; {@code repeats} of the folds are not more samples, so the standard error divides by the folds.
     */
    static Estimate estimate(double[] values, int repeats) {
        double folds = (double) values.length / repeats;
        return new Estimate(mean(values), Math.sqrt(variance(values) / folds));
    }

    /** The same of errors, whose {@linkplain #meanError mean} ties with others. */
    static Estimate estimateError(double[] values, int repeats) {
        return new Estimate(meanError(values), estimate(values, repeats).standardError());
    }

    /**
     * Judges a difference by its values on the splits, allowing for training parts that overlap. With few folds their
     * spread may come out near zero by luck (on weather three folds gave 0.1 +- 0.03 points), so the standard error is
     * at least that of two shares counted on as many samples independently, {@code (p (1 - p) + q (1 - q)) / n}.
     *
     * @param others test error of the other model, one a split
     * @param own test error of the own model, one a split
     * @param testToTrain size of the test part over that of the training part
     * @param samples number of distinct samples that were judged
     */
    static Difference overSplits(String other, double[] others, double[] own, double testToTrain, int samples) {
        PairedDifference paired = PairedDifference.ofFolds(others, own, testToTrain);
        double p = mean(others);
        double q = mean(own);
        double counting = Math.sqrt((p * (1 - p) + q * (1 - q)) / samples);
        double error = Math.max(paired.standardError(), counting);
        List<Double> pairs = new ArrayList<>();
        for (int s = 0; s < own.length; s++) {
            pairs.add(others[s] - own[s]);
        }
        return new Difference(other, new Estimate(paired.mean(), error), pairs,
                confidence(paired.mean(), error, own.length - 1));
    }

    /** Judges a difference by its values on single samples of one test part. */
    static Difference overSamples(String other, double[] pairs) {
        PairedDifference paired = PairedDifference.ofSamples(pairs, new double[pairs.length]);
        return new Difference(other, new Estimate(paired.mean(), paired.standardError()), List.of(),
                confidence(paired.mean(), paired.standardError(), pairs.length - 1));
    }

    private static Confidence confidence(double mean, double error, int freedom) {
        if (mean > error) {
            return mean > StudentT.quantile975(freedom) * error ? Confidence.CLEAR : Confidence.LIKELY;
        }
        return mean < -error ? Confidence.WORSE : Confidence.NONE;
    }
}
