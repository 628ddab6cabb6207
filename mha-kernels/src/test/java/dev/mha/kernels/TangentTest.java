package dev.mha.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.AttentionProblem.Results;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tangent and Hessian-vector product against a double reference, with the error of the plain twin as the measure. */
class TangentTest {
    private static final List<String> NAMES = List.of("outTangent", "lseTangent", "queryGradTangent",
            "keyGradTangent", "valueGradTangent");

    /** Sizes that hurt, as in {@link AttentionTest}; key blocks and key ranges are of 64. */
    @ParameterizedTest
    @CsvSource({
            // batch, query heads, key heads, queries, keys, head dim, value dim
            "1,1,1,1,1,1,1", "2,2,1,3,2,1,5", "1,1,1,7,8,9,8", "1,2,2,15,17,16,15", "2,4,2,17,16,17,16",
            "1,1,1,23,25,24,25", "1,2,1,24,23,25,23", "1,1,1,63,65,64,63", "1,1,1,64,64,65,65", "2,2,2,65,63,5,31",
            "1,1,1,5,191,7,3", "1,1,1,70,129,16,66", "1,1,1,66,128,5,64", "1,2,1,67,193,32,66", "1,1,1,130,192,48,129",
            "1,1,1,49,385,131,6", "3,6,3,10,10,20,20",
            "1,2,1,40,200,61,61", "1,2,1,40,200,29,29", "1,1,1,31,33,32,31", "1,2,1,66,1537,5,4", "1,1,1,30,97,3,70",
            "1,1,1,30,96,70,3",
            "1,1,1,0,5,4,4", "1,1,1,5,0,4,4", "0,1,1,5,5,4,4", "1,0,0,5,5,4,4", "1,1,1,5,5,0,4", "1,1,1,5,5,4,0"})
    void isAsAccurateAsThePlainTwin(int batch, int heads, int keyHeads, int queries, int keys, int headDim,
            int valueDim) {
        AttentionShape shape = new AttentionShape(batch, heads, keyHeads, queries, keys, headDim, valueDim);
        int[] lengths = new int[batch];
        for (int b = 0; b < batch; b++) {
            lengths[b] = Math.max(0, keys - 1 - 2 * b);
        }
        for (boolean causal : new boolean[]{false, true}) {
            for (int[] keyLengths : new int[][]{null, lengths}) {
                check(new TangentProblem(shape, new AttentionMask(causal, keyLengths), 0.37f, 11));
            }
        }
        check(new TangentProblem(shape, AttentionMask.CAUSAL, -6.0f, 12));
    }

    private static void check(TangentProblem problem) {
        List<float[]> results = problem.run(Workspace.serial()).arrays();
        List<float[]> plain = problem.plain().arrays();
        List<float[]> untouched = problem.at.empty().arrays();
        TangentProblem.Exact exact = problem.exact();
        double largestScore = 0.0;
        for (double lse : problem.at.exact().get(1)) {
            largestScore = Math.max(largestScore, Double.isInfinite(lse) ? 0.0 : Math.abs(lse));
        }
        for (int n = 0; n < NAMES.size(); n++) {
            String name = NAMES.get(n) + " of " + problem.at.shape + " " + problem.at.mask.causal();
            double[] wanted = exact.results()[n];
            double twin = 0.0;
            for (int k = 0; k < wanted.length; k++) {
                twin = Math.max(twin, between(plain.get(n)[k]) ? 0.0 : Math.abs(wanted[k] - plain.get(n)[k]));
            }
            for (int k = 0; k < wanted.length; k++) {
                if (between(plain.get(n)[k])) {
                    assertEquals(untouched.get(n)[k], results.get(n)[k], name);
                } else {
                    // weights are recomputed from scores and lse of this size, each rounded to float
                    double allowed = 2 * twin + (4 + largestScore) * Math.ulp(1.0f) * exact.sizes()[n][k];
                    assertEquals(wanted[k], results.get(n)[k], allowed, name);
                }
            }
        }
    }

    private static boolean between(float x) {
        return x == AttentionProblem.GUARD;
    }

