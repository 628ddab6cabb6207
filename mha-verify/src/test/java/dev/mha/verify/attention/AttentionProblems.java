package dev.mha.verify.attention;

import dev.mha.kernels.AttentionShape;
import dev.mha.verify.attention.AttentionProblem.Values;
import dev.mha.verify.attention.GuardedRows.Layout;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Problems whose sizes are chosen to hurt: nothing, one, lanes (8 or 16), tiles (4 to 16 rows), query block (32 or 64),
 * key block (64, short sequences up to 192) and the edge between the kernels (48, 64) give or take one, primes.
 */
final class AttentionProblems {
    private AttentionProblems() {}

    /** Problems with every kind of values, layout and mask. */
    static Arbitrary<AttentionProblem> any() {
        return of(Arbitraries.of(Values.class));
    }

    /** Problems with ordinary values. */
    static Arbitrary<AttentionProblem> ordinary() {
        return of(Arbitraries.just(Values.NORMAL));
    }

    /** Many small items, fewer and more than there are lanes. */
    static Arbitrary<AttentionProblem> batches() {
        return of(Arbitraries.of(Values.class), Arbitraries.of(2, 3, 5, 9, 16, 17, 35));
    }

    private static Arbitrary<AttentionProblem> of(Arbitrary<Values> values) {
        return of(values, Arbitraries.of(0, 1, 1, 2, 3));
    }

    private static Arbitrary<AttentionProblem> of(Arbitrary<Values> values, Arbitrary<Integer> batches) {
        return Combinators
                .combine(shapes(batches), Arbitraries.of(true, false), Arbitraries.of(true, false), values,
                        Arbitraries.of(Layout.class), Arbitraries.longs())
                .as(AttentionProblem::random);
    }

    /** Half of them with rows too long for the kernel of short sequences, so that small ones meet the other one too. */
    private static Arbitrary<AttentionShape> shapes(Arbitrary<Integer> batches) {
        Arbitrary<Integer> dims = Arbitraries.of(1, 2, 3, 5, 6, 7, 8, 9, 13, 15, 16, 17, 24, 31, 33, 48, 63, 64);
        Arbitrary<Integer> valueDims = Arbitraries.oneOf(dims, Arbitraries.of(65, 79, 80, 81, 96, 97));
        return Combinators
                .combine(batches, Arbitraries.of(1, 1, 2, 3), Arbitraries.of(1, 1, 2, 3, 4),
                        Arbitraries.frequencyOf(
                                Tuple.of(6, Arbitraries.of(0, 1, 2, 3, 5, 7, 8, 9, 13, 15, 16, 17, 23, 24, 25, 31, 33)),
                                Tuple.of(1, Arbitraries.of(47, 48, 49, 63, 64, 65, 97, 129))),
                        Arbitraries.frequencyOf(
                                Tuple.of(6, Arbitraries.of(0, 1, 2, 3, 5, 6, 7, 8, 9, 12, 15, 16, 17, 23, 25, 31, 33)),
                                Tuple.of(1,
                                        Arbitraries.of(48, 63, 64, 65, 95, 97, 127, 128, 129, 191, 192, 193, 211,
                                                385))),
                        dims, valueDims)
                .as((batch, keyHeads, group, queries, keys, headDim, valueDim) -> new AttentionShape(batch,
                        keyHeads * group, keyHeads, queries, keys, headDim, valueDim));
    }
}
