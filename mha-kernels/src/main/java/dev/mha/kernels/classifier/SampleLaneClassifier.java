package dev.mha.kernels.classifier;

import dev.mha.kernels.vector.SampleSoftmax;
import dev.mha.kernels.vector.SampleSums;
import dev.mha.kernels.vector.SampleWarmUp;
import dev.mha.kernels.work.Crew;
import dev.mha.kernels.work.Slab;
import java.util.Arrays;

/**
 * The classifier with one sample a lane, for many short samples. With P the attention and G = U X',
 *
 * <pre>
 *   forward    Q = X W     S = Q X'     P = softmax(S)     G = U X'     r = rowsum(P o G)     phi = sum r
 *   gradient   dU = P X    dW = X' (P o (G - r)) X         each times the slope of the loss, which X carries
 * </pre>
 *
 * so that no attention output is formed, and a gradient costs two forwards. A piece of a call is a chunk of groups of
 * samples; within it, P and P o (G - r) of all heads are kept for a block of groups, then each head's gradient is
 * summed over the tokens of all groups of the block in registers, over the lanes, and over blocks in double. Sums of
 * all heads kept as vectors over samples do not fit the second-level cache with them: 48 against 58 % of the peak for
 * 512 samples, 16 heads, 10 tokens and 20 features (Zen 5 class).
 */
final class SampleLaneClassifier implements Crew.Task {
    /** Scratch arrays of a worker, those of the caller's thread alone but for the first. */
    static final int SLAB = 0;
    static final int WEIGHTS = 1;
    static final int DECODERS = 2;
    static final int SUMS = 3;

    /** Multiply-adds from which a call waits for the compiler: about a second of interpreted vectors. */
    private static final double COLD = 2e7;

    private Crew crew;
    private ClassifierShape shape;
    private SamplePanels panels;
    private PanelLayout layout;
    private SampleLanePlan plan;
    private float[] labels;
    private double[] weights;
    private float[] scores;
    private boolean gradientWanted;
    private float[] packedW;
    private float[] packedU;
    private double[] taskSums;
    private float[] gradient;
    /** Made once, since a call allocates nothing. */
    private final Crew.Task unpack = this::unpack;

    /** Scores alone when {@code gradient} is null, else the gradient too; the loss follows from the scores. */
    static void run(ClassifierShape shape, SamplePanels panels, float[] theta, float[] labels, double[] weights,
            float[] scores, float[] gradient, Crew crew) {
        SampleLaneClassifier call = crew.keep(SampleLaneClassifier.class, SampleLaneClassifier::new);
        try {
            call.begin(shape, panels, theta, gradient != null, crew);
            call.labels = labels;
            call.weights = weights;
            call.scores = scores;
            crew.run(call.plan.tasks, call);
            if (gradient != null) {
                call.gradient = gradient;
                crew.run(SampleLaneSums.pieces(shape, call.layout), call.unpack);
            }
        } finally {
            call.end();
        }
    }

    private void begin(ClassifierShape shape, SamplePanels panels, float[] theta, boolean gradientWanted, Crew crew) {
        this.crew = crew;
        this.shape = shape;
        this.panels = panels;
        this.layout = panels.layout();
        this.gradientWanted = gradientWanted;
        warmUp(layout, shape.heads(), gradientWanted ? 2 : 1);
        SampleLanePlan.Pass pass = gradientWanted ? SampleLanePlan.Pass.GRADIENT : SampleLanePlan.Pass.SCORES;
        if (plan == null || !plan.isFor(layout, shape.heads(), pass)) {
            plan = new SampleLanePlan(layout, shape.heads(), pass, crew.workers());
        }
        packedW = crew.floats(0, WEIGHTS, SampleLaneParameters.attentionSize(layout, shape.heads()));
        packedU = crew.floats(0, DECODERS, SampleLaneParameters.decoderSize(layout, shape.heads()));
        SampleLaneParameters.pack(shape, layout, theta, SampleSoftmax.LOG2_E, packedW, packedU);
        if (gradientWanted) {
            taskSums = crew.doubles(0, SUMS, plan.tasks * SampleLaneSums.headSize(layout) * shape.heads());
        }
    }