    @ParameterizedTest
    @CsvSource({"150, 210, 77", "30, 50, 17"})
    void hasTheSameBitsForEveryNumberOfWorkersAndEveryRepetition(int queries, int keys, int length) {
        AttentionShape shape = new AttentionShape(2, 4, 2, queries, keys, 24, 40);
        TangentProblem problem = new TangentProblem(shape, new AttentionMask(true, new int[]{keys, length}), 0.2f, 3);
        Workspace serial = Workspace.serial();
        Results first = problem.run(serial);
        assertSameBits(first, problem.run(serial));
        try (ExecutorService executor = Executors.newFixedThreadPool(3)) {
            for (int workers : new int[]{1, 2, 3, 7, 64}) {
                assertSameBits(first, problem.run(Workspace.parallel(executor, workers)));
            }
        }
    }

    /** Blocks of queries that see nothing, and a scale that would make their zeros negative. */
    @Test
    void queriesThatSeeNothingHaveTheSameBitsForEveryNumberOfWorkers() {
        TangentProblem problem = new TangentProblem(new AttentionShape(1, 2, 1, 300, 100, 8, 8), AttentionMask.CAUSAL,
                -0.3f, 5);
        Results serial = problem.run(Workspace.serial());
        try (ExecutorService executor = Executors.newFixedThreadPool(3)) {
            assertSameBits(serial, problem.run(Workspace.parallel(executor, 3)));
        }
    }

    /** Few heads over many keys: ranges of keys are tasks as soon as there are two workers. */
    @ParameterizedTest
    @CsvSource({"false, 1600", "true, 1600", "true, 70"})
    void keyRangesAsTasksChangeNoBit(boolean causal, int secondLength) {
        AttentionShape shape = new AttentionShape(2, 2, 1, 67, 1700, 20, 12);
        TangentProblem problem = new TangentProblem(shape, new AttentionMask(causal, new int[]{1700, secondLength}),
                0.2f, 4);
        Results serial = problem.run(Workspace.serial());
        try (ExecutorService executor = Executors.newFixedThreadPool(3)) {
            for (int workers : new int[]{2, 4, 20, 64}) {
                assertSameBits(serial, problem.run(Workspace.parallel(executor, workers)));
            }
        }
    }

    /** Sections of four groups are tasks for two workers, groups and single ranges for more. */
    @ParameterizedTest
    @CsvSource({"false, 4100", "true, 8190"})
    void sectionsOfALongSequenceAsTasksChangeNoBit(boolean causal, int keys) {
        AttentionShape shape = new AttentionShape(1, 1, 1, 67, keys, 20, 12);
        TangentProblem problem = new TangentProblem(shape, new AttentionMask(causal, null),
                0.2f, 4);
        Results serial = problem.run(Workspace.serial());
        try (ExecutorService executor = Executors.newFixedThreadPool(3)) {
            for (int workers : new int[]{2, 16, 64}) {
                assertSameBits(serial, problem.run(Workspace.parallel(executor, workers)));
            }
        }
    }

    /** Masked keys, values and their tangents. */
    @ParameterizedTest
    @CsvSource({"true, 70, 70", "true, 70, 130", "true, 130, 70", "false, 70, 90", "true, 200, 400", "true, 40, 40",
            "true, 20, 33", "true, 33, 20", "false, 9, 12"})
    void maskedKeysAndValuesChangeNoBit(boolean causal, int queries, int keys) {
        AttentionShape shape = new AttentionShape(2, 2, 1, queries, keys, 20, 36);
        AttentionMask mask = new AttentionMask(causal, new int[]{keys - 3, keys / 2});
        TangentProblem problem = new TangentProblem(shape, mask, 0.3f, 5);
        Results clean = problem.run(Workspace.serial());
        for (float poison : new float[]{Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e30f}) {
            for (Rows rows : List.of(problem.at.key, problem.at.value, problem.move.key, problem.move.value)) {
                int dim = rows.row() - 3;
                for (int b = 0; b < 2; b++) {
                    for (int j = mask.keyLength(shape, b); j < keys; j++) {
                        int from = rows.at(b, 0) + j * rows.row();
                        Arrays.fill(rows.array(), from, from + dim, poison);
                    }
                }
            }
            assertSameBits(clean, problem.run(Workspace.serial()));
        }
    }

