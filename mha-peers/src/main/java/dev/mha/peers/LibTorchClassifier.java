package dev.mha.peers;

import dev.mha.bench.ClassifierRun;
import dev.mha.kernels.classifier.ClassifierShape;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The attention classifier on libtorch: loss and gradient by autograd, and the Hessian times a vector by a second pass
 * over the graph of the gradient. Samples and labels are native; parameters come in and derivatives go out as float[].
 */
final class LibTorchClassifier {
    /** How the model is written down. */
    enum Form {
        /** The formula as it stands, with a dimension for the heads that broadcasts. */
        PLAIN("plain operators"),
        /** Heads folded into the tokens, so that no operand is expanded or copied: the fastest at 10 tokens. */
        FOLDED("plain operators, heads folded"),
        /** Scores, softmax and output by scaled_dot_product_attention, which has no second derivative. */
        FUSED("fused attention");

        private final String title;

        Form(String title) {
            this.title = title;
        }
    }

    private final Form form;
    private final ClassifierShape shape;
    private final long samples;
    /** [samples, tokens, features]. */
    private final Tensor x;
    /** -label / sqrt(heads). */
    private final Tensor factors;
    /** [heads, features, features]; folded: [features, heads * features]. */
    private final Tensor attention;
    /** [heads, tokens, features]; folded: [tokens, heads, features]. */
    private final Tensor decoder;
    private final TensorVector parameters;
    private final TensorOptional noMask = new TensorOptional();
    private final DoubleOptional scale = new DoubleOptional(1);
    private final BoolOptional unset = new BoolOptional();

    private LibTorchClassifier(Form form, ClassifierRun run, ClassifierRun.Data data) {
        this.form = form;
        shape = run.shape();
        samples = run.samples();
        GradMode.set_enabled(true);
        long heads = shape.heads();
        long tokens = shape.tokens();
        long features = shape.features();
        x = LibTorch.tensor(data.x, samples, tokens, features);
        float[] minus = new float[data.labels.length];
        for (int i = 0; i < minus.length; i++) {
            minus[i] = (float) (-data.labels[i] / Math.sqrt(shape.heads()));
        }
        factors = LibTorch.tensor(minus, samples);
        boolean plain = form == Form.PLAIN;
        attention = LibTorch.tensor(part(data.theta, true),
                plain ? new long[]{heads, features, features} : new long[]{features, heads * features});
        decoder = LibTorch.tensor(part(data.theta, false),
                plain ? new long[]{heads, tokens, features} : new long[]{tokens * heads * features});
        attention.set_requires_grad(true);
        decoder.set_requires_grad(true);
        parameters = new TensorVector(attention, decoder);
    }

    /** One loss and gradient a call; with a direction also the Hessian times it. */
    static PeerCall of(Form form, ClassifierRun run, ClassifierRun.Data data, float[] direction) {
        LibTorchClassifier model = new LibTorchClassifier(form, run, data);
        float[] attentionIn = model.part(data.theta, true);
        float[] decoderIn = model.part(data.theta, false);
        TensorVector directions = direction == null ? null : model.directions(direction);
        float[][] attentionOut = new float[direction == null ? 1 : 2][attentionIn.length];
        float[][] decoderOut = new float[attentionOut.length][decoderIn.length];
        Runnable call = () -> {
            LibTorch.write(attentionIn, model.attention);
            LibTorch.write(decoderIn, model.decoder);
            try (PointerScope _ = new PointerScope()) {
                boolean second = directions != null;
                TensorVector gradient = torch.grad(new TensorVector(model.loss()), model.parameters, new TensorVector(),
                        second ? new BoolOptional(true) : model.unset, second, false);
                LibTorch.read(gradient.get(0), attentionOut[0]);
                LibTorch.read(gradient.get(1), decoderOut[0]);
                if (second) {
                    TensorVector product = torch.grad(gradient, model.parameters, directions, model.unset, false,
                            false);
                    LibTorch.read(product.get(0), attentionOut[1]);
                    LibTorch.read(product.get(1), decoderOut[1]);
                }
            }
        };
        return new PeerCall("libtorch, " + form.title, call, null, () -> {
            float[][] results = new float[attentionOut.length][];
            for (int i = 0; i < results.length; i++) {
                results[i] = model.whole(attentionOut[i], decoderOut[i]);
            }
            return results;
        }, model::close);
    }

    private Tensor loss() {
        Tensor phi = switch (form) {
            case PLAIN -> plain();
            case FOLDED -> folded();
            case FUSED -> fused();
        };
        return torch.softplus(phi.mul(factors)).mean(new ScalarTypeOptional());
    }

    private Tensor plain() {
        Tensor tokens = x.unsqueeze(1);
        Tensor scores = torch.matmul(torch.matmul(tokens, attention), tokens.transpose(2, 3));
        Tensor out = torch.matmul(scores.softmax(-1), tokens);
        return out.mul(decoder).sum(1, 2, 3);
    }

    private Tensor folded() {
        Tensor scores = torch.bmm(queries(), x.transpose(1, 2));
        Tensor out = torch.bmm(scores.softmax(-1), x);
        return torch.mv(out.reshape(samples, -1), decoder);
    }

    private Tensor fused() {
        Tensor queries = queries().view(samples, shape.tokens(), shape.heads(), shape.features()).transpose(1, 2);
        Tensor keys = x.unsqueeze(1).expand(samples, shape.heads(), shape.tokens(), shape.features());
        Tensor out = torch.scaled_dot_product_attention(queries, keys, keys, noMask, 0, false, scale, false);
        return torch.mv(out.transpose(1, 2).reshape(samples, -1), decoder);
    }

    /** [samples, tokens * heads, features]. */
    private Tensor queries() {
        return torch.mm(x.view(samples * shape.tokens(), shape.features()), attention).view(samples,
                (long) shape.tokens() * shape.heads(), shape.features());
    }

    private TensorVector directions(float[] direction) {
        Tensor first = torch.empty_like(attention.detach());
        Tensor second = torch.empty_like(decoder.detach());
        LibTorch.write(part(direction, true), first);
        LibTorch.write(part(direction, false), second);
        return new TensorVector(first, second);
    }

    /** The matrices W, or U, out of parameters in mha's order. */
    private float[] part(float[] theta, boolean attention) {
        float[] part = new float[shape.heads() * rows(attention) * shape.features()];
        copy(theta, part, attention, true);
        return part;
    }

    private float[] whole(float[] attention, float[] decoder) {
        float[] theta = new float[shape.parameters()];
        copy(theta, attention, true, false);
        copy(theta, decoder, false, false);
        return theta;
    }

    private int rows(boolean attention) {
        return attention ? shape.features() : shape.tokens();
    }

    private void copy(float[] theta, float[] part, boolean attention, boolean out) {
        int d = shape.features();
        for (int h = 0; h < shape.heads(); h++) {
            for (int r = 0; r < rows(attention); r++) {
                int own = (attention ? shape.attentionOffset(h) : shape.decoderOffset(h)) + r * d;
                int theirs = (form == Form.PLAIN ? h * rows(attention) + r : r * shape.heads() + h) * d;
                System.arraycopy(out ? theta : part, out ? own : theirs, out ? part : theta, out ? theirs : own, d);
            }
        }
    }

    private void close() {
        x.close();
        factors.close();
        attention.close();
        decoder.close();
        parameters.close();
    }
}
