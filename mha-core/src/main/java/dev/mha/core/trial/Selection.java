package dev.mha.core.trial;

import java.util.Comparator;
import java.util.function.IntPredicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The choice among candidates.
 *
 * @param lowest candidate with the lowest mean error, then loss, then fewest heads
 * @param chosen candidate with the fewest heads whose mean error is at most one standard error above the lowest
 *            (Breiman et al. 1984, section 3.4.3), then lowest error, then loss, then fewest iterations
 */
record Selection(int lowest, int chosen) {

    /** Chooses by the given splits, as many as {@code repeats} times a number of folds. */
    static Selection choose(Candidates candidates, int[] splits, int repeats) {
        double[] error = means(candidates.errors(), splits, FoldStatistics::meanError);
        double[] loss = means(candidates.losses(), splits, FoldStatistics::mean);
        Comparator<Integer> best = Comparator.<Integer>comparingDouble(c -> error[c]).thenComparingDouble(c -> loss[c]);
        Comparator<Integer> fewest = Comparator.comparingInt(c -> candidates.settings().get(c).heads());
        Comparator<Integer> shortest = Comparator.comparingInt(c -> candidates.settings().get(c).iterations());
        int lowest = least(candidates, c -> true, best.thenComparing(fewest).thenComparing(shortest));
        double spread = FoldStatistics.estimate(pick(candidates.errors()[lowest], splits), repeats).standardError();
        double limit = FoldStatistics.tied(error[lowest] + (Double.isNaN(spread) ? 0 : spread));
        int chosen = least(candidates, c -> error[c] <= limit, fewest.thenComparing(best).thenComparing(shortest));
        return new Selection(lowest, chosen);
    }

    /** Chooses by all splits. */
    static Selection choose(Candidates candidates) {
        return choose(candidates, IntStream.range(0, candidates.splits()).toArray(), candidates.repeats());
    }

    /**
     * The best candidate with another number of heads than {@code chosen}, by error, then loss; -1 when there is none.
     */
    static int runnerUp(Candidates candidates, int chosen) {
        int heads = candidates.settings().get(chosen).heads();
        Comparator<Integer> best = Comparator
                .<Integer>comparingDouble(c -> FoldStatistics.meanError(candidates.errors()[c]))
                .thenComparingDouble(c -> FoldStatistics.mean(candidates.losses()[c]));
        return least(candidates, c -> candidates.settings().get(c).heads() != heads, best);
    }

    /**
     * Test error of each split under the candidate that the other splits of the same repeat choose: the choice never
     * saw how any candidate does on the samples that it is judged on. (Other repeats test the same samples, so they may
     * not vote either.)
     */
    static double[] correctedErrors(Candidates candidates) {
        int folds = candidates.folds();
        double[] corrected = new double[candidates.splits()];
        for (int split = 0; split < corrected.length; split++) {
            int left = split;
            int begin = split / folds * folds;
            int[] others = IntStream.range(begin, begin + folds).filter(other -> other != left).toArray();
            corrected[split] = candidates.errors()[choose(candidates, others, 1).chosen()][split];
        }
        return corrected;
    }

    private static int least(Candidates candidates, IntPredicate eligible, Comparator<Integer> order) {
        return IntStream.range(0, candidates.size()).filter(eligible).boxed().min(order).orElse(-1);
    }

    private static double[] means(double[][] values, int[] splits, ToDoubleFunction<double[]> mean) {
        double[] means = new double[values.length];
        for (int c = 0; c < means.length; c++) {
            means[c] = mean.applyAsDouble(pick(values[c], splits));
        }
        return means;
    }

    private static double[] pick(double[] values, int[] splits) {
        return IntStream.of(splits).mapToDouble(split -> values[split]).toArray();
    }
}
