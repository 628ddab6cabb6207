package dev.mha.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures a call beside another, its yardstick: warms each up, then lets them take turns of the same length, so that a
 * change of clock meets both.
 */
public final class Turns {
    /** Turns of a call that takes longer than all its time. */
    private static final int LEAST_TURNS = 9;
    private static final int LONGEST_WARM_UP = 15;
    /**
     * Seconds to wait for compiled code: vectors on the heap make a call a hundred times as slow, which is no figure of
     * it.
     */
    private static final double LONGEST_COMPILATION = 20.0;
    /**
     * Bytes of a call that show vectors on the heap; several threads allocate up to half as many to share out the
     * tasks.
     */
    private static final long VECTORS = 8192;
    /** What the call that counts allocated bytes allocates itself. */
    private static final long COUNTER_BYTES = 32;
    private static final ThreadMXBean COUNTERS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final double warmUpSeconds;
    private final double turnsSeconds;
    private final double turnSeconds;

    /**
     * Sets the times.
     *
     * @param seconds for each call that is measured, warm-up included
     * @param turnSeconds least length of a turn
     */
    public Turns(double seconds, double turnSeconds) {
        warmUpSeconds = 0.4 * seconds;
        turnsSeconds = 0.6 * seconds;
        this.turnSeconds = turnSeconds;
    }

    /** Rate of {@code call}, which does {@code work}, beside that of {@code peer}, which does {@code peerWork}. */
    public Measured measure(Runnable call, double work, Runnable peer, double peerWork) {
        return measure(call, work, peer, peerWork, true);
    }

    /** The same beside a peer that allocates, warm or not. */
    public Measured measureBesideAllocating(Runnable call, double work, Runnable peer, double peerWork) {
        return measure(call, work, peer, peerWork, false);
    }

    private Measured measure(Runnable call, double work, Runnable peer, double peerWork, boolean clean) {
        int calls = calls(warmUp(call, true));
        List<Double> rates = new ArrayList<>();
        List<Double> peers = new ArrayList<>();
        long bytes = Long.MAX_VALUE;
        Turn beside = turn(peer, calls(warmUp(peer, clean)));
        peers.add(rate(peerWork, beside));
        long end = System.nanoTime() + (long) (1e9 * turnsSeconds);
        while (rates.size() < LEAST_TURNS || System.nanoTime() < end) {
            Turn turn = turn(call, calls);
            rates.add(rate(work, turn));
            bytes = Math.min(bytes, turn.bytes);
            // as long as the case's turn, so that a disturbance meets both alike
            beside = turn(peer, (int) Math.ceil(turn.seconds * calls / beside.seconds));
            peers.add(rate(peerWork, beside));
        }
        return Measured.of(array(rates), array(peers), bytes);
    }

    /**
     * Makes the compiler give up on guessing what a turn calls. Else it copies the first callers into the turn: the
     * probe copied so was 4 % slower than the probe called.
     */
    public static void forgetCallers() {
        int[] sink = new int[1];
        for (int i = 0; i < 20_000; i++) {
            turn(() -> sink[0]++, 2);
            turn(() -> sink[0]--, 2);
            turn(() -> sink[0] ^= 1, 2);
        }
    }

    private int calls(double seconds) {
        return (int) Math.max(1, Math.ceil(turnSeconds / seconds));
    }

    private static double rate(double work, Turn turn) {
        return 1e-9 * work / turn.seconds;
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /**
     * Goes on while the compiler still makes the call faster, or its vectors still live on the heap.
     *
     * @param clean whether the call allocates nothing once it is compiled
     * @return seconds of a call
     */
    private double warmUp(Runnable call, boolean clean) {
        int calls = 1;
        Turn now = turn(call, calls);
        double spent = now.seconds;
        Turn before = now;
        for (int i = 0; (clean && now.bytes > VECTORS && spent < LONGEST_COMPILATION)
                || (i < LONGEST_WARM_UP && (spent < warmUpSeconds || now.seconds < 0.95 * before.seconds
                        || (clean && now.bytes > 64))); i++) {
            calls = (int) Math.max(1, warmUpSeconds / 3 / now.seconds);
            before = now;
            now = turn(call, calls);
            spent += now.seconds * calls;
        }
        return now.seconds;
    }

    /** Seconds and bytes of a call. */
    private record Turn(double seconds, long bytes) {}

    private static Turn turn(Runnable call, int calls) {
        long before = COUNTERS.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            call.run();
        }
        double seconds = 1e-9 * (System.nanoTime() - start);
        long bytes = COUNTERS.getCurrentThreadAllocatedBytes() - before - COUNTER_BYTES;
        return new Turn(seconds / calls, Math.max(0, bytes) / calls);
    }
}
