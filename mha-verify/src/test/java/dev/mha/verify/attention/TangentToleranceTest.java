package dev.mha.verify.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Workspace;
import dev.mha.verify.attention.AttentionProblem.Values;
import dev.mha.verify.attention.GuardedRows.Layout;
import dev.mha.verify.numeric.Precision;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tolerance of second order lets the kernels pass and finds faults that are planted in their results. */
class TangentToleranceTest {
    private final Workspace work = Workspace.serial();
    private TangentProblem problem;

    @BeforeEach
    void solve() {
        AttentionProblem at = AttentionProblem.random(new AttentionShape(1, 4, 2, 19, 23, 16, 12), true, false,
                Values.NORMAL, Layout.HEAD_MAJOR, 5);
        problem = TangentProblem.random(at, Values.NORMAL, Layout.GAPPED, 6);
        problem.run(work);
    }

    private String verdict() {
        return new ReferenceTangent(problem, new ReferenceAttention(problem.at, Precision.DOUBLE), Precision.DOUBLE)
                .tolerance(new ReferenceTangent(problem, new ReferenceAttention(problem.at, Precision.SINGLE),
                        Precision.SINGLE))
                .verdict();
    }

    private void finds(String fault, String result, Consumer<AttentionProblem> plant) {
        plant.accept(problem.move);
        String verdict = verdict();
        assertTrue(verdict.contains(result + "["), () -> fault + " passes: " + verdict);
        problem.second(work);
    }

    @Test
    void findsASmallErrorInOneNumber() {
        assertEquals("", verdict());
        finds("relative error of 2e-4 in the largest output", "outTangent", p -> nudge(p.out));
        finds("relative error of 2e-4 in the largest result", "queryGradTangent", p -> nudge(p.queryGrad));
        finds("relative error of 2e-4 in the largest result", "keyGradTangent", p -> nudge(p.keyGrad));
        finds("relative error of 2e-4 in the largest result", "valueGradTangent", p -> nudge(p.valueGrad));
        finds("an unwritten result", "keyGradTangent", p -> p.keyGrad.reset());
        finds("one NaN", "valueGradTangent", p -> p.valueGrad.set(0, 1, 3, 4, Float.NaN));
        finds("a mean in base two", "lseTangent", p -> p.lse[7] = (float) (p.lse[7] / Math.log(2)));
    }

    /** A direction that one input's tangent is left out of, as a kernel would that forgets one product. */
    @Test
    void findsATangentThatIsLeftOut() {
        for (int n = 0; n < 4; n++) {
            GuardedRows left = List.of(problem.move.query, problem.move.key, problem.move.value, problem.move.outGrad)
                    .get(n);
            float[] before = left.rows.array().clone();
            left.scale(0.999f);
            left.remember();
            problem.second(work);
            System.arraycopy(before, 0, left.rows.array(), 0, before.length);
            left.remember();
            assertTrue(verdict().contains("keyGradTangent["), "input " + n);
        }
    }

    private static void nudge(GuardedRows rows) {
        float largest = 0;
        for (float element : rows.elements()) {
            largest = Math.max(largest, Math.abs(element));
        }
        rows.set(0, 0, 18, 3, rows.get(0, 0, 18, 3) + 2e-4f * largest);
    }
}
