package dev.mha.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class PlotScaleTest {
    @Test
    void isLogarithmicForFactors() {
        PlotScale scale = PlotScale.of(List.of(0.01, 1.0, Double.NaN));

        assertTrue(scale.logarithmic());
        assertEquals(0.5, scale.share(0.1), 1e-12);
        assertEquals(List.of(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0), rounded(scale));
    }

    @Test
    void marksDecadesOnlyWhereThereAreMany() {
        assertEquals(List.of(1e-8, 1e-6, 1e-4, 0.01, 1.0), rounded(PlotScale.of(List.of(1e-8, 0.5, 1.0))));
    }

    @Test
    void isLinearFromZeroForSharesAndNearValues() {
        PlotScale scale = PlotScale.of(List.of(0.0, 0.4));

        assertFalse(scale.logarithmic());
        assertEquals(0, scale.share(0), 0);
        assertEquals(List.of(0.0, 0.1, 0.2, 0.3, 0.4), rounded(scale));
        assertEquals(0, PlotScale.of(List.of(0.3, 0.4)).low(), 0);
        assertTrue(PlotScale.of(List.of(-0.3, 0.4)).low() < -0.3);
    }

    @Test
    void bearsNoValuesAtAll() {
        assertEquals(new PlotScale(0, 1, false), PlotScale.of(List.of(Double.NaN)));
        assertEquals(new PlotScale(0, 1, false), PlotScale.of(List.of(0.0, 0.0)));
    }

    private static List<Double> rounded(PlotScale scale) {
        return scale.ticks().stream().map(tick -> Double.parseDouble(String.format(Locale.ROOT, "%.6g", tick)))
                .toList();
    }
}
