package dev.mha.core.curvature;

import java.util.Arrays;

/** What the probes of a trace gave, in their order, those of an earlier run first. */
final class ProbeSamples {
    private static final String PART = "trace samples";

    private final PartStore store;
    private double[] samples;
    private int count;

    ProbeSamples(PartStore store) {
        this.store = store;
        double[] known = store.find(PART);
        samples = known == null ? new double[16] : known.clone();
        count = known == null ? 0 : known.length;
    }

    boolean knows(int probe) {
        return probe < count;
    }

    double get(int probe) {
        return samples[probe];
    }

    void add(double sample) {
        if (count == samples.length) {
            samples = Arrays.copyOf(samples, 2 * count);
        }
        samples[count++] = sample;
        if (store.due()) {
            keep();
        }
    }

    void keep() {
        store.keep(PART, Arrays.copyOf(samples, count));
    }
}
