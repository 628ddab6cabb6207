package dev.mha.kernels.classifier;

import dev.mha.kernels.vector.SampleSoftmax;
import dev.mha.kernels.vector.SampleSums;
import dev.mha.kernels.vector.SampleTangent;
import dev.mha.kernels.work.Crew;
import dev.mha.kernels.work.Slab;
import java.util.Arrays;

/**
 * Products of the Hessian of the loss with vectors, one sample a lane. With P, G and r as in
 * {@link SampleLaneClassifier}, D = P o (G - r), and a dot for a derivative along the direction (V_W, V_U),
 *
 * <pre>
 *   S. = X V_W X'     G. = V_U X'     then P., dS. and phi. as {@link SampleTangent} says
 *   a = weight l''(m) / H  sum_h phi._h          b = weight y l'(m) / sqrt(H)
 *   (Hess L) v = sum over samples of ( X' (a D + b dS.) X , (a P + b P.) X )
 * </pre>
 *
 * so that a product costs as much as a gradient, and P and D once for all vectors half of one more. The gradient
 * itself, where it is asked for too, takes its sums alone: another half. Sums go as in a gradient: over the tokens of a
 * block of groups in registers, over lanes, over blocks in double.
 */
final class SampleLaneHessian implements Crew.Task {
    /**
     * Vectors that share P and D at most: these cost half a gradient, a vector one, so that twice as many would save a
     * thirtieth and keep twice as many sums.
     */
    static final int MOST_AT_ONCE = 8;

    /** Scratch arrays of the caller's thread besides those of {@link SampleLaneClassifier}. */
    private static final int WEIGHTS_DOT = 4;
    private static final int DECODERS_DOT = 5;

    private Crew crew;
    private ClassifierShape shape;
    private SamplePanels panels;
    private PanelLayout layout;
    private SampleLanePlan plan;
    private float[] labels;
    private double[] weights;
    private HessianPart part;
    private int vectors;
    private float[] packedW;
    private float[] packedU;
    /** Of each vector. */
    private final float[][] dotW = new float[MOST_AT_ONCE][];
    private final float[][] dotU = new float[MOST_AT_ONCE][];
    /** Of each vector, and then of the gradient if it is wanted: {@code [results][tasks][heads][head size]}. */
    private double[] taskSums;
    private int results;
    private float[][] products;
    private int from;
    private float[] scores;
    private float[] gradient;
    /** Made once, since a call allocates nothing. */
    private final Crew.Task unpack = this::unpack;

    /**
     * Products with {@code vectors[from]} to {@code vectors[to - 1]}, and where {@code gradient} is not null the scores
     * and the gradient too.
     */
    static void run(ClassifierShape shape, SamplePanels panels, float[] theta, float[] labels, double[] weights,
            HessianPart part, float[][] vectors, int from, int to, float[][] products, float[] scores,
            float[] gradient, Crew crew) {
        SampleLaneHessian call = crew.keep(SampleLaneHessian.class, SampleLaneHessian::new);
        try {
            call.begin(shape, panels, theta, vectors, from, to, gradient, crew);
            call.labels = labels;
            call.weights = weights;
            call.part = part;
            call.scores = scores;
            crew.run(call.plan.tasks, call);
            call.products = products;
            call.from = from;
            crew.run(call.results * SampleLaneSums.pieces(shape, call.layout), call.unpack);
        } finally {
            call.end();
        }
    }

