package dev.mha.bench.precision;

import dev.mha.bench.AttentionRun;
import dev.mha.bench.ClassifierRun;
import dev.mha.kernels.Workspace;

/** Something that computes what the bench table measures, on one thread. */
public interface Contender {
    /** mha itself. */
    Contender MHA = new Contender() {
        @Override
        public String name() {
            return "mha";
        }

        @Override
        public float[][] attention(AttentionRun run, AttentionRun.Data data) {
            run.prepare(data, Workspace.serial()).run();
            return new float[][]{data.out, data.queryGrad, data.keyGrad, data.valueGrad};
        }

        @Override
        public float[][] classifier(ClassifierRun run, ClassifierRun.Data data) {
            run.prepare(data, Workspace.serial()).run();
            return new float[][]{data.gradient};
        }
    };

    /** Column of the table. */
    String name();

    /** Output, gradients of queries, keys and values, as far as they are offered. */
    float[][] attention(AttentionRun run, AttentionRun.Data data);

    /** Gradient, or nothing. */
    float[][] classifier(ClassifierRun run, ClassifierRun.Data data);
}
