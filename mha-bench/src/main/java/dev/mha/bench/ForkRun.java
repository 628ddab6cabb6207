package dev.mha.bench;

import com.sun.management.ThreadMXBean;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.vector.FmaProbe;
import dev.mha.kernels.vector.Lanes;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Measures cases in this virtual machine: warms each up, then takes turns with the probe (several threads: with the same
 * case on one thread), so that a change of clock meets both. Prints a line a case for {@link Table}.
 */
final class ForkRun {
    /** Turns of a case whose single call takes longer than all its time. */
    private static final int LEAST_TURNS = 9;
    /** Shorter than most disturbances of a shared machine, long beside a look at the clock. */
    private static final double TURN_SECONDS = 0.001;
    private static final int LONGEST_WARM_UP = 15;
    /** What the call that counts allocated bytes allocates itself. */
    private static final long COUNTER_BYTES = 32;

    private final int threads;
    private final double warmUpSeconds;
    private final double turnsSeconds;
    private final ThreadMXBean counters = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private ForkRun(double secondsPerCase, int threads) {
        this.threads = threads;
        warmUpSeconds = 0.4 * secondsPerCase;
        turnsSeconds = 0.6 * secondsPerCase;
    }

    /**
     * Prints the machine, then one line a case.
     *
     * @param arguments
     *            seconds for each case; threads; the titles of the cases
     */
    public static void main(String[] arguments) {
        ForkRun fork = new ForkRun(Double.parseDouble(arguments[0]), Integer.parseInt(arguments[1]));
        fork.forgetCallers();
        FmaProbe.peakGflops(0.5);
        System.out.println("machine\t" + Lanes.COUNT + "\t" + Lanes.REGISTERS + "\t" + FmaProbe.peakGflops(0.2) + "\t"
                + ClockProbe.gigahertz(0.1));
        for (String title : Arrays.copyOfRange(arguments, 2, arguments.length)) {
            Measured measured = fork.measure(BenchCases.named(title));
            System.out.println(
                    title + "\t" + measured.share() + "\t" + measured.gflops() + "\t" + measured.probe() + "\t"
                            + measured.bytes());
        }
    }

    private Measured measure(BenchCase item) {
        if (threads == 1) {
            return measure(item.serial(), item.flops(), FmaProbe.CALL, FmaProbe.FLOPS);
        }
        try (ExecutorService pool = Executors.newFixedThreadPool(threads - 1)) {
            Runnable call = item.prepare().apply(Workspace.parallel(pool, threads));
            return measure(call, item.flops(), item.serial(), item.flops());
        }
    }

    private Measured measure(Runnable call, double flops, Runnable peer, double peerFlops) {
        int calls = calls(warmUp(call));
        List<Double> rates = new ArrayList<>();
        List<Double> peers = new ArrayList<>();
        long bytes = Long.MAX_VALUE;
        Turn beside = turn(peer, calls(warmUp(peer)));
        peers.add(rate(peerFlops, beside));
        long end = System.nanoTime() + (long) (1e9 * turnsSeconds);
        while (rates.size() < LEAST_TURNS || System.nanoTime() < end) {
            Turn turn = turn(call, calls);
            rates.add(rate(flops, turn));
            bytes = Math.min(bytes, turn.bytes);
            // as long as the case's turn, so that a disturbance meets both alike
            beside = turn(peer, (int) Math.ceil(turn.seconds * calls / beside.seconds));
            peers.add(rate(peerFlops, beside));
        }
        return Measured.of(array(rates), array(peers), bytes);
    }

    /**
     * Makes the compiler give up on guessing what a turn calls. Else it copies the first callers into the turn: the probe
     * copied so was 4 % slower than the probe called.
     */
    private void forgetCallers() {
        int[] sink = new int[1];
        for (int i = 0; i < 20_000; i++) {
            turn(() -> sink[0]++, 2);
            turn(() -> sink[0]--, 2);
            turn(() -> sink[0] ^= 1, 2);
        }
    }

    private static int calls(double seconds) {
        return (int) Math.max(1, Math.ceil(TURN_SECONDS / seconds));
    }

    private static double rate(double flops, Turn turn) {
        return 1e-9 * flops / turn.seconds;
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /**
     * Goes on while the compiler still makes the case faster, or its vectors still live on the heap.
     *
     * @return seconds of a call
     */
    private double warmUp(Runnable call) {
        int calls = 1;
        Turn now = turn(call, calls);
        double spent = now.seconds;
        Turn before = now;
        for (int i = 0; i < LONGEST_WARM_UP && (spent < warmUpSeconds || now.seconds < 0.95 * before.seconds
                || now.bytes > 64); i++) {
            calls = (int) Math.max(1, warmUpSeconds / 3 / now.seconds);
            before = now;
            now = turn(call, calls);
            spent += now.seconds * calls;
        }
        return now.seconds;
    }

    /** Seconds and bytes of a call. */
    private record Turn(double seconds, long bytes) {}

    private Turn turn(Runnable call, int calls) {
        long before = counters.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            call.run();
        }
        double seconds = 1e-9 * (System.nanoTime() - start);
        long bytes = counters.getCurrentThreadAllocatedBytes() - before - COUNTER_BYTES;
        return new Turn(seconds / calls, Math.max(0, bytes) / calls);
    }
}