    /**
     * One number that is not finite in each input in turn, under a causal mask: rows that have no part in it keep their
     * bits, the first row that has becomes NaN or infinite.
     */
    @ParameterizedTest
    @CsvSource({"70, 70, 40", "70, 130, 100", "130, 70, 66", "200, 400, 333", "64, 64, 63", "10, 10, 6", "33, 50, 40",
            "50, 33, 20"})
    void poisonReachesOnlyWhatHasAPartInIt(int queries, int keys, int poisoned) {
        AttentionShape shape = new AttentionShape(1, 1, 1, queries, keys, 20, 36);
        for (int input = 0; input < 8; input++) {
            TangentProblem problem = new TangentProblem(shape, AttentionMask.CAUSAL, 0.3f, 5);
            Results clean = problem.run(Workspace.serial());
            AttentionProblem side = input < 4 ? problem.at : problem.move;
            Rows rows = List.of(side.query, side.key, side.value, side.outGrad).get(input % 4);
            boolean ofQuery = input % 4 == 0 || input % 4 == 3;
            int row = ofQuery ? poisoned - keys + queries : poisoned;
            rows.array()[rows.at(0, 0) + row * rows.row() + 3] = Float.NaN;
            Results now = problem.run(Workspace.serial());
            for (int i = 0; i < queries; i++) {
                boolean hit = ofQuery ? i == row : i >= poisoned - keys + queries;
                String what = "input " + input + ", query " + i;
                assertRow(clean.out(), now.out(), i, hit && input % 4 != 3, 4, what);
                assertRow(clean.queryGrad(), now.queryGrad(), i, hit, 4, what);
            }
            // a key or value reaches every key, by way of the last query
            for (int j = 0; j < keys && ofQuery; j++) {
                String what = "input " + input + ", key " + j;
                assertRow(clean.keyGrad(), now.keyGrad(), j, j <= poisoned, 4, what);
                assertRow(clean.valueGrad(), now.valueGrad(), j, j <= poisoned, 4, what);
            }
        }
    }

    /** A tangent of a score that overflows where the mask hides it, while all inputs are finite: no bit changes. */
    @ParameterizedTest
    @CsvSource({"70", "48"})
    void aHiddenTangentThatOverflowsReachesNothing(int tokens) {
        AttentionShape shape = new AttentionShape(1, 1, 1, tokens, tokens, 20, 36);
        TangentProblem problem = new TangentProblem(shape, AttentionMask.CAUSAL, 0.3f, 5);
        Rows query = problem.at.query;
        for (int i = 0; i < tokens; i++) {
            query.array()[query.at(0, 0) + i * query.row() + 3] = i < 40 ? 10.0f : 0.0f;
        }
        Rows keyTangent = problem.move.key;
        int huge = keyTangent.at(0, 0) + 40 * keyTangent.row() + 3;
        keyTangent.array()[huge] = 0.0f;
        Results clean = problem.run(Workspace.serial());
        keyTangent.array()[huge] = Float.MAX_VALUE;
        Results now = problem.run(Workspace.serial());
        assertArrayEquals(clean.out().array(), now.out().array());
        assertArrayEquals(clean.keyGrad().array(), now.keyGrad().array());
        assertArrayEquals(clean.valueGrad().array(), now.valueGrad().array());
        for (int i = 0; i < 40; i++) {
            assertRow(clean.queryGrad(), now.queryGrad(), i, false, 20, "query " + i);
        }
    }

