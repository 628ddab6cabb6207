package dev.mha.core.trial;

import dev.mha.core.baseline.Baseline;
import dev.mha.core.metric.Metrics;
import java.util.List;

/**
 * The one look at the test part that the data names: the recommended setting and the baselines, trained on the whole
 * training part.
 *
 * @param trainSamples size of the training part
 * @param testSamples size of the test part
 * @param train metrics of the recommended setting on the training part
 * @param test metrics of the recommended setting on the test part
 * @param baselines the baselines on the test part
 */
public record HeldOut(int trainSamples, int testSamples, Metrics train, Metrics test, List<Baseline> baselines) {
    /** Copies the list. */
    public HeldOut {
        baselines = List.copyOf(baselines);
    }
}
