package dev.mha.bench;

import dev.mha.kernels.AttentionMask;
import dev.mha.kernels.AttentionShape;
import dev.mha.kernels.Workspace;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.vector.FmaProbe;
import dev.mha.kernels.vector.TileRuns;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Every case of the table and of the JMH classes: small ones first, so that large ones do not wait for the compiler. */
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
        for (boolean backward : new boolean[]{false, true}) {
            attention(cases, backward, 32, 4, 10, 16, AttentionMask.NONE);
            attention(cases, backward, 256, 8, 32, 32, AttentionMask.NONE);
            attention(cases, backward, 1, 8, 128, 64, AttentionMask.NONE);
            attention(cases, backward, 8, 12, 128, 64, AttentionMask.NONE);
            attention(cases, backward, 1, 1, 512, 64, AttentionMask.NONE);
            attention(cases, backward, 1, 8, 512, 64, AttentionMask.NONE);
            attention(cases, backward, 1, 8, 2048, 64, AttentionMask.NONE);
            attention(cases, backward, 1, 1, 4096, 128, AttentionMask.NONE);
            attention(cases, backward, 1, 8, 128, 64, AttentionMask.CAUSAL);
            attention(cases, backward, 1, 8, 512, 64, AttentionMask.CAUSAL);
            attention(cases, backward, 1, 8, 2048, 64, AttentionMask.CAUSAL);
        }
        for (TangentRun.Passes passes : TangentRun.Passes.values()) {
            tangents(cases, passes, 1, 8, 512, 64, AttentionMask.NONE);
            tangents(cases, passes, 1, 8, 2048, 64, AttentionMask.NONE);
            tangents(cases, passes, 1, 1, 4096, 128, AttentionMask.NONE);
            tangents(cases, passes, 1, 8, 2048, 64, AttentionMask.CAUSAL);
        }
        classifier(cases, 512, new ClassifierShape(16, 10, 20));
        classifier(cases, 1437, new ClassifierShape(8, 16, 9));
        classifier(cases, 1024, new ClassifierShape(8, 32, 32));
        classifier(cases, 256, new ClassifierShape(8, 128, 64));
        classifier(cases, 16, new ClassifierShape(4, 300, 32));
        cases.add(new BenchCase(STREAM, "as a case", Yardstick.MEMORY, StreamProbe.BYTES, StreamProbe::prepare));
        traffic(cases, false);
        traffic(cases, true);
        return cases;
    }

    /** The case of a title. */
    public static BenchCase named(String title) {
        return all().stream().filter(item -> item.title().equals(title)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no case is called " + title));
    }

    /** Title of a register tile's case. */
    static String title(TileRuns.Form form) {
        return TILE + " " + name(form);
    }

    private static String name(TileRuns.Form form) {
        return form.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + form.shape();
    }

    private static void attention(List<BenchCase> cases, boolean backward, int batch, int heads, int tokens, int dim,
            AttentionMask mask) {
        AttentionShape shape = new AttentionShape(batch, heads, heads, tokens, tokens, dim, dim);
        // Two products forward, five backward (one of them the scores again).
        double flops = 2.0 * dim * pairs(tokens, mask) * batch * heads * (backward ? 7 : 2);
        cases.add(new BenchCase(backward ? BOTH : FORWARD, name(batch, heads, tokens, dim, mask),
                Yardstick.MULTIPLY_ADDS, flops, true, work -> AttentionRun.prepare(shape, mask, backward, work)));
    }

    private static void tangents(List<BenchCase> cases, TangentRun.Passes passes, int batch, int heads, int tokens,
            int dim, AttentionMask mask) {
        AttentionShape shape = new AttentionShape(batch, heads, heads, tokens, tokens, dim, dim);
        double flops = 2.0 * dim * pairs(tokens, mask) * batch * heads * passes.products;
        String group = switch (passes) {
            case TANGENT -> TANGENT;
            case HESSIAN -> HESSIAN;
            case WITH_FORWARD -> NEW_POINT;
        };
        cases.add(new BenchCase(group, name(batch, heads, tokens, dim, mask), Yardstick.MULTIPLY_ADDS, flops, true,
                work -> TangentRun.prepare(shape, mask, passes, work)));
    }

    private static double pairs(int tokens, AttentionMask mask) {
        return mask.causal() ? tokens * (tokens + 1.0) / 2 : (double) tokens * tokens;
    }

    private static String name(int batch, int heads, int tokens, int dim, AttentionMask mask) {
        return "(" + batch + ", " + heads + ", " + tokens + ", " + dim + ")" + (mask.causal() ? " causal" : "");
    }

    /**
     * The share of a call's time that its bytes alone would need: queries, keys, values read and the output written;
     * backward reads these four and the output's gradient again and writes three gradients. The log-sum-exp is left out.
     */
    private static void traffic(List<BenchCase> cases, boolean backward) {
        AttentionShape shape = new AttentionShape(256, 8, 8, 32, 32, 32, 32);
        double bytes = (double) StreamProbe.FLOATS * Float.BYTES * (backward ? 12 : 4);
        cases.add(new BenchCase(TRAFFIC, (backward ? BOTH : FORWARD) + " (256, 8, 32, 32)", Yardstick.MEMORY, bytes,
                () -> AttentionRun.prepare(shape, AttentionMask.NONE, backward, Workspace.serial())));
    }

    private static void classifier(List<BenchCase> cases, int samples, ClassifierShape shape) {
        double tokens = shape.tokens();
        double features = shape.features();
        // Four products of T^2 d and two of T d^2 for each head and sample: docs/theory.md.
        double flops = samples * shape.heads() * (8 * tokens * tokens * features + 4 * tokens * features * features);
        cases.add(new BenchCase(CLASSIFIER, "(" + samples + ", " + shape.heads() + ", " + shape.tokens() + ", "
                + shape.features() + ")", Yardstick.MULTIPLY_ADDS, flops, true,
                work -> ClassifierRun.prepare(samples, shape, work)));
    }
}
