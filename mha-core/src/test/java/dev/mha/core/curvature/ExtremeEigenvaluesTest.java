package dev.mha.core.curvature;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExtremeEigenvaluesTest {
    private static RitzPair unit(int k, double value) {
        double[] vector = new double[4];
        vector[k] = 1;
        return new RitzPair(value, 0.5, vector);
    }

    /** A search that mistook the order of near values, for the diagonal 1, 2, 3, 4. */
    @Test
    void anExactOperatorPutsBothEndsInOrder() {
        ExtremeEigenvalues found = new ExtremeEigenvalues(List.of(unit(1, 1.4), unit(0, 1.5)),
                List.of(unit(2, 3.6), unit(3, 3.5)), 9, true);
        ExtremeEigenvalues exact = found.under(new LinearOperator() {
            @Override
            public int size() {
                return 4;
            }

            @Override
            public void apply(double[] vector, double[] result) {
                for (int i = 0; i < 4; i++) {
                    result[i] = (i + 1) * vector[i];
                }
            }
        }, Lanczos.ends(4, 1e-9, 1));
        assertEquals(List.of(1.0, 2.0), exact.lowest().stream().map(RitzPair::value).toList());
        assertEquals(List.of(4.0, 3.0), exact.highest().stream().map(RitzPair::value).toList());
        assertEquals(0, exact.highest().getFirst().residual());
    }
}
