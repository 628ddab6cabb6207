package dev.mha.core.bound;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The formulas themselves: {@link BoundsProperties} would not see a bound that is too large. */
class GlobalBoundsTest {
    /** H = 4, T = 9, R = 2, u_max = 1/2: sqrt(T) R = 6, R^2 u_max = 2. */
    private static final GlobalBounds BOUNDS = GlobalBounds.of(4, 9, 2, 0.5);
    private static final double G = 6 * Math.sqrt(5);
    private static final double KAPPA = 24 * (1 + 16 * GlobalBounds.C3);

    @Test
    void areTheFormulasOfTheTheory() {
        assertEquals(6, BOUNDS.phi(), 1e-10);
        assertEquals(G, BOUNDS.gradient(), 1e-10);
        assertEquals(KAPPA, BOUNDS.kappa(), 1e-8);
        assertEquals(KAPPA / 2, BOUNDS.scoreCurvature(), 1e-8);
        assertEquals(G * G / 4 + KAPPA / 2, BOUNDS.rho(), 1e-8);
    }

    @Test
    void ofTheLossAreSmallWhereItIs() {
        for (double loss : new double[]{1e-9, 0.5, 3}) {
            double share = -Math.expm1(-loss);
            assertEquals(G * share, BOUNDS.lossGradient(loss), 1e-11 * G);
            assertEquals(-KAPPA / 2 * share, BOUNDS.lambdaMin(loss), 1e-11 * KAPPA);
        }
    }
}
