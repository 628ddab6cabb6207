package dev.mha.peers;

import dev.mha.bench.AttentionRun;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Attention on libtorch, one thread: scaled_dot_product_attention, backward by autograd. At its best: input tensors are
 * made once, a call copies into their memory and out of the results'.
 */
final class LibTorch {
    static {
        torch.set_num_threads(1);
        torch.set_num_interop_threads(1);
    }

    private LibTorch() {}

    /** What is at work, for the report. */
    static String describe() throws Throwable {
        Path jar = Path.of(torch.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        return "libtorch of " + jar.getFileName() + " (CPU capability " + torch.get_cpu_capability().getString()
                + ", " + torch.get_num_threads() + " thread), OpenBLAS core " + openblasCore();
    }

    /** The kernels that OpenBLAS chose: its Java face does not tell. */
    @SuppressWarnings("restricted") // a C function without arguments
    private static String openblasCore() throws Throwable {
        Path library = Path.of(Loader.load(openblas.class)).resolveSibling("libopenblas.so.0");
        SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
        MemorySegment name = (MemorySegment) Linker.nativeLinker()
                .downcallHandle(symbols.findOrThrow("openblas_get_corename"),
                        FunctionDescriptor.of(ValueLayout.ADDRESS))
                .invokeExact();
        return name.reinterpret(64).getString(0);
    }

    /** Forward without autograd; or forward and backward with it. */
    static PeerCall attention(AttentionRun run, AttentionRun.Data data) {
        boolean backward = run.backward();
        GradMode.set_enabled(backward);
        long[] sizes = {run.batch(), run.heads(), run.tokens(), run.headDim()};
        Tensor query = tensor(data.query, sizes);
        Tensor key = tensor(data.key, sizes);
        Tensor value = tensor(data.value, sizes);
        Tensor outGrad = backward ? tensor(data.outGrad, sizes) : null;
        TensorVector inputs = new TensorVector(query, key, value);
        TensorVector outGrads = backward ? new TensorVector(outGrad) : null;
        TensorOptional noMask = new TensorOptional();
        DoubleOptional scale = new DoubleOptional(run.scale());
        BoolOptional unset = new BoolOptional();
        if (backward) {
            query.set_requires_grad(true);
            key.set_requires_grad(true);
            value.set_requires_grad(true);
        }
        float[][] results = new float[backward ? 4 : 1][data.query.length];
        Call call = take -> {
            try (PointerScope _ = new PointerScope()) {
                Tensor out = torch.scaled_dot_product_attention(query, key, value, noMask, 0, run.causal(), scale,
                        false);
                if (take) {
                    read(out, results[0]);
                }
                if (backward) {
                    TensorVector gradients = torch.grad(new TensorVector(out), inputs, outGrads, unset, false, false);
                    for (int i = 1; take && i < results.length; i++) {
                        read(gradients.get(i - 1L), results[i]);
                    }
                }
            }
        };
        Runnable fromArrays = () -> {
            write(data.query, query);
            write(data.key, key);
            write(data.value, value);
            if (backward) {
                write(data.outGrad, outGrad);
            }
            call.run(true);
        };
        return new PeerCall("libtorch", fromArrays, () -> call.run(false), () -> results, () -> {
            query.close();
            key.close();
            value.close();
            if (backward) {
                outGrad.close();
                outGrads.close();
            }
            inputs.close();
        });
    }

    /** Computes; takes the results out if asked for. */
    @FunctionalInterface
    interface Call {
        void run(boolean take);
    }

    /** A tensor of these floats. */
    static Tensor tensor(float[] numbers, long... sizes) {
        Tensor tensor = torch.empty(sizes);
        write(numbers, tensor);
        return tensor;
    }

    static void write(float[] numbers, Tensor tensor) {
        try (FloatPointer memory = tensor.data_ptr_float()) {
            memory.put(numbers);
        }
    }

    /** Copies a dense tensor. */
    static void read(Tensor tensor, float[] numbers) {
        if (!tensor.is_contiguous()) {
            try (Tensor dense = tensor.contiguous()) {
                read(dense, numbers);
            }
            return;
        }
        try (FloatPointer memory = tensor.data_ptr_float()) {
            memory.get(numbers);
        }
    }
}
