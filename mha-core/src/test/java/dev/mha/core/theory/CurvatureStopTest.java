package dev.mha.core.theory;

import static dev.mha.core.theory.UsualCurvature.withTrace;
import static dev.mha.core.theory.UsualCurvature.withProbes;
import static dev.mha.core.theory.UsualCurvature.USUAL;
import static dev.mha.core.curvature.TraceEstimate.Method.HUTCHINSON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.Problem;
import dev.mha.core.curvature.RitzPair;
import dev.mha.core.random.RandomSource;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How far a report is, and what it holds wherever it is stopped. */
class CurvatureStopTest {
    @Test
    void tellsHowFarItIs() {
        Problem problem = Problem.of(new ClassifierShape(2, 3, 2), 40, 1, 1, RandomSource.of(4));
        List<Double> shares = new ArrayList<>();
        CurvatureReport.of(problem.loss(), problem.start(), withProbes(USUAL, 2),
                share -> shares.add(share));
        assertEquals(shares.stream().sorted().toList(), shares);
        assertEquals(1, shares.getLast(), 1e-12);
        assertTrue(shares.getFirst() < 0.5 && shares.size() > 20, shares.toString());
    }

    /** Wherever it is stopped, what it says holds, and what it does not say it names. */
    @Test
    void holdsWhereverItIsStopped() {
        Problem problem = Problem.of(new ClassifierShape(3, 4, 3), 30, 1, 1, RandomSource.of(4));
        CurvatureSettings settings = withProbes(withTrace(USUAL, HUTCHINSON, 0), 2);
        CurvatureReport whole = CurvatureReport.of(problem.loss(), problem.start(), settings);
        double exact = CurvatureReport.of(problem.loss(), problem.start(), USUAL).trace().value();
        assertTrue(whole.complete());
        assertEquals(List.of(), whole.limits());
        Set<String> stoppedAt = new HashSet<>();
        boolean complete = false;
        for (int calls = 1; !complete; calls++) {
            int last = calls;
            int[] called = {0};
            CurvatureReport part = CurvatureReport.of(problem.loss(), problem.start(), settings,
                    share -> ++called[0] < last);
            complete = part.complete();
            assertEquals(complete, part.limits().isEmpty());
            part.limits().forEach(limit -> stoppedAt.add(limit.quantity().word()));
            RitzPair least = part.eigenvalues().lowest().getFirst();
            assertTrue(least.value() >= whole.lowerBounds().best());
            assertTrue(part.lowerBounds().best() <= whole.eigenvalues().lowest().getFirst().value());
            assertTrue(part.upperBounds().bestLambdaMax() >= whole.eigenvalues().highest().getFirst().value());
            assertEquals(!part.eigenvalues().converged(),
                    part.limits().stream().anyMatch(limit -> limit.quantity() == Limit.Quantity.EIGENVALUES));
            assertEquals(part.margin() == null,
                    part.limits().stream().anyMatch(limit -> limit.quantity() == Limit.Quantity.MARGIN));
            assertEquals(part.density() == null,
                    part.limits().stream().anyMatch(limit -> limit.quantity() == Limit.Quantity.DENSITY));
            boolean estimated = part.trace().method() == HUTCHINSON;
            assertEquals(estimated ? whole.trace().value() : exact, part.trace().value());
            if (calls == 1) {
                // the end asked for at once: the eigenvalues of one Lanczos step, and bounds without any work
                assertEquals(1, part.eigenvalues().steps());
                assertTrue(Double.isNaN(part.lowerBounds().block()) && Double.isNaN(part.lowerBounds().factorized()));
            }
        }
        assertEquals(Set.of("eigenvalues", "block", "factorized", "margin", "trace estimate", "density"), stoppedAt);
    }

    /** Where no certificate fits, the bound from a random start can be stopped as well. */
    @Test
    void leavesTheProbableBoundOutWhenItIsStopped() {
        Problem problem = Problem.of(new ClassifierShape(2, 2, 40), 4, 1, 0.1, RandomSource.of(4));
        CurvatureSettings settings = USUAL.withMaxSteps(30);
        int[] called = {0};
        CurvatureReport part = CurvatureReport.of(problem.loss(), problem.start(), settings,
                share -> ++called[0] < 40);
        assertNull(part.lowerBounds().probable());
        assertTrue(part.limits().stream().anyMatch(limit -> limit.quantity() == Limit.Quantity.PROBABLE),
                part::toString);
        assertTrue(part.lowerBounds().best() <= part.eigenvalues().lowest().getFirst().value());
    }
}
