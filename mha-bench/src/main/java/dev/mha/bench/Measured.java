package dev.mha.bench;

import java.util.Arrays;

/**
 * One case in one virtual machine.
 *
 * @param share rate as a part of the probe's, or how many times that of one thread; see {@link #peerFailed}
 * @param rate rate in 1e9 units of work a second: float operations, or bytes
 * @param probe what the probe, or one thread, did beside it, in turns of the same length
 * @param bytes allocated by a call
 */
public record Measured(double share, double rate, double probe, long bytes) {
    /** No kernel does more than the probe, but the probe beside itself reaches 98-102 %. */
    private static final double MOST = 1.02;

    /**
     * Medians over turns, each beside the probe's turn before it and the one after it, which are as long as its own:
     * whatever slows a shared core for a while slows both. Beside the probe's best short call a kernel that does
     * nothing but multiply-adds would not reach 100 %, since the core does not hold that rate; beside the mean of two
     * turns it would exceed that, since a disturbance of either lowers the mean.
     *
     * @param rates of the case, one a turn
     * @param probes one more than rates: before, between and after them
     */
    static Measured of(double[] rates, double[] probes, long bytes) {
        double[] shares = new double[2 * rates.length];
        for (int i = 0; i < rates.length; i++) {
            shares[2 * i] = rates[i] / probes[i];
            shares[2 * i + 1] = rates[i] / probes[i + 1];
        }
        return new Measured(median(shares), median(rates), median(probes), bytes);
    }

    /** Whether the share is more than that many threads can reach. */
    boolean peerFailed(int threads) {
        return share > MOST * threads;
    }

    /** The middle value, or the mean of both; sorts {@code values}. */
    static double median(double[] values) {
        Arrays.sort(values);
        return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
    }
}
