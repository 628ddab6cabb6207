package dev.mha.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiagonalTest {
    /** Rows of 1 to 70 floats, two floats apart, with numbers that are not finite all around them. */
    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void findsWhatIsNotFiniteWhereverItStandsInTheRowsAndNowhereElse(float poison) {
        int rows = 3;
        for (int dim = 1; dim <= 70; dim++) {
            float[] a = new float[5 + rows * (dim + 2)];
            Arrays.fill(a, poison);
            for (int r = 0; r < rows; r++) {
                Arrays.fill(a, 5 + r * (dim + 2), 5 + r * (dim + 2) + dim, Float.MAX_VALUE);
            }
            assertFalse(Diagonal.hasNonFinite(a, 5, dim + 2, rows, dim), "dim " + dim);
            for (int r = 0; r < rows; r++) {
                for (int i = 0; i < dim; i++) {
                    int at = 5 + r * (dim + 2) + i;
                    a[at] = poison;
                    assertTrue(Diagonal.hasNonFinite(a, 5, dim + 2, rows, dim), "dim " + dim + ", " + r + ", " + i);
                    a[at] = -0.0f;
                }
            }
        }
    }
}
