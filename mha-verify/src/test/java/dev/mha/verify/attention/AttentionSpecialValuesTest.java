package dev.mha.verify.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Workspace;
import dev.mha.verify.attention.AttentionProblem.Values;
import dev.mha.verify.attention.GuardedRows.Layout;
import dev.mha.verify.numeric.Bits;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.ExecutorService;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** NaN and infinity, rows that see one key or none, and bits that must not depend on the surroundings. */
class AttentionSpecialValuesTest {
    private final Workspace work = Workspace.serial();

    private static AttentionProblem problem(int queries, int keys, boolean causal, boolean lengths, long seed) {
        AttentionShape shape = new AttentionShape(2, 4, 2, queries, keys, 17, 9);
        return AttentionProblem.random(shape, causal, lengths, Values.NORMAL, Layout.GAPPED, seed);
    }

    /** Whatever stands in a key or value that nobody sees changes no bit, of gradients neither; theirs are zero. */
    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MAX_VALUE, 1e30f})
    void maskedKeysAndValuesChangeNoBit(float poison) {
        for (int seed = 0; seed < 30; seed++) {
            AttentionProblem problem = problem(1 + seed * 2, 40 + seed * 5, seed % 2 == 0, true, seed);
            int[] clean = Bits.of(problem.forwardAndBackward(work).results());
            for (int b = 0; b < 2; b++) {
                for (int t = problem.visibleKeys(b, problem.shape.queries() - 1); t < problem.shape.keys(); t++) {
                    for (int h = 0; h < 2; h++) {
                        Arrays.fill(problem.key.rows.array(), at(problem.key, b, h, t), at(problem.key, b, h, t) + 17,
                                poison);
                        Arrays.fill(problem.value.rows.array(), at(problem.value, b, h, t),
                                at(problem.value, b, h, t) + 9, poison);
                    }
                }
            }
            problem.key.remember();
            problem.value.remember();
            assertArrayEquals(clean, Bits.of(problem.forwardAndBackward(work).results()), "seed " + seed);
        }
    }

    /** A causal query that does not see a poisoned key keeps its bits, one that does shows it. */
    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void aKeyPoisonsExactlyTheQueriesThatSeeIt(float poison) {
        for (int tokens : new int[]{10, 29, 70}) {
            for (int poisoned = 0; poisoned < tokens; poisoned += 3) {
                checkPoisonedKey(tokens, poisoned, poison);
            }
        }
    }

    private void checkPoisonedKey(int tokens, int poisoned, float poison) {
        AttentionProblem problem = problem(tokens, tokens, true, false, poisoned);
        problem.forward(work);
        float[] clean = problem.out.elements();
        problem.key.set(1, 1, poisoned, 5, poison);
        problem.value.set(0, 0, poisoned, 3, poison);
        problem.key.remember();
        problem.value.remember();
        problem.forward(work);
        float[] now = problem.out.elements();
        for (int k = 0; k < now.length; k++) {
            int i = k / 9 % tokens;
            int h = k / (9 * tokens) % 4;
            int b = k / (9 * tokens * 4);
            boolean byKey = b == 1 && h / 2 == 1 && i >= poisoned;
            boolean byValue = b == 0 && h / 2 == 0 && i >= poisoned && k % 9 == 3;
            if (byValue) {
                assertTrue(!Float.isFinite(now[k]), "output " + k + " saw a poisoned value");
            } else if (byKey && Float.isNaN(poison)) {
                assertTrue(Float.isNaN(now[k]), "output " + k + " saw a NaN key");
            } else if (!byKey) {
                assertEquals(Float.floatToRawIntBits(clean[k]), Float.floatToRawIntBits(now[k]), "output " + k);
            }
        }
    }

    /**
     * A poisoned query, output gradient or key leaves the gradients of what it has no part in as they were, to the bit.
     */
    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.NEGATIVE_INFINITY})
    void gradientsCarryNoPoisonToHiddenPairs(float poison) {
        for (int tokens : new int[]{10, 29, 70}) {
            for (int row = 0; row < tokens; row += 4) {
                AttentionProblem problem = problem(tokens, tokens, true, false, row);
                problem.forwardAndBackward(work);
                float[] query = problem.queryGrad.elements();
                float[] key = problem.keyGrad.elements();
                float[] value = problem.valueGrad.elements();
                problem.outGrad.set(0, 1, row, 2, poison);
                problem.query.set(0, 3, row, 2, poison);
                problem.key.set(1, 0, row, 2, poison);
                problem.outGrad.remember();
                problem.query.remember();
                problem.key.remember();
                problem.forwardAndBackward(work);
                for (int t = 0; t < tokens; t++) {
                    for (int g = 0; g < 2; g++) {
                        assertRow(t > row, problem.keyGrad, key, 0, g, t, 17, "key");
                        assertRow(t > row, problem.valueGrad, value, 0, g, t, 9, "value");
                    }
                    assertRow(t < row, problem.queryGrad, query, 1, 0, t, 17, "query");
                    assertRow(t != row, problem.queryGrad, query, 0, 3, t, 17, "query");
                    assertRow(true, problem.queryGrad, query, 1, 2, t, 17, "query");
                }
            }
        }
    }

    /**
     * A query or output gradient that is poisoned reaches the gradients of its own row and of the keys that it sees.
     */
    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void aQueryPoisonsNoGradientOfAKeyThatItDoesNotSee(float poison) {
        for (int poisoned = 0; poisoned < 70; poisoned += 3) {
            for (boolean byQuery : new boolean[]{true, false}) {
                AttentionProblem problem = problem(70, 70, true, false, poisoned);
                problem.forwardAndBackward(work);
                Gradients clean = new Gradients(problem);
                GuardedRows rows = byQuery ? problem.query : problem.outGrad;
                rows.set(1, 2, poisoned, poisoned % 9, poison);
                rows.remember();
                problem.forwardAndBackward(work);
                int row = poisoned;
                String of = (byQuery ? "query " : "output gradient ") + poisoned;
                clean.assertSame(problem, of, i -> i != row, j -> j > row, j -> j > row);
                assertTrue(!Float.isFinite(problem.keyGrad.get(1, 1, poisoned, poisoned % 9)),
                        of + " reaches its own key");
            }
        }
    }

    /** Nor does one whose scores leave the range of numbers, though every input is finite. */
    @ParameterizedTest
    @ValueSource(ints = {8, 20, 70})
    void aQueryWhoseScoresOverflowReachesNoKeyThatItDoesNotSee(int tokens) {
        // 16 heads of keys and values fill the lanes
        for (AttentionShape shape : new AttentionShape[]{new AttentionShape(2, 4, 2, tokens, tokens, 17, 9),
                new AttentionShape(4, 4, 4, tokens, tokens, 16, 16)}) {
            int overflows = 0;
            for (int row = 1; row < tokens - 1; row += 3) {
                AttentionProblem problem = AttentionProblem.random(shape, true, false, Values.NORMAL, Layout.GAPPED,
                        row);
                problem.forwardAndBackward(work);
                Gradients clean = new Gradients(problem);
                for (int i = 0; i < shape.headDim(); i++) {
                    problem.query.set(1, 2, row, i, 3e38f);
                }
                problem.query.remember();
                problem.forwardAndBackward(work);
                overflows += Float.isNaN(problem.out.get(1, 2, row, 0)) ? 1 : 0;
                int last = row;
                clean.assertSame(problem, "query " + row, i -> i != last, j -> j > last, j -> j > last);
            }
            assertTrue(overflows > 0, shape.toString());
        }
    }

    /** Blocks of rows that see no key are zeros of one sign, whoever writes them. */
    @Test
    void queriesThatSeeNothingHaveTheBitsOfZeroForEveryThreadCount() {
        AttentionShape shape = new AttentionShape(1, 2, 1, 300, 100, 8, 8);
        AttentionProblem problem = AttentionProblem.random(shape, true, false, Values.NORMAL, Layout.GAPPED, 1)
                .withScale(-0.3f);
        int[] serial = Bits.of(problem.forwardAndBackward(Workspace.serial()).results());
        for (int i = 0; i < 192; i++) {
            for (int k = 0; k < 8; k++) {
                assertEquals(0, Float.floatToRawIntBits(problem.queryGrad.get(0, 1, i, k)), "query " + i);
            }
        }
        try (ExecutorService pool = Executors.newFixedThreadPool(3)) {
            assertArrayEquals(serial,
                    Bits.of(problem.forwardAndBackward(Workspace.parallel(pool, 3)).results()));
        }
    }

    /** A key or value that is poisoned reaches no query before it; a value does not reach the gradients of values. */
    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void aKeyPoisonsNoGradientOfAQueryThatDoesNotSeeIt(float poison) {
        for (int poisoned = 0; poisoned < 70; poisoned += 3) {
            for (boolean byKey : new boolean[]{true, false}) {
                checkPoisonedGradients(problem(70, 70, true, false, poisoned), byKey, poisoned, poison);
            }
        }
    }

    /**
     * The same with rows as far apart as those of the scratch memory, which products of 16 or 8 lanes read in place.
     */
    @ParameterizedTest
    @ValueSource(ints = {64, 32})
    void aKeyReadInPlacePoisonsNoGradientOfAQueryThatDoesNotSeeIt(int dim) {
        for (int poisoned = 1; poisoned < 70; poisoned += 8) {
            for (boolean byKey : new boolean[]{true, false}) {
                AttentionShape shape = new AttentionShape(2, 4, 2, 70, 70, dim, dim);
                AttentionProblem problem = AttentionProblem.random(shape, true, false, Values.NORMAL, Layout.HEAD_MAJOR,
                        poisoned);
                checkPoisonedGradients(problem, byKey, poisoned, Float.NaN);
            }
        }
    }

    private void checkPoisonedGradients(AttentionProblem problem, boolean byKey, int poisoned, float poison) {
        problem.forwardAndBackward(work);
        Gradients clean = new Gradients(problem);
        GuardedRows rows = byKey ? problem.key : problem.value;
        rows.set(1, 1, poisoned, poisoned % 9, poison);
        rows.remember();
        problem.forwardAndBackward(work);
        String of = (byKey ? "key " : "value ") + poisoned;
        clean.assertSame(problem, of, i -> i < poisoned, j -> false, j -> !byKey);
        // an infinite key may have the score -infinity, and no weight
        float last = problem.queryGrad.get(1, 2, 69, poisoned % 9);
        assertTrue(byKey ? Float.isNaN(last) : !Float.isFinite(last), of + " reaches the last query");
    }

    /** Gradients before something was poisoned in the second head of keys of the second batch item. */
    private static final class Gradients {
        private final float[] query;
        private final float[] key;
        private final float[] value;

        Gradients(AttentionProblem problem) {
            query = problem.queryGrad.elements();
            key = problem.keyGrad.elements();
            value = problem.valueGrad.elements();
        }

        /** The rows named keep their bits in every head, those of other heads and items too. */
        void assertSame(AttentionProblem problem, String of, IntPredicate queries, IntPredicate keys,
                IntPredicate values) {
            AttentionShape shape = problem.shape;
            assertSame(query, problem.queryGrad.elements(), shape, shape.headDim(), shape.groupSize(), queries,
                    of + ", queryGrad");
            assertSame(key, problem.keyGrad.elements(), shape, shape.headDim(), 1, keys, of + ", keyGrad");
            assertSame(value, problem.valueGrad.elements(), shape, shape.valueDim(), 1, values, of + ", valueGrad");
        }

        /** Of as many queries as keys; {@code group} heads share the keys of query head 2. */
        private static void assertSame(float[] before, float[] after, AttentionShape shape, int dim, int group,
                IntPredicate rows, String what) {
            int tokens = shape.keys();
            int heads = shape.keyValueHeads() * group;
            for (int k = 0; k < before.length; k++) {
                int head = k / (dim * tokens) % heads;
                boolean hit = k / (dim * tokens * heads) == 1 && head / group == 2 / shape.groupSize();
                if (!hit || rows.test(k / dim % tokens)) {
                    assertEquals(Float.floatToRawIntBits(before[k]), Float.floatToRawIntBits(after[k]), what + " " + k);
                }
            }
        }
    }

    private static void assertRow(boolean same, GuardedRows now, float[] clean, int b, int h, int t, int dim,
            String name) {
        int heads = name.equals("query") ? 4 : 2;
        int tokens = clean.length / (2 * heads * dim);
        for (int i = 0; i < dim && same; i++) {
            float before = clean[((b * heads + h) * tokens + t) * dim + i];
            assertEquals(Float.floatToRawIntBits(before), Float.floatToRawIntBits(now.get(b, h, t, i)),
                    () -> name + " gradient of row " + t + " of head " + h + " of item " + b);
        }
    }

    /** With one visible key the weight is exactly one: the output is that value, bit for bit. */
    @Test
    void aQueryThatSeesOneKeyReturnsItsValueExactly() {
        for (int seed = 0; seed < 40; seed++) {
            AttentionProblem problem = problem(seed + 1, seed + 1, true, false, seed);
            problem.forwardAndBackward(work);
            for (int b = 0; b < 2; b++) {
                for (int h = 0; h < 4; h++) {
                    for (int i = 0; i < 9; i++) {
                        assertEquals(problem.value.get(b, h / 2, 0, i), problem.out.get(b, h, 0, i), "seed " + seed);
                    }
                    for (int i = 0; i < 17 && seed == 0; i++) {
                        assertEquals(0, problem.keyGrad.get(b, h / 2, 0, i), 1e-5, "no score gradient");
                    }
                }
            }
        }
    }

    @Test
    void aQueryThatSeesNothingGivesZerosAndNoGradient() {
        for (int seed = 0; seed < 30; seed++) {
            AttentionProblem problem = problem(40 + seed, 1 + seed % 7, true, true, seed);
            problem.forwardAndBackward(work);
            for (int b = 0; b < 2; b++) {
                for (int h = 0; h < 4; h++) {
                    for (int i = 0; problem.visibleKeys(b, i) == 0 && i < 40 + seed; i++) {
                        int row = (b * 4 + h) * (40 + seed) + i;
                        assertEquals(Float.POSITIVE_INFINITY, problem.lse[row]);
                        for (int k = 0; k < 9; k++) {
                            assertTrue(problem.out.get(b, h, i, k) == 0);
                        }
                        for (int k = 0; k < 17; k++) {
                            assertTrue(problem.queryGrad.get(b, h, i, k) == 0);
                        }
                    }
                }
            }
        }
    }

    @Test
    void aQueryThatSeesNothingHasNoTangentAndNoSecondDerivative() {
        for (int seed = 0; seed < 30; seed++) {
            int queries = 40 + seed;
            AttentionProblem at = problem(queries, 1 + seed % 7, true, true, seed);
            AttentionProblem move = TangentProblem.random(at, Values.NORMAL, Layout.HEAD_MAJOR, seed).run(work).move;
            int blind = 0;
            for (int b = 0; b < 2; b++) {
                for (int h = 0; h < 4; h++) {
                    for (int i = 0; i < queries && at.visibleKeys(b, i) == 0; i++) {
                        blind++;
                        assertTrue(move.lse[(b * 4 + h) * queries + i] == 0, "lse");
                        for (int k = 0; k < 9; k++) {
                            assertTrue(move.out.get(b, h, i, k) == 0, "out");
                        }
                        for (int k = 0; k < 17; k++) {
                            assertTrue(move.queryGrad.get(b, h, i, k) == 0, "queryGrad");
                        }
                    }
                }
            }
            assertTrue(blind > 0);
        }
    }

    /** Keys beyond the length are as good as absent: the bits are those of a shorter array. */
    @Test
    void keyLengthIsTruncation() {
        AttentionShape longer = new AttentionShape(1, 2, 1, 37, 100, 8, 8);
        for (int length = 1; length < 100; length += 7) {
            AttentionProblem padded = AttentionProblem.random(longer, false, false, Values.NORMAL, Layout.HEAD_MAJOR,
                    length);
            AttentionProblem masked = padded.withMask(new AttentionMask(false, new int[]{length}));
            AttentionProblem truncated = padded.truncated(length);
            masked.forwardAndBackward(work);
            truncated.forwardAndBackward(work);
            assertArrayEquals(Bits.of(truncated.out.elements()), Bits.of(masked.out.elements()),
                    "out, length " + length);
            assertArrayEquals(Bits.of(truncated.lse), Bits.of(masked.lse), "lse, length " + length);
            assertArrayEquals(Bits.of(truncated.queryGrad.elements()), Bits.of(masked.queryGrad.elements()),
                    "queryGrad, length " + length);
            assertArrayEquals(Bits.of(truncated.keyGrad.elements()),
                    Arrays.copyOf(Bits.of(masked.keyGrad.elements()), length * 8), "keyGrad, length " + length);
        }
    }

    private static int at(GuardedRows rows, int b, int h, int t) {
        return rows.rows.at(b, h) + t * rows.rows.row();
    }
}
