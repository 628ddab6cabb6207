package dev.mha.verify.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.Workspace;
import dev.mha.verify.attention.AttentionProblem.Values;
import dev.mha.verify.attention.GuardedRows.Layout;
import dev.mha.verify.numeric.Bits;
import dev.mha.verify.numeric.Errors;
import dev.mha.verify.numeric.Precision;
import dev.mha.verify.numeric.Threads;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Tangent and Hessian-vector product of attention against a double-precision reference, and that against differences.
 */
class TangentProperties {
    private final Workspace work = Workspace.serial();

    @Provide
    Arbitrary<TangentProblem> problems() {
        return moving(AttentionProblems.any(), Arbitraries.of(Values.NORMAL, Values.LARGE_SCORES, Values.SUBNORMAL));
    }

    @Provide
    Arbitrary<TangentProblem> ordinary() {
        return moving(AttentionProblems.ordinary(), Arbitraries.just(Values.NORMAL));
    }

    @Provide
    Arbitrary<TangentProblem> batches() {
        return moving(AttentionProblems.batches(), Arbitraries.just(Values.NORMAL));
    }

    private static Arbitrary<TangentProblem> moving(Arbitrary<AttentionProblem> at, Arbitrary<Values> moves) {
        return Combinators.combine(at, moves, Arbitraries.of(Layout.class), Arbitraries.longs())
                .as(TangentProblem::random);
    }

    @Property(tries = 400)
    void isAsAccurateAsPlainFloatLoops(@ForAll("problems") TangentProblem problem) {
        ReferenceTangent exact = reference(problem, Precision.DOUBLE);
        ReferenceTangent twin = reference(problem, Precision.SINGLE);
        problem.run(work);
        assertEquals("", exact.tolerance(twin).verdict());
    }

    private static ReferenceTangent reference(TangentProblem problem, Precision precision) {
        return new ReferenceTangent(problem, new ReferenceAttention(problem.at, precision), precision);
    }

    @Property(tries = 80)
    void hasTheSameBitsForEveryThreadCount(@ForAll("problems") TangentProblem problem) {
        int[] serial = Bits.of(problem.run(work).move.results());
        for (int threads : Threads.COUNTS) {
            problem.second(Threads.workspace(threads));
            assertArrayEquals(serial, Bits.of(problem.move.results()), threads + " threads");
        }
    }

    /** The bits of an item are its own: who else is in the batch, and where its rows lie, does not matter. */
    @Property(tries = 100)
    void hasTheSameBitsForAnItemAloneAsInItsBatch(@ForAll("batches") TangentProblem problem) {
        AttentionProblem batch = problem.run(work).move;
        for (int b = 0; b < batch.shape.batch(); b++) {
            AttentionProblem alone = problem.alone(b).run(work).move;
            assertItem(batch.out.elements(), alone.out.elements(), b, "outTangent");
            assertItem(batch.lse, alone.lse, b, "lseTangent");
            assertItem(batch.queryGrad.elements(), alone.queryGrad.elements(), b, "queryGradTangent");
            assertItem(batch.keyGrad.elements(), alone.keyGrad.elements(), b, "keyGradTangent");
            assertItem(batch.valueGrad.elements(), alone.valueGrad.elements(), b, "valueGradTangent");
        }
    }

    private static void assertItem(float[] batch, float[] alone, int b, String name) {
        float[] item = Arrays.copyOfRange(batch, b * alone.length, (b + 1) * alone.length);
        assertArrayEquals(Bits.of(alone), Bits.of(item), () -> name + " of item " + b);
    }

    /**
     * Minus twice the direction gives minus twice the result, exactly where it is a normal number: all is linear in
     * tangents.
     */
    @Property(tries = 100)
    void isLinear(@ForAll("ordinary") TangentProblem problem) {
        float[] once = problem.run(work).move.results();
        scale(problem.move, -2.0f);
        float[] twice = problem.second(work).move.results();
        for (int k = 0; k < once.length; k++) {
            assertEquals(-2.0f * once[k], twice[k], 4 * Float.MIN_NORMAL, "result " + k);
        }
    }

    private static void scale(AttentionProblem move, float factor) {
        for (GuardedRows rows : new GuardedRows[]{move.query, move.key, move.value, move.outGrad}) {
            rows.scale(factor);
            rows.remember();
        }
    }