    /**
     * The tangents of one query's scores overflow, while all inputs are finite: keys that it does not see keep their
     * bits.
     */
    @ParameterizedTest
    @CsvSource({"70", "48"})
    void aQueryTangentThatOverflowsReachesNoKeyThatItDoesNotSee(int tokens) {
        AttentionShape shape = new AttentionShape(1, 1, 1, tokens, tokens, 20, 36);
        TangentProblem problem = new TangentProblem(shape, AttentionMask.CAUSAL, 0.3f, 5);
        Results clean = problem.run(Workspace.serial());
        Rows queryTangent = problem.move.query;
        int from = queryTangent.at(0, 0) + 30 * queryTangent.row();
        Arrays.fill(queryTangent.array(), from, from + 20, Float.MAX_VALUE);
        Results now = problem.run(Workspace.serial());
        assertTrue(Float.isNaN(now.out().array()[now.out().at(0, 0) + 30 * now.out().row()]));
        for (int j = 31; j < tokens; j++) {
            assertRow(clean.keyGrad(), now.keyGrad(), j, false, 20, "key " + j);
            assertRow(clean.valueGrad(), now.valueGrad(), j, false, 36, "key " + j);
        }
    }

    /** The same of its scores. */
    @ParameterizedTest
    @CsvSource({"70", "48", "8"})
    void aQueryThatOverflowsReachesNoKeyThatItDoesNotSee(int tokens) {
        AttentionShape shape = new AttentionShape(1, 1, 1, tokens, tokens, 20, 36);
        TangentProblem problem = new TangentProblem(shape, AttentionMask.CAUSAL, 0.3f, 5);
        Results clean = problem.run(Workspace.serial());
        int row = tokens / 2;
        Rows query = problem.at.query;
        int from = query.at(0, 0) + row * query.row();
        Arrays.fill(query.array(), from, from + 20, 3e38f);
        Results now = problem.run(Workspace.serial());
        assertTrue(Float.isNaN(now.out().array()[now.out().at(0, 0) + row * now.out().row()]));
        for (int j = row + 1; j < tokens; j++) {
            assertRow(clean.keyGrad(), now.keyGrad(), j, false, 20, "key " + j);
            assertRow(clean.valueGrad(), now.valueGrad(), j, false, 36, "key " + j);
        }
    }

    /** Either not a bit of the row has changed, or element 3 is no number any more. */
    private static void assertRow(Rows before, Rows after, int row, boolean hit, int dim, String what) {
        int from = before.at(0, 0) + row * before.row();
        if (hit) {
            assertTrue(Float.isNaN(after.array()[from + 3]), what);
        } else {
            for (int k = from; k < from + dim; k++) {
                assertEquals(Float.floatToRawIntBits(before.array()[k]), Float.floatToRawIntBits(after.array()[k]),
                        what);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"20", "70"})
    void unwantedGradientsChangeNoBitOfTheOthers(int queries) {
        AttentionShape shape = new AttentionShape(1, 2, 1, queries, 30, 8, 12);
        TangentProblem problem = new TangentProblem(shape, AttentionMask.NONE, 0.5f, 9);
        Results first = problem.at.run(Workspace.serial());
        Results all = problem.run(Workspace.serial());
        AttentionRows at = new AttentionRows(problem.at.query, problem.at.key, problem.at.value);
        AttentionRows move = new AttentionRows(problem.move.query, problem.move.key, problem.move.value);
        for (int n = 0; n < 3; n++) {
            Results one = problem.at.empty();
            AttentionHessian.run(shape, problem.at.mask, problem.at.scale, at, first.out(), first.lse(),
                    problem.at.outGrad, move, all.out(), all.lse(), problem.move.outGrad,
                    new AttentionRows(n == 0 ? one.queryGrad() : null, n == 1 ? one.keyGrad() : null,
                            n == 2 ? one.valueGrad() : null),
                    Workspace.serial());
            assertArrayEquals(all.arrays().get(2 + n), one.arrays().get(2 + n), NAMES.get(2 + n));
        }
    }

    private static void assertSameBits(Results wanted, Results got) {
        for (int n = 0; n < NAMES.size(); n++) {
            float[] a = wanted.arrays().get(n);
            float[] b = got.arrays().get(n);
            for (int k = 0; k < a.length; k++) {
                assertEquals(Float.floatToRawIntBits(a[k]), Float.floatToRawIntBits(b[k]), NAMES.get(n) + " at " + k);
            }
        }
    }
}
