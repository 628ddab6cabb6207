package dev.mha.bench;

import java.util.Arrays;

/**
 * One case in one virtual machine.
 *
 * @param share rate as a part of the probe's; see {@link #probeFailed}
 * @param gflops rate in 1e9 float operations a second
 * @param probe what the probe did beside it, in turns of the same length
 * @param bytes allocated by a call
 */
record Measured(double share, double gflops, double probe, long bytes) {
    /** No kernel does more than the probe, but the probe beside itself reaches 98-102 %. */
    private static final double MOST = 1.02;

    /**
     * Medians over turns, each beside the mean of the probe's turns before and after it, which are as long as its own:
     * whatever slows a shared core for a while slows both. Beside the probe's best short call a kernel that does nothing
     * but multiply-adds would not reach 100 %, since the core does not hold that rate.
     *
     * @param rates of the case, one a turn
     * @param probes one more than rates: before, between and after them
     */
    static Measured of(double[] rates, double[] probes, long bytes) {
        double[] beside = new double[rates.length];
        double[] shares = new double[rates.length];
        for (int i = 0; i < rates.length; i++) {
            beside[i] = (probes[i] + probes[i + 1]) / 2;
            shares[i] = rates[i] / beside[i];
        }
        return new Measured(median(shares), median(rates), median(beside), bytes);
    }

    /** Whether the share is more than a kernel can reach. */
    boolean probeFailed() {
        return share > MOST;
    }

    /** The middle value, or the mean of both; sorts {@code values}. */
    static double median(double[] values) {
        Arrays.sort(values);
        return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
    }
}
