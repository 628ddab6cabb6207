package dev.mha.core.experiment;

import dev.mha.core.metric.PairedDifference;

/** Ratios are averaged as logarithms: twice and half cancel. */
final class LogRatio {
    private LogRatio() {}

    /** {@code log(a / b)}; NaN unless both are above 0. */
    static double of(double a, double b) {
        return a > 0 && b > 0 ? StrictMath.log(a) - StrictMath.log(b) : Double.NaN;
    }

    /** The geometric mean and the ends of its interval. */
    static PairedDifference exp(PairedDifference logarithm) {
        return new PairedDifference(logarithm.pairs(), StrictMath.exp(logarithm.mean()), Double.NaN,
                StrictMath.exp(logarithm.low()), StrictMath.exp(logarithm.high()));
    }
}
