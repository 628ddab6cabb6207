package dev.mha.core.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class VectorsTest {
    /** The squares of a Hessian's entries below 1e-162 are 0, and its eigenvalues are not. */
    @Test
    void takesNormsWhoseSquaresUnderflowOrOverflow() {
        assertEquals(5e-200, Vectors.norm(new double[]{3e-200, -4e-200}), 1e-214);
        assertEquals(5e-160, Vectors.norm(new double[]{3e-160, -4e-160}), 1e-174);
        assertEquals(5e200, Vectors.norm(new double[]{3e200, -4e200}), 1e186);
        assertEquals(5, Vectors.norm(new double[]{3, 0, -4}));
        assertEquals(0, Vectors.norm(new double[3]));
        assertEquals(Double.NaN, Vectors.norm(new double[]{1, Double.NaN}));
        assertEquals(Double.POSITIVE_INFINITY, Vectors.norm(new double[]{1, Double.NEGATIVE_INFINITY}));
    }
}