    private void begin(ClassifierShape shape, SamplePanels panels, float[] theta, float[][] vectors, int from, int to,
            float[] gradient, Crew crew) {
        this.crew = crew;
        this.gradient = gradient;
        this.shape = shape;
        this.panels = panels;
        this.layout = panels.layout();
        this.vectors = to - from;
        results = this.vectors + (gradient == null ? 0 : 1);
        SampleLaneClassifier.warmUp(layout, shape.heads(), passes());
        if (plan == null || !plan.isFor(layout, shape.heads(), SampleLanePlan.Pass.HESSIAN)) {
            plan = new SampleLanePlan(layout, shape.heads(), SampleLanePlan.Pass.HESSIAN, crew.workers());
        }
        int attention = SampleLaneParameters.attentionSize(layout, shape.heads());
        int decoder = SampleLaneParameters.decoderSize(layout, shape.heads());
        packedW = crew.floats(0, SampleLaneClassifier.WEIGHTS, attention);
        packedU = crew.floats(0, SampleLaneClassifier.DECODERS, decoder);
        SampleLaneParameters.pack(shape, layout, theta, SampleSoftmax.LOG2_E, packedW, packedU);
        for (int v = 0; v < this.vectors; v++) {
            dotW[v] = crew.floats(0, WEIGHTS_DOT + 2 * v, attention);
            dotU[v] = crew.floats(0, DECODERS_DOT + 2 * v, decoder);
            SampleLaneParameters.pack(shape, layout, vectors[from + v], 1.0f, dotW[v], dotU[v]);
        }
        taskSums = crew.doubles(0, SampleLaneClassifier.SUMS, results * sumsSize());
    }

    /** A workspace must not keep a caller's arrays alive. */
    private void end() {
        crew = null;
        panels = null;
        labels = null;
        weights = null;
        packedW = null;
        packedU = null;
        Arrays.fill(dotW, null);
        Arrays.fill(dotU, null);
        taskSums = null;
        products = null;
        scores = null;
        gradient = null;
    }

    /** Forward passes that cost as much: one, two a vector, and one for the sums of the gradient. */
    private int passes() {
        return 1 + 2 * vectors + (gradient == null ? 0 : 1);
    }

    /** Sums of one result: {@code [tasks][heads][head size]}. */
    private int sumsSize() {
        return plan.tasks * taskSize();
    }

    private int taskSize() {
        return shape.heads() * SampleLaneSums.headSize(layout);
    }

    @Override
    public long work(int task) {
        return plan.work(task, passes());
    }

    private void unpack(int piece, int worker) {
        int pieces = SampleLaneSums.pieces(shape, layout);
        int v = piece / pieces;
        SampleLaneSums.unpack(shape, plan, piece % pieces, taskSums, v * sumsSize(),
                v < vectors ? products[from + v] : gradient);
    }

    @Override
    public void run(int task, int worker) {
        float[] a = crew.floats(worker, SampleLaneClassifier.SLAB, Math.max(plan.length, Slab.LEAST));
        int end = plan.end(task);
        for (int v = 0; v < results; v++) {
            int to = v * sumsSize() + task * taskSize();
            Arrays.fill(taskSums, to, to + taskSize(), 0.0);
        }
        for (int first = plan.start(task); first < end; first += plan.block) {
            int groups = Math.min(plan.block, end - first);
            for (int i = 0; i < groups; i++) {
                forward(first + i, i, a);
                factors(first + i, i, a);
                features(first + i, i, a);
            }
            if (gradient != null) {
                gradientSums(groups, a, vectors * sumsSize() + task * taskSize());
            }
            for (int v = 0; v < vectors; v++) {
                for (int i = 0; i < groups; i++) {
                    tangent(first + i, i, v, a);
                }
                productSums(groups, a, v * sumsSize() + task * taskSize());
            }
        }
    }

    /** Where the matrices of one group of the block begin, after those of the head. */
    private int place(int i) {
        return i * layout.tokens() * layout.tokenPanel() * layout.lanes();
    }

    /** P, D and phi of all heads of one group. */
    private void forward(int group, int i, float[] a) {
        int phi = plan.phi + i * layout.lanes();
        Arrays.fill(a, phi, phi + layout.lanes(), 0.0f);
        System.arraycopy(panels.byToken(group), 0, a, plan.tokens, plan.tokensSize);
        for (int head = 0; head < shape.heads(); head++) {
            int kept = head * plan.square + place(i);
            SampleLaneForward.products(plan, packedW, packedU, head, a, plan.attention + kept, plan.slope + kept);
            SampleLaneForward.softmax(plan, panels, group, a, plan.attention + kept, plan.slope + kept, phi, true);
        }
    }

