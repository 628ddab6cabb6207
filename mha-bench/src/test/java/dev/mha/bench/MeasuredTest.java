package dev.mha.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MeasuredTest {
    /** The clock falls by a tenth from the first round to the last: rates and probes follow it, the share does not. */
    @Test
    void comparesEachRoundWithTheProbeBesideIt() {
        Measured measured = Measured.of(new double[]{75, 72, 69}, new double[]{100, 96, 92}, 8);
        assertEquals(0.75, measured.share(), 1e-12);
        assertEquals(72, measured.gflops());
        assertEquals(96, measured.peak());
        assertEquals(8, measured.bytes());
    }

    /** 89 of 100: something slowed the probe, so the share of this round would flatter the kernel. */
    @Test
    void leavesOutRoundsWhoseProbeLiesTooLow() {
        Measured measured = Measured.of(new double[]{50, 50, 60}, new double[]{100, 89, 90}, 0);
        assertEquals((0.5 + 60.0 / 90) / 2, measured.share(), 1e-12);
        assertEquals(55, measured.gflops());
        assertEquals(95, measured.peak());
    }

    @Test
    void takesTheMiddleWhateverTheOrder() {
        assertEquals(3, Measured.median(new double[]{9, 1, 3}));
        assertEquals(2.5, Measured.median(new double[]{9, 3, 2, 1}));
        assertEquals(7, Measured.median(new double[]{7}));
    }
}
