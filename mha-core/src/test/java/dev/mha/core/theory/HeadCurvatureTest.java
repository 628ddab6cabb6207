package dev.mha.core.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HeadCurvatureTest {
    private static HeadCurvature of(double... residual) {
        return new HeadCurvature(1, residual, new double[residual.length], null);
    }

    @Test
    void namesTheHeadThatAddsLeast() {
        assertEquals(0, of(-3, -1, -2).least());
        assertEquals(2, of(-1, -2, -3).least());
        assertEquals(1, of(4, 3, 5).least());
        assertTrue(of(-1, -2, -3).hasOneLeast());
        assertTrue(of(4, 3, 5).hasOneLeast());
        assertTrue(of(7).hasOneLeast());
    }

    /** Equal heads add the same to the bit, and none of them alone carries the curvature. */
    @Test
    void saysWhereSeveralHeadsAddTheSame() {
        assertEquals(1, of(-1, -2, -2).least());
        assertFalse(of(-1, -2, -2).hasOneLeast());
        assertFalse(of(0, 0).hasOneLeast());
        assertTrue(of(-1, -1, -2).hasOneLeast());
    }
}
