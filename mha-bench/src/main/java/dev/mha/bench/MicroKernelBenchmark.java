package dev.mha.bench;

import dev.mha.kernels.vector.TileRuns;
import org.openjdk.jmh.annotations.Param;

/** What share of the multiply-add probe does the register tile reach, in each of its forms? */
public class MicroKernelBenchmark extends CaseBenchmark {
    /** How the product reads A, and whether it adds to C. */
    @Param
    public TileRuns.Form form;

    @Override
    String title() {
        return BenchCases.title(form);
    }
}
