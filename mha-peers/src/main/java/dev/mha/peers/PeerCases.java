package dev.mha.peers;

import dev.mha.bench.AttentionRun;
import dev.mha.bench.BenchCases;
import dev.mha.bench.ClassifierRun;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What is measured beside other libraries. */
final class PeerCases {
    private static final Set<Integer> SAMPLES = Set.of(512, 1024, 256);

    private PeerCases() {}

    /** Titles, in the order of the table. */
    static List<String> titles() {
        return Stream.of(BenchCases.attention().stream().map(AttentionRun::title),
                classifier().stream().map(ClassifierRun::title), classifier().stream().map(PeerCases::secondOrder))
                .flatMap(titles -> titles).toList();
    }

    /** Title of loss, gradient and the Hessian times one vector, at the sizes of a step. */
    static String secondOrder(ClassifierRun run) {
        return run.title().replace("classifier step", "gradient + Hessian-vector product");
    }

    /** The steps of the bench table whose figures on libtorch are known from elsewhere. */
    static List<ClassifierRun> classifier() {
        return BenchCases.classifier().stream().filter(run -> SAMPLES.contains(run.samples())).toList();
    }
}
