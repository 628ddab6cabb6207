package dev.mha.core.metric;

import java.util.Arrays;
import java.util.stream.IntStream;

/** How well two lists agree on the order of what they speak about. */
public final class RankCorrelation {
    private RankCorrelation() {}

    /**
     * Spearman's correlation (1904): that of the ranks, equal values sharing the mean of theirs.
     *
     * @param first at least two finite values
     * @param second as many
     * @return -1 to 1; NaN when all values of a list are equal
     * @throws IllegalArgumentException if the lengths differ or are below 2, or a value is not finite
     */
    public static double spearman(double[] first, double[] second) {
        if (first.length != second.length || first.length < 2) {
            throw new IllegalArgumentException("first has " + first.length + " values, second has " + second.length
                    + ": both must have the same number, at least 2");
        }
        double[] a = ranks(first);
        double[] b = ranks(second);
        double middle = (a.length - 1) / 2.0;
        double product = 0;
        double squareA = 0;
        double squareB = 0;
        for (int i = 0; i < a.length; i++) {
            product += (a[i] - middle) * (b[i] - middle);
            squareA += (a[i] - middle) * (a[i] - middle);
            squareB += (b[i] - middle) * (b[i] - middle);
        }
        return product / Math.sqrt(squareA * squareB);
    }

    private static double[] ranks(double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException("value " + i + " is " + values[i] + ", must be finite");
            }
        }
        int[] order = IntStream.range(0, values.length).boxed()
                .sorted((i, j) -> Double.compare(values[i] + 0.0, values[j] + 0.0)).mapToInt(Integer::intValue)
                .toArray();
        double[] ranks = new double[values.length];
        int from = 0;
        while (from < order.length) {
            int to = from + 1;
            while (to < order.length && values[order[to]] == values[order[from]]) {
                to++;
            }
            int begin = from;
            int end = to;
            Arrays.stream(order, begin, end).forEach(i -> ranks[i] = (begin + end - 1) / 2.0);
            from = to;
        }
        return ranks;
    }
}