    /** A workspace must not keep a caller's arrays alive. */
    private void end() {
        crew = null;
        panels = null;
        labels = null;
        weights = null;
        scores = null;
        packedW = null;
        packedU = null;
        taskSums = null;
        gradient = null;
    }

    /** Waits for the compiler where a call of so many times the forward pass is worth it. */
    static void warmUp(PanelLayout layout, int heads, int forwards) {
        if (forwards * SampleLanePlan.passWork(layout, heads) * layout.samples() > COLD) {
            SampleWarmUp.ensure(layout.tokenPanel(), layout.featurePanel());
        }
    }

    @Override
    public void run(int task, int worker) {
        float[] a = crew.floats(worker, SLAB, Math.max(plan.length, Slab.LEAST));
        int end = plan.end(task);
        if (gradientWanted) {
            int size = shape.heads() * SampleLaneSums.headSize(layout);
            Arrays.fill(taskSums, task * size, (task + 1) * size, 0.0);
        }
        for (int first = plan.start(task); first < end; first += plan.block) {
            int groups = Math.min(plan.block, end - first);
            for (int i = 0; i < groups; i++) {
                forward(first + i, i, a);
                writeScores(first + i, a, plan.phi + i * layout.lanes());
            }
            if (gradientWanted) {
                backward(task, first, groups, a);
            }
        }
    }

    @Override
    public long work(int task) {
        return plan.work(task, gradientWanted ? 2 : 1);
    }

    private void unpack(int piece, int worker) {
        SampleLaneSums.unpack(shape, plan, piece, taskSums, 0, gradient);
    }

    /** P and P o (G - r) of all heads of one group, and its phi. */
    private void forward(int group, int place, float[] a) {
        int lanes = layout.lanes();
        int phi = plan.phi + place * lanes;
        Arrays.fill(a, phi, phi + lanes, 0.0f);
        System.arraycopy(panels.byToken(group), 0, a, plan.tokens, plan.tokensSize);
        for (int head = 0; head < shape.heads(); head++) {
            int kept = (gradientWanted ? head * plan.square : 0)
                    + place * layout.tokens() * layout.tokenPanel() * lanes;
            SampleLaneForward.products(plan, packedW, packedU, head, a, plan.attention + kept, plan.slope + kept);
            SampleLaneForward.softmax(plan, panels, group, a, plan.attention + kept, plan.slope + kept, phi,
                    gradientWanted);
        }
    }

    /** Scores from phi; then phi becomes what multiplies the gradient of phi in that of the loss. */
    private void writeScores(int group, float[] a, int phi) {
        float rootHeads = (float) (1 / Math.sqrt(shape.heads()));
        for (int lane = 0; lane < layout.lanes(); lane++) {
            int sample = group * layout.lanes() + lane;
            float factor = 0.0f;
            if (sample < layout.samples()) {
                scores[sample] = a[phi + lane] * rootHeads;
                if (gradientWanted) {
                    double weight = LogisticLoss.weight(weights, sample, layout.samples());
                    factor = (float) LogisticLoss.factor(labels[sample], weight, scores[sample], shape.heads());
                }
            }
            a[phi + lane] = factor;
        }
    }

    /** Adds a block of groups to the sums of every head. */
    private void backward(int task, int first, int groups, float[] a) {
        int lanes = layout.lanes();
        int size = layout.tokens() * layout.featurePanel() * lanes;
        for (int i = 0; i < groups; i++) {
            for (int jp = 0; jp < layout.featurePanels(); jp++) {
                int at = jp * plan.featurePanel + i * size;
                System.arraycopy(panels.byFeature(first + i), jp * size, a, plan.features + at, size);
                SampleSums.scale(a, plan.features + at, size / lanes, plan.phi + i * lanes, plan.scaled + at);
            }
        }
        int headSize = SampleLaneSums.headSize(layout);
        for (int head = 0; head < shape.heads(); head++) {
            int kept = head * plan.square;
            SampleLaneSums.add(plan, groups, a, plan.slope + kept, plan.attention + kept, plan.scaled, taskSums,
                    (task * shape.heads() + head) * headSize);
        }
    }
}
