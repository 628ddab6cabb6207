package dev.mha.bench;

import dev.mha.kernels.Workspace;
import dev.mha.kernels.vector.FmaProbe;
import dev.mha.kernels.vector.Lanes;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Measures cases in this virtual machine, each in turns with its probe (several threads: with the same case on one
 * thread). Prints a line a case for {@link Table}.
 */
public final class ForkRun {
    /** Many calls, of which only the first wakes threads that slept while one thread had its turn. */
    private static final double PARALLEL_TURN_SECONDS = 0.02;

    private ForkRun() {}

    /**
     * Prints the machine, then one line a case.
     *
     * @param arguments
     *            seconds for each case; threads; the titles of the cases
     */
    public static void main(String[] arguments) {
        double seconds = Double.parseDouble(arguments[0]);
        int threads = Integer.parseInt(arguments[1]);
        Turns.forgetCallers();
        System.out.println(machine());
        for (String title : Arrays.copyOfRange(arguments, 2, arguments.length)) {
            Measured measured = measure(BenchCases.named(title), seconds, threads);
            System.out.println(
                    title + "\t" + measured.share() + "\t" + measured.rate() + "\t" + measured.probe() + "\t"
                            + measured.bytes());
        }
    }

    /** Line on this machine for {@link Machine}; looks for the fastest loop of the multiply-add probe first. */
    public static String machine() {
        FmaProbe.peakGflops(0.5);
        return "machine\t" + Lanes.COUNT + "\t" + Lanes.REGISTERS + "\t" + FmaProbe.peakGflops(0.2) + "\t"
                + ClockProbe.gigahertz(0.1);
    }

    private static Measured measure(BenchCase item, double seconds, int threads) {
        if (threads == 1) {
            return new Turns(seconds, item.yardstick().turnSeconds()).measure(item.serial(), item.work(),
                    item.yardstick().prepare(), item.yardstick().work());
        }
        Turns turns = new Turns(seconds, PARALLEL_TURN_SECONDS);
        try (ExecutorService pool = Executors.newFixedThreadPool(threads - 1)) {
            Runnable call = item.prepare().apply(Workspace.parallel(pool, threads));
            return turns.measure(call, item.work(), item.serial(), item.work());
        }
    }
}