    /** phi becomes b, the derivative of the loss by phi if that part is wanted; and the second derivative. */
    private void factors(int group, int i, float[] a) {
        float rootHeads = (float) (1 / Math.sqrt(shape.heads()));
        for (int lane = 0; lane < layout.lanes(); lane++) {
            int sample = group * layout.lanes() + lane;
            int at = i * layout.lanes() + lane;
            float factor = 0.0f;
            float curvature = 0.0f;
            if (sample < layout.samples()) {
                float score = a[plan.phi + at] * rootHeads;
                double weight = LogisticLoss.weight(weights, sample, layout.samples());
                factor = (float) LogisticLoss.factor(labels[sample], weight, score, shape.heads());
                if (part.gaussNewton) {
                    curvature = (float) LogisticLoss.curvature(labels[sample], weight, score, shape.heads());
                }
                if (gradient != null) {
                    scores[sample] = score;
                }
            }
            a[plan.factor + lane] = factor;
            a[plan.phi + at] = part.residual ? factor : 0.0f;
            a[plan.curvature + at] = curvature;
        }
    }

    /** Tokens of one group by feature panel; for the gradient also times what multiplies that of phi. */
    private void features(int group, int i, float[] a) {
        int lanes = layout.lanes();
        int size = layout.tokens() * layout.featurePanel() * lanes;
        for (int jp = 0; jp < layout.featurePanels(); jp++) {
            int at = jp * plan.featurePanel + i * size;
            System.arraycopy(panels.byFeature(group), jp * size, a, plan.features + at, size);
            if (gradient != null) {
                SampleSums.scale(a, plan.features + at, size / lanes, plan.factor, plan.scaled + at);
            }
        }
    }

    /** Adds a block of groups to the sums of the gradient. */
    private void gradientSums(int groups, float[] a, int to) {
        int headSize = SampleLaneSums.headSize(layout);
        for (int head = 0; head < shape.heads(); head++) {
            int kept = head * plan.square;
            SampleLaneSums.add(plan, groups, a, plan.slope + kept, plan.attention + kept, plan.scaled, taskSums,
                    to + head * headSize);
        }
    }

    /** P. and dS. of all heads of one group along a vector, and a, by which its gradient is multiplied. */
    private void tangent(int group, int i, int v, float[] a) {
        int lanes = layout.lanes();
        int rows = layout.tokenPanel();
        int phiDot = plan.phiDot + i * lanes;
        Arrays.fill(a, phiDot, phiDot + lanes, 0.0f);
        System.arraycopy(panels.byToken(group), 0, a, plan.tokens, plan.tokensSize);
        for (int head = 0; head < shape.heads(); head++) {
            int kept = head * plan.square + place(i);
            SampleLaneForward.products(plan, dotW[v], dotU[v], head, a, plan.attentionDot + kept, plan.slopeDot + kept);
            for (int sp = 0; sp < layout.tokenPanels(); sp++) {
                int at = kept + sp * plan.panel;
                SampleTangent.turn(rows, a, plan.attention + at, plan.slope + at, plan.attentionDot + at,
                        plan.slopeDot + at, layout.tokens(), plan.state, phiDot);
            }
        }
        for (int lane = 0; lane < lanes; lane++) {
            a[phiDot + lane] *= a[plan.curvature + i * lanes + lane];
        }
    }

    /** Adds a block of groups to the sums of the product with a vector. */
    private void productSums(int groups, float[] a, int to) {
        int lanes = layout.lanes();
        int vectorsOfGroup = layout.tokens() * layout.tokenPanel();
        int headSize = SampleLaneSums.headSize(layout);
        for (int head = 0; head < shape.heads(); head++) {
            for (int sp = 0; sp < layout.tokenPanels(); sp++) {
                for (int i = 0; i < groups; i++) {
                    int mix = sp * plan.panel + place(i);
                    int at = head * plan.square + mix;
                    int first = plan.phiDot + i * lanes;
                    int second = plan.phi + i * lanes;
                    SampleTangent.mix(a, first, plan.attention + at, second, plan.attentionDot + at, vectorsOfGroup,
                            plan.attentionMix + mix);
                    SampleTangent.mix(a, first, plan.slope + at, second, plan.slopeDot + at, vectorsOfGroup,
                            plan.slopeMix + mix);
                }
            }
            SampleLaneSums.add(plan, groups, a, plan.slopeMix, plan.attentionMix, plan.features, taskSums,
                    to + head * headSize);
        }
    }
}
