package dev.mha.peers;

import ai.onnxruntime.OrtException;
import dev.mha.bench.AttentionRun;
import dev.mha.bench.ClassifierRun;
import dev.mha.bench.precision.Contender;
import dev.mha.bench.precision.PrecisionTable;
import java.util.List;

/** The errors of mha and its peers against double. */
public final class PeerPrecision {
    private PeerPrecision() {}

    /** See {@link PrecisionTable}. */
    public static void main(String[] arguments) {
        PrecisionTable.run(List.of(Contender.MHA,
                new Peer("libtorch", LibTorch::attention,
                        (run, data) -> LibTorchClassifier.of(LibTorchClassifier.Form.FOLDED, run, data, null)),
                new Peer("ONNX Attention", OnnxRuntime::attention, null),
                new Peer("ORT MultiHeadAttention", OnnxRuntime::multiHeadAttention, null)), arguments);
    }

    @FunctionalInterface
    private interface Opener<R, D> {
        PeerCall open(R run, D data) throws OrtException;
    }

    private record Peer(String name, Opener<AttentionRun, AttentionRun.Data> attentions,
            Opener<ClassifierRun, ClassifierRun.Data> classifiers) implements Contender {
        @Override
        public float[][] attention(AttentionRun run, AttentionRun.Data data) {
            return results(attentions, run, data);
        }

        @Override
        public float[][] classifier(ClassifierRun run, ClassifierRun.Data data) {
            return classifiers == null ? new float[0][] : results(classifiers, run, data);
        }

        private static <R, D> float[][] results(Opener<R, D> opener, R run, D data) {
            try (PeerCall call = opener.open(run, data)) {
                call.fromArrays().run();
                return call.results().get();
            } catch (OrtException failed) {
                throw new IllegalStateException(failed.getMessage(), failed);
            }
        }
    }
}
