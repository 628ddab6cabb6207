package dev.mha.verify.classifier;

import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.verify.classifier.ClassifierProblem.Values;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Problems whose sizes are chosen to hurt: one, lanes and panels give or take one, primes. */
final class ClassifierProblems {
    private ClassifierProblems() {}

    /** Small problems with every kind of values. */
    static Arbitrary<ClassifierProblem> any() {
        return of(Arbitraries.of(Values.class));
    }

    /** Small problems with ordinary values. */
    static Arbitrary<ClassifierProblem> ordinary() {
        return of(Arbitraries.just(Values.NORMAL));
    }

    /**
     * Ordinary values in samples short and long, many and few. Few features where samples are long: there the allowance
     * that follows from sizes alone stays far below the scores.
     */
    static Arbitrary<ClassifierProblem> ordinaryOfAnyLength() {
        Arbitrary<Values> normal = Arbitraries.just(Values.NORMAL);
        return Arbitraries.oneOf(
                of(normal, Arbitraries.of(1, 2, 3, 5), Arbitraries.of(1, 2, 3, 5, 9, 16, 17, 33),
                        Arbitraries.of(1, 2, 3, 4, 5, 8, 11), Arbitraries.of(1, 2, 7, 8, 9, 16, 17, 33, 49)),
                of(normal, Arbitraries.of(1, 2, 3), Arbitraries.of(47, 64, 65, 97, 130, 193), Arbitraries.of(1, 3, 8),
                        Arbitraries.of(1, 2, 3, 17)));
    }

    /** Samples whose tokens fill some blocks of queries, which are 32 or 64 tokens, and of keys, 96. */
    static Arbitrary<ClassifierProblem> longSamples() {
        return of(Arbitraries.of(Values.class), Arbitraries.of(1, 2, 3),
                Arbitraries.of(47, 64, 65, 97, 128, 130, 193, 257), Arbitraries.of(1, 3, 8, 17, 65),
                Arbitraries.of(1, 2, 3));
    }

    private static Arbitrary<ClassifierProblem> of(Arbitrary<Values> values) {
        return of(values, Arbitraries.of(1, 2, 3, 5), Arbitraries.of(1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 16, 17, 33),
                Arbitraries.of(1, 2, 3, 4, 5, 6, 7, 9, 10, 13, 16, 17, 20, 33),
                Arbitraries.of(1, 2, 7, 8, 9, 15, 16, 17, 31, 33, 49));
    }

    private static Arbitrary<ClassifierProblem> of(Arbitrary<Values> values, Arbitrary<Integer> heads,
            Arbitrary<Integer> tokens, Arbitrary<Integer> features, Arbitrary<Integer> samples) {
        return Combinators.combine(heads, tokens, features, samples, Arbitraries.of(true, false), values,
                Arbitraries.longs()).as(
                        (h, t, d, n, padded, kind, seed) -> ClassifierProblem
                                .random(new ClassifierShape(h, t, d), n, padded, kind, seed));
    }
}
