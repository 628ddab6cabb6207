package dev.mha.bench;

import java.util.List;
import java.util.Locale;

/**
 * The class of the machine: figures without it mean nothing.
 *
 * @param lanes floats in a vector
 * @param registers vector registers that the compiler uses
 * @param leastPeak the best short call of the slowest fork's probe, in 1e9 float operations a second
 * @param mostPeak the fastest fork's
 * @param gigahertz clock of the fastest fork
 */
record Machine(int lanes, int registers, double leastPeak, double mostPeak, double gigahertz) {
    static Machine of(List<Fork> forks) {
        Fork first = forks.get(0);
        return new Machine(first.lanes(), first.registers(), forks.stream().mapToDouble(Fork::peak).min().orElseThrow(),
                forks.stream().mapToDouble(Fork::peak).max().orElseThrow(),
                forks.stream().mapToDouble(Fork::gigahertz).max().orElseThrow());
    }

    /** Multiply-add vectors that the core starts in a cycle: one or two on what exists. */
    double vectorsPerCycle() {
        return mostPeak / (2 * lanes * gigahertz);
    }

    String text() {
        return String.format(Locale.ROOT,
                "%d lanes (%d bits), %d registers; the probe's best short call %.0f-%.0f GFLOP/s on one core, about %.1f GHz: %.1f multiply-adds of"
                        + " %d bits a cycle; JDK %s, %s",
                lanes, lanes * Float.SIZE, registers, leastPeak, mostPeak, gigahertz, vectorsPerCycle(),
                lanes * Float.SIZE, Runtime.version(), System.getProperty("os.arch"));
    }
}
