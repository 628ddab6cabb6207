package dev.mha.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CostTest {
    private static final Line GRADIENT = line("forward + backward (1, 8, 512, 64)", 0.8, 0.6, 0.7);

    /** 17 products beside 7, fork by fork: at the same share of the probe 17/7 of the time. */
    @Test
    void comparesTimesWithinAFork() {
        List<Cost> costs = Cost.of(List.of(GRADIENT, line("Hessian-vector product (1, 8, 512, 64)", 0.8, 0.3, 0.7)));
        assertEquals(1, costs.size());
        assertEquals(17.0 / 7, costs.get(0).median(), 1e-12);
        assertEquals(17.0 / 7, costs.get(0).least(), 1e-12);
        assertEquals(34.0 / 7, costs.get(0).most(), 1e-12);
        assertEquals("forward + backward", costs.get(0).of());
    }

    @Test
    void leavesOutForksWhoseProbeFailed() {
        List<Cost> costs = Cost.of(List.of(GRADIENT, line("tangent (1, 8, 512, 64)", 0.4, 1.2, 0.7)));
        assertEquals(5.0 / 7, costs.get(0).least(), 1e-12);
        assertEquals(10.0 / 7, costs.get(0).most(), 1e-12);
    }

    @Test
    void saysNothingOfOtherSizesOrWithoutTheOtherCase() {
        assertEquals(List.of(), Cost.of(List.of(GRADIENT, line("tangent (1, 8, 2048, 64)", 0.5, 0.5, 0.5))));
        assertEquals(List.of(), Cost.of(List.of(GRADIENT)));
    }

    private static Line line(String title, double... shares) {
        return Line.of(title, 1,
                Arrays.stream(shares).mapToObj(share -> new Measured(share, 100 * share, 100, 0)).toList());
    }
}
