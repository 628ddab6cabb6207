package dev.mha.bench;

import org.openjdk.jmh.annotations.Param;

/**
 * What share of the multiply-add probe do forward pass, tangent and Hessian-vector product of attention reach together,
 * batch, heads, tokens, head dimension?
 */
public class AttentionNewPointBenchmark extends CaseBenchmark {
    /** Sizes of the table's cases, written so that {@code -p size=} takes them: a comma would part two of them. */
    @Param({"32x4x10x16", "256x8x32x32", "1x8x512x64", "1x8x2048x64", "1x1x4096x128", "1x8x2048x64-causal"})
    public String size;

    @Override
    String title() {
        return BenchCases.NEW_POINT + " " + sizes(size);
    }
}
