package dev.mha.bench;

import dev.mha.kernels.vector.TileRuns;

/** What does the vector exponential cost beside multiply-adds? */
public class ExponentialBenchmark extends CaseBenchmark {
    @Override
    String title() {
        return BenchCases.EXPONENTIAL + " " + TileRuns.exponentials() + " floats";
    }
}
