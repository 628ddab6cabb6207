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

    /** One axis has one notation, and no mark is longer than there is room for. */
    @Test
    void writesAllMarksOfAnAxisAlike() {
        assertEquals(List.of("500", "1000", "2000", "5000", "10000"),
                PlotScale.labels(List.of(500.0, 1000.0, 2000.0, 5000.0, 10000.0)));
        assertEquals(List.of("1e-4", "1e-2", "1e0", "1e2"), PlotScale.labels(List.of(1e-4, 1e-2, 1.0, 100.0)));
        assertEquals(List.of("1.5e-4", "2e-4"), PlotScale.labels(List.of(1.5e-4, 2e-4)));
        assertEquals(List.of("-0.2", "0", "0.3"), PlotScale.labels(List.of(-0.2, 0.0, 0.1 + 0.2)));
        assertEquals(List.of("-2e-4", "0"), PlotScale.labels(List.of(-2e-4, 0.0)));
    }
}
