package dev.mha.kernels.classifier;

import dev.mha.bench.CallPart;
import dev.mha.bench.ClassifierRun;
import dev.mha.kernels.vector.SampleSoftmax;
import dev.mha.kernels.vector.SampleSums;
import dev.mha.kernels.vector.SampleTangent;
import dev.mha.kernels.work.Slab;
import java.util.ArrayList;
import java.util.List;

/**
 * What the classifier with one sample a lane consists of, part by part, for all heads of one group of samples, or of
 * one block of groups where sums are taken: each part on data of its own, which stay in the caches. In the kernels'
 * package, since nobody else may call them.
 */
public final class ClassifierParts {
    private final ClassifierShape shape;
    private final PanelLayout layout;
    private final SamplePanels panels;
    private final SampleLanePlan plan;
    private final float[] theta;
    private final float[] packedW;
    private final float[] packedU;
    private final float[] slab;
    private final double[] sums;
    private final float[] result;

    private ClassifierParts(ClassifierRun run, SampleLanePlan.Pass pass) {
        ClassifierRun.Data data = run.data();
        shape = run.shape();
        panels = PackedSamples.pack(data.x, run.samples(), shape.tokens(), shape.features(), null).panels();
        layout = panels.layout();
        plan = new SampleLanePlan(layout, shape.heads(), pass, 1);
        theta = data.theta;
        packedW = new float[SampleLaneParameters.attentionSize(layout, shape.heads())];
        packedU = new float[SampleLaneParameters.decoderSize(layout, shape.heads())];
        slab = new float[Math.max(plan.length, Slab.LEAST)];
        sums = new double[plan.tasks * SampleLaneSums.headSize(layout) * shape.heads()];
        result = new float[shape.parameters()];
        pack();
        copyAndScale();
    }

    /** Whether the samples go to lanes here. */
    public static boolean has(ClassifierRun run) {
        ClassifierRun.Data data = run.data();
        PackedSamples samples = PackedSamples.pack(data.x, run.samples(), run.shape().tokens(), run.shape().features(),
                null);
        return ClassifierPath.of(run.shape(), samples) == ClassifierPath.SAMPLE_LANES
                && ClassifierPath.resultsAtOnce(run.shape(), samples.panels()) > 0;
    }

    /** Parts of a loss and its gradient. */
    public static List<CallPart> step(ClassifierRun run) {
        ClassifierParts of = new ClassifierParts(run, SampleLanePlan.Pass.GRADIENT);
        List<CallPart> parts = of.forward(run);
        parts.add(of.blocks("tokens copied and scaled", 0, 0, of::copyAndScale));
        parts.add(of.blocks("dW and dU", run.flops() / 2, of.executedSums(), of::addSums));
        parts.add(new CallPart("dW and dU out of panels", 0, 0, 1, of::unpack));
        return parts;
    }

    /** Parts of a product with the Hessian. */
    public static List<CallPart> product(ClassifierRun run) {
        ClassifierParts of = new ClassifierParts(run, SampleLanePlan.Pass.HESSIAN);
        List<CallPart> parts = of.forward(run);
        parts.add(of.groups("scores and slopes along the vector", run.flops() / 2, of.executedProducts(), of::dots));
        parts.add(of.groups("tangent of the softmax", 0, 0, of::turn));
        parts.add(of.blocks("tokens copied", 0, 0, of::copy));
        parts.add(of.blocks("mixtures", 0, 0, of::mix));
        parts.add(of.blocks("sums", run.flops() / 2, of.executedSums(), of::addMixedSums));
        parts.add(new CallPart("vector into panels", 0, 0, 1, of::pack));
        parts.add(new CallPart("sums out of panels", 0, 0, 1, of::unpack));
        return parts;
    }

    private List<CallPart> forward(ClassifierRun run) {
        List<CallPart> parts = new ArrayList<>();
        parts.add(new CallPart("parameters into panels", 0, 0, 1, this::pack));
        parts.add(groups("scores and slopes", run.flops() / 2, executedProducts(), this::products));
        parts.add(groups("softmax", 0, 0, this::softmax));
        return parts;
    }

    private CallPart groups(String name, double flops, double executed, Runnable call) {
        return new CallPart(name, flops, executed, layout.groups(), call);
    }

    private CallPart blocks(String name, double flops, double executed, Runnable call) {
        return new CallPart(name, flops, executed, (double) layout.groups() / plan.block, call);
    }

