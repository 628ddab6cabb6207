package dev.mha.peers;

import ai.onnxruntime.OrtException;
import dev.mha.bench.AttentionRun;
import dev.mha.bench.BenchCases;
import dev.mha.bench.ClassifierRun;
import dev.mha.bench.ForkRun;
import dev.mha.bench.Measured;
import dev.mha.bench.Turns;
import dev.mha.bench.Yardstick;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierKernel;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.HessianPart;
import dev.mha.kernels.classifier.PackedSamples;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Measures cases on mha and its peers in this virtual machine, in turns, after their results were compared. Prints
 * lines for {@link Peers}.
 */
final class PeerRun {
    /** Third field of a line: what was timed. */
    static final String ARRAYS = "arrays";
    static final String NATIVE = "native";
    /** Second field: mha beside the multiply-add probe. */
    static final String PROBE = "probe";
    /** Second field of the last line of a case. */
    static final String END = "end";
    /** First field: what computes. */
    static final String ABOUT = "about";

    /** The vector kernels run on the heap until the compiler is done with them: seconds for the first case. */
    private static final double FIRST_WARM_UP_SECONDS = 4;
    private static final double WARM_UP_SECONDS = 0.4;

    private final Turns turns;
    private double warmUpSeconds = FIRST_WARM_UP_SECONDS;

    private PeerRun(double seconds) {
        turns = new Turns(seconds, Yardstick.MULTIPLY_ADDS.turnSeconds());
    }

    /** Prints the machine, what computes, then for each case the rates. Arguments: seconds, titles. */
    public static void main(String[] arguments) throws Throwable {
        PeerRun run = new PeerRun(Double.parseDouble(arguments[0]));
        Turns.forgetCallers();
        System.out.println(ForkRun.machine());
        System.out.println(ABOUT + "\t" + LibTorch.describe() + "; " + OnnxRuntime.describe());
        for (String title : Arrays.copyOfRange(arguments, 1, arguments.length)) {
            for (AttentionRun attention : BenchCases.attention()) {
                if (attention.title().equals(title)) {
                    run.attention(attention);
                }
            }
            for (ClassifierRun classifier : PeerCases.classifier()) {
                if (classifier.title().equals(title)) {
                    run.gradient(classifier);
                }
                if (PeerCases.secondOrder(classifier).equals(title)) {
                    run.secondOrder(classifier);
                }
            }
            System.out.println(title + "\t" + END);
        }
    }

    private void attention(AttentionRun run) throws OrtException {
        AttentionRun.Data data = run.data();
        Runnable own = run.prepare(data, Workspace.serial());
        warmUp(own);
        float[][] results = {data.out, data.queryGrad, data.keyGrad, data.valueGrad};
        compare(run.title(), own, run.flops(), results, LibTorch.attention(run, data));
        if (!run.backward()) {
            compare(run.title(), own, run.flops(), results, OnnxRuntime.attention(run, data));
            compare(run.title(), own, run.flops(), results, OnnxRuntime.multiHeadAttention(run, data));
        }
        probe(run.title(), own, run.flops());
    }

    private void gradient(ClassifierRun run) {
        ClassifierRun.Data data = run.data();
        Runnable own = run.prepare(data, Workspace.serial());
        warmUp(own);
        for (LibTorchClassifier.Form form : LibTorchClassifier.Form.values()) {
            compare(run.title(), own, run.flops(), new float[][]{data.gradient},
                    LibTorchClassifier.of(form, run, data, null));
        }
        probe(run.title(), own, run.flops());
    }

    /** Loss, gradient and the Hessian times one vector. Fused attention has no second derivative there. */
    private void secondOrder(ClassifierRun run) {
        ClassifierRun.Data data = run.data();
        ClassifierShape shape = run.shape();
        PackedSamples packed = PackedSamples.pack(data.x, run.samples(), shape.tokens(), shape.features(), null);
        SplittableRandom random = new SplittableRandom(2);
        float[] direction = new float[shape.parameters()];
        for (int i = 0; i < direction.length; i++) {
            direction[i] = (float) random.nextGaussian();
        }
        float[][] product = {new float[direction.length]};
        float[][] vectors = {direction};
        Workspace work = Workspace.serial();
        Runnable own = () -> ClassifierKernel.lossGradientAndHessianProducts(shape, packed, data.theta, data.labels,
                null, data.scores, data.gradient, HessianPart.WHOLE, vectors, product, work);
        warmUp(own);
        String title = PeerCases.secondOrder(run);
        // 4 T d^2 + 8 T^2 d multiply-adds for each head and sample, the gradient alone has half of them: docs/theory.md
        double flops = 2 * run.flops();
        for (LibTorchClassifier.Form form : List.of(LibTorchClassifier.Form.PLAIN, LibTorchClassifier.Form.FOLDED)) {
            compare(title, own, flops, new float[][]{data.gradient, product[0]},
                    LibTorchClassifier.of(form, run, data, direction));
        }
        probe(title, own, flops);
    }

    private void warmUp(Runnable own) {
        long end = System.nanoTime() + (long) (1e9 * warmUpSeconds);
        do {
            own.run();
        } while (System.nanoTime() < end);
        warmUpSeconds = WARM_UP_SECONDS;
    }

    /** Last, when the compiler is done with the case. */
    private void probe(String title, Runnable own, double flops) {
        print(title, PROBE, NATIVE, turns.measure(own, flops, Yardstick.MULTIPLY_ADDS.prepare(),
                Yardstick.MULTIPLY_ADDS.work()));
    }

    private void compare(String title, Runnable own, double flops, float[][] results, PeerCall call) {
        try (call) {
            own.run();
            call.fromArrays().run();
            Agreement.check(title, call.peer(), results, call.results().get());
            print(title, call.peer(), ARRAYS, turns.measureBesideAllocating(own, flops, call.fromArrays(), flops));
            if (call.kernel() != null) {
                print(title, call.peer(), NATIVE, turns.measureBesideAllocating(own, flops, call.kernel(), flops));
            }
        }
    }

    private static void print(String title, String peer, String mode, Measured measured) {
        System.out.println(String.join("\t", List.of(title, peer, mode, String.valueOf(measured.share()),
                String.valueOf(measured.rate()), String.valueOf(measured.probe()))));
    }
}
