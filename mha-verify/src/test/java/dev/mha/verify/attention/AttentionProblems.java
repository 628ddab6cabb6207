package dev.mha.verify.attention;

import dev.mha.kernels.AttentionShape;
import dev.mha.verify.attention.AttentionProblem.Values;
import dev.mha.verify.attention.GuardedRows.Layout;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Problems whose sizes are chosen to hurt: nothing, one, lanes (8 or 16), query tile (24 or 64) and key block (192) give
 * or take one, primes.
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

    private static Arbitrary<AttentionProblem> of(Arbitrary<Values> values) {
        Arbitrary<AttentionShape> shapes = Combinators
                .combine(Arbitraries.of(0, 1, 1, 2, 3), Arbitraries.of(1, 1, 2, 3),
                        Arbitraries.of(1, 1, 2, 3, 4),
                        Arbitraries.frequencyOf(
                                Tuple.of(6, Arbitraries.of(0, 1, 2, 3, 5, 7, 8, 9, 13, 15, 16, 17, 23, 24, 25, 31, 33)),
                                Tuple.of(1, Arbitraries.of(47, 63, 64, 65, 97, 129))),
                        Arbitraries.frequencyOf(
                                Tuple.of(6, Arbitraries.of(0, 1, 2, 3, 5, 6, 7, 8, 9, 12, 15, 16, 17, 23, 25, 31, 33)),
                                Tuple.of(1, Arbitraries.of(48, 95, 96, 97, 191, 192, 193, 211, 385))),
                        Arbitraries.of(1, 2, 3, 5, 6, 7, 8, 9, 13, 15, 16, 17, 24, 31, 33, 64, 65, 97),
                        Arbitraries.of(1, 2, 3, 5, 6, 7, 8, 9, 13, 15, 16, 17, 24, 31, 33, 64, 65, 97))
                .as((batch, keyHeads, group, queries, keys, headDim, valueDim) -> new AttentionShape(batch,
                        keyHeads * group, keyHeads, queries, keys, headDim, valueDim));
        return Combinators
                .combine(shapes, Arbitraries.of(true, false), Arbitraries.of(true, false), values,
                        Arbitraries.of(Layout.class), Arbitraries.longs())
                .as(AttentionProblem::random);
    }
}
