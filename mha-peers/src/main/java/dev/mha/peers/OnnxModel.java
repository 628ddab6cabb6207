package dev.mha.peers;

import dev.mha.bench.AttentionRun;
import java.util.List;

/** A model of one attention operator. Field numbers as in onnx.proto of ONNX 1.19. */
final class OnnxModel {
    /** Inputs of the graph. */
    static final List<String> INPUTS = List.of("query", "key", "value");
    /** Output of the graph. */
    static final String OUTPUT = "out";

    private static final int FORMAT = 10;
    private static final int OPERATORS = 24;
    private static final int FLOAT = 1;
    private static final int FLOAT_ATTRIBUTE = 1;
    private static final int INTEGER_ATTRIBUTE = 2;

    private OnnxModel() {}

    /** The operator Attention of the standard on [batch, heads, tokens, headDim]. */
    static byte[] attention(AttentionRun run) {
        ProtocolBuffer node = node("Attention").put(5, integer("is_causal", run.causal() ? 1 : 0)).put(5,
                number("scale", run.scale()));
        return model(node, run.batch(), run.heads(), run.tokens(), run.headDim());
    }

    /** ONNX Runtime's own operator on [batch, tokens, heads * headDim]. */
    static byte[] multiHeadAttention(AttentionRun run) {
        ProtocolBuffer node = node("MultiHeadAttention").put(7, "com.microsoft")
                .put(5, integer("num_heads", run.heads())).put(5, integer("unidirectional", run.causal() ? 1 : 0))
                .put(5, number("scale", run.scale()));
        return model(node, run.batch(), run.tokens(), (long) run.heads() * run.headDim());
    }

    private static ProtocolBuffer node(String operator) {
        ProtocolBuffer node = new ProtocolBuffer();
        INPUTS.forEach(input -> node.put(1, input));
        return node.put(2, OUTPUT).put(4, operator);
    }

    private static ProtocolBuffer integer(String name, long value) {
        return new ProtocolBuffer().put(1, name).put(3, value).put(20, INTEGER_ATTRIBUTE);
    }

    private static ProtocolBuffer number(String name, float value) {
        return new ProtocolBuffer().put(1, name).put(2, value).put(20, FLOAT_ATTRIBUTE);
    }

    private static byte[] model(ProtocolBuffer node, long... sizes) {
        ProtocolBuffer graph = new ProtocolBuffer().put(1, node).put(2, "attention");
        INPUTS.forEach(input -> graph.put(11, tensor(input, sizes)));
        graph.put(12, tensor(OUTPUT, sizes));
        return new ProtocolBuffer().put(1, FORMAT).put(7, graph)
                .put(8, new ProtocolBuffer().put(1, "").put(2, OPERATORS))
                .put(8, new ProtocolBuffer().put(1, "com.microsoft").put(2, 1)).toByteArray();
    }

    private static ProtocolBuffer tensor(String name, long... sizes) {
        ProtocolBuffer shape = new ProtocolBuffer();
        for (long size : sizes) {
            shape.put(1, new ProtocolBuffer().put(1, size));
        }
        ProtocolBuffer type = new ProtocolBuffer().put(1, FLOAT).put(2, shape);
        return new ProtocolBuffer().put(1, name).put(2, new ProtocolBuffer().put(1, type));
    }
}
