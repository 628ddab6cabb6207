package dev.mha.bench;

import dev.mha.kernels.vector.FmaProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the JMH classes have in common: one case in a virtual machine of its own, its probe after each
 * iteration, and at the end the median of the iterations' rates as shares of it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 5, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public abstract class CaseBenchmark {
    private static final double PROBE_SECONDS = 0.5;

    private BenchCase item;
    private Runnable call;
    private Runnable probe;
    private long calls;
    private long start;
    private final List<Double> rates = new ArrayList<>();
    private final List<Double> probes = new ArrayList<>();

    /** Title of the case in {@link BenchCases}. */
    abstract String title();

    /** Sizes as the table writes them: "1x8x512x64-causal" is "(1, 8, 512, 64) causal". */
    static String sizes(String parameter) {
        String[] parts = parameter.split("-", 2);
        return "(" + parts[0].replace("x", ", ") + ")" + (parts.length == 1 ? "" : " " + parts[1]);
    }

    /** Makes the data. */
    @Setup(Level.Trial)
    public void prepare() {
        item = BenchCases.named(title());
        call = item.serial();
        // looks for the fastest loops, in either precision
        double ignored = FmaProbe.peakGflops(PROBE_SECONDS);
        probe = item.yardstick().prepare();
        probes.add(probeRate());
    }

    /** Starts counting. */
    @Setup(Level.Iteration)
    public void begin() {
        calls = 0;
        start = System.nanoTime();
    }

    /** One call. */
    @Benchmark
    public void call() {
        call.run();
        calls++;
    }

    /** Closes an iteration. */
    @TearDown(Level.Iteration)
    public void probe() {
        rates.add(item.work() * calls / (System.nanoTime() - start));
        probes.add(probeRate());
    }

    private double probeRate() {
        long first = System.nanoTime();
        long now;
        int n = 0;
        do {
            probe.run();
            n++;
            now = System.nanoTime();
        } while (now - first < 1e9 * PROBE_SECONDS);
        return item.yardstick().work() * n / (now - first);
    }

    /** Prints the share. */
    @TearDown(Level.Trial)
    public void print() {
        Measured measured = Measured.of(rates.stream().mapToDouble(Double::doubleValue).toArray(),
                probes.stream().mapToDouble(Double::doubleValue).toArray(), 0);
        String share = measured.peerFailed(1)
                ? "above the probe, which failed"
                : String.format(Locale.ROOT, "%.0f %% of the probe", 100 * measured.share());
        System.out.printf(Locale.ROOT, "%n%.1f GFLOP/s beside %.1f: %s%n", measured.rate(), measured.probe(), share);
    }
}
