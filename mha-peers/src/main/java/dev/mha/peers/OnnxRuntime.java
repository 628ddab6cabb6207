package dev.mha.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.mha.bench.AttentionRun;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * Forward attention on ONNX Runtime, one thread. At its best: tensors and output are made once, a call copies into and
 * out of their memory.
 */
final class OnnxRuntime {
    private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

    private OnnxRuntime() {}

    /** What is at work, for the report. */
    static String describe() {
        return "ONNX Runtime " + ENVIRONMENT.getVersion();
    }

    /** The standard operator. */
    static PeerCall attention(AttentionRun run, AttentionRun.Data data) throws OrtException {
        long[] sizes = {run.batch(), run.heads(), run.tokens(), run.headDim()};
        return call("ONNX Attention", OnnxModel.attention(run), sizes, data.query, data.key, data.value, false, run);
    }

    /** The contributed operator, on its own layout [batch, tokens, heads, headDim]: the copies are arranged before. */
    static PeerCall multiHeadAttention(AttentionRun run, AttentionRun.Data data) throws OrtException {
        long[] sizes = {run.batch(), run.tokens(), (long) run.heads() * run.headDim()};
        return call("ORT MultiHeadAttention", OnnxModel.multiHeadAttention(run), sizes, byToken(data.query, run, true),
                byToken(data.key, run, true), byToken(data.value, run, true), true, run);
    }

    private static PeerCall call(String name, byte[] model, long[] sizes, float[] query, float[] key, float[] value,
            boolean byToken, AttentionRun run) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        OrtSession session = ENVIRONMENT.createSession(model, options);
        FloatBuffer queries = buffer(query.length);
        FloatBuffer keys = buffer(query.length);
        FloatBuffer values = buffer(query.length);
        FloatBuffer outputs = buffer(query.length);
        Map<String, OnnxTensor> inputs = Map.of(OnnxModel.INPUTS.get(0), tensor(queries, sizes),
                OnnxModel.INPUTS.get(1), tensor(keys, sizes), OnnxModel.INPUTS.get(2), tensor(values, sizes));
        Map<String, OnnxTensor> output = Map.of(OnnxModel.OUTPUT, tensor(outputs, sizes));
        float[] out = new float[query.length];
        Runnable kernel = () -> {
            try (OrtSession.Result _ = session.run(inputs, output)) {
                // the output is pinned
            } catch (OrtException failed) {
                throw new IllegalStateException(name + " failed: " + failed.getMessage(), failed);
            }
        };
        Runnable fromArrays = () -> {
            queries.put(0, query);
            keys.put(0, key);
            values.put(0, value);
            kernel.run();
            outputs.get(0, out);
        };
        return new PeerCall(name, fromArrays, kernel, () -> new float[][]{byToken ? byToken(out, run, false) : out},
                () -> {
                    inputs.values().forEach(OnnxTensor::close);
                    output.values().forEach(OnnxTensor::close);
                    try {
                        session.close();
                        options.close();
                    } catch (OrtException failed) {
                        throw new IllegalStateException(name + " does not close: " + failed.getMessage(), failed);
                    }
                });
    }

    private static FloatBuffer buffer(int length) {
        return ByteBuffer.allocateDirect(length * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    private static OnnxTensor tensor(FloatBuffer buffer, long[] sizes) throws OrtException {
        return OnnxTensor.createTensor(ENVIRONMENT, buffer, sizes);
    }

    /** Swaps heads and tokens: [batch, heads, tokens, headDim] to [batch, tokens, heads, headDim], or back. */
    private static float[] byToken(float[] rows, AttentionRun run, boolean there) {
        float[] swapped = new float[rows.length];
        int d = run.headDim();
        for (int b = 0; b < run.batch(); b++) {
            for (int h = 0; h < run.heads(); h++) {
                for (int t = 0; t < run.tokens(); t++) {
                    int byHead = ((b * run.heads() + h) * run.tokens() + t) * d;
                    int byToken = ((b * run.tokens() + t) * run.heads() + h) * d;
                    System.arraycopy(rows, there ? byHead : byToken, swapped, there ? byToken : byHead, d);
                }
            }
        }
        return swapped;
    }
}
