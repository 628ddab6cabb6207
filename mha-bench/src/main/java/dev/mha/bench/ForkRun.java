package dev.mha.bench;

import com.sun.management.ThreadMXBean;
import dev.mha.kernels.vector.FmaProbe;
import dev.mha.kernels.vector.Lanes;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * Measures cases in this virtual machine: warms each up, then takes turns with the probe, so that a change of clock meets
 * both. Prints a line a case for {@link Table}.
 */
final class ForkRun {
    private static final int ROUNDS = 30;
    private static final int LONGEST_WARM_UP = 12;
    private static final double PROBE_SECONDS = 0.004;

    private final double warmUpSeconds;
    private final double roundSeconds;
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private ForkRun(double secondsPerCase) {
        warmUpSeconds = 0.4 * secondsPerCase;
        roundSeconds = 0.6 * secondsPerCase / ROUNDS;
    }

    /**
     * Prints the machine, then one line a case.
     *
     * @param arguments
     *            seconds for each case; the titles of the cases
     */
    public static void main(String[] arguments) {
        ForkRun fork = new ForkRun(Double.parseDouble(arguments[0]));
        FmaProbe.peakGflops(0.5);
        System.out.println("machine\t" + Lanes.COUNT + "\t" + Lanes.REGISTERS + "\t" + FmaProbe.peakGflops(0.2) + "\t"
                + ClockProbe.gigahertz(0.1));
        for (String title : Arrays.copyOfRange(arguments, 1, arguments.length)) {
            Measured measured = fork.measure(BenchCases.named(title));
            System.out.println(
                    title + "\t" + measured.share() + "\t" + measured.gflops() + "\t" + measured.peak() + "\t"
                            + measured.bytes());
        }
    }

    private Measured measure(BenchCase item) {
        Runnable call = item.prepare().get();
        warmUp(call);
        double[] rates = new double[ROUNDS];
        double[] peaks = new double[ROUNDS];
        long bytes = Long.MAX_VALUE;
        double before = FmaProbe.peakGflops(PROBE_SECONDS);
        for (int r = 0; r < ROUNDS; r++) {
            Round round = round(call, roundSeconds);
            double after = FmaProbe.peakGflops(PROBE_SECONDS);
            rates[r] = 1e-9 * item.flops() / round.seconds;
            peaks[r] = Math.max(before, after);
            bytes = Math.min(bytes, round.bytes);
            before = after;
        }
        return Measured.of(rates, peaks, bytes);
    }

    /** Goes on while the compiler still makes the case faster, or its vectors still live on the heap. */
    private void warmUp(Runnable call) {
        Round before = round(call, warmUpSeconds / 2);
        Round now = round(call, warmUpSeconds / 2);
        for (int i = 0; i < LONGEST_WARM_UP && (now.seconds < 0.95 * before.seconds || now.bytes > 64); i++) {
            before = now;
            now = round(call, warmUpSeconds / 2);
        }
    }

    /** Seconds and bytes of a call. */
    private record Round(double seconds, long bytes) {}

    private Round round(Runnable call, double seconds) {
        long before = threads.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        long end = start + (long) (1e9 * seconds);
        long now = start;
        int calls = 0;
        while (now < end) {
            // The clock takes 20 ns: eight calls a look at it keep that below a percent of the shortest case.
            for (int i = 0; i < 8 && (i == 0 || calls > 100); i++) {
                call.run();
                calls++;
            }
            now = System.nanoTime();
        }
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        return new Round(1e-9 * (now - start) / calls, bytes / calls);
    }
}
