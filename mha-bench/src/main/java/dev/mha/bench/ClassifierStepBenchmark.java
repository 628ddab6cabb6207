package dev.mha.bench;

import org.openjdk.jmh.annotations.Param;

/**
 * What share of the multiply-add probe does loss and gradient of the classifier reach, samples, heads, tokens,
 * features?
 */
public class ClassifierStepBenchmark extends CaseBenchmark {
    /** Sizes of the table's cases, written so that {@code -p size=} takes them: a comma would part two of them. */
    @Param({"512x16x10x20", "1437x8x16x9", "1024x8x32x32", "256x8x128x64",
            "16x4x300x32"})
    public String size;

    @Override
    String title() {
        return BenchCases.CLASSIFIER + " " + sizes(size);
    }
}
