package dev.mha.verify.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionShape;
import dev.mha.verify.attention.AttentionProblem.Values;
import dev.mha.verify.attention.GuardedRows.Layout;
import dev.mha.verify.numeric.Bits;
import dev.mha.verify.numeric.Pairwise;
import dev.mha.verify.numeric.Precision;
import dev.mha.verify.numeric.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every pair of options, by a covering array and not by luck: forward, backward, tangent and Hessian-vector product
 * against the double reference, and again with the keys poisoned that the mask hides.
 */
class AttentionOptionsTest {
    /**
     * Queries and keys: none, one, a head a lane, short heads, blocks, several key blocks; fewer, as many, more keys.
     */
    private static final int[][] TOKENS = {{0, 7}, {7, 0}, {1, 1}, {1, 100}, {12, 12}, {33, 17}, {17, 48}, {65, 65},
            {70, 130}, {97, 31}, {24, 400}, {66, 800}};
    /** Head and value dimensions: one, lanes, a panel, more than a panel; other than each other. */
    private static final int[][] DIMS = {{1, 1}, {16, 16}, {33, 8}, {64, 64}, {5, 70}, {80, 24}, {0, 3}, {9, 0}};
    /** Query and key/value heads. */
    private static final int[][] HEADS = {{1, 1}, {3, 3}, {2, 1}, {6, 2}};
    private static final int[] BATCHES = {1, 2, 17};
    private static final List<String> LENGTHS = List.of("all", "none of an item", "random", "one short");
    private static final List<Values> VALUES = List.of(Values.values());
    private static final List<Values> MOVES = List.of(Values.NORMAL, Values.LARGE_SCORES, Values.SUBNORMAL);
    private static final List<Layout> LAYOUTS = List.of(Layout.values());
    private static final int[] THREADS = {1, 3};

    /** One row of the covering array. */
    record Options(int row, boolean causal, String lengths, int[] tokens, int[] dims, int[] heads, int batch,
            Values values, Layout layout, Values moves, Layout moveLayout, int threads) {
        AttentionShape shape() {
            return new AttentionShape(batch, heads[0], heads[1], tokens[0], tokens[1], dims[0], dims[1]);
        }

        int[] keyLengths() {
            int[] lengths = new int[batch];
            for (int b = 0; b < batch; b++) {
                lengths[b] = switch (LENGTHS.indexOf(this.lengths)) {
                    case 1 -> b % 2 == 0 ? 0 : tokens[1];
                    case 2 -> (tokens[1] * (7 * b + 3)) / 11 % (tokens[1] + 1);
                    default -> Math.max(0, tokens[1] - 1);
                };
            }
            return lengths;
        }

        TangentProblem problem() {
            AttentionProblem at = AttentionProblem.random(shape(), causal, false, values, layout, row);
            if (!lengths.equals("all")) {
                at = at.masked(new AttentionMask(causal, keyLengths()));
            }
            return TangentProblem.random(at, moves, moveLayout, row);
        }

        @Override
        public String toString() {
            return row + ": " + shape() + ", causal " + causal + ", lengths " + lengths + ", " + values + " " + layout
                    + ", moves " + moves + " " + moveLayout + ", threads " + threads;
        }
    }

    static Stream<Options> rows() {
        List<Options> options = new ArrayList<>();
        for (int[] row : Pairwise.rows(2, LENGTHS.size(), TOKENS.length, DIMS.length, HEADS.length, BATCHES.length,
                VALUES.size(), LAYOUTS.size(), MOVES.size(), LAYOUTS.size(),
                THREADS.length)) {
            options.add(new Options(options.size(), row[0] == 1, LENGTHS.get(row[1]), TOKENS[row[2]], DIMS[row[3]],
                    HEADS[row[4]], BATCHES[row[5]], VALUES.get(row[6]), LAYOUTS.get(row[7]), MOVES.get(row[8]),
                    LAYOUTS.get(row[9]), THREADS[row[10]]));
        }
        return options.stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void allPassesAreRightAndHideWhatTheMaskHides(Options options) {
        TangentProblem problem = options.problem();
        ReferenceAttention exact = new ReferenceAttention(problem.at, Precision.DOUBLE);
        ReferenceAttention twin = new ReferenceAttention(problem.at, Precision.SINGLE);
        ReferenceTangent exactTangent = new ReferenceTangent(problem, exact, Precision.DOUBLE);
        ReferenceTangent twinTangent = new ReferenceTangent(problem, twin, Precision.SINGLE);
        problem.run(Threads.workspace(options.threads()));
        assertEquals("", new AttentionTolerance(problem.at, exact, twin).verdict());
        assertEquals("", exactTangent.tolerance(twinTangent).verdict());
        int[] first = Bits.of(problem.at.results());
        int[] second = Bits.of(problem.move.results());
        for (float poison : new float[]{Float.NaN, Float.NEGATIVE_INFINITY, 1e30f}) {
            problem.poisonHiddenKeys(poison);
            problem.run(Threads.workspace(4 - options.threads()));
            assertArrayEquals(first, Bits.of(problem.at.results()), "poison " + poison);
            assertArrayEquals(second, Bits.of(problem.move.results()), "poison " + poison + ", second order");
        }
    }
}
