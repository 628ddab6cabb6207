package dev.mha.core.trial;

import dev.mha.core.baseline.Baseline;
import dev.mha.core.metric.Metrics;
import java.util.List;

/**
 * The look at the test part that the data name, and the paired difference to the baseline there.
 *
 * @param figures for the result
 * @param difference of the errors on single test samples
 */
record HeldOutTest(HeldOut figures, Difference difference) {

    /**
     * @param strongest name of the baseline to compare with
     */
    static HeldOutTest of(EncodedSplit split, CellTraining.Outcome outcome, BaselineScores baselines,
            String strongest) {
        float[] labels = split.testLabels();
        float[] other = baselines.scores(strongest);
        double[] pairs = new double[labels.length];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = Metrics.wrong((double) labels[i] * other[i])
                    - Metrics.wrong((double) labels[i] * outcome.testScores()[i]);
        }
        List<Baseline> judged = baselines.judged();
        return new HeldOutTest(
                new HeldOut(split.train().samples(), labels.length, outcome.result().train(), outcome.result().test(),
                        judged),
                FoldStatistics.overSamples(strongest, pairs));
    }
}