    private double executedProducts() {
        double tokens = layout.paddedTokens();
        return executed(tokens * layout.paddedFeatures() * layout.features() + 2 * tokens * tokens * layout.features());
    }

    private double executedSums() {
        double features = layout.paddedFeatures();
        return executed(layout.tokens() * features * (2.0 * layout.paddedTokens() + features));
    }

    private double executed(double multiplyAddsOfAHead) {
        return 2.0 * layout.groups() * layout.lanes() * shape.heads() * multiplyAddsOfAHead;
    }

    private void pack() {
        SampleLaneParameters.pack(shape, layout, theta, SampleSoftmax.LOG2_E, packedW, packedU);
    }

    private void products() {
        for (int head = 0; head < shape.heads(); head++) {
            int kept = head * plan.square;
            SampleLaneForward.products(plan, packedW, packedU, head, slab, plan.attention + kept, plan.slope + kept);
        }
    }

    private void softmax() {
        for (int head = 0; head < shape.heads(); head++) {
            int kept = head * plan.square;
            SampleLaneForward.softmax(plan, panels, 0, slab, plan.attention + kept, plan.slope + kept, plan.phi, true);
        }
    }

    private void dots() {
        for (int head = 0; head < shape.heads(); head++) {
            int kept = head * plan.square;
            SampleLaneForward.products(plan, packedW, packedU, head, slab, plan.attentionDot + kept,
                    plan.slopeDot + kept);
        }
    }

    private void turn() {
        for (int head = 0; head < shape.heads(); head++) {
            for (int sp = 0; sp < layout.tokenPanels(); sp++) {
                int at = head * plan.square + sp * plan.panel;
                SampleTangent.turn(layout.tokenPanel(), slab, plan.attention + at, plan.slope + at,
                        plan.attentionDot + at, plan.slopeDot + at, layout.tokens(), plan.state, plan.phiDot);
            }
        }
    }

    private void copy() {
        int size = layout.tokens() * layout.featurePanel() * layout.lanes();
        for (int i = 0; i < plan.block; i++) {
            System.arraycopy(panels.byToken(0), 0, slab, plan.tokens, plan.tokensSize);
            for (int jp = 0; jp < layout.featurePanels(); jp++) {
                int at = jp * plan.featurePanel + i * size;
                System.arraycopy(panels.byFeature(0), jp * size, slab, plan.features + at, size);
            }
        }
    }

    private void copyAndScale() {
        copy();
        int size = layout.tokens() * layout.featurePanel() * layout.lanes();
        for (int i = 0; i < plan.block; i++) {
            for (int jp = 0; jp < layout.featurePanels(); jp++) {
                int at = jp * plan.featurePanel + i * size;
                SampleSums.scale(slab, plan.features + at, size / layout.lanes(), plan.phi, plan.scaled + at);
            }
        }
    }

    private void mix() {
        int vectors = layout.tokens() * layout.tokenPanel();
        for (int head = 0; head < shape.heads(); head++) {
            for (int sp = 0; sp < layout.tokenPanels(); sp++) {
                for (int i = 0; i < plan.block; i++) {
                    int mix = sp * plan.panel + i * vectors * layout.lanes();
                    int at = head * plan.square + mix;
                    SampleTangent.mix(slab, plan.phiDot, plan.attention + at, plan.phi, plan.attentionDot + at, vectors,
                            plan.attentionMix + mix);
                    SampleTangent.mix(slab, plan.phiDot, plan.slope + at, plan.phi, plan.slopeDot + at, vectors,
                            plan.slopeMix + mix);
                }
            }
        }
    }

    private void addSums() {
        int size = SampleLaneSums.headSize(layout);
        for (int head = 0; head < shape.heads(); head++) {
            int kept = head * plan.square;
            SampleLaneSums.add(plan, plan.block, slab, plan.slope + kept, plan.attention + kept, plan.scaled, sums,
                    head * size);
        }
    }

    private void addMixedSums() {
        int size = SampleLaneSums.headSize(layout);
        for (int head = 0; head < shape.heads(); head++) {
            SampleLaneSums.add(plan, plan.block, slab, plan.slopeMix, plan.attentionMix, plan.features, sums,
                    head * size);
        }
    }

    private void unpack() {
        for (int piece = 0; piece < SampleLaneSums.pieces(shape, layout); piece++) {
            SampleLaneSums.unpack(shape, plan, piece, sums, 0, result);
        }
    }
}
