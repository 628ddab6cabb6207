package dev.mha.bench;

import dev.mha.kernels.vector.DoubleFmaProbe;
import dev.mha.kernels.vector.FmaProbe;

/** What a case is measured beside on one thread: no case can do more of its work in the same time. */
public enum Yardstick {
    /** Float operations, beside a loop of multiply-adds. */
    MULTIPLY_ADDS("GFLOP/s", FmaProbe.FLOPS, 0.001) {
        @Override
        public Runnable prepare() {
            return FmaProbe.CALL;
        }
    },
    /** Double operations, beside the same loop in double. */
    DOUBLE_MULTIPLY_ADDS("GFLOP/s", Double.NaN, 0.001) {
        // asked for by cases in double alone, which older kernels lack
        @Override
        public double work() {
            return DoubleFmaProbe.FLOPS;
        }

        @Override
        public Runnable prepare() {
            double ignored = DoubleFmaProbe.peakGflops(0.2);
            return DoubleFmaProbe.CALL;
        }
    },
    /**
     * Bytes that must be read and written, beside a loop that reads and writes arrays. Its turns are longer: each
     * begins with the caches that the other one left.
     */
    MEMORY("GB/s", StreamProbe.BYTES, 0.02) {
        @Override
        public Runnable prepare() {
            return StreamProbe.prepare();
        }
    };

    private final String unit;
    private final double work;
    private final double turnSeconds;

    Yardstick(String unit, double work, double turnSeconds) {
        this.unit = unit;
        this.work = work;
        this.turnSeconds = turnSeconds;
    }

    /** The probe's call. */
    public abstract Runnable prepare();

    /** 1e9 units of work a second. */
    String unit() {
        return unit;
    }

    /** Work of a call of the probe. */
    public double work() {
        return work;
    }

    /** Shorter than most disturbances of a shared machine, long beside a look at the clock. */
    public double turnSeconds() {
        return turnSeconds;
    }
}
