package dev.mha.bench;

import java.util.List;

/**
 * Bytes that a call moves from and to memory at the least: each array once, wherever caches hold what is read again.
 */
final class Traffic {
    private Traffic() {}

    /** Bytes of the caller's arrays. */
    static double ofArrays(BenchCase item) {
        if (item.group().contains("classifier")) {
            ClassifierRun run = BenchCases.classifier().stream().filter(some -> some.name().equals(item.name()))
                    .findFirst().orElseThrow();
            // tokens are read twice: for the scores, and for the gradient
            int bytes = item.yardstick() == Yardstick.DOUBLE_MULTIPLY_ADDS ? Double.BYTES : Float.BYTES;
            return 2.0 * bytes * run.samples() * run.shape().tokens() * run.shape().features();
        }
        AttentionRun run = BenchCases.attention().stream().filter(some -> some.name().equals(item.name())).findFirst()
                .orElseThrow();
        double array = (double) Float.BYTES * run.batch() * run.heads() * run.tokens() * run.headDim();
        return array * switch (item.group()) {
            case BenchCases.FORWARD -> 4;
            case BenchCases.BOTH -> 12;
            case BenchCases.TANGENT -> 8;
            case BenchCases.HESSIAN -> 21;
            case BenchCases.NEW_POINT -> 25;
            default -> throw new IllegalArgumentException(item.title());
        };
    }

    /** The same with the scratch memory that one run of a call writes and the next one reads. */
    static double of(BenchCase item, List<TaskLedger.Phase> phases) {
        // each is seen by both runs of a pair: written in one, read in the other
        return ofArrays(item)
                + phases.stream().mapToDouble(TaskLedger.Phase::sharedBytes).sum();
    }
}
