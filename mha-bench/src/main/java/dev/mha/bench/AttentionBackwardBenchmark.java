package dev.mha.bench;

import org.openjdk.jmh.annotations.Param;

/** What share of the peak do forward and backward pass reach together, batch, heads, tokens, head dimension? */
public class AttentionBackwardBenchmark extends CaseBenchmark {
    /** Sizes, as the table names them. */
    @Param({"(32, 4, 10, 16)", "(256, 8, 32, 32)", "(1, 8, 128, 64)", "(8, 12, 128, 64)", "(1, 8, 512, 64)",
            "(1, 8, 2048, 64)", "(1, 1, 4096, 128)", "(1, 8, 128, 64) causal", "(1, 8, 512, 64) causal",
            "(1, 8, 2048, 64) causal"})
    public String size;

    @Override
    String title() {
        return BenchCases.BOTH + " " + size;
    }
}
