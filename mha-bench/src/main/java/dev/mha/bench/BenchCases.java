package dev.mha.bench;

import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.vector.FmaProbe;
import dev.mha.kernels.vector.TileRuns;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Every case of the table and of the JMH classes: small ones first, so that large ones do not wait for the compiler.
 */
public final class BenchCases {
    static final String PROBE = "multiply-add probe";
    static final String TILE = "micro-kernel";
    static final String EXPONENTIAL = "exponential";
    static final String FORWARD = "forward";
    static final String BOTH = "forward + backward";
    static final String TANGENT = "tangent";
    static final String HESSIAN = "Hessian-vector product";
    static final String NEW_POINT = "forward + Hessian-vector product";
    static final String CLASSIFIER = "classifier step";
    static final String STREAM = "memory probe";
    static final String TRAFFIC = "traffic of";

    private BenchCases() {}

    /** All cases, in the order of the table. */
    public static List<BenchCase> all() {
        List<BenchCase> cases = new ArrayList<>();
        // The probe beside itself: a measure that does not print 100 % for it favours or wrongs every case.
        cases.add(new BenchCase(PROBE, "as a case", Yardstick.MULTIPLY_ADDS, FmaProbe.FLOPS, () -> FmaProbe.CALL));
        for (TileRuns.Form form : TileRuns.Form.values()) {
            cases.add(new BenchCase(TILE, name(form), Yardstick.MULTIPLY_ADDS, form.flops(), form::prepare));
        }
        // Six multiply-adds and a product a float; roundings, compares and shifts are not counted.
        cases.add(new BenchCase(EXPONENTIAL, TileRuns.exponentials() + " floats", Yardstick.MULTIPLY_ADDS,
                13.0 * TileRuns.exponentials(), TileRuns::prepareExponential));
        for (AttentionRun run : attention()) {
            cases.add(new BenchCase(run.backward() ? BOTH : FORWARD, run.name(), Yardstick.MULTIPLY_ADDS, run.flops(),
                    true, run::prepare));
        }
        for (TangentRun.Passes passes : TangentRun.Passes.values()) {
            tangents(cases, passes);
        }
        for (ClassifierRun run : classifier()) {
            cases.add(new BenchCase(CLASSIFIER, run.name(), Yardstick.MULTIPLY_ADDS, run.flops(), true, run::prepare));
        }
        for (HessianRun kind : HessianRun.values()) {
            for (ClassifierRun run : classifier().subList(0, 4)) {
                cases.add(kind.of(run));
            }
        }
        cases.add(new BenchCase(STREAM, "as a case", Yardstick.MEMORY, StreamProbe.BYTES, StreamProbe::prepare));
        traffic(cases, false);
        traffic(cases, true);
        return cases;
    }

    /** The attention calls of the table: forward, then forward and backward. */
    public static List<AttentionRun> attention() {
        List<AttentionRun> runs = new ArrayList<>();
        for (boolean backward : new boolean[]{false, true}) {
            runs.add(new AttentionRun(32, 4, 10, 16, false, backward));
            runs.add(new AttentionRun(256, 8, 32, 32, false, backward));
            runs.add(new AttentionRun(1, 8, 128, 64, false, backward));
            runs.add(new AttentionRun(8, 12, 128, 64, false, backward));
            runs.add(new AttentionRun(1, 1, 512, 64, false, backward));
            runs.add(new AttentionRun(1, 8, 512, 64, false, backward));
            runs.add(new AttentionRun(1, 8, 2048, 64, false, backward));
            runs.add(new AttentionRun(1, 1, 4096, 128, false, backward));
            runs.add(new AttentionRun(1, 8, 128, 64, true, backward));
            runs.add(new AttentionRun(1, 8, 512, 64, true, backward));
            runs.add(new AttentionRun(1, 8, 2048, 64, true, backward));
            runs.add(new AttentionRun(1, 8, 4096, 64, true, backward));
        }
        return runs;
    }

    /** The classifier steps of the table. */
    public static List<ClassifierRun> classifier() {
        return List.of(new ClassifierRun(512, new ClassifierShape(16, 10, 20)),
                new ClassifierRun(1437, new ClassifierShape(8, 16, 9)),
                new ClassifierRun(1024, new ClassifierShape(8, 32, 32)),
                new ClassifierRun(256, new ClassifierShape(8, 128, 64)),
                new ClassifierRun(16, new ClassifierShape(4, 300, 32)));
    }

    /** The case of a title. */
    public static BenchCase named(String title) {
        return all().stream().filter(item -> item.title().equals(title)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no case is called " + title));
    }

    /** The call of a case on one thread; public for the loaders of a comparison. */
    public static Runnable prepare(String title) {
        return named(title).serial();
    }

    /** Whether the case measures a kernel and not a probe, or a kernel beside the memory. */
    static boolean isKernel(BenchCase item) {
        return item.yardstick() != Yardstick.MEMORY && !item.group().equals(PROBE);
    }

    /** Title of a register tile's case. */
    static String title(TileRuns.Form form) {
        return TILE + " " + name(form);
    }

    private static String name(TileRuns.Form form) {
        return form.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + form.shape();
    }

    private static void tangents(List<BenchCase> cases, TangentRun.Passes passes) {
        String group = switch (passes) {
            case TANGENT -> TANGENT;
            case HESSIAN -> HESSIAN;
            case WITH_FORWARD -> NEW_POINT;
        };
        for (AttentionRun run : List.of(new AttentionRun(32, 4, 10, 16, false, true),
                new AttentionRun(256, 8, 32, 32, false, true), new AttentionRun(1, 8, 512, 64, false, true),
                new AttentionRun(1, 8, 2048, 64, false, true), new AttentionRun(1, 1, 4096, 128, false, true),
                new AttentionRun(1, 8, 2048, 64, true, true))) {
            cases.add(new BenchCase(group, run.name(), Yardstick.MULTIPLY_ADDS, run.productFlops() * passes.products,
                    true, work -> TangentRun.prepare(run.shape(), run.mask(), passes, work)));
        }
    }

    /**
     * The share of a call's time that its bytes alone would need: queries, keys, values read and the output written;
     * backward reads these four and the output's gradient again and writes three gradients. The log-sum-exp is left
     * out.
     */
    private static void traffic(List<BenchCase> cases, boolean backward) {
        AttentionRun run = new AttentionRun(256, 8, 32, 32, false, backward);
        double bytes = (double) StreamProbe.FLOATS * Float.BYTES * (backward ? 12 : 4);
        cases.add(new BenchCase(TRAFFIC, run.title(), Yardstick.MEMORY, bytes,
                () -> run.prepare(Workspace.serial())));
    }
}
