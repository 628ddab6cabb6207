package dev.mha.bench;

import org.openjdk.jmh.annotations.Param;

/** What share of the multiply-add probe do products with the classifier's Hessian, and its step in double, reach? */
public class ClassifierHessianBenchmark extends CaseBenchmark {
    /** What a call does. */
    @Param({"PRODUCT", "FOUR", "WITH_STEP", "DOUBLE_STEP", "DOUBLE_PRODUCT", "DOUBLE_FOUR", "DOUBLE_WITH_STEP"})
    public String kind;

    /** Sizes of the table's cases, written so that {@code -p size=} takes them: a comma would part two of them. */
    @Param({"512x16x10x20", "1437x8x16x9", "1024x8x32x32", "256x8x128x64"})
    public String size;

    @Override
    String title() {
        return HessianRun.valueOf(kind).group + " " + sizes(size);
    }
}
