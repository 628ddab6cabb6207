package dev.mha.bench;

/**
 * One case in one virtual machine.
 *
 * @param gflops rate in 1e9 float operations a second
 * @param peak what the probe reached beside it
 * @param bytes allocated by a call
 */
record Measured(double gflops, double peak, long bytes) {
    /** Rate as a part of the peak; above one when the probe failed. */
    double share() {
        return gflops / peak;
    }
}
