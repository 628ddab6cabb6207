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

/** Forward and backward against a double reference, with the error of the plain twin as the measure. */
class AttentionTest {
    private static final List<String> NAMES = List.of("out", "lse", "queryGrad", "keyGrad", "valueGrad");

    /**
     * Sizes that hurt: none, one, lanes, tile, query block and key block plus and minus one, primes, and rows that lie
     * at the distance of scratch rows (61 + 3 with 16 lanes, 29 + 3 with 8).
     */
    @ParameterizedTest
    @CsvSource({
            // batch, query heads, key heads, queries, keys, head dim, value dim
            "1,1,1,1,1,1,1", "2,2,1,3,2,1,5", "1,1,1,7,8,9,8", "1,2,2,15,17,16,15", "2,4,2,17,16,17,16",
            "1,1,1,23,25,24,25", "1,2,1,24,23,25,23", "1,1,1,63,65,64,63", "1,1,1,64,64,65,65", "2,2,2,65,63,5,31",
            "1,1,1,5,191,7,3", "1,1,1,70,129,16,66", "1,1,1,66,128,5,64", "1,2,1,67,193,32,66", "1,1,1,130,192,48,129",
            "1,1,1,49,385,131,6", "3,6,3,10,10,20,20",
            "1,2,1,40,200,61,61", "1,2,1,40,200,29,29", "1,2,1,70,60,29,29", "1,1,1,31,33,32,31", "1,2,1,66,1537,5,4",
            // several blocks of queries a task though the values need no copy: too many for the cache
            "1,1,1,130,1000,208,61", "1,1,1,60,1150,208,21",
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
                check(new AttentionProblem(shape, new AttentionMask(causal, keyLengths), 0.37f, 11));
            }
        }
        check(new AttentionProblem(shape, AttentionMask.CAUSAL, -12.0f, 12));
    }

    private static void check(AttentionProblem problem) {
        List<float[]> results = problem.run(Workspace.serial()).arrays();
        List<float[]> plain = problem.plain().arrays();
        List<double[]> exact = problem.exact();
        double largestScore = 0.0;
        for (double lse : exact.get(1)) {
            largestScore = Math.max(largestScore, Double.isInfinite(lse) ? 0.0 : Math.abs(lse));
        }
        for (int n = 0; n < results.size(); n++) {
            String name = NAMES.get(n) + " of " + problem.shape + " " + problem.mask.causal();
            double largest = 0.0;
            double twin = 0.0;
            for (int at = 0; at < exact.get(n).length; at++) {
                double wanted = exact.get(n)[at];
                if (wanted == AttentionProblem.GUARD || Double.isInfinite(wanted)) {
                    assertEquals((float) wanted, results.get(n)[at], name);
                    assertEquals((float) wanted, plain.get(n)[at], name);
                } else {
                    largest = Math.max(largest, Math.abs(wanted));
                    twin = Math.max(twin, Math.abs(wanted - plain.get(n)[at]));
                }
            }
            // weights are recomputed from scores and lse of this size, each rounded to float
            double allowed = 2 * twin + (4 + largestScore) * Math.ulp(1.0f) * largest;
            for (int at = 0; at < exact.get(n).length; at++) {
                double wanted = exact.get(n)[at];
                if (wanted != AttentionProblem.GUARD && !Double.isInfinite(wanted)) {
                    assertEquals(wanted, results.get(n)[at], allowed, name);
                }
            }
        }
    }

    @Test
    void hasTheSameBitsForEveryNumberOfWorkersAndEveryRepetition() {
        AttentionShape shape = new AttentionShape(2, 4, 2, 150, 210, 24, 40);
        AttentionProblem problem = new AttentionProblem(shape, new AttentionMask(true, new int[]{210, 77}), 0.2f, 3);
        Workspace serial = Workspace.serial();
        Results first = problem.run(serial);
        assertSameBits(first, problem.run(serial));
        try (ExecutorService executor = Executors.newFixedThreadPool(3)) {
            for (int workers : new int[]{1, 2, 3, 7, 64}) {
                assertSameBits(first, problem.run(Workspace.parallel(executor, workers)));
            }
        }
        assertSameBits(first, problem.run(Workspace.parallel(task -> {}, 4)));
    }

    /** Few heads over many keys: groups of key ranges are tasks for two or four workers, single ones for more. */
    @ParameterizedTest
    @CsvSource({"false, 1600", "true, 1600", "true, 70"})
    void keyRangesAsTasksChangeNoBit(boolean causal, int secondLength) {
        AttentionShape shape = new AttentionShape(2, 2, 1, 67, 1700, 20, 12);
        AttentionProblem problem = new AttentionProblem(shape, new AttentionMask(causal, new int[]{1700, secondLength}),
                0.2f, 4);
        Results serial = problem.run(Workspace.serial());
        try (ExecutorService executor = Executors.newFixedThreadPool(3)) {
            for (int workers : new int[]{2, 4, 20, 64}) {
                assertSameBits(serial, problem.run(Workspace.parallel(executor, workers)));
            }
        }
    }

    /** What underflows is a zero of either sign, whose sum with the zero that sums begin with has none. */
    @Test
    void keyRangesAsTasksChangeNoSignOfAZero() {
        AttentionProblem problem = new AttentionProblem(new AttentionShape(1, 1, 1, 67, 130, 20, 12),
                AttentionMask.NONE, 0.2f, 4);
        scale(problem.key, 1e-30f);
        scale(problem.outGrad, 1e-20f);
        Results serial = problem.run(Workspace.serial());
        try (ExecutorService executor = Executors.newFixedThreadPool(3)) {
            assertSameBits(serial, problem.run(Workspace.parallel(executor, 64)));
        }
    }

    private static void scale(Rows rows, float factor) {
        for (int i = 0; i < rows.array().length; i++) {
            rows.array()[i] *= factor;
        }
    }

    /** Sections of four groups are tasks for two workers, groups and single ranges for more. */
    @ParameterizedTest
    @CsvSource({"false, 4100", "true, 8190"})
    void sectionsOfALongSequenceAsTasksChangeNoBit(boolean causal, int keys) {
        AttentionShape shape = new AttentionShape(1, 1, 1, 67, keys, 20, 12);
        AttentionProblem problem = new AttentionProblem(shape, new AttentionMask(causal, null), 0.2f, 4);
        Results serial = problem.run(Workspace.serial());
        try (ExecutorService executor = Executors.newFixedThreadPool(3)) {
            for (int workers : new int[]{2, 16, 64}) {
                assertSameBits(serial, problem.run(Workspace.parallel(executor, workers)));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"true, 70, 70", "true, 70, 130", "true, 130, 70", "false, 70, 90", "true, 200, 400"})
    void maskedKeysAndValuesChangeNoBit(boolean causal, int queries, int keys) {
        AttentionShape shape = new AttentionShape(2, 2, 1, queries, keys, 20, 36);
        AttentionMask mask = new AttentionMask(causal, new int[]{keys - 3, keys / 2});
        AttentionProblem problem = new AttentionProblem(shape, mask, 0.3f, 5);
        Results clean = problem.run(Workspace.serial());
        for (float poison : new float[]{Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e30f}) {
            for (int b = 0; b < 2; b++) {
                for (int j = mask.keyLength(shape, b); j < keys; j++) {
                    Arrays.fill(problem.key.array(), problem.key.at(b, 0) + j * problem.key.row(),
                            problem.key.at(b, 0) + j * problem.key.row() + 20, poison);
                    Arrays.fill(problem.value.array(), problem.value.at(b, 0) + j * problem.value.row(),
                            problem.value.at(b, 0) + j * problem.value.row() + 36, poison);
                }
            }
            assertSameBits(clean, problem.run(Workspace.serial()));
        }
    }

    /** A poisoned key reaches the queries that see it, and not one bit of the others. */
    @ParameterizedTest
    @CsvSource({"70, 70, 40", "70, 130, 100", "130, 70, 66", "200, 400, 333", "64, 64, 63"})
    void aPoisonedKeyReachesOnlyTheQueriesThatSeeIt(int queries, int keys, int poisoned) {
        AttentionShape shape = new AttentionShape(1, 1, 1, queries, keys, 20, 36);
        AttentionProblem problem = new AttentionProblem(shape, AttentionMask.CAUSAL, 0.3f, 5);
        Results clean = problem.run(Workspace.serial());
        problem.key.array()[problem.key.at(0, 0) + poisoned * problem.key.row() + 3] = Float.NaN;
        problem.value.array()[problem.value.at(0, 0) + poisoned * problem.value.row() + 2] = Float.POSITIVE_INFINITY;
        Results results = problem.run(Workspace.serial());
        for (int i = 0; i < queries; i++) {
            boolean sees = AttentionMask.CAUSAL.visible(shape, 0, i) > poisoned;
            for (int n = 0; n < 3; n += 2) {
                Rows now = n == 0 ? results.out() : results.queryGrad();
                Rows before = n == 0 ? clean.out() : clean.queryGrad();
                for (int c = 0; c < 20; c++) {
                    int at = now.at(0, 0) + i * now.row() + c;
                    if (sees) {
                        assertTrue(Float.isNaN(now.array()[at]), NAMES.get(n) + " row " + i);
                    } else {
                        assertEquals(Float.floatToRawIntBits(before.array()[at]),
                                Float.floatToRawIntBits(now.array()[at]), NAMES.get(n) + " row " + i);
                    }
                }
            }
        }
    }

    /**
     * What a query that does not see a key holds, or its upstream gradient, does not reach the gradients of that key.
     */
    @Test
    void aPoisonedQueryReachesOnlyTheKeysItSees() {
        AttentionShape shape = new AttentionShape(1, 1, 1, 70, 70, 20, 36);
        AttentionProblem problem = new AttentionProblem(shape, AttentionMask.CAUSAL, 0.3f, 5);
        int poisoned = 30;
        problem.query.array()[problem.query.at(0, 0) + poisoned * problem.query.row()] = Float.NaN;
        problem.outGrad.array()[problem.outGrad.at(0, 0) + poisoned * problem.outGrad.row()] = Float.NaN;
        Results results = problem.run(Workspace.serial());
        for (int j = 0; j < 70; j++) {
            for (int c = 0; c < 20; c++) {
                float dk = results.keyGrad().array()[results.keyGrad().at(0, 0) + j * results.keyGrad().row() + c];
                float dv = results.valueGrad().array()[results.valueGrad().at(0, 0) + j * results.valueGrad().row()
                        + c];
                assertEquals(j <= poisoned, Float.isNaN(dk), "keyGrad row " + j);
                assertEquals(j <= poisoned, Float.isNaN(dv), "valueGrad row " + j);
            }
        }
    }

    @Test
    void hugeEqualAndTinyScoresStayFinite() {
        AttentionShape shape = new AttentionShape(1, 1, 1, 33, 70, 8, 8);
        for (float size : new float[]{0.0f, 1e-30f, 1e4f, Float.MIN_VALUE}) {
            AttentionProblem problem = new AttentionProblem(shape, AttentionMask.CAUSAL, size, 7);
            Results results = problem.run(Workspace.serial());
            for (float x : results.out().array()) {
                assertTrue(Float.isFinite(x), "scale " + size);
            }
            for (float x : results.lse()) {
                assertTrue(Float.isFinite(x), "scale " + size);
            }
        }
    }

    @Test
    void unwantedGradientsChangeNoBitOfTheOthers() {
        AttentionShape shape = new AttentionShape(1, 2, 1, 20, 30, 8, 12);
        AttentionProblem problem = new AttentionProblem(shape, AttentionMask.NONE, 0.5f, 9);
        Results all = problem.run(Workspace.serial());
        for (int n = 0; n < 3; n++) {
            Rows[] wanted = {copy(all.queryGrad()), copy(all.keyGrad()), copy(all.valueGrad())};
            Rows[] passed = {null, null, null};
            passed[n] = wanted[n];
            AttentionBackward.run(shape, problem.mask, problem.scale, problem.query, problem.key, problem.value,
                    all.out(), all.lse(), problem.outGrad, passed[0], passed[1], passed[2], Workspace.serial());
            assertArrayEquals(all.arrays().get(2 + n), wanted[n].array(), NAMES.get(2 + n));
        }
    }

    private static Rows copy(Rows rows) {
        float[] array = new float[rows.array().length];
        Arrays.fill(array, AttentionProblem.GUARD);
        return new Rows(array, rows.offset(), rows.batch(), rows.head(), rows.row());
    }

    private static void assertSameBits(Results wanted, Results got) {
        for (int n = 0; n < NAMES.size(); n++) {
            float[] a = wanted.arrays().get(n);
            float[] b = got.arrays().get(n);
            for (int at = 0; at < a.length; at++) {
                assertEquals(Float.floatToRawIntBits(a[at]), Float.floatToRawIntBits(b[at]),
                        NAMES.get(n) + " at " + at);
            }
        }
    }
}
