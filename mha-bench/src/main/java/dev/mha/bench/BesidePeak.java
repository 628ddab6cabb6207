package dev.mha.bench;

import dev.mha.kernels.vector.FmaProbe;
import java.util.Locale;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Measures the multiply-add peak after each iteration of a benchmark, in its virtual machine, and at the end prints the
 * best iteration's rate as a share of it.
 */
@State(Scope.Thread)
public class BesidePeak {
    private double flops;
    private long calls;
    private long start;
    private double rate;
    private double peak;

    /** Called by a benchmark's iteration set-up. */
    void begin(BenchCase item) {
        flops = item.flops();
        calls = 0;
        start = System.nanoTime();
    }

    /** Called once a benchmark call. */
    void count() {
        calls++;
    }

    /** Closes an iteration. */
    @TearDown(Level.Iteration)
    public void probe() {
        rate = Math.max(rate, flops * calls / (System.nanoTime() - start));
        peak = Math.max(peak, FmaProbe.peakGflops(0.05));
    }

    /** Prints the share. */
    @TearDown(Level.Trial)
    public void print() {
        String share = rate > peak
                ? "above the peak: the probe failed"
                : String.format(Locale.ROOT, "%.0f %% of the peak", 100 * rate / peak);
        System.out.printf(Locale.ROOT, "%n%.1f GFLOP/s beside %.1f: %s%n", rate, peak, share);
    }
}