    /** {@code u'Hv = v'Hu}, where the output gradient does not move. */
    @Property(tries = 150)
    void hessianIsSymmetric(@ForAll("ordinary") TangentProblem u, @ForAll long seed) {
        u.move.outGrad.scale(0.0f);
        u.move.outGrad.remember();
        TangentProblem v = TangentProblem.random(u.at, Values.NORMAL, Layout.HEAD_MAJOR, seed);
        v.move.outGrad.scale(0.0f);
        v.move.outGrad.remember();
        u.run(work);
        v.run(work);
        double vHu = product(v.move, u.move);
        double uHv = product(u.move, v.move);
        double allowed = reference(u, Precision.DOUBLE).tolerance(reference(u, Precision.SINGLE))
                .allowedProduct(v.move)
                + reference(v, Precision.DOUBLE).tolerance(reference(v, Precision.SINGLE)).allowedProduct(u.move);
        assertTrue(Math.abs(uHv - vHu) <= allowed, () -> uHv + " and " + vHu + ", allowed " + allowed);
    }

    private static double product(AttentionProblem direction, AttentionProblem results) {
        return dot(direction.query.dense(), results.queryGrad.dense())
                + dot(direction.key.dense(), results.keyGrad.dense())
                + dot(direction.value.dense(), results.valueGrad.dense());
    }

    /**
     * Richardson differences of the double reference of first order: what that of second order calls tangents are
     * slopes.
     */
    @Property(tries = 60)
    void referenceTangentsAreSlopesOfTheReference(@ForAll("ordinary") TangentProblem problem, @ForAll long seed) {
        ReferenceTangent exact = reference(problem, Precision.DOUBLE);
        double[][] slopes = results(exact);
        double h = 1e-4;
        double[][] coarse = difference(problem, h);
        double[][] fine = difference(problem, h / 2);
        SplittableRandom random = new SplittableRandom(seed);
        for (int n = 0; n < slopes.length; n++) {
            double slope = 0;
            double coarseSlope = 0;
            double fineSlope = 0;
            double terms = 0;
            for (int k = 0; k < slopes[n].length; k++) {
                double weight = random.nextDouble() - 0.5;
                slope += weight * slopes[n][k];
                coarseSlope += weight * coarse[n][k];
                fineSlope += weight * fine[n][k];
                terms += Math.abs(weight) * (1 + Math.abs(slopes[n][k]));
            }
            double error = Math.abs((4 * fineSlope - coarseSlope) / 3 - slope);
            double allowed = 4 * Math.abs(coarseSlope - fineSlope) + 1e5 * 0x1p-53 * terms / h;
            int result = n;
            assertTrue(error <= allowed, () -> "result " + result + ": error " + error + ", allowed " + allowed);
        }
    }

    private static double[][] results(ReferenceTangent tangent) {
        return new double[][]{tangent.out, tangent.lse, tangent.queryGrad, tangent.keyGrad, tangent.valueGrad};
    }

    private static double[][] difference(TangentProblem problem, double h) {
        double[][] up = moved(problem, h);
        double[][] down = moved(problem, -h);
        for (int n = 0; n < up.length; n++) {
            for (int k = 0; k < up[n].length; k++) {
                // a row that sees nothing has the log-sum-exp infinity on both sides
                up[n][k] = up[n][k] == down[n][k] ? 0 : (up[n][k] - down[n][k]) / (2 * h);
            }
        }
        return up;
    }

    private static double[][] moved(TangentProblem problem, double step) {
        AttentionProblem at = problem.at;
        AttentionProblem move = problem.move;
        ReferenceAttention moved = new ReferenceAttention(at, plus(at.query, step, move.query),
                plus(at.key, step, move.key), plus(at.value, step, move.value), plus(at.outGrad, step, move.outGrad),
                Precision.DOUBLE);
        return new double[][]{moved.out, moved.lse, moved.queryGrad, moved.keyGrad, moved.valueGrad};
    }

    private static double[] plus(GuardedRows at, double step, GuardedRows direction) {
        double[] sum = at.dense();
        double[] by = direction.dense();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += step * by[i];
        }
        return sum;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** Nothing moves: zeros, and no NaN from weights of zero. */
    @Property(tries = 40)
    void aZeroDirectionGivesZeros(@ForAll("problems") TangentProblem problem) {
        scale(problem.move, 0.0f);
        assertEquals(0.0, Errors.largest(Errors.widen(problem.run(work).move.results())));
    }
}
