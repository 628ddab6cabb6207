package dev.mha.verify.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.AttentionBackward;
import dev.mha.kernels.AttentionForward;
import dev.mha.kernels.Workspace;
import dev.mha.verify.numeric.Bits;
import dev.mha.verify.numeric.Errors;
import dev.mha.verify.numeric.Precision;
import dev.mha.verify.numeric.Threads;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Both passes against the double-precision reference. */
class AttentionProperties {
    private final Workspace work = Workspace.serial();

    @Provide
    Arbitrary<AttentionProblem> problems() {
        return AttentionProblems.any();
    }

    @Provide
    Arbitrary<AttentionProblem> ordinary() {
        return AttentionProblems.ordinary();
    }

    @Provide
    Arbitrary<AttentionProblem> batches() {
        return AttentionProblems.batches();
    }

    @Property(tries = 600)
    void isAsAccurateAsPlainFloatLoops(@ForAll("problems") AttentionProblem problem) {
        ReferenceAttention exact = new ReferenceAttention(problem, Precision.DOUBLE);
        ReferenceAttention twin = new ReferenceAttention(problem, Precision.SINGLE);
        problem.forwardAndBackward(work);
        assertEquals("", new AttentionTolerance(problem, exact, twin).verdict());
    }

    @Property(tries = 100)
    void hasTheSameBitsForEveryThreadCount(@ForAll("problems") AttentionProblem problem) {
        int[] serial = Bits.of(problem.forwardAndBackward(work).results());
        for (int threads : Threads.COUNTS) {
            problem.forwardAndBackward(Threads.workspace(threads));
            assertArrayEquals(serial, Bits.of(problem.results()), threads + " threads");
        }
    }

    /** The bits of an item are its own: who else is in the batch, and where its rows lie, does not matter. */
    @Property(tries = 150)
    void hasTheSameBitsForAnItemAloneAsInItsBatch(@ForAll("batches") AttentionProblem problem) {
        problem.forwardAndBackward(work);
        for (int b = 0; b < problem.shape.batch(); b++) {
            AttentionProblem alone = problem.alone(b).forwardAndBackward(work);
            assertItem(problem.out.elements(), alone.out.elements(), b, "out");
            assertItem(problem.lse, alone.lse, b, "lse");
            assertItem(problem.queryGrad.elements(), alone.queryGrad.elements(), b, "queryGrad");
            assertItem(problem.keyGrad.elements(), alone.keyGrad.elements(), b, "keyGrad");
            assertItem(problem.valueGrad.elements(), alone.valueGrad.elements(), b, "valueGrad");
        }
    }

    private static void assertItem(float[] batch, float[] alone, int b, String name) {
        float[] item = Arrays.copyOfRange(batch, b * alone.length, (b + 1) * alone.length);
        assertArrayEquals(Bits.of(alone), Bits.of(item), () -> name + " of item " + b);
    }

    /** What is not asked for changes nothing in what is. */
    @Property(tries = 60)
    void writesTheSameBitsWithoutLseAndWithSomeGradientsUnwanted(@ForAll("problems") AttentionProblem problem,
            @ForAll boolean queryWanted, @ForAll boolean keyWanted, @ForAll boolean valueWanted) {
        problem.forwardAndBackward(work);
        int[] out = Bits.of(problem.out.elements());
        int[] query = Bits.of(problem.queryGrad.elements());
        int[] key = Bits.of(problem.keyGrad.elements());
        int[] value = Bits.of(problem.valueGrad.elements());
        problem.queryGrad.reset();
        problem.keyGrad.reset();
        problem.valueGrad.reset();
        AttentionBackward.run(problem.shape, problem.mask, problem.scale, problem.query.rows, problem.key.rows,
                problem.value.rows, problem.out.rows, problem.lse, problem.outGrad.rows,
                queryWanted ? problem.queryGrad.rows : null, keyWanted ? problem.keyGrad.rows : null,
                valueWanted ? problem.valueGrad.rows : null, work);
        checkWanted(queryWanted, query, problem.queryGrad, "queryGrad");
        checkWanted(keyWanted, key, problem.keyGrad, "keyGrad");
        checkWanted(valueWanted, value, problem.valueGrad, "valueGrad");
        problem.out.reset();
        AttentionForward.run(problem.shape, problem.mask, problem.scale, problem.query.rows, problem.key.rows,
                problem.value.rows, problem.out.rows, null, work);
        assertArrayEquals(out, Bits.of(problem.out.elements()), "out without lse");
    }

    private static void checkWanted(boolean wanted, int[] expected, GuardedRows result, String name) {
        if (wanted) {
            assertArrayEquals(expected, Bits.of(result.elements()), name);
        } else {
            result.assertUntouched(name);
        }
    }

    /** Weights are positive and sum to one: an output lies between the smallest and the largest value it may see. */
    @Property(tries = 200)
    void outputLiesBetweenTheValues(@ForAll("problems") AttentionProblem problem) {
        double largest = Errors.largest(problem.value.dense());
        double[] out = problem.forward(work).out.dense();
        double allowed = largest * (1 + (problem.shape.keys() + 4) * Errors.ULP) + Float.MIN_NORMAL;
        assertTrue(Errors.largest(out) <= allowed,
                () -> "largest output " + Errors.largest(out) + ", value " + largest);
    }

    /** Richardson differences of the double reference: what it calls gradients are slopes. */
    @Property(tries = 60)
    void referenceGradientsAreSlopesOfTheReferenceOutput(@ForAll("ordinary") AttentionProblem problem,
            @ForAll long seed) {
        ReferenceAttention exact = new ReferenceAttention(problem, Precision.DOUBLE);
        SplittableRandom random = new SplittableRandom(seed);
        double[] query = random.doubles(exact.queryGrad.length, -1, 1).toArray();
        double[] key = random.doubles(exact.keyGrad.length, -1, 1).toArray();
        double[] value = random.doubles(exact.valueGrad.length, -1, 1).toArray();
        double slope = dot(query, exact.queryGrad) + dot(key, exact.keyGrad) + dot(value, exact.valueGrad);
        double h = 1e-4;
        double coarse = difference(problem, query, key, value, h);
        double fine = difference(problem, query, key, value, h / 2);
        double terms = exact.out.length * Errors.largest(problem.outGrad.dense())
                * Errors.largest(problem.value.dense());
        double roundoff = 1000 * 0x1p-53 * (1 + terms) / h;
        double error = Math.abs((4 * fine - coarse) / 3 - slope);
        double allowed = 4 * Math.abs(coarse - fine) + roundoff;
        assertTrue(error <= allowed, () -> "slope: error " + error + ", allowed " + allowed);
    }

    private static double difference(AttentionProblem problem, double[] query, double[] key, double[] value, double h) {
        return (objective(problem, query, key, value, h) - objective(problem, query, key, value, -h)) / (2 * h);
    }

    /** {@code <dO, out>} at inputs moved by {@code step} along the direction. */
    private static double objective(AttentionProblem problem, double[] query, double[] key, double[] value,
            double step) {
        ReferenceAttention moved = new ReferenceAttention(problem, plus(problem.query.dense(), step, query),
                plus(problem.key.dense(), step, key), plus(problem.value.dense(), step, value), Precision.DOUBLE);
        return dot(problem.outGrad.dense(), moved.out);
    }

    private static double[] plus(double[] at, double step, double[] direction) {
        for (int i = 0; i < at.length; i++) {
            at[i] += step * direction[i];
        }
        return at;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
