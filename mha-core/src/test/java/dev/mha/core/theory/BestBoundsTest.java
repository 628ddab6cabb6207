package dev.mha.core.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mha.core.bound.GlobalBounds;
import dev.mha.core.curvature.RandomStartBound;
import org.junit.jupiter.api.Test;

/** Which bound counts, whichever is the best: on real problems it is nearly always the same one. */
class BestBoundsTest {
    @Test
    void theLargestLowerBoundCountsIfItIsProved() {
        RandomStartBound probable = new RandomStartBound(-0.5, 1e-9, 20);
        assertEquals(-2, new LowerBounds(-3, -2, Double.NaN, Double.NaN, probable).best());
        assertEquals(-2, new LowerBounds(-2, -3, -4, -5, null).best());
        assertEquals(-1, new LowerBounds(-4, -3, -1, -2, null).best());
        assertEquals(-1, new LowerBounds(-4, -3, -2, -1, null).best());
    }

    @Test
    void theSmallestUpperBoundCounts() {
        // T = 1, R = 1, no decoder: G = 1, kappa = 1, rho = 1/4 + 1
        GlobalBounds global = GlobalBounds.of(1, 1, 1, 0);
        assertEquals(1.25, new UpperBounds(global, 0, 0, 0, 2, Double.NaN).bestLambdaMax(), 1e-11);
        assertEquals(1, new UpperBounds(global, 0, 0, 0, 1, Double.NaN).bestLambdaMax());
        assertEquals(1, new UpperBounds(global, 0, 0, 0, 1, 3).bestLambdaMax());
        assertEquals(0.5, new UpperBounds(global, 0, 0, 0, 1, 0.5).bestLambdaMax());
        assertEquals(2, new UpperBounds(global, 3, 2, 0, 1, 0.5).bestGradient());
        assertEquals(3, new UpperBounds(global, 3, 4, 0, 1, 0.5).bestGradient());
        assertEquals(0, new UpperBounds(global, 3, 4, 5, 1, 0.5).bestScore());
        GlobalBounds wide = GlobalBounds.of(1, 1, 1, 9);
        assertEquals(5, new UpperBounds(wide, 3, 4, 5, 1, 0.5).bestScore());
    }
}
