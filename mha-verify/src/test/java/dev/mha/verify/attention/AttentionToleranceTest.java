package dev.mha.verify.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Workspace;
import dev.mha.verify.attention.AttentionProblem.Values;
import dev.mha.verify.attention.GuardedRows.Layout;
import dev.mha.verify.numeric.Precision;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The comparison finds the faults that attention kernels are known for: it would be worth nothing otherwise. */
class AttentionToleranceTest {
    private final Workspace work = Workspace.serial();
    private AttentionProblem problem;

    @BeforeEach
    void makeProblem() {
        problem = AttentionProblem.random(new AttentionShape(1, 4, 2, 19, 23, 16, 12), true, false, Values.NORMAL,
                Layout.TOKEN_MAJOR, 5);
        problem.forwardAndBackward(work);
        assertEquals("", verdict());
    }

    private String verdict() {
        return new AttentionTolerance(problem, new ReferenceAttention(problem, Precision.DOUBLE),
                new ReferenceAttention(problem, Precision.SINGLE)).verdict();
    }

    private void finds(String fault, String result, Consumer<AttentionProblem> plant) {
        plant.accept(problem);
        String verdict = verdict();
        assertTrue(verdict.contains(result + "["), () -> fault + " passes: " + verdict);
        problem.forwardAndBackward(work);
    }

    @Test
    void findsAFewRoundingErrorsInOneNumber() {
        finds("relative error of 3e-6 in the largest output", "out", p -> nudge(p.out));
        finds("relative error of 3e-6 in the largest gradient", "queryGrad", p -> nudge(p.queryGrad));
        finds("an unwritten gradient", "keyGrad", p -> p.keyGrad.reset());
        finds("one NaN", "valueGrad", p -> p.valueGrad.set(0, 1, 3, 4, Float.NaN));
        finds("a log-sum-exp to base two", "lse", p -> p.lse[7] = (float) (p.lse[7] / Math.log(2)));
    }

    @Test
    void findsAWrongMaskScaleOrHead() {
        AttentionShape s = problem.shape;
        finds("causal mask aligned top-left", "out",
                p -> p.resultsOf(p.withMask(new AttentionMask(false, new int[]{19})), work));
        finds("the last key left out", "out",
                p -> p.resultsOf(p.withMask(new AttentionMask(true, new int[]{22})), work));
        finds("no mask", "keyGrad", p -> p.resultsOf(p.withMask(AttentionMask.NONE), work));
        finds("scale wrong by a ten-thousandth", "queryGrad", p -> p.resultsOf(p.withScale(p.scale * 1.0001f), work));
        assertEquals(2, s.queryHeads() / s.keyValueHeads());
        finds("heads swapped", "out", p -> {
            for (int i = 0; i < 19; i++) {
                for (int k = 0; k < 12; k++) {
                    p.out.set(0, 0, i, k, p.out.get(0, 1, i, k));
                }
            }
        });
    }

    /**
     * Among scores of order one a single one whose terms are 300 times larger and cancel: its rounding moves the
     * weights of all keys of its row.
     */
    @Test
    void allowsWhatOneHugeScoreDoesToTheOtherWeights() {
        for (long seed : new long[]{1162, 2444, 2506}) {
            problem = AttentionProblem.random(new AttentionShape(1, 2, 1, 25, 3, 64, 8), false, false,
                    Values.HUGE_ROW, Layout.HEAD_MAJOR, seed);
            problem.forwardAndBackward(work);
            assertEquals("", verdict(), "seed " + seed);
        }
    }

    private void nudge(GuardedRows rows) {
        float largest = 0;
        for (float element : rows.elements()) {
            largest = Math.max(largest, Math.abs(element));
        }
        rows.set(0, 2, 18, 3, rows.get(0, 2, 18, 3) + 3e-6f * largest);
    }
}
