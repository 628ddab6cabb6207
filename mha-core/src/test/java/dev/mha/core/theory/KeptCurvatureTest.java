package dev.mha.core.theory;

import static dev.mha.core.theory.UsualCurvature.withTrace;
import static dev.mha.core.theory.UsualCurvature.withProbes;
import static dev.mha.core.theory.UsualCurvature.withFloat;
import static dev.mha.core.theory.UsualCurvature.USUAL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.Flat;
import dev.mha.core.MemoryStore;
import dev.mha.core.Problem;
import dev.mha.core.curvature.TraceEstimate;
import dev.mha.core.random.RandomSource;
import dev.mha.kernels.classifier.ClassifierShape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A report that was stopped, wherever and however often, goes on to the very figures of one that was not. */
class KeptCurvatureTest {

    /** The last has heads too large for their blocks, and a bound that holds with a probability instead. */
    @ParameterizedTest
    @CsvSource({"HUTCHINSON, false, 3, 4, 3", "HUTCHPP, false, 3, 4, 3", "HUTCHINSON, true, 3, 4, 3",
            "EXACT, false, 2, 2, 50"})
    void goesOnToTheSameFigures(TraceEstimate.Method trace, boolean inFloat, int heads, int tokens, int features) {
        Problem problem = Problem.of(new ClassifierShape(heads, tokens, features), 20, 1, 1, RandomSource.of(4));
        CurvatureSettings settings = withFloat(
                withTrace(withProbes(USUAL.withEigenvalues(2).withMaxSteps(60), 6), trace, 0.01), inFloat);
        int[] all = {0};
        CurvatureReport whole = CurvatureReport.of(problem.loss(), problem.start(), settings, share -> ++all[0] > 0);
        assertTrue(whole.complete());
        for (boolean due : new boolean[]{false, true}) {
            MemoryStore store = new MemoryStore(due);
            int stops = 0;
            CurvatureReport report = null;
            for (int most = 1; report == null || !report.complete(); most += 7) {
                int limit = most;
                int[] calls = {0};
                report = CurvatureReport.of(problem.loss(), problem.start(), settings, share -> ++calls[0] < limit,
                        store);
                stops += report.complete() ? 0 : 1;
                assertTrue(most < 4 * all[0] + 100, "it does not come to its end");
            }
            assertTrue(stops > 3, stops + " stops");
            assertEquals(Flat.of(whole), Flat.of(report));
            int[] again = {0};
            assertEquals(Flat.of(whole), Flat.of(CurvatureReport.of(problem.loss(), problem.start(), settings,
                    share -> ++again[0] > 0, store)));
            assertTrue(3 * again[0] < all[0], () -> again[0] + " of " + all[0] + " calls");
        }
    }

    /** What Lanczos had come to when it was stopped is reported, and is nothing to go on from. */
    @ParameterizedTest
    @CsvSource({"5", "21"})
    void keepsNoHalfSearch(int most) {
        Problem problem = Problem.of(new ClassifierShape(3, 4, 3), 20, 1, 1, RandomSource.of(4));
        MemoryStore store = new MemoryStore(true);
        int[] calls = {0};
        CurvatureReport report = CurvatureReport.of(problem.loss(), problem.start(), USUAL,
                share -> ++calls[0] < most, store);
        assertFalse(report.complete());
        assertFalse(store.parts().containsKey("eigenvalues"));
    }
}
