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

    private static Arbitrary<ClassifierProblem> of(Arbitrary<Values> values) {
        Arbitrary<Integer> heads = Arbitraries.of(1, 2, 3, 5);
        Arbitrary<Integer> tokens = Arbitraries.of(1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 16, 17, 33);
        Arbitrary<Integer> features = Arbitraries.of(1, 2, 3, 4, 5, 6, 7, 9, 10, 13, 16, 17, 20, 33);
        Arbitrary<Integer> samples = Arbitraries.of(1, 2, 7, 8, 9, 15, 16, 17, 31, 33, 49);
        return Combinators.combine(heads, tokens, features, samples, Arbitraries.of(true, false), values,
                Arbitraries.longs()).as(
                        (h, t, d, n, padded, kind, seed) -> ClassifierProblem
                                .random(new ClassifierShape(h, t, d), n, padded, kind, seed));
    }
}
