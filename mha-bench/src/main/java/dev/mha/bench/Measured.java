package dev.mha.bench;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * One case in one virtual machine.
 *
 * @param share rate as a part of the peak; above one when the probe failed
 * @param gflops rate in 1e9 float operations a second
 * @param peak what the probe reached beside it
 * @param bytes allocated by a call
 */
record Measured(double share, double gflops, double peak, long bytes) {
    /** On a shared machine a neighbour may slow the probe alone: rounds whose probe lies below this part are left out. */
    private static final double STEADY = 0.9;

    /**
     * Medians over rounds, each beside the better of the probes before and after it: the clock of a shared machine changes
     * by a tenth from one second to the next, which meets both of a round, while the best of all rounds beside the best of
     * all probes compares different clocks.
     */
    static Measured of(double[] rates, double[] peaks, long bytes) {
        double best = Arrays.stream(peaks).max().orElseThrow();
        int[] steady = IntStream.range(0, rates.length).filter(r -> peaks[r] >= STEADY * best).toArray();
        return new Measured(median(Arrays.stream(steady).mapToDouble(r -> rates[r] / peaks[r]).toArray()),
                median(Arrays.stream(steady).mapToDouble(r -> rates[r]).toArray()),
                median(Arrays.stream(steady).mapToDouble(r -> peaks[r]).toArray()), bytes);
    }

    /** The middle value, or the mean of both; sorts {@code values}. */
    static double median(double[] values) {
        Arrays.sort(values);
        return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
    }
}
