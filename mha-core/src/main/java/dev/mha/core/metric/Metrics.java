package dev.mha.core.metric;

import java.util.Arrays;

/**
 * How well scores fit labels.
 *
 * @param samples number of samples judged
 * @param loss mean logistic loss {@code log(1 + exp(-label * score))}
 * @param error share of samples on the wrong side of zero; a score of exactly zero counts half
 * @param errorLow lower end of the 95 % Wilson interval of the error
 * @param errorHigh upper end of the 95 % Wilson interval of the error
 * @param auc area under the ROC curve, ties count half; NaN when only one class is present
 */
public record Metrics(int samples, double loss, double error, double errorLow, double errorHigh, double auc) {

    /**
     * Judges scores, all in double.
     *
     * @param scores one score a sample; positive means class +1
     * @param labels -1 or +1 for each sample
     * @throws IllegalArgumentException if the lengths differ or are 0, a label is not -1 or +1, or a score is NaN
     */
    public static Metrics of(float[] scores, float[] labels) {
        int n = scores.length;
        if (n == 0 || labels.length != n) {
            throw new IllegalArgumentException(
                    "scores has " + n + " values, labels has " + labels.length
                            + ": both must have the same number, at least 1");
        }
        double loss = 0;
        double wrong = 0;
        for (int i = 0; i < n; i++) {
            if (Float.isNaN(scores[i])) {
                throw new IllegalArgumentException("scores[" + i + "] is NaN");
            }
            if (labels[i] != -1 && labels[i] != 1) {
                throw new IllegalArgumentException("labels[" + i + "] is " + labels[i] + ", must be -1 or +1");
            }
            double margin = (double) labels[i] * scores[i];
            loss += Logistic.loss(margin);
            wrong += wrong(margin);
        }
        double error = wrong / n;
        Interval wilson = Interval.wilson(wrong, n);
        return new Metrics(n, loss / n, error, wilson.low(), wilson.high(), auc(scores, labels));
    }

    /** How wrong a margin {@code label * score} is: 1 below zero, a half at zero, 0 above. */
    public static double wrong(double margin) {
        if (margin == 0) {
            return 0.5;
        }
        return margin < 0 ? 1 : 0;
    }

    /**
     * The share of pairs (one sample of either class) that the scores put in the right order, ties a half, by the sum
     * of ranks (Mann, Whitney 1947). Twice the rank is an integer: the result is exact up to the last division.
     */
    private static double auc(float[] scores, float[] labels) {
        int n = scores.length;
        long[] order = new long[n];
        for (int i = 0; i < n; i++) {
            order[i] = (long) sortable(scores[i]) << 32 | i;
        }
        Arrays.sort(order);
        long positives = 0;
        long twiceRanks = 0;
        for (int begin = 0; begin < n;) {
            int end = begin + 1;
            while (end < n && order[end] >> 32 == order[begin] >> 32) {
                end++;
            }
            for (int k = begin; k < end; k++) {
                if (labels[(int) order[k]] > 0) {
                    positives++;
                    twiceRanks += begin + end + 1L;
                }
            }
            begin = end;
        }
        long negatives = n - positives;
        if (positives == 0 || negatives == 0) {
            return Double.NaN;
        }
        long twiceRight = twiceRanks - positives * (positives + 1);
        return twiceRight / (2.0 * positives * negatives);
    }

    /** An int that sorts as the float does, with -0 equal to 0. */
    private static int sortable(float score) {
        int bits = Float.floatToRawIntBits(score + 0f);
        return bits ^ (bits >> 31 & 0x7FFFFFFF);
    }
}
