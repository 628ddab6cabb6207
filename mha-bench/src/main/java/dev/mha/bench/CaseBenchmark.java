package dev.mha.bench;

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
import org.openjdk.jmh.annotations.Warmup;

/** What the JMH classes have in common: one case in a virtual machine of its own, beside the peak that it reaches. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 5, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public abstract class CaseBenchmark {
    private BenchCase item;
    private Runnable call;

    /** Title of the case in {@link BenchCases}. */
    abstract String title();

    /** Makes the data. */
    @Setup(Level.Trial)
    public void prepare() {
        item = BenchCases.named(title());
        call = item.prepare().get();
    }

    /** Starts counting. */
    @Setup(Level.Iteration)
    public void begin(BesidePeak beside) {
        beside.begin(item);
    }

    /** One call. */
    @Benchmark
    public void call(BesidePeak beside) {
        call.run();
        beside.count();
    }
}
