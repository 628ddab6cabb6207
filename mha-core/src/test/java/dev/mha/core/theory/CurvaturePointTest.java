package dev.mha.core.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mha.core.curvature.RitzPair;
import dev.mha.core.curvature.SpectralDensity;
import org.junit.jupiter.api.Test;

class CurvaturePointTest {
    /**
     * Two probes of a Hessian of 10 parameters: the error of their mean is half of what they differ by. A node of -0.03
     * is within 1 % of 4 and has no sign, and beyond 1 % of 2.
     */
    @Test
    void negativeEigenvaluesAreThoseOfAllProbes() {
        SpectralDensity density = new SpectralDensity(new double[][]{{-2, -0.03, 4}, {-1, 0.5}},
                new double[][]{{0.735, 0.25, 0.015}, {0.5, 0.5}});
        CurvaturePoint point = new CurvaturePoint(new SharpnessPath.Point(0, 1, 1, 1, pair(4), -3, pair(-2), 9, true, 0,
                null), null, null, density, null);
        double first = -2 * 0.735 - 0.03 * 0.25;
        double second = -0.5;
        assertEquals(10 * (first + second) / 2, point.negativeTrace().mean(), 1e-12);
        assertEquals(10 * (second - first) / 2, point.negativeTrace().standardError(), 1e-12);
        assertEquals((0.735 + 0.5) / 2, point.negativeShare().mean(), 1e-12);
        assertEquals((0.735 - 0.5) / 2, point.negativeShare().standardError(), 1e-12);
        // the largest in size may be the least
        CurvaturePoint steep = new CurvaturePoint(new SharpnessPath.Point(0, 1, 1, 1, pair(1), -3, pair(-2), 9, true, 0,
                null), null, null, density, null);
        assertEquals((0.735 + 0.25 + 0.5) / 2, steep.negativeShare().mean(), 1e-12);
    }

    private static RitzPair pair(double value) {
        return new RitzPair(value, 0, new double[10]);
    }
}
