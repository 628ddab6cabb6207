package dev.mha.bench;

import org.openjdk.jmh.annotations.Param;

/** What share of the peak does loss and gradient of the classifier reach, samples, heads, tokens, features? */
public class ClassifierStepBenchmark extends CaseBenchmark {
    /** Sizes, as the table names them. */
    @Param({"(512, 16, 10, 20)", "(1437, 8, 16, 9)", "(1024, 8, 32, 32)", "(256, 8, 128, 64)",
            "(16, 4, 300, 32)"})
    public String size;

    @Override
    String title() {
        return BenchCases.CLASSIFIER + " " + size;
    }
}
